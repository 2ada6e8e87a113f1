"""Reports for the reading tests: the five real ones with their cells typed by hand, and invented ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from toolkit.form import load_form
from toolkit.read import Report, read_bytes
from toolkit.teach.flatten import FLATTENINGS
from toolkit.teach.layout import sheets

GOLD = Path(__file__).resolve().parent.parent / "gold"
HEADINGS = {
    "art20_1": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "reconsideration_litigation": "四、政府信息公开行政复议、行政诉讼情况",
}


@pytest.fixture(scope="session")
def gold() -> dict[str, dict[str, Decimal]]:
    """The cells of the five real reports, typed by a person from the page: number → cell → value."""
    found = {}
    for path in sorted(GOLD.glob("*.json")):
        cells = json.loads(path.read_text("utf-8"), parse_float=Decimal)["cells"]
        found[path.stem] = {key: Decimal(value) for key, value in cells.items()}
    return found


def one(text: str | bytes) -> Report:
    """Read a text that holds one report."""
    data = text.encode() if isinstance(text, str) else text
    (report,) = read_bytes(data, "test.txt")
    return report


def page(edition: str, figures: Mapping[str, str], flattening: str, seed: int = 1) -> str:
    """Write a whole report: title, sections, and the tables in one flattening."""
    draw: Callable[..., str] = FLATTENINGS[flattening]
    random = Random(seed)
    parts = [
        "云屏县溪口镇人民政府2023年政府信息公开工作年度报告",
        "一、总体情况\n本机关2023年收到政府信息公开申请3件。",
    ]
    for key, sheet in sheets(load_form(edition), figures).items():
        if key in HEADINGS:
            parts.append(HEADINGS[key])
        parts.append(draw(sheet, random))
    parts.append("五、存在的主要问题及改进情况\n无。\n六、其他需要报告的事项\n无。")
    return "\n\n".join(parts)
