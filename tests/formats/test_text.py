"""Plain text with a few broken bytes: decoded, noted, and never another number."""

from __future__ import annotations

from random import Random

import pytest

from tests.read.conftest import page
from toolkit.form import load_form
from toolkit.read import State, UnreadableError, read_bytes
from toolkit.read.formats.text import UNKNOWN, decode_text
from toolkit.teach.flatten import FLATTENINGS
from toolkit.teach.synthetic import figures

LONG = "本机关全年收到政府信息公开申请12件，均已按期答复。" * 60

MENDED = [
    ("a byte of an ideograph lost, UTF-8", LONG.encode()[:301] + LONG.encode()[302:], "utf-8"),
    ("a stray byte, UTF-8", LONG.encode()[:300] + b"\xff" + LONG.encode()[300:], "utf-8"),
    ("a stray byte, GB18030", LONG.encode("gb18030")[:200] + b"\xff" + LONG.encode("gb18030")[200:], "gb18030"),
    ("cut within a character", LONG.encode()[:-1], "utf-8"),
    ("cut within a character, UTF-8 with a mark", LONG.encode("utf-8-sig")[:-1], "utf-8"),
    ("cut within a character, UTF-16", LONG.encode("utf-16")[:-1], "utf-16-le"),
]


@pytest.mark.parametrize(("data", "encoding"), [m[1:] for m in MENDED], ids=[m[0] for m in MENDED])
def test_a_few_broken_bytes_are_noted_not_refused(data: bytes, encoding: str) -> None:
    decoded = decode_text(data)
    assert decoded.encoding == encoding
    assert decoded.broken == 1 <= decoded.text.count(UNKNOWN) <= 4
    assert any("broken" in note for note in decoded.notes)
    assert decoded.text.count("申请12件") >= 59


REFUSED = [
    ("noise", Random(1).randbytes(3000).translate(bytes(range(128, 256)) * 2)),
    ("one byte in fifty broken", b"".join(LONG.encode()[i : i + 49] + b"\xff" for i in range(0, 3000, 49))),
    ("Latin-1", ("Café " * 400).encode("latin-1")),
    ("binary", bytes(range(256)) * 20),
]


@pytest.mark.parametrize("data", [r[1] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError) as error:
        decode_text(data)
    assert error.value.kind == "not_text"


def test_sound_text_has_no_broken_characters() -> None:
    assert decode_text(LONG.encode()).notes == ()
    assert decode_text(LONG.encode("gb18030")).notes == ("decoded as gb18030",)


@pytest.mark.parametrize("flattening", FLATTENINGS)
def test_a_number_with_a_broken_character_is_never_another_number(flattening: str) -> None:
    filler = "（一）主动公开。" + "本机关通过政府网站公开政府信息若干条。" * 120
    for seed in range(4):
        random = Random(seed)
        printed = figures(load_form("format2021"), seed)
        broken = random.choice([k for k, v in printed.items() if len(v) > 1 or random.random() < 0.2])
        marked = {**printed, broken: "7777777"}
        where = random.randrange(3)
        damage = [b"\xff", b"1\xff", b"\xff2"][where]
        text = page("format2021", marked, flattening, seed).replace(
            "五、存在的主要问题", f"{filler}\n五、存在的主要问题"
        )
        (report,) = read_bytes(text.encode().replace(b"7777777", damage), "a.txt")
        cell = report.cell(broken)
        assert cell is not None
        assert (cell.state, cell.value) == (State.UNRESOLVED, None), (seed, cell)
        for other in report.cells:
            assert other.key == broken or other.state is State.UNRESOLVED or other.text == printed[other.key], other
