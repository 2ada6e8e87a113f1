"""A draft → the text of its page: what a researcher would have copied from an office's web site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from toolkit.form import load_form
from toolkit.teach.flatten import FLATTENINGS
from toolkit.teach.invent import Body, Invented, seeded, words
from toolkit.teach.layout import Box, Sheet, sheets
from toolkit.teach.prose import Sentence, compose

HEADINGS = {
    "art20_1": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "reconsideration_litigation": "四、政府信息公开行政复议、行政诉讼情况",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A report before it is written: figures and sentences, and what happens to its page.

    `labels` adds print to the label box of a row or group of the requests table; `lost` maps a row to how many of its
    last boxes are missing; `twice` prints the whole report again. `seed` draws the wording of the page.
    """

    body: Body
    year: int
    edition: str
    figures: Mapping[str, str]
    prior: Mapping[str, str] | None
    sentences: tuple[Sentence, ...]
    flattening: str
    seed: str
    labels: Mapping[str, str] = field(default_factory=dict)
    lost: Mapping[str, int] = field(default_factory=dict)
    twice: bool = False


def draft(report: Invented, flattening: str, seed: str) -> Draft:
    """Return the clean draft of an invented report."""
    seed = f"{seed}:{report.body.body_id}:{report.year}"
    sentences = compose(report, seeded(f"{seed}:prose"))
    return Draft(report.body, report.year, report.edition, report.figures, report.prior, sentences, flattening, seed)


def write(page: Draft) -> str:
    """Return the text of the page, with line feeds."""
    random = seeded(f"{page.seed}:page")
    of = words()["page"]
    filled = {"organ": page.body.organ, "year": str(page.year)}
    prose = "".join(sentence.text for sentence in page.sentences)
    filler = of["filler"][random.randrange(len(of["filler"]))]
    preamble = of["preamble"][random.randrange(len(of["preamble"]))]
    parts = [of["title"].format(**filled), preamble.format(**filled), f"一、总体情况\n{filler}\n{prose}"]
    flatten = FLATTENINGS[page.flattening]
    for key, sheet in _sheets(page).items():
        if key in HEADINGS:
            parts.append(HEADINGS[key])
        parts.append(flatten(sheet, random))
    parts += [f"五、存在的主要问题及改进情况\n{of['problems']}", f"六、其他需要报告的事项\n{of['other']}"]
    text = "\n\n".join(parts) + "\n"
    return f"{text}\n{text}" if page.twice else text


def _sheets(page: Draft) -> dict[str, Sheet]:
    form = load_form(page.edition)
    found = sheets(form, page.figures)
    table = form.tables["requests"]
    wanted = {table.row(row).labels[0]: extra for row, extra in page.labels.items()}
    short = {table.row(row).labels[0]: count for row, count in page.lost.items()}
    requests = found["requests"]
    rows = tuple(_cut(tuple(_added(box, wanted) for box in row), short) for row in requests.rows)
    return {**found, "requests": replace(requests, rows=rows)}


def _added(box: Box, wanted: Mapping[str, str]) -> Box:
    if box.kind == "label" and box.text in wanted:
        return replace(box, text=box.text + wanted[box.text])
    return box


def _cut(row: tuple[Box, ...], short: Mapping[str, int]) -> tuple[Box, ...]:
    """Return the row without its last boxes, where they are lost."""
    lost = sum(short.get(box.text, 0) for box in row if box.kind == "label")
    return row[: len(row) - lost] if lost else row
