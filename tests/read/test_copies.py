"""A page that holds a report twice gives one report; a file that holds two reports gives two."""

from __future__ import annotations

from toolkit.read import read_bytes


def test_the_second_copy_is_a_leftover_and_is_not_read_again(raw: dict[str, bytes]) -> None:
    (report,) = read_bytes(raw["002"], "002")
    assert [item.reason for item in report.leftovers] == ["the page holds the report a second time"]
    place = report.leftovers[0].place
    assert report.parts["text"][place.start :].startswith("长河街道2020年政府信息公开工作年度报告")
    assert max(passage.place.end for passage in report.passages) <= place.start


def test_three_copies_are_one_report(raw: dict[str, bytes]) -> None:
    (report,) = read_bytes(raw["004"] * 3, "004")
    assert len(report.leftovers) == 2
    assert len(report.cells) == 200


def test_what_the_second_copy_prints_otherwise_is_reported(raw: dict[str, bytes]) -> None:
    text = raw["002"].decode("utf-8")
    at = text.rindex("26234万元")
    (report,) = read_bytes(f"{text[:at]}26235万元{text[at + len('26234万元') :]}".encode(), "002")
    cell = report.cell("art20_9.centralized_procurement.procurement_amount")
    assert cell is not None
    assert str(cell.value) == "26234"
    assert [item.text for item in report.leftovers if "second copy prints" in item.reason] == ["26235万元"]


def test_two_reports_in_one_file_are_two(raw: dict[str, bytes]) -> None:
    reports = read_bytes(raw["004"] + b"\n" + raw["003"], "both")
    assert [report.organ.value for report in reports] == ["杭州市临平区人民政府", "阿城区亚沟街道办事处"]
    assert [report.report_id[-2:] for report in reports] == ["-1", "-2"]
    assert [len(report.cells) for report in reports] == [200, 200]
