"""One fault is one finding, in words a person likes to read, in every display."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from toolkit.read import State
from toolkit.show.findings import findings
from toolkit.show.listing import listing
from toolkit.study import view_report

FOUR = "reconsideration_litigation.cases"


def with_cells(view, values, **changes):
    """Return the report judged anew with other prints, None for a blank."""

    def printed(cell):
        if cell.key not in values:
            return cell
        value = values[cell.key]
        if value is None:
            return replace(cell, value=None, text="", state=State.BLANK)
        return replace(cell, value=Decimal(value), text=f"{value}", state=State.READ)

    return view_report(replace(view.report, cells=tuple(printed(c) for c in view.report.cells), **changes))


@pytest.fixture(scope="module")
def clean(views):
    return views["004"]


def test_one_wrong_cell_gives_one_finding_whatever_it_breaks(clean):
    random = Random(6)
    counted = [c for c in clean.report.cells if c.table == "requests"]
    for cell in random.sample(counted, 25):
        found = findings(with_cells(clean, {cell.key: cell.value + 7}))
        kinds = [f.kind for f in found]
        assert kinds.count("repair") == 1
        assert set(kinds) <= {"repair", "soft"}
        assert found[0].proposed == ((cell.key, cell.value),)
        assert found[0].cells == (cell.key,)
        assert 2 <= len(found[0].checks) <= 3
        assert len(found[0].why) >= 2


def test_sentences_that_the_same_cell_contradicts_are_told_with_it(clean):
    key = "requests.requests_received_new.total"
    view = with_cells(clean, {key: 1173})
    at_odds = [c for c in view.narrative.claims if c.verdict == "inconsistent"]
    assert at_odds
    (found,) = findings(view)
    assert found.kind == "repair"
    assert set(at_odds) <= set(found.claims)
    assert "正文“受理依申请公开1137件”与更正后的数相符，与所印的不符" in [zh for zh, _ in found.why]
    # what is judged and counted stays as printed
    assert [c for c in view.narrative.claims if c.verdict == "inconsistent"] == at_odds


def test_a_sentence_that_no_repair_explains_is_a_finding_of_its_own(damaged):
    assert [f.kind for f in findings(damaged)] == ["repair", "claim"]


def test_a_tie_lists_every_candidate_and_proposes_none(clean):
    values = {f"{FOUR}.reconsideration_other": 5}
    (found,) = findings(with_cells(clean, values, passages=()))
    assert found.kind == "tied"
    assert found.proposed == ()
    assert found.en.startswith("1 rule fails; each of 4 changes would mend that equally well")
    assert "行政复议总计 12→15" in found.zh
    (narrowed,) = findings(with_cells(clean, values))
    assert "行政复议总计" not in narrowed.zh
    assert narrowed.why[-1][1] == "the sentence “12件行政复议案件” rules some changes out"


def test_a_shifted_row_is_one_finding_that_names_the_row(clean):
    row = [c for c in clean.report.cells if c.key.startswith("requests.granted_full.")]
    shifted = dict(zip([c.key for c in row], [0, *[c.value for c in row][:-1]], strict=True))
    (found,) = [f for f in findings(with_cells(clean, shifted)) if f.kind == "repair"]
    assert found.zh.startswith("“予以公开”整行错开一格：6 格因此不同")
    assert found.en.startswith("granted in full: a row shifted by one box; 6 cells differ for it")
    assert dict(found.proposed) == {c.key: c.value for c in row if shifted[c.key] != c.value}


def test_a_table_of_noise_is_one_finding_without_a_proposal(clean):
    random = Random(3)
    noise = {c.key: random.randint(0, 99) for c in clean.report.cells if c.table == "requests"}
    found = [f for f in findings(with_cells(clean, noise)) if f.kind in ("repair", "tied", "unsolved", "check")]
    assert [f.kind for f in found] == ["unsolved"]
    assert len(found[0].why) == 5  # four rules and how many more


def test_names_are_those_of_the_tables(damaged):
    for finding in findings(damaged):
        assert finding.what.startswith(f"{damaged.report.report_id}/")
    repair = findings(damaged)[0]
    assert repair.what == f"{damaged.report.report_id}/{repair.checks[0].id}@{repair.checks[0].axis}"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_on_a_terminal_says_each_fault_once_and_undecided_apart(clean, damaged, lang):
    blank = with_cells(clean, {"requests.granted_full.total": None, "requests.requests_received_new.total": 1173})
    lines = list(listing([clean, damaged, blank], lang))
    assert sum(line.startswith("  ✗") for line in lines) == 2
    assert lines[-2].strip().startswith("✓")  # the clean report comes last
    proven = {"zh": "· 无数字 1 格：1 格可由勾稽关系推定", "en": "· cells without a number: 1; the rules prove 1"}[lang]
    assert any(line.strip().startswith(proven) for line in lines)
    apart = next(n for n, line in enumerate(lines) if line.startswith({"zh": "  尚无定论", "en": "  undecided"}[lang]))
    assert lines[apart + 1].startswith("    ")


def test_a_mismatch_beside_words_not_understood_is_shown_not_judged(root):
    import toolkit

    (path,) = (root / "data/raw").glob("004*")
    text = path.read_text(encoding="utf-8").replace("12件行政复议案件", "21件牵头行政复议案件")
    view = toolkit.read_text(text).view
    (found,) = findings(view)
    assert (found.kind, found.claims[0].verdict) == ("ambiguous", "not_comparable")
    assert "牵头" in found.zh
    assert "12" in found.en
    assert any("牵头" in line for line in listing([view], "en"))
