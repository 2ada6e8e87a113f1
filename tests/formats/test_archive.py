"""Archives: members by name, within bounds, with nothing written."""

from __future__ import annotations

import io
import struct
import time
import zipfile

import pytest

from tests.formats.builders import docx, para, zipped
from toolkit.read.document import UnreadableError
from toolkit.read.formats import limits, members, sniff


def listed(data: bytes) -> list[tuple[str, bytes | str]]:
    return [(n, b.kind if isinstance(b, UnreadableError) else b) for n, b in members(data, "a.zip")]


def raw_named(name: bytes, body: bytes = b"x") -> bytes:
    """An archive whose one member has that name, byte for byte, and does not say UTF-8."""
    data = zipped({"N" * len(name): body}, zipfile.ZIP_STORED)
    return data.replace(b"N" * len(name), name)


def test_members_carry_the_archives_name():
    assert listed(zipped({"年报/2023.txt": b"1", "b.txt": b"2"})) == [
        ("a.zip/年报/2023.txt", b"1"),
        ("a.zip/b.txt", b"2"),
    ]


NAMES = [
    ("年报.txt".encode("gb18030"), "年报.txt"),
    ("年报.txt".encode(), "年报.txt"),
    (b"../../etc/passwd", "etc/passwd"),
    (b"/etc/passwd", "etc/passwd"),
    (b"C:\\a\\..\\b.txt", "a/b.txt"),
    (b"..", "unnamed"),
]


@pytest.mark.parametrize(("name", "shown"), NAMES)
def test_names_are_readable_and_harmless(name, shown, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert listed(raw_named(name)) == [(f"a.zip/{shown}", b"x")]
    assert not list(tmp_path.iterdir())


def test_furniture_and_folders_are_left_out():
    data = zipped({"__MACOSX/._a.txt": b"", "d/": b"", "d/.DS_Store": b"", "Thumbs.db": b"", "d/a.txt": b"1"})
    assert listed(data) == [("a.zip/d/a.txt", b"1")]


def test_a_word_file_is_no_archive_and_an_archive_within_is_opened():
    word = docx(para("甲"))
    inner = zipped({"b.docx": word})
    assert listed(zipped({"内.zip": inner, "c.docx": word})) == [("a.zip/内.zip/b.docx", word), ("a.zip/c.docx", word)]


def test_archives_within_archives_end_somewhere():
    data = zipped({"x.txt": b"1"})
    for _ in range(6):
        data = zipped({"in.zip": data})
    assert listed(data) == [("a.zip/in.zip/in.zip/in.zip", "too_large")]


def test_a_bomb_is_refused_and_its_neighbours_are_read():
    data = zipped({"bomb.txt": b"\0" * 50_000_000, "b.txt": b"2"})
    started = time.monotonic()
    assert listed(data) == [("a.zip/bomb.txt", "too_large"), ("a.zip/b.txt", b"2")]
    assert time.monotonic() - started < 5


def test_the_number_of_members_is_bounded(monkeypatch):
    monkeypatch.setattr(limits, "ARCHIVE_MEMBERS", 5)
    inner = zipped({f"{i}.txt": b"" for i in range(4)})
    found = listed(zipped({"a.zip": inner, "b.zip": inner}))
    assert len([n for n, _ in found if n.endswith(".txt")]) <= 5
    assert found[-1][1] == "too_large"


def test_the_sum_of_members_is_bounded(monkeypatch):
    monkeypatch.setattr(limits, "ARCHIVE_BYTES", 1000)
    found = listed(zipped({f"{i}.txt": b"x" * 400 for i in range(9)}))
    assert [k for _, k in found if isinstance(k, str)][:1] == ["too_large"]
    assert len(found) <= 4


def test_a_member_behind_a_password():
    data = bytearray(zipped({"a.txt": b"1", "b.txt": b"2"}))
    central = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, central + 8, 1)
    assert listed(bytes(data)) == [("a.zip/a.txt", "encrypted"), ("a.zip/b.txt", b"2")]


def test_a_damaged_member_and_a_damaged_archive():
    data = zipped({"a.txt": b"hello hello", "b.txt": b"2"}, zipfile.ZIP_STORED)
    assert listed(data.replace(b"hello hello", b"hello jello")) == [("a.zip/a.txt", "damaged"), ("a.zip/b.txt", b"2")]
    assert listed(data[:20]) == [("a.zip", "damaged")]


def test_an_archive_that_names_itself_twice_is_read_in_full():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", "2")
    assert [b for _, b in listed(out.getvalue())] == [b"1", b"2"]
    assert sniff(out.getvalue()) == "zip"
