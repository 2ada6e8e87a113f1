"""`ogi` as scripts and people call it: shapes of the output, exit codes, plain words for what went wrong."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.cli import main

REPORT_KEYS = {
    "source", "sha256", "format", "organ", "body_id", "level", "year", "published", "scope", "forms",
    "cells", "gaps", "leftovers", "checks", "claims", "numbers",
}  # fmt: skip
CELL_KEYS = {"table", "row", "column", "value", "text", "unit", "state", "place"}
CHECK_KEYS = {
    "id", "table", "axis", "kind", "cells", "left", "right", "outcome", "version", "strength", "note",
}  # fmt: skip
CLAIM_KEYS = {
    "quote", "start", "end", "section", "value", "unit", "qualifier", "implied", "readings", "fit", "verdict", "note",
    "holding",
}  # fmt: skip
NUMBER_KINDS = ["linked", "inner_sum", "date_or_law", "other_subject", "unknown"]


@pytest.fixture
def linping(root: Path) -> Path:
    return root / "data" / "raw" / "004_0868e5469c53193c.txt"


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


# --- read


def test_read_prints_the_contract(linping, capsys):
    assert main(["read", str(linping)]) == 0
    (report,) = lines(capsys.readouterr().out)
    assert report.keys() >= REPORT_KEYS
    assert report["source"] == str(linping)
    assert (report["organ"], report["year"], report["level"]) == ("杭州市临平区人民政府", 2023, "county")
    assert report["published"] is None
    assert report["scope"]["requests"].keys() == {"value", "evidence"}
    assert report["forms"]["requests"] == "format2021"
    assert all(cell.keys() >= CELL_KEYS for cell in report["cells"])
    (cell,) = (c for c in report["cells"] if (c["row"], c["column"]) == ("granted_full", "total"))
    assert (cell["value"], cell["state"]) == ("621", "read")
    text = linping.read_text("utf-8")
    assert text[cell["place"]["start"] : cell["place"]["end"]].strip() == "621"
    assert cell["place"]["part"] == "text"
    assert cell["place"]["line"] == text[: cell["place"]["start"]].count("\n") + 1
    assert all(check.keys() >= CHECK_KEYS for check in report["checks"])
    balance = [c for c in report["checks"] if c["id"] == "req_balance" and c["axis"] == "total"]
    assert [(c["left"], c["right"], c["outcome"]) for c in balance] == [("1169", "1169", "holds")]
    assert "requests.requests_received_new.total" in balance[0]["cells"]
    assert all(claim.keys() - {"allowed"} == CLAIM_KEYS for claim in report["claims"])
    (intake,) = (c for c in report["claims"] if c["quote"].endswith("1137件"))
    assert text[intake["start"] : intake["end"]] == intake["quote"]
    assert intake["readings"][0] == {
        "measure": "requests_received_new", "value": "1137", "primary": True, "holds": True,
    }  # fmt: skip
    assert (intake["fit"], intake["verdict"]) == ("primary", "consistent")
    assert list(report["numbers"]) == NUMBER_KINDS
    assert sum(report["numbers"].values()) > 10


def test_no_number_in_the_output_is_a_float(linping, capsys):
    main(["read", str(linping)])

    def floats(value: object) -> list[float]:
        if isinstance(value, dict):
            return [f for v in value.values() for f in floats(v)]
        if isinstance(value, list):
            return [f for v in value for f in floats(v)]
        return [value] if isinstance(value, float) else []

    assert floats(lines(capsys.readouterr().out)) == []


def test_the_ledger_stands_only_where_it_is_asked_for(linping, capsys):
    main(["read", str(linping)])
    assert "number_ledger" not in lines(capsys.readouterr().out)[0]
    main(["read", "--ledger", str(linping)])
    (report,) = lines(capsys.readouterr().out)
    assert len(report["number_ledger"]) == sum(report["numbers"].values())
    text = linping.read_text("utf-8")
    for number in report["number_ledger"]:
        assert text[number["place"]["start"] : number["place"]["end"]] == number["text"]


def test_a_sum_of_the_prose_is_a_check(linping, tmp_path, capsys):
    text = linping.read_text("utf-8").replace(
        "含上年度结转32件", "含上年度结转32件，共收到意见10条，其中建议4条、投诉6条"
    )
    path = tmp_path / "a.txt"
    path.write_text(text, "utf-8")
    main(["read", str(path)])
    (report,) = lines(capsys.readouterr().out)
    sums = [check for check in report["checks"] if check["kind"] == "prose_sum"]
    assert sums
    assert all(check.keys() >= CHECK_KEYS and check["cells"] == [] for check in sums)
    assert {"10"} <= {check["left"] for check in sums}


UNREADABLE = [
    (b"", "empty"),
    ("今天天气很好。".encode(), "not_a_report"),
    (b"Rar!\x1a\x07\x01\x00" + b"\0" * 40, "unsupported"),
    (bytes(range(256)), "unsupported"),
]


@pytest.mark.parametrize(("data", "kind"), UNREADABLE)
def test_a_file_that_cannot_be_read_gives_its_reason_and_exit_code_1(data, kind, tmp_path, linping, capsys):
    path = tmp_path / "a.bin"
    path.write_bytes(data)
    assert main(["read", str(path), str(linping)]) == 1
    error, report = lines(capsys.readouterr().out)
    assert error.keys() == {"source", "error"}
    assert error["source"] == str(path)
    assert error["error"]["kind"] == kind
    assert error["error"]["message"]
    assert report["year"] == 2023  # the other file is read all the same


def test_a_missing_path_is_named(tmp_path, capsys):
    gone = str(tmp_path / "gone.txt")
    assert main(["read", gone]) == 1
    (line,) = lines(capsys.readouterr().out)
    assert line["source"] == gone
    assert line["error"]["kind"] == "missing"


def test_a_fault_of_ours_costs_one_file(linping, tmp_path, capsys, monkeypatch):
    from toolkit.study import view

    honest = view.view_report

    def faulty(report):
        if report.source.endswith("b.txt"):
            raise RuntimeError("ours")
        return honest(report)

    monkeypatch.setattr(view, "view_report", faulty)
    for name in ("a.txt", "b.txt", "c.txt"):
        shutil.copy(linping, tmp_path / name)
    assert main(["read", str(tmp_path)]) == 1
    out = lines(capsys.readouterr().out)
    assert ["error" in line for line in out] == [False, True, False]
    assert out[1]["error"]["kind"] == "crash"


def test_folders_patterns_and_archives_are_read(root, tmp_path, capsys):
    import zipfile

    seeds = sorted((root / "data" / "raw").iterdir())
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.write(seeds[3], "年报/亚沟.txt")
    shutil.copy(seeds[0], tmp_path / "a.txt")
    assert main(["read", str(tmp_path), str(tmp_path / "*.txt")]) == 0
    sources = [line["source"].removeprefix(f"{tmp_path}/") for line in lines(capsys.readouterr().out)]
    assert sources == ["a.txt", "b.zip/年报/亚沟.txt", "a.txt"]


# --- run


def test_run_writes_and_summarises(root, tmp_path, capsys):
    code = main(["run", "--raw", str(root / "data/raw"), "--out", str(tmp_path / "out"), "--jobs", "1"])
    assert code == 0
    shown = capsys.readouterr()
    assert "998: read 998" in shown.out
    assert shown.err == ""  # no bar where nobody watches
    assert (tmp_path / "out" / "cells.parquet").is_file()


def test_run_speaks_chinese_and_keeps_quiet(root, tmp_path, capsys):
    raw = str(root / "data/raw")
    assert main(["run", "--raw", raw, "--out", str(tmp_path), "--lang", "zh"]) == 0
    assert "单元格" in capsys.readouterr().out
    assert main(["run", "--raw", raw, "--out", str(tmp_path), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_run_is_strict_only_when_asked(tmp_path, linping, capsys):
    raw = tmp_path / "raw"
    raw.mkdir()
    shutil.copy(linping, raw / "a.txt")
    call = ["run", "--raw", str(raw), "--out", str(tmp_path / "out"), "--quiet"]
    assert main([*call, "--strict"]) == 0
    (raw / "b.txt").write_bytes(b"")
    assert main(call) == 0
    assert main([*call, "--strict"]) == 1
    (raw / "b.txt").unlink()
    (raw / "a.txt").write_text(
        linping.read_text("utf-8").replace("受理依申请公开1137件", "受理依申请公开1139件"), "utf-8"
    )
    assert main(call) == 0
    assert main([*call, "--strict"]) == 1


# --- check


def test_check_lists_the_gravest_report_first(tmp_path, linping, root, capsys):
    shutil.copy(root / "data/raw/003_bd51c4d876234cdf.txt", tmp_path / "a.txt")
    shutil.copy(root / "data/raw/000_b1421571a2d6552b.txt", tmp_path / "b.txt")
    wrong = linping.read_text("utf-8").replace("受理依申请公开1137件", "受理依申请公开1139件")
    (tmp_path / "c.txt").write_text(wrong, "utf-8")
    assert main(["check", str(tmp_path), "--lang", "zh"]) == 0
    out = capsys.readouterr().out
    assert out.index("c.txt") < out.index("a.txt") < out.index("b.txt")
    assert "1139" in out
    assert "建议核对" in out
    assert main(["check", str(tmp_path / "b.txt"), "--lang", "en"]) == 0
    assert "nothing to look at again" in capsys.readouterr().out


def test_check_tells_one_wrong_cell_once(tmp_path, linping, capsys):
    text = linping.read_text("utf-8")
    start = text.index("1.本机关不掌握相关政府信息")
    assert text[start:].count("208") >= 1
    (tmp_path / "a.txt").write_text(text[:start] + text[start:].replace("208", "280", 1), "utf-8")
    assert main(["check", str(tmp_path / "a.txt"), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    lines = out.splitlines()[2:]
    assert len([line for line in lines if line.startswith("  ✗")]) == 1
    assert "prints 280: 2 rules fail over it, and none with 208 (two digits swapped)." in lines[0]
    assert [line.rpartition(": ")[2] for line in lines[1:3]] == ["208 ≠ 280", "1208 ≠ 1136"]
    assert not any(lines[3:])


def test_check_names_what_it_could_not_read(tmp_path, capsys):
    assert main(["check", str(tmp_path / "gone.txt")]) == 1
    assert "gone.txt: could not be read" in capsys.readouterr().out


# --- claims


def test_claims_of_a_batch(tmp_path, capsys):
    batch = tmp_path / "batch.jsonl"
    lines_in = [
        {"id": "a", "text": "2023年收到申请12件。", "table": {"requests_received_new": 12}, "year": 2023},
        {"id": "b", "text": "天气很好。", "table": {}},
    ]
    batch.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines_in), "utf-8")
    assert main(["claims", "--batch", str(batch)]) == 0
    first, second = lines(capsys.readouterr().out)
    assert first["id"] == "a"
    assert [(c["value"], c["verdict"]) for c in first["claims"]] == [("12", "consistent")]
    assert first["claims"][0].keys() == CLAIM_KEYS
    assert second == {"id": "b", "claims": []}


def test_a_bad_line_of_a_batch_is_said_and_stops_nothing(monkeypatch, capsys):
    good = json.dumps({"id": 2, "text": "收到申请12件。", "table": {"requests_received_new": 12}})
    monkeypatch.setattr(sys, "stdin", io.StringIO("{no json}\n" + good + "\n"))
    assert main(["claims", "--batch", "-"]) == 1
    first, second = lines(capsys.readouterr().out)
    assert "error" in first
    assert second["claims"]


def test_a_score_prints_shares_with_intervals(root, capsys):
    batch = root / "tests/claim/passages/dev.jsonl"
    assert main(["claims", "--batch", str(batch), "--score"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("87 passages\n")
    assert re.search(r"false alarms.*: 0/\d+ = 0\.000 \[0\.000, 0\.\d+\]", shown)
    assert re.search(r"^  1%: 100\.0% \[\d+\.\d%, 100\.0%\]$", shown, re.MULTILINE)
    assert "placebo table: readings unchanged" in shown


def test_a_line_without_labels_is_not_scored_and_is_said(monkeypatch, capsys):
    labelled = {"id": 1, "text": "收到公开申请12件。", "table": {"requests_received_new": 12}, "expected": []}
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(labelled) + "\n" + json.dumps({"text": "x"}) + "\n"))
    assert main(["claims", "--batch", "-", "--score", "--list", "--lang", "zh"]) == 1
    shown = capsys.readouterr()
    assert "1: false link: 收到公开申请12件" in shown.out
    assert "not scored: line 2" in shown.err


# --- agree

CODING = """source,quote,value,readings,verdict
004,受理依申请公开1137件,1137,requests_received_new; requests_received_new+requests_carried_in,consistent
004,已答复1136件,1136,outcomes_total,consistent
004,含上年度结转32件,32,requests_carried_in,consistent
004,33件申请依法顺延,33,requests_carried_out,ambiguous
"""


def test_a_coding_of_reports_is_compared(root, tmp_path, capsys):
    labels, out = tmp_path / "labels.csv", tmp_path / "differences.csv"
    labels.write_text("\ufeff" + CODING, "utf-8")
    arguments = ["agree", str(labels), "--raw", str(root / "data/raw"), "--out", str(out)]
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    assert "the first reading: agreement 4/4 = 1.000" in shown
    assert "the verdict: agreement 3/4 = 0.750" in shown
    assert "another verdict (you: ambiguous; the toolkit: consistent)" in shown
    assert "行政规范性文件35件" in out.read_text("utf-8")


def test_a_coding_of_passages_is_compared(tmp_path, capsys):
    labels, batch = tmp_path / "labels.csv", tmp_path / "batch.jsonl"
    batch.write_text(
        json.dumps({"id": "p", "text": "收到公开申请12件。", "table": {"requests_received_new": 12}}), "utf-8"
    )
    labels.write_text("source,quote,value,readings,verdict\np,申请12件,12,requests_received_new,consistent\n", "utf-8")
    assert main(["agree", str(labels), "--batch", str(batch), "--lang", "zh"]) == 0
    assert "没有差异。" in capsys.readouterr().out


def test_the_coding_of_the_manual_can_be_compared(root, tmp_path, capsys):
    manual = (root / "docs/coding-manual.md").read_text("utf-8")
    labels = tmp_path / "labels.csv"
    labels.write_text(manual.split("```csv\n")[1].split("```")[0], "utf-8")
    assert main(["agree", str(labels), "--raw", str(root / "data/raw")]) == 0
    assert "the verdict: agreement 3/3" in capsys.readouterr().out


@pytest.mark.parametrize("source", ["no-such-report", "00"])
def test_a_coding_of_a_source_that_is_not_one_report_is_wrong_usage(source, root, tmp_path, capsys):
    labels = tmp_path / "labels.csv"
    labels.write_text(CODING.replace("004,", f"{source},"), "utf-8")
    with pytest.raises(SystemExit) as stop:
        main(["agree", str(labels), "--raw", str(root / "data/raw")])
    assert stop.value.code == 2
    assert f"are named {source}" in capsys.readouterr().err


# --- add


@pytest.fixture
def project(tmp_path: Path, root: Path) -> Path:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "reference").mkdir()
    shutil.copy(root / "data/reference/bodies.csv", tmp_path / "data/reference")
    return tmp_path


def recorded(project: Path) -> list[dict[str, str]]:
    with (project / "data/reference/sources.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_add_copies_and_records(project, linping, capsys):
    raw = project / "data" / "raw"
    call = ["add", str(linping), "--raw", str(raw), "--url", "https://example.gov.cn/a", "--retrieved", "2024-03-01"]
    assert main(call) == 0
    assert (raw / linping.name).read_bytes() == linping.read_bytes()
    (row,) = recorded(project)
    assert (row["file"], row["organ"], row["year"]) == (linping.name, "杭州市临平区人民政府", "2023")
    assert (row["address"], row["retrieved"]) == ("https://example.gov.cn/a", "2024-03-01")
    assert len(row["sha256"]) == 64
    assert main(call) == 0  # once more changes nothing
    assert len(recorded(project)) == 1
    assert "already there" in capsys.readouterr().out


def test_add_keeps_the_lines_that_are_there(project, root, linping):
    sources = project / "data/reference/sources.csv"
    before = (root / "data/reference/sources.csv").read_bytes().replace(linping.name.encode(), b"other.txt")
    before = before.replace(b"ddc8734f", b"00000000").rstrip(b"\n")
    sources.write_bytes(before)
    assert main(["add", str(linping), "--raw", str(project / "data/raw")]) == 0
    assert sources.read_bytes().startswith(before + b"\n")
    assert len(recorded(project)) == before.count(b"\n") + 1


def test_add_refuses_another_file_of_the_same_name(project, linping, tmp_path, capsys):
    raw = project / "data" / "raw"
    (raw / linping.name).write_text("another")
    assert main(["add", str(linping), "--raw", str(raw)]) == 1
    assert "another file named" in capsys.readouterr().err
    assert (raw / linping.name).read_text() == "another"


def test_add_refuses_the_same_bytes_under_another_name(project, linping, tmp_path, capsys):
    raw = project / "data" / "raw"
    shutil.copy(linping, tmp_path / "copy.txt")
    assert main(["add", str(linping), str(tmp_path / "copy.txt"), "--raw", str(raw)]) == 1
    assert f"recorded as {linping.name}" in capsys.readouterr().err
    assert len(recorded(project)) == 1


def test_add_refuses_what_holds_no_report_unless_forced(project, tmp_path, capsys):
    raw = project / "data" / "raw"
    note = tmp_path / "note.txt"
    note.write_text("今天天气很好。", "utf-8")
    assert main(["add", str(note), str(tmp_path / "gone.txt"), "--raw", str(raw)]) == 1
    assert "no table" in capsys.readouterr().err
    assert list(raw.iterdir()) == []
    assert main(["add", str(note), "--raw", str(raw), "--force"]) == 0
    assert recorded(project)[0]["organ"] == "not recorded"


# --- usage

WRONG = [
    [],
    ["nonsense"],
    ["read"],
    ["run", "--raw", "no/such/folder"],
    ["run", "--jobs", "0"],
    ["run", "--jobs", "many"],
    ["run", "--bodies", "no/such/file"],
    ["claims"],
    ["claims", "--batch", "no/such/file"],
    ["agree", "no/such/file"],
    ["check", "--lang", "fr", "x"],
    ["add", "x", "--retrieved", "yesterday"],
]


@pytest.mark.parametrize("arguments", WRONG)
def test_wrong_usage_is_exit_code_2_and_a_line_that_says_why(arguments, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "raw").mkdir(parents=True)
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "error: " in shown.err


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["--version"]])
def test_help_is_exit_code_0(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 0
    assert "ogi" in capsys.readouterr().out


def test_help_needs_no_library():
    code = "import sys, toolkit.cli; toolkit.cli.parser(); print([m for m in sys.modules if m.split('.')[0] in %r])"
    heavy = ("polars", "pandas", "numpy", "lxml", "rapidfuzz", "tqdm")
    shown = subprocess.run([sys.executable, "-c", code % (heavy,)], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_reading_needs_no_frames(linping):
    code = (
        "import sys; from toolkit.cli import main; main(['read', %r]); print('polars' in sys.modules, file=sys.stderr)"
    )
    shown = subprocess.run([sys.executable, "-c", code % str(linping)], capture_output=True, text=True, check=True)
    assert shown.stderr.strip() == "False"


def test_output_is_utf8_whatever_the_locale(linping):
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    call = [sys.executable, "-m", "toolkit", "read", str(linping)]
    shown = subprocess.run(call, capture_output=True, env=environment, check=True)
    assert "杭州市临平区人民政府" in shown.stdout.decode("utf-8")


def test_a_reader_that_stops_early_is_no_error(root):
    call = f"{sys.executable} -m toolkit read {root / 'data/raw'} | head -c 10"
    shown = subprocess.run(["/bin/sh", "-c", call], capture_output=True, check=True)
    assert shown.stderr == b""
    assert shown.stdout.startswith(b'{"source"')


GOOD_LINE = '{"id": "g", "text": "收到申请12件。", "table": {"requests_received_new": "12"}, "year": "2023"}\n'


def test_a_batch_may_come_through_a_pipe(tmp_path, capsys):
    import os
    import threading

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(("\ufeff" + GOOD_LINE).encode(),))
    writer.start()
    assert main(["claims", "--batch", str(pipe)]) == 0
    writer.join()
    assert lines(capsys.readouterr().out)[0]["claims"][0]["verdict"] == "consistent"


def test_bad_lines_of_a_batch_are_named_and_lose_no_other(tmp_path, capsys):
    batch = tmp_path / "batch.jsonl"
    bad = b'{"text": 5}\n' + '{"text": "收到"}\n'.encode("gbk") + b'{"text": "", "table": {"bogus": 1}}\n'
    batch.write_bytes(b"\xef\xbb\xbf" + GOOD_LINE.encode() + bad + GOOD_LINE.encode())
    assert main(["claims", "--batch", str(batch)]) == 1
    shown = capsys.readouterr()
    answers = lines(shown.out)
    assert [len(a["claims"]) for a in answers] == [1, 0, 0, 0, 1]
    assert f"{batch}, line 2: `text` is the number 5, not a string" in shown.err
    assert f"{batch}, line 3: the line is not UTF-8" in shown.err
    assert f"{batch}, line 4: no form has the measure bogus; it was left out" in shown.err
    assert main(["claims", "--batch", str(batch), "--score"]) == 1
    assert f"not scored: {batch}, line 3: the line is not UTF-8" in capsys.readouterr().err


def test_a_coding_saved_by_a_spreadsheet_is_read(tmp_path, capsys):
    batch, labels = tmp_path / "batch.jsonl", tmp_path / "labels.csv"
    batch.write_text(GOOD_LINE, "utf-8")
    rows = "source,quote,value,readings,verdict\ng,收到申请12件,12,requests_received_new,consistent\n"
    labels.write_bytes(rows.encode("gbk"))
    assert main(["agree", str(labels), "--batch", str(batch)]) == 0
    assert "is no UTF-8; it was read as gb18030" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["claims", "--batch", "."], ["agree", "."]])
def test_a_folder_is_no_file_to_read(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "cannot be read" in capsys.readouterr().err
