"""Invented reports, clean and with one slip, read by the toolkit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from toolkit.read import Report, read_bytes
from toolkit.study.view import ReportView, view_report
from toolkit.teach.errors import Error
from toolkit.teach.invent import bodies, invent, seeded
from toolkit.teach.page import Draft, draft, write
from toolkit.teach.prose import numbers
from toolkit.teach.slips import seed_slip

FLATTENINGS = ("pipe_rows", "tab_rows", "cell_per_tabbed_line", "lone_pipe", "pipe_at_end", "markdown")


def clean_draft(seed: int, flattening: str | None = None) -> Draft:
    (body,) = bodies(seeded(f"body {seed}"), 1)
    return draft(invent(body, 2023, str(seed))[1], flattening or FLATTENINGS[seed % len(FLATTENINGS)], str(seed))


def read(page: Draft) -> ReportView:
    (report,) = read_bytes(write(page).encode(), "page.txt")
    return view_report(report, None if page.prior is None else numbers(page.prior))


@dataclass(frozen=True)
class Seeded:
    """One seeded error with both readings of its page."""

    error: Error
    before: Report
    after: ReportView


def seeded_pages(slip: str, count: int) -> Iterator[Seeded]:
    """Yield `count` pages with the slip, each of another body."""
    for seed in range(count * 3):
        page = clean_draft(seed)
        made = seed_slip(page, slip, seeded(f"{slip} {seed}"))
        if made is not None and count:
            count -= 1
            yield Seeded(made[1], read(page).report, read(made[0]))


@pytest.fixture(scope="session", params=range(30))
def page(request: pytest.FixtureRequest) -> Draft:
    return clean_draft(request.param)
