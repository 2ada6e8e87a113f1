"""Passages as JSON lines in, claims as JSON lines out; a line that is none says so and stops no other."""

from __future__ import annotations

import json
import runpy
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from toolkit.claim import claim_json
from toolkit.claim.__main__ import main
from toolkit.claim.batch import run_batch

GOOD = {"id": "a", "text": "收到公开申请12件。", "table": {"requests_received_new": 12}, "year": 2023}


def answers(*lines: str) -> list[dict[str, object]]:
    return [json.loads(answer) for answer in run_batch(lines)]


def test_each_line_gets_its_claims_in_order() -> None:
    first, second = answers(json.dumps(GOOD), "", json.dumps({"text": "新收公开申请3件。"}))
    (claim,) = first["claims"]  # type: ignore[misc]
    assert first["id"] == "a"
    assert (claim["value"], claim["verdict"], claim["quote"]) == ("12", "consistent", "收到公开申请12件")
    assert second["id"] == 3  # a line without an id is called by its number, blank lines counted
    assert [c["verdict"] for c in second["claims"]] == ["not_comparable"]  # type: ignore[attr-defined]


def test_the_year_is_the_passages_own() -> None:
    text = "2022年收到公开申请30件。"
    this, last = (answers(json.dumps({**GOOD, "text": text, "year": year}))[0]["claims"] for year in (2022, 2023))
    assert this != last


@pytest.mark.parametrize("line", ["{", "[]", "{}", json.dumps({**GOOD, "table": {"denied": "many"}})])
def test_a_line_that_is_none_says_so(line: str) -> None:
    bad, good = answers(line, json.dumps(GOOD))
    assert bad["claims"] == []
    assert ": " in str(bad["error"])
    assert "error" not in good


def test_numbers_are_decimal_strings_without_exponent() -> None:
    from toolkit.claim import check_passage

    (claim,) = check_passage("收取行政事业性收费100万元。", {"admin_fees": "100.00"}).claims
    assert (claim_json(claim)["value"], claim_json(claim)["readings"][0]["value"]) == ("100", "100")


def test_the_module_prints_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "batch.jsonl"
    file.write_text(json.dumps(GOOD, ensure_ascii=False), "utf-8")
    assert main([str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "a"
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("12.50", "12.5"),
        ("0.50", "0.5"),
        ("100", "100"),
        ("1E+2", "100"),
        ("12.0", "12"),
        ("0.00", "0"),
        ("-1.20", "-1.2"),
    ],
)
def test_a_decimal_is_printed_without_exponent_and_trailing_zeros(value: str, printed: str) -> None:
    from toolkit.claim import plain

    assert plain(Decimal(value)) == printed


def test_the_module_ends_with_its_exit_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for arguments, code in ([], 2), ([str(tmp_path / "empty.jsonl")], 0):
        (tmp_path / "empty.jsonl").write_text("", "utf-8")
        monkeypatch.setattr(sys, "argv", ["toolkit.claim", *arguments])
        monkeypatch.delitem(sys.modules, "toolkit.claim.__main__", raising=False)
        with pytest.raises(SystemExit) as ended:
            runpy.run_module("toolkit.claim", run_name="__main__")
        assert ended.value.code == code
