"""As printed, deduced, proposed, adjudicated: each can be chosen, none comes in unseen."""

import re
from decimal import Decimal

import polars as pl
import pytest

from toolkit.form.names import resolve
from toolkit.study.frames import DECIMAL
from toolkit.study.layers import wide
from toolkit.study.measuring import measure_frame
from toolkit.study.pooling import PoolingError, pool

NAME = "granted_full_share_of_resolved"
CELL = {"report_id": "0" * 12, "table": "requests", "row": "granted_full", "column": "total"}


def edits(**after):
    rows = [{**CELL, "layer": layer, "after": number} for layer, number in after.items()]
    return pl.DataFrame(rows, schema_overrides={"after": DECIMAL})


@pytest.fixture
def one(made):
    return made.add("甲区", outcomes_total=10, granted_full=3).frames


@pytest.fixture
def blank(made):
    return made.add("甲区", outcomes_total=10, granted_full=None).frames


def value(frames, layer="printed", **tables):
    row = measure_frame(*frames, [NAME], layer, **tables).row(0, named=True)
    return row["value"], row["layer"], row["n_from_later_layer"]


def test_a_repair_is_used_only_where_proposals_are_asked_for(one):
    table = edits(proposed=8)
    assert value(one, "printed", edits=table) == (0.3, "printed", 0)
    assert value(one, "deduced", edits=table) == (0.3, "deduced", 0)
    assert value(one, "proposed", edits=table) == (0.8, "proposed", 1)
    assert value(one, "adjudicated", edits=table) == (0.3, "adjudicated", 0)  # nobody has decided


def test_a_proven_blank_is_used_from_the_deduced_layer_on(blank):
    table = edits(deduced=4)
    assert value(blank, "printed", edits=table) == (None, "printed", 0)
    for layer in ("deduced", "proposed", "adjudicated"):
        assert value(blank, layer, edits=table) == (0.4, layer, 1)


def test_a_deduced_cell_is_no_printed_number(one):
    cells, reports = one
    here = (pl.col("row") == "granted_full") & (pl.col("column") == "total")
    cells = cells.with_columns(state=pl.when(here).then(pl.lit("deduced")).otherwise("state"))
    assert value((cells, reports)) == (None, "printed", 0)
    assert value((cells, reports), "deduced", edits=edits(proposed=8)) == (0.3, "deduced", 1)


def test_a_decision_outweighs_everything(one, blank):
    assert value(one, "adjudicated", edits=edits(proposed=8, adjudicated=5)) == (0.5, "adjudicated", 1)
    assert value(one, "proposed", edits=edits(proposed=8, adjudicated=5)) == (0.8, "proposed", 1)
    assert value(blank, "adjudicated", edits=edits(deduced=4, adjudicated=None))[0] is None  # the blank is to stand


def test_of_a_tie_no_repair_is_taken(root, raw, tmp_path):
    """Sums of section four alone cannot tell which of five cells is wrong: the share stays as printed."""
    import toolkit

    text, changed = re.subn(r"\b5(?=\s+4\s+2\s+1\s+12\s)", "6", raw["004"].decode("utf-8"))
    assert changed == 1
    (tmp_path / "004.txt").write_text(text, "utf-8")
    corpus = toolkit.run(tmp_path, bodies=root / "data/reference/bodies.csv")
    tied = corpus.repairs.filter(table="reconsideration_litigation")
    assert set(tied["status"]) == {"tied"}
    for layer in ("printed", "proposed", "adjudicated"):
        row = corpus.measures(["review_upheld_share_of_closed"], layer).row(0, named=True)
        assert (row["numerator"], row["denominator"], row["n_from_later_layer"]) == (6, 12, 0)


@pytest.mark.parametrize(
    ("layer", "message"), [("deduced", "edits"), ("proposed", "edits"), ("adjudicated", "edits"), ("best", "no layer")]
)
def test_a_layer_needs_its_table(one, layer, message):
    with pytest.raises(ValueError, match=message):
        value(one, layer)


def test_values_of_two_layers_are_not_pooled(made):
    cells, reports = made.add("甲区", outcomes_total=10, granted_full=3).add("乙区", outcomes_total=10).frames
    printed = measure_frame(cells, reports, [NAME]).head(1)
    proposed = measure_frame(cells, reports, [NAME], "proposed", edits=edits(proposed=8)).tail(1)
    both = pl.concat([printed, proposed])
    with pytest.raises(PoolingError, match="different layers: printed, proposed"):
        pool(both)
    told = pool(both, override={"layer": "shown on purpose"})
    assert told["layer"].item() == "printed+proposed"
    assert "shown on purpose" in told["override"].item()


def test_a_decided_amount_is_in_the_unit_that_the_cell_prints():
    cells = pl.DataFrame(
        {
            "report_id": ["a", "b"], "table": ["art20_8"] * 2, "row": ["admin_fees"] * 2,
            "column": ["fee_amount_10k_cny"] * 2, "value": [Decimal(251000), Decimal("25.1")], "unit": ["元", ""],
            "state": ["read"] * 2,
        }
    )  # fmt: skip
    decided = cells.select("report_id", "table", "row", "column").with_columns(
        after=pl.Series([Decimal(261000), Decimal("26.1")]), layer=pl.lit("adjudicated")
    )
    names = [resolve("admin_fees")]
    for layer, amount in (("printed", Decimal("25.1")), ("adjudicated", Decimal("26.1"))):
        found = wide(cells, names, layer, edits=decided)
        assert found[names[0].cell].to_list() == [amount, amount]
    unaccepted = decided.with_columns(layer=pl.lit("proposed"))
    assert wide(cells, names, "adjudicated", edits=unaccepted)[names[0].cell].to_list() == [Decimal("25.1")] * 2


def test_a_slip_of_the_pen_is_repaired_in_the_proposed_layer_only(root, raw, tmp_path):
    """The whole way: 542 typed as 524 in 临平's table is found, and the share of natural persons comes right again."""
    import toolkit

    for number, data in raw.items():
        assert number != "004" or data.count(b"542") == 1
        (tmp_path / f"{number}.txt").write_bytes(data.replace(b"542", b"524") if number == "004" else data)
    (tmp_path / "lost.pdf").write_bytes(b"%PDF-1.4 nothing")
    corpus = toolkit.run(tmp_path, bodies=root / "data/reference/bodies.csv")
    name = "disclosed_share_of_resolved_natural_person"
    found = {}
    for layer in ("printed", "deduced", "proposed", "adjudicated"):
        row = corpus.measures([name], layer).filter(scope="area").row(0, named=True)
        found[layer] = (row["numerator"], row["n_from_later_layer"])
        assert row["n_quarantined"] == 1
    assert found == {"printed": (726, 0), "deduced": (726, 0), "proposed": (744, 1), "adjudicated": (726, 0)}
