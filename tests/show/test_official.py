import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from toolkit.claim import Claim, Narrative, ReadingValue
from toolkit.read import Gap, Leftover, Place, State, Stated
from toolkit.show import report_html
from toolkit.show.findings import findings
from toolkit.show.markup import tint
from toolkit.show.tables import cells_of
from toolkit.study import ReportView

VOID = {"meta", "br", "input"}


class Tags(HTMLParser):
    """Collects tags, attributes and text, and whether every element is closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.text.append(data)

    def cells(self) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.seen if tag == "td"]


def page(view: ReportView, lang="zh") -> str:
    return report_html(view, lang)


def bare(report) -> ReportView:
    """Return a report of which nothing was judged."""
    return ReportView(report, (), Narrative((), (), ()))


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_every_cell_and_its_print_is_shown(views, name, lang):
    shown = Tags(page(views[name], lang))
    assert shown.open == []
    assert len(shown.cells()) == len(views[name].report.cells)
    prints = [cell["title"].split("”")[0].split("“")[-1] for cell in shown.cells()]
    assert sorted(prints) == sorted(cell.text for cell in views[name].report.cells)


def test_the_same_report_gives_the_same_bytes(views):
    assert page(views["004"]) == page(views["004"])


def test_a_fragment_loads_nothing_and_stays_small(views):
    for view in views.values():
        html = page(view)
        assert not re.search(r"\b(?:src|href|url)\s*[=(]|@import|<link|<script", html)
        assert len(html.encode()) < 60_000


def test_script_in_the_prose_is_shown_and_never_run(damaged):
    html = page(damaged, "both")
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_script_anywhere_in_a_report_is_escaped(views):
    evil = '"><script>alert(1)</script><i x="'
    report = views["004"].report
    cell = replace(report.cells[0], text=evil, note=evil)
    place = Place("text", 0, 1)
    report = replace(
        report,
        report_id=evil, source=evil, organ=Stated(evil), year=Stated(evil), level=Stated(evil),
        scope={"requests": Stated(evil, evil)}, forms={**report.forms, evil: evil}, cells=(cell, *report.cells[1:]),
        gaps=(Gap(evil, evil, evil, evil), Gap("requests", "", "", evil)), leftovers=(Leftover(evil, place, evil),),
        notes=(evil,),
    )  # fmt: skip
    claim = replace(views["004"].narrative.claims[0], quote=evil, verdict="inconsistent")
    wild = replace(claim, readings=(ReadingValue(evil, Decimal(1)),), unit=evil)
    for lang in ("zh", "en", "both"):
        shown = Tags(report_html(ReportView(report, views["004"].checks, Narrative((claim, wild), (), ())), lang))
        assert "script" not in {tag for tag, _ in shown.seen}
        assert not [attributes for _, attributes in shown.seen if "x" in attributes]


def cell_of(view: ReportView, html: str, key: str) -> dict[str, str | None]:
    """Return the attributes of the box that shows `key`, found by the place in its tip."""
    place = next(c.place for c in view.report.cells if c.key == key)
    return next(c for c in Tags(html).cells() if f"[{place.start}:{place.end}]" in c["title"])


def test_a_wrong_cell_stands_out_from_its_equations(damaged):
    html = page(damaged)
    wrong = cell_of(damaged, html, "requests.requests_received_new.natural_person")
    beside = cell_of(damaged, html, "requests.requests_carried_in.natural_person")
    other = cell_of(damaged, html, "requests.granted_full.natural_person")
    assert "f2" in wrong["class"]
    assert "f1" in beside["class"]
    assert not other.get("class")


def test_colours_stand_on_the_elements_for_notebooks_that_lost_the_style_sheet(damaged):
    html = page(damaged)
    assert cell_of(damaged, html, "requests.requests_received_new.natural_person")["style"] == tint("failing_2")
    assert cell_of(damaged, html, "requests.outcomes_total.total")["style"] == tint("consistent")
    assert "style" not in cell_of(damaged, html, "requests.granted_full.org_research")


def test_states_are_told_apart(damaged):
    html = page(damaged)
    assert "s-placeholder" in cell_of(damaged, html, "art20_5.licensing.decisions_this_year")["class"]
    assert cell_of(damaged, html, "requests.granted_full.org_research")["class"] == "z"
    lost = {"denied_state_secret.total": State.BLANK, "denied_state_secret.org_other": State.UNRESOLVED}
    cells = {cell.key.removeprefix("requests."): cell for cell in damaged.report.cells}
    del cells["granted_full.total"]
    for key, state in lost.items():
        cells[key] = replace(cells[key], state=state, text="", value=None, place=None)
    report = replace(damaged.report, cells=tuple(cells.values()))
    html = report_html(bare(report))
    assert html.count('<td class="s-blank"') == 1
    assert html.count('<td class="s-unresolved"') == 1
    assert html.count('<td class="s-missing"') == 1


def test_a_claim_marks_its_quote_and_its_cell(views, damaged):
    assert re.search(r'<span class="mark v-consistent"[^>]*>受理依申请公开1137件<sup>', page(views["004"]))
    assert re.search(r'<span class="mark v-inconsistent"[^>]*>受理依申请公开1173件<sup>', page(damaged))
    key = "requests.requests_received_new.total"
    assert "v-consistent" in cell_of(views["004"], page(views["004"]), key)["class"]
    assert "v-inconsistent" in cell_of(damaged, page(damaged), key)["class"]


def test_cells_of_a_claim_are_printed_ones():
    claim = Claim(
        "不予公开33件", 0, 7, "text", 1, Decimal(33), "件", "", False, (ReadingValue("denied", Decimal(33)),),
        "primary", "consistent", "", "rule", 1, "requests",
    )  # fmt: skip
    assert len(cells_of(claim)) == 8
    assert all(key.startswith("requests.denied_") for key in cells_of(claim))
    prior = replace(claim, readings=(ReadingValue("prior.denied", None),))
    assert cells_of(prior) == ()
    alternate = ReadingValue("requests_received_new", Decimal(33), fits="exact")
    assert cells_of(replace(claim, fit="alternate", readings=(ReadingValue("denied", Decimal(1)), alternate))) == (
        "requests.requests_received_new.total",
    )


def test_a_clean_report_has_no_finding_and_says_so(views):
    view = views["004"]
    assert findings(view) == ()
    assert "没有需要核实的问题" in page(view)
    assert "有待核实</h4>" not in page(view)


def test_findings_come_worst_first_in_plain_sentences(damaged):
    found = findings(damaged)
    assert [f.kind for f in found] == ["repair", "claim"]
    assert found[0].zh == "本年新收（自然人）印 1063：2 条勾稽关系在此不成立，若为 1036 则全部成立（数字颠倒）。"
    assert found[0].why[1][0] == "本年新收 + 上年结转 = 办理结果总计 + 结转下年度（自然人）：1091 ≠ 1064"
    assert found[0].why[0][1].startswith("natural persons + commercial enterprises + ")
    assert found[0].proposed == (("requests.requests_received_new.natural_person", Decimal(1036)),)
    assert "受理依申请公开1173件" in found[1].zh


@pytest.mark.parametrize(
    ("name", "words"),
    [("001", "15 列中印了 16 个数"), ("002", "页面第二次刊载同一份年报"), ("003", "标签格中的数字")],
)
def test_the_traps_of_the_real_reports_are_told(views, name, words):
    assert words in page(views[name])


def test_gaps_are_told_with_their_reason(views):
    gaps = (
        Gap("requests", "", "", "the table was not found"),
        Gap("requests", "granted_full", "", "no line carries the row's label"),
        Gap("requests", "granted_full", "total", "8 values printed for 7 columns; nothing proves which stands here"),
    )
    report = replace(views["004"].report, gaps=gaps, forms={}, cells=())
    html = report_html(bare(report))
    assert "整张表 收到和处理政府信息公开申请情况 未能读出：没有找到这张表。" in html
    assert "予以公开 行未能读出" in html
    assert "7 列中印了 8 个数；无从证明此处是哪一个" in html
    assert "没有读到官方表格" in html
