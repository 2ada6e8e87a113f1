"""Scans: what is read of a picture, what is left open, and what is said where no reader of pictures is installed."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace
from decimal import Decimal
from random import Random

import numpy as np
import pytest
from PIL import Image

from toolkit.read import Report, State, UnreadableError, read_bytes, scan
from toolkit.read.document import Document
from toolkit.read.formats import ocr
from toolkit.read.formats.ocrimage import DPI, Page, pictures, print_in
from toolkit.read.formats.ocrscan import Scan
from toolkit.study.record import cell_json
from toolkit.teach.render import render
from toolkit.teach.render.image import Picture, png
from toolkit.teach.render.image import pictures as printed_pages
from toolkit.teach.render.pdf import pdf_of_pictures

with_ocr = pytest.mark.skipif(not ocr.installed(), reason="needs the scan reader: pip install 'ogi-toolkit[ocr]'")
WHITE = Picture(200, 100, b"\xff" * 20_000)


@pytest.fixture(scope="module")
def plain(raw: dict[str, bytes]) -> Report:
    (report,) = read_bytes(raw["004"], "a.txt")
    return report


@pytest.mark.parametrize(
    ("data", "kind"),
    [(png(WHITE), "unsupported"), (pdf_of_pictures([WHITE]), "no_text_layer")],
    ids=["a picture", "a PDF of pictures"],
)
def test_without_the_extra_it_is_named(data, kind, monkeypatch):
    monkeypatch.setattr(ocr, "installed", lambda: False)
    with pytest.raises(UnreadableError, match=r"pip install 'ogi-toolkit\[ocr\]'") as error:
        read_bytes(data, "x")
    assert error.value.kind == kind


# Pictures


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


GREY = Image.fromarray(np.linspace(0, 255, 1200, dtype=np.uint8).reshape(30, 40))


@pytest.mark.parametrize("kind", ["PNG", "BMP", "GIF", "TIFF", "WEBP", "JPEG"])
def test_every_kind_of_picture_gives_its_dots(kind):
    image = GREY.convert("RGB") if kind in ("WEBP", "JPEG") else GREY
    (grey,) = pictures(saved(image, kind))
    assert grey.shape == (30, 40)
    assert abs(int(grey[29, 39]) - 255) < 12
    assert abs(int(grey[0, 0])) < 12


def test_a_file_of_several_pages_gives_each():
    data = saved(GREY, "TIFF", save_all=True, append_images=[GREY.rotate(180)])
    first, second = pictures(data)
    assert (first[0, 0], second[0, 0]) == (0, 255)


def test_what_is_transparent_is_white_and_the_camera_s_turn_is_undone():
    clear = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    (grey,) = pictures(saved(clear, "PNG"))
    assert grey.min() == 255
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    (grey,) = pictures(saved(GREY, "JPEG", exif=exif))
    assert grey.shape == (40, 30)


def huge(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (huge(60_000, 60_000), "too_large"),
        (saved(GREY, "PNG")[:-40], "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "damaged"),
        (saved(GREY, "TIFF", save_all=True, append_images=[GREY] * 150), "too_large"),
    ],
    ids=["a bomb", "cut short", "only a name", "no JPEG", "too many pages"],
)
def test_a_picture_that_cannot_be_read_says_why(data, kind):
    with pytest.raises(UnreadableError) as error:
        list(pictures(data))
    assert error.value.kind == kind


# What is kept: both readings are of one report, so the pictures themselves are not needed


def judged(plain: Report, monkeypatch, other: Report | None = None, sure: dict[str, float] | None = None) -> Report:
    """What is kept where the page gives `plain`, the boxes give `other`, and `sure` says how sure both are."""
    document = Document("x", "0" * 64, "image", (), {})
    by_place = {(c.place.part, c.place.start): (sure or {}).get(c.key, 1.0) for c in plain.cells if c.place}
    monkeypatch.setattr(scan, "read_pictures", lambda *_: Scan(document, document, by_place, by_place))
    readings = iter([(plain,), (other or plain,)])
    monkeypatch.setattr(scan, "read_document", lambda *_: next(readings))
    (report,) = scan.read_scan([], b"", "x", "image", None)
    return report


IN_SUM, LONE = "requests.granted_full.org_public_interest", "art20_1.rules.in_force_total"


def test_what_both_are_sure_of_is_read(plain, monkeypatch):
    report = judged(plain, monkeypatch)
    assert {c.key: (c.value, c.state, c.confidence) for c in report.cells} == {
        c.key: (c.value, c.state, 1.0) for c in plain.cells
    }
    assert cell_json(report.cells[0])["confidence"] == 1.0
    assert "confidence" not in cell_json(plain.cells[0])


def test_a_doubtful_number_is_read_only_where_identities_vouch(plain, monkeypatch):
    report = judged(plain, monkeypatch, sure={IN_SUM: 0.7, LONE: 0.7})
    assert (report.cell(IN_SUM).state, report.cell(IN_SUM).confidence) == (State.READ, 0.7)
    assert (report.cell(LONE).state, report.cell(LONE).value) == (State.UNRESOLVED, None)
    assert [(g.table, g.row, g.column) for g in report.gaps if g not in plain.gaps] == [tuple(LONE.split("."))]
    assert judged(plain, monkeypatch, sure={IN_SUM: 0.3}).cell(IN_SUM).state is State.UNRESOLVED


def printing(report: Report, key: str, text: str) -> Report:
    def other(cell):
        return replace(cell, text=text, value=Decimal(text)) if cell.key == key else cell

    return replace(report, cells=tuple(map(other, report.cells)))


def test_identities_decide_between_look_alikes(plain, monkeypatch):
    odd = printing(plain, IN_SUM, "7")
    for page, boxes in ((plain, odd), (odd, plain)):
        report = judged(page, monkeypatch, other=boxes)
        assert (report.cell(IN_SUM).value, report.cell(IN_SUM).state) == (1, State.READ)
        assert report.cell(IN_SUM).confidence <= 0.9


def test_nothing_decides_where_there_is_no_identity(plain, monkeypatch):
    report = judged(plain, monkeypatch, other=printing(plain, LONE, "8"))
    assert report.cell(LONE).state is State.UNRESOLVED


def test_where_the_sums_are_wrong_only_what_is_sure_is_read(plain, monkeypatch):
    """The office's own slip, printed clearly, is kept; print that is not clear may be why the sum is wrong."""
    odd = printing(plain, IN_SUM, "7")
    assert judged(odd, monkeypatch).cell(IN_SUM).value == 7
    assert judged(odd, monkeypatch, sure={IN_SUM: 0.9}).cell(IN_SUM).state is State.UNRESOLVED


# Ink in a box


def box_of(drawn: list[tuple[int, int, int, int]]) -> Page:
    """A page with a box at (10, 10) of 60 by 30 dots, ruled, and bars (top, bottom, left, right) of ink in it."""
    grey = np.full((60, 100), 255, np.uint8)
    ruled = np.zeros(grey.shape, dtype=bool)
    for top, bottom, left, right in ((10, 12, 10, 72), (40, 42, 10, 72), (10, 42, 10, 12), (10, 42, 70, 72)):
        grey[top:bottom, left:right], ruled[top - 1 : bottom + 1, left - 1 : right + 1] = 0, True
    for top, bottom, left, right in drawn:
        grey[top:bottom, left:right] = 20
    return Page(grey, ruled, [], [])


INKS = [
    ("nothing", [], None),
    ("a speck", [(25, 27, 40, 42)], None),
    ("a dash", [(25, 28, 35, 50)], (True, False)),
    ("a line at the foot", [(35, 37, 35, 50)], (False, False)),
    ("a digit", [(15, 35, 38, 44)], (False, False)),
    ("a minus before a digit", [(25, 27, 30, 38), (15, 35, 42, 48)], (False, True)),
    ("two digits", [(15, 35, 30, 36), (15, 35, 40, 46)], (False, False)),
]


@with_ocr
@pytest.mark.parametrize(("drawn", "expected"), [i[1:] for i in INKS], ids=[i[0] for i in INKS])
def test_ink_in_a_box(drawn, expected):
    point = 72 / DPI
    cut = print_in(box_of(drawn), (10 * point, (60 - 42) * point, 72 * point, (60 - 10) * point))
    assert (None if cut is None else (cut.dash, cut.minus)) == expected


# A page


def as_scanned(page: Picture, seed: int) -> Picture:
    """A page half a degree askew, soft and grained."""
    random = Random(seed)
    image = Image.frombytes("L", (page.width, page.height), page.grey)
    image = image.rotate(random.uniform(-0.6, 0.6), Image.Resampling.BICUBIC, fillcolor=255)
    grain = np.random.default_rng(seed).normal(0, 8, (page.height, page.width))
    grey = np.clip(np.asarray(image, dtype=float) * 0.95 + grain, 0, 255).astype(np.uint8)
    packed = saved(Image.fromarray(grey), "JPEG", quality=60)
    return Picture(page.width, page.height, Image.open(io.BytesIO(packed)).tobytes())


@with_ocr
@pytest.mark.slow
def test_a_scanned_page_is_read_without_a_wrong_cell(plain, monkeypatch):
    """The page with most of the table of requests."""
    pages = printed_pages(render(plain, "pdf"))
    monkeypatch.setattr("socket.socket.connect", None)  # nothing is fetched
    page = as_scanned(pages[2], 7)
    (report,) = read_bytes(pdf_of_pictures([page]), "x.pdf")
    expected = {c.key: c for c in plain.cells}
    told = [c for c in report.cells if c.state is not State.UNRESOLVED]
    assert {c.key: (c.value, c.state) for c in told} == {
        k: (expected[k].value, expected[k].state) for c in told if (k := c.key)
    }
    assert len(told) >= 0.95 * len(report.cells)
    assert all(c.confidence is not None for c in told)
