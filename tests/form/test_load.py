"""The editions load whole, and a form that contradicts itself is refused by name."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from toolkit.form import FormError, editions, load_form, load_form_text, rank_report, sources
from toolkit.form.labels import essence
from toolkit.read.fold import squeeze

GOOD = """
id = "tiny"
[t]
section = 3
titles = ["表"]
layout = "matrix"
[[t.headers]]
key = "people"
labels = ["申请人"]
en = "people"
[[t.columns]]
key = "a"
labels = ["甲"]
en = "a"
[[t.columns]]
key = "all"
labels = ["总计"]
en = "all"
parent = "people"
needs_parent = true
[[t.rows]]
key = "group"
labels = ["组"]
en = "group"
kind = "group"
[[t.rows]]
key = "x"
labels = ["1.子", "子项"]
en = "x"
parent = "group"
[[t.rows]]
key = "sum"
labels = ["（七）总计"]
en = "sum"
needs_parent = true
[[t.identities]]
id = "adds_up"
left = ["x"]
right = ["sum"]
over = "columns"
basis = "label_hierarchy"
strength = "hierarchy"
version = 1
"""

REFUSED = [
    ('left = ["x"]', 'left = ["lost"]', "'adds_up' names the data row 'lost'"),
    ('left = ["x"]', 'left = ["group"]', "'adds_up' names the data row 'group'"),
    ('left = ["x"]', 'left = ["x", "x"]', "'adds_up' counts a data row twice"),
    ('left = ["x"]', "left = []", "'adds_up' has an empty side"),
    ('left = ["x"]', 'left = ["x@prior"]', "'adds_up': 'x@prior'"),
    ('over = "columns"', 'over = "rows"', "'adds_up' names the column 'x'"),
    ('over = "columns"', 'over = "pages"', "'adds_up': 'pages' is none of columns, rows"),
    ('strength = "hierarchy"', 'strength = "certain"', "'adds_up', strength: 'certain' is none of"),
    ("version = 1", "", "'adds_up' has no 'version'"),
    ('labels = ["组"]', 'labels = ["子 项"]', "the label '子项' is claimed by the row 'group' and the row 'x'"),
    ('labels = ["甲"]', 'labels = ["2、子"]', "the label '子' is claimed by the row 'x' and the column 'a'"),
    ('labels = ["申请人"]', 'labels = ["甲"]', "the label '甲' is claimed by the column 'a' and the header 'people'"),
    ('labels = ["1.子", "子项"]', 'labels = ["1.子", "（二）子"]', "the row 'x' states the label '子' twice"),
    ('labels = ["1.子", "子项"]', 'labels = ["——"]', "the row 'x' has a label of punctuation only"),
    ('labels = ["1.子", "子项"]', "labels = []", "the row 'x' has no label"),
    ('labels = ["1.子", "子项"]', 'labels = "子项"', "'x': 'labels' must be a list of texts"),
    (
        'en = "sum"\nneeds_parent = true',
        'en = "sum"',
        "the label '总计' is claimed by the row 'sum' and the column 'all'",
    ),
    ('parent = "group"', 'parent = "gone"', "'x' stands under 'gone', which is not there"),
    ('kind = "group"', 'kind = "group"\nparent = "x"', "a cycle of groups: group → x → group"),
    ('parent = "people"', 'parent = "nobody"', "'all' stands under 'nobody'"),
    ('key = "all"', 'key = "a"', "'a' is stated twice"),
    ('key = "sum"', 'key = "x"', "'x' is stated twice"),
    ('en = "group"', 'en = "group"\ncolour = "red"', "'group' has unknown fields: colour"),
    ('layout = "matrix"', 'layout = "spiral"', "'spiral' is none of matrix"),
    ("section = 3", "", "tiny.t has no 'section'"),
    ("section = 3", 'section = "3"', "tiny.t: 'section' must be int"),
    ('id = "tiny"', 'extends = "format1066"\nid = "tiny"', "no edition 'format1066'"),
    ('id = "tiny"', 'colour = "red"\nid = "tiny"', "tiny: unknown field 'colour'"),
    ('id = "tiny"', "", "a form needs an id"),
    ("[t]", '[t]\nfrom = "format2021"', "tiny.t: format2021 has no such table"),
    ('key = "x"', 'key = "x"\nafter = "gone"', "'x' goes after 'gone', which is not there"),
    ('key = "x"', 'key = "x"\ndrop = true', "drops 'x', which is not there"),
    ("[t]", "[t", "not TOML"),
]


def test_a_sound_form_loads() -> None:
    table = load_form_text(GOOD).tables["t"]
    assert table.cell_keys == (("x", "a"), ("x", "all"), ("sum", "a"), ("sum", "all"))
    assert [row.level for row in table.rows] == [1, 2, 1]


@pytest.mark.parametrize(("good", "bad", "message"), REFUSED)
def test_a_bad_form_is_refused_by_name(good: str, bad: str, message: str) -> None:
    assert good in GOOD
    with pytest.raises(FormError) as error:
        load_form_text(GOOD.replace(good, bad, 1))
    assert message in str(error.value)


def test_every_edition_loads_and_names_a_known_source() -> None:
    known = {source.id for source in sources()}
    for edition in editions():
        form = load_form(edition)
        assert form.id == edition
        assert form.source in known or (form.source == "" and form.status == "unverified_hybrid")
        assert form.years
    with pytest.raises(FormError, match="no edition 'format1999'"):
        load_form("format1999")


def gold_keys() -> dict[str, dict[str, int]]:
    keys: dict[str, dict[str, int]] = {}
    for line in (Path(__file__).parent / "gold_keys.txt").read_text("utf-8").splitlines()[1:]:
        form, key, count = line.split()
        keys.setdefault(form, {})[key] = int(count)
    return keys


def test_the_forms_have_exactly_the_cells_typed_by_hand() -> None:
    typed = gold_keys()
    assert sum(sum(keys.values()) for keys in typed.values()) == 998
    for edition, keys in typed.items():
        cells = {
            f"{table.id}.{row}.{column}"
            for table in load_form(edition).tables.values()
            for row, column in table.cell_keys
        }
        assert cells == set(keys)


CELLS = {
    "format2019": [("requests", 161), ("reconsideration_litigation", 15), ("art20_5", 6), ("art20_9", 2)],
    "format2021": [("requests", 175), ("reconsideration_litigation", 15), ("art20_5", 1), ("art20_8", 1)],
    "format2019_split_other": [("requests", 175), ("art20_9", 2), ("art20_5", 6)],
    "format2021_single_other": [("requests", 161), ("art20_5", 1)],
    "stat2014": [("stat_table", 58)],
}


@pytest.mark.parametrize("edition", CELLS)
def test_each_table_has_its_number_of_cells(edition: str) -> None:
    tables = load_form(edition).tables
    for table, count in CELLS[edition]:
        assert len(tables[table].cell_keys) == count


def test_a_hybrid_takes_whole_tables_from_the_two_formats() -> None:
    split, old, new = (load_form(e).tables for e in ("format2019_split_other", "format2019", "format2021"))
    assert split["requests"] == new["requests"]
    assert {k: t for k, t in split.items() if k != "requests"} == {k: t for k, t in old.items() if k != "requests"}
    single = load_form("format2021_single_other").tables
    assert single["requests"] == old["requests"]
    assert "art20_9" not in single


def test_the_2021_request_table_differs_from_2019_in_the_sixth_group_alone() -> None:
    old, new = load_form("format2019").tables["requests"], load_form("format2021").tables["requests"]
    keys = [row.key for row in new.rows]
    here = keys.index("other_disposition")
    assert keys[here + 1 : here + 4] == ["other_correction_overdue", "other_fee_unpaid", "other_misc"]
    assert keys[here + 4] == "outcomes_total"
    assert [key for key in keys if not key.startswith("other_")] == [
        row.key for row in old.rows if not row.key.startswith("other_")
    ]
    assert new.row("other_disposition").kind == "group"
    assert new.row("other_disposition").labels == old.row("other_disposition").labels
    assert [row.key for row in new.leaves("other_disposition")] == keys[here + 1 : here + 4]
    assert [row.key for row in old.leaves("other_disposition")] == ["other_disposition"]


def test_labels_are_told_apart_after_folding_too() -> None:
    """The reader compares folded and squeezed print; the form's own folding must not be coarser or finer."""
    for edition in editions():
        for table in load_form(edition).tables.values():
            entries = [*table.rows, *table.columns]
            for entry in entries:
                for label in entry.labels:
                    assert squeeze(essence(label)) == essence(label), label
            counts = Counter(essence(label) for entry in entries for label in entry.labels if label)
            for label in (label for label, count in counts.items() if count > 1):
                claimants = [e for e in entries if label in {essence(own) for own in e.labels}]
                assert all(entry.needs_parent for entry in claimants), label


KNOWN_LABELS = [
    ("normative_documents", "art20_1", "规范性文件"),
    ("normative_documents", "art20_1", "行政规范性文件"),
    ("in_force_total", "art20_1", "现行有效件"),
    ("admin_fees", "art20_8", "行政事业型收费"),
    ("fee_amount_10k_cny", "art20_8", "本年收费金额单位：万元"),
    ("granted_partial", "requests", "(二)部分公开"),
    ("other_correction_overdue", "requests", "1、逾期不补正"),
    ("other_fee_unpaid", "requests", "逾期不缴费"),
    ("denied_security_stability", "requests", "3.危及'三安全一稳定'"),
    ("denied_third_party_rights", "requests", "涉及第三方合法权益"),
    ("not_processed_petition_complaint", "requests", "1．信访、举报、投诉类申请"),
    ("requests_received_new", "requests", "一、本年新收"),
    ("requests_carried_in", "requests", "上年结转"),
    ("org_public_interest", "requests", "公益组织"),
    ("org_legal_service", "requests", "法律服务"),
]


@pytest.mark.parametrize(("key", "table", "label"), KNOWN_LABELS)
def test_a_variant_met_in_reports_names_its_row_or_column(key: str, table: str, label: str) -> None:
    form = load_form("format2021").tables[table]
    found = [e.key for e in (*form.rows, *form.columns) if essence(label) in {essence(own) for own in e.labels}]
    assert found == [key]


NOT_LABELS = ["属于工作秘密", "法人或其他组织小计", "属于内部管理信息", "本年新", "信息不存在", "备注"]


@pytest.mark.parametrize("label", NOT_LABELS)
def test_print_that_is_no_official_row_names_nothing(label: str) -> None:
    for table in load_form("format2021").tables.values():
        for entry in (*table.rows, *table.columns, *table.headers):
            assert essence(label) not in {essence(own) for own in entry.labels}


def test_2014_keeps_its_unverified_flags() -> None:
    flags = Counter(row.verification for row in load_form("stat2014").tables["stat_table"].data_rows)
    assert flags == {"label_seen": 8, "concept_seen": 21, "unverified": 29}


HEADER_WORDS = [("format2019", "art20_1", "本年新制作数量"), ("format2021", "art20_1", "本年废止件数")]


@pytest.mark.parametrize(("edition", "table", "word"), HEADER_WORDS)
def test_no_header_word_is_common_to_both_formats(edition: str, table: str, word: str) -> None:
    assert word in load_form(edition).tables[table].header_words
    old, new = load_form("format2019").tables, load_form("format2021").tables
    for key in set(old) & set(new):
        assert not set(old[key].header_words) & set(new[key].header_words)


RANKS = [("format2021", 39, 37), ("format2019_split_other", 39, 37), ("format2019", 37, 35)]


@pytest.mark.parametrize(("edition", "equations", "rank"), RANKS)
def test_the_identities_of_the_requests_table_have_their_rank(edition: str, equations: int, rank: int) -> None:
    report = rank_report(load_form(edition).tables["requests"])
    assert (len(report.equations), report.rank) == (equations, rank)
    assert {str(implied.equation) for implied in report.implied} == {"req_balance@total", "outcomes_sum@total"}


def test_an_implied_identity_is_the_sum_it_says() -> None:
    from toolkit.form.rank import equations

    table = load_form("format2021").tables["requests"]
    system = equations(table)
    for implied in rank_report(table).implied:
        total: Counter[tuple[str, str]] = Counter()
        for factor, equation in implied.by:
            for cell, value in system[equation].items():
                total[cell] += factor * value  # type: ignore[assignment]
        assert {cell: value for cell, value in total.items() if value} == system[implied.equation]


def test_identities_without_a_common_cell_imply_nothing() -> None:
    report = rank_report(load_form("format2021").tables["reconsideration_litigation"])
    assert (len(report.equations), report.rank, report.implied) == (3, 3, ())


def test_soft_and_cross_year_rules_are_marked() -> None:
    identities = {i.id: i for i in load_form("format2021").tables["requests"].identities}
    assert identities["req_balance"].strength == "official"
    assert identities["outcomes_sum"].strength == "hierarchy"
    assert identities["carry_chain"].strength == "soft"
    assert identities["carry_chain"].cross_year
    assert not identities["applicant_sum"].cross_year


def test_importing_the_forms_reads_no_report_code() -> None:
    """The room stands above all others: it imports none of them (the doors are no room)."""
    rooms = "[m for m in sys.modules if m.startswith('toolkit.') and m != 'toolkit.doors' and 'form' not in m]"
    code = f"import sys, toolkit.form; print({rooms})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_an_edition_that_extends_itself_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from toolkit.form import load

    loop = {"format2019": "format2021", "format2021": "format2019"}
    monkeypatch.setattr(load, "_stated", lambda edition: {"id": edition, "extends": loop[edition]})
    with pytest.raises(FormError, match="format2021 extends itself: format2021 → format2019 → format2021"):
        load_form_text('id = "mine"\nextends = "format2021"')


def test_a_difference_changes_only_the_fields_it_names() -> None:
    table = load_form_text(
        """
        id = "mine"
        extends = "format2021"
        [requests]
        [[requests.rows]]
        key = "granted_full"
        labels = ["全给"]
        [[requests.rows]]
        key = "withdrawn"
        after = "other_misc"
        labels = ["4.撤回"]
        en = "withdrawn"
        parent = "other_disposition"
        [[requests.identities]]
        id = "req_balance"
        drop = true
        """
    ).tables["requests"]
    given = load_form("format2021").tables["requests"]
    assert table.row("granted_full").labels == ("全给",)
    assert table.row("granted_full").en == given.row("granted_full").en
    keys = [row.key for row in table.rows]
    assert keys.index("withdrawn") == keys.index("other_misc") + 1
    assert table.row("withdrawn").level == 3
    assert [i.id for i in table.identities] == [i.id for i in given.identities if i.id != "req_balance"]
    assert load_form("format2021").tables["requests"] == given
