"""The real reports as views, and one whose numbers and prose were damaged on purpose."""

import pytest

from toolkit.read import read_bytes
from toolkit.study import ReportView, view_report


def view(data: bytes, source: str = "made.txt") -> ReportView:
    (report,) = read_bytes(data, source)
    return view_report(report)


@pytest.fixture(scope="session")
def views(raw: dict[str, bytes]) -> dict[str, ReportView]:
    return {name: view(data, f"{name}.txt") for name, data in raw.items()}


@pytest.fixture(scope="session")
def damaged(raw: dict[str, bytes]) -> ReportView:
    """临平 with one wrong cell, one wrong sentence, a blank, a placeholder and a script in its prose."""
    text = raw["004"].decode("utf-8")
    for old, new in (
        ("受理依申请公开1137件", "受理依申请公开1173件<script>alert(1)</script>"),
        ("1036", "1063"),
        ("230044", "/"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    return view(text.encode())
