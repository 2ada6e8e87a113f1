"""Any bytes end in a report or a clear reason; work grows with size, not with its square."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.read import Report, UnreadableError, read_bytes
from toolkit.read.fold import fold

# A square would take hours at this size; a line takes seconds. The alarm only ends what would never end.
SIZE = 400_000
GENEROUS_SECONDS = 120

PRINT = [
    *(
        "一、总体情况\n",
        "规章\n",
        "行政许可\n",
        "行政处罚\t3\n",
        "重复申请\n",
        "（六）其他处理\n",
        "3.其他 ",
        "（七）总计\n",
        "总计",
    ),
    *(
        "\t0\n",
        "\t\n",
        "0\n",
        "|",
        "| 1 | 2 |\n",
        "---|---\n",
        "1,137",
        "/",
        "—",
        "\n\n",
        "结\n果\n",
        "\u3000",
        "\r",
        "𠮷",
        "\u200b",
        ",1,,2\n",
        "&nbsp;",
    ),
    *(
        "未经复议直接起诉\n",
        "复议后起诉\n",
        "本年处理决定数量\n",
        "一、本年新收政府信息公开申请数量\n",
        "收到申请3件。",
    ),
    *("二、上年结转政府信息公开申请数量\n", "四、结转下年度继续办理\n", "某局2023年政府信息公开工作年度报告\n"),
    *("五、存在的主要问题及改进情况\n", "[bookmark: _GoBack]"),
]
REPEATED = [
    *(
        "1",
        "1\n",
        "1 ",
        "\t",
        "\t\n",
        "|",
        "|\n",
        "甲 ",
        "(",
        "(1",
        "-",
        "---\n",
        "\r",
        "[bookmark: ",
        "第1页\n",
        "结\n",
    ),
    *(
        "重复申请\n",
        "重复申请 1\n",
        "重复甲请\n1\n",
        "规章\n",
        "总计\n1\n",
        "未经复议直接起诉\n",
        "未经复议直接起诉 1\n",
        "规章 0 0 0 ",
        "甲 1 2 乙 ",
        "甲,1,,2\n",
        "1\n\n",
        "\u200b1",
        "&nbsp;",
    ),
    *("一、总体情况\n", "某局2023年政府信息公开"),
]


def _read(data: bytes) -> tuple[Report, ...]:
    try:
        reports = read_bytes(data, "hostile")
    except UnreadableError as error:
        reasons = [error.kind, error.message]
        reports = ()
    else:
        reasons = ["read"]
    assert all(reasons)
    return reports


def _assert_places(reports: tuple[Report, ...]) -> None:
    for report in reports:
        for cell in report.cells:
            if cell.place is not None:
                text = report.parts[cell.place.part]
                assert fold(text[cell.place.start : cell.place.end]).split() == cell.text.split()


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    _assert_places(_read(data))


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.sampled_from(PRINT), max_size=80).map("".join))
def test_any_mixture_of_the_forms_own_print(text: str) -> None:
    _assert_places(_read(text.encode()))


@pytest.fixture
def alarm() -> Iterator[None]:
    """End a test that would not end."""

    def too_long(*_: object) -> None:
        raise TimeoutError(f"more than {GENEROUS_SECONDS} s for {SIZE} characters")

    previous = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(GENEROUS_SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, previous)


@pytest.mark.usefixtures("alarm")
@pytest.mark.parametrize("unit", REPEATED)
def test_time_grows_with_size(unit: str) -> None:
    _assert_places(_read((unit * (SIZE // len(unit))).encode()))
