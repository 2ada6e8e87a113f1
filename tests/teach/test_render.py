"""Reports written as files: the same bytes for the same seed, other print for another; what each format is made of.

That they read back cell for cell is tried in tests/formats.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest

from toolkit.read import UnreadableError, read_bytes
from toolkit.read.formats import members, sniff
from toolkit.read.formats.convert import find_libreoffice
from toolkit.teach.layout import Box, Sheet
from toolkit.teach.render import FORMATS, render, synthetic
from toolkit.teach.render.doc import by_libreoffice
from toolkit.teach.render.font import advance, cut_down
from toolkit.teach.render.image import Picture, pictures, png, stacked
from toolkit.teach.render.pdf import pdf
from toolkit.teach.render.typeset import Paper, Set, typeset, width_of, wrapped
from toolkit.teach.render.variation import PLAIN, Variation, varied

QUICK = ["text", "html", "docx", "doc", "xlsx", "pdf"]


@pytest.mark.parametrize("kind", QUICK)
def test_a_seed_gives_the_same_bytes_and_another_seed_others(kind):
    manuscript = synthetic(4)
    assert render(manuscript, kind, 1) == render(manuscript, kind, 1)
    assert len({render(manuscript, kind, seed) for seed in range(6)}) > 1


def test_the_bytes_do_not_hang_on_the_process():
    code = (
        "import hashlib; from toolkit.teach.render import *; "
        f"print(*(hashlib.sha256(render(synthetic(6), k, 6)).hexdigest() for k in {QUICK}))"
    )
    fresh = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()
    assert fresh == [hashlib.sha256(render(synthetic(6), k, 6)).hexdigest() for k in QUICK]


def test_a_format_that_is_none_is_refused():
    with pytest.raises(KeyError):
        render(synthetic(1), "odt")


@pytest.mark.slow
def test_pictures_and_scans_bear_no_text_and_one_page_each():
    manuscript = synthetic(8)
    image, scan = render(manuscript, "image"), render(manuscript, "scan")
    assert (sniff(image), sniff(scan)) == ("image", "pdf")
    pages = pictures(render(manuscript, "pdf"), dpi=50)
    assert [(p.width, p.height) for p in pictures(scan, dpi=50)] == [(p.width, p.height) for p in pages]


def test_pictures_are_stacked_and_written_as_png():
    from PIL import Image

    tall = stacked([Picture(2, 1, b"\x00\x80"), Picture(1, 2, b"\x10\x20")])
    assert (tall.width, tall.height, tall.grey) == (2, 3, b"\x00\x80\x10\xff\x20\xff")
    import io

    assert Image.open(io.BytesIO(png(tall))).tobytes() == tall.grey


def test_every_format_is_told_by_its_bytes():
    kinds = {kind: kind for kind in FORMATS} | {"scan": "pdf"}
    page = synthetic(1)
    assert {kind: sniff(render(page, kind)) for kind in QUICK} == {kind: kinds[kind] for kind in QUICK}


# --- the page


def test_the_font_holds_what_is_asked_of_it_and_nothing_else():
    face = cut_down("年报1𠮷")
    assert set(face.glyphs) == set("年报1")  # the font lacks 𠮷
    assert len(set(face.glyphs.values())) == 3
    assert advance("𠮷") == 1.0


def test_what_the_font_lacks_stays_in_the_text_layer():
    import pypdfium2 as pdfium

    data = pdf([Paper([Set("㐂⼀一𠮷", 50, 700, 12)])])
    text = pdfium.PdfDocument(data)[0].get_textpage().get_text_range()
    assert text.strip() == "㐂⼀一𠮷"


@pytest.mark.parametrize("width", [30, 55, 100, 480])
def test_lines_fit_and_numbers_stay_whole(width):
    text = "本机关2023年收到申请1234件，受理26234.5万元。"
    lines = wrapped(text, width, 10)
    assert "".join(lines) == text
    assert all(width_of(line.rstrip("，。"), 10) <= width or len(line) < 9 for line in lines)
    assert all(any(number in line for line in lines) for number in ("2023", "1234", "26234.5"))


SHEET = Sheet(
    "art20_1",
    (
        (Box("表", "head", 1, 2),),
        *((Box(f"行{n}" * 20, "label"), Box(str(n), "value")) for n in range(40)),
    ),
    2,
)


@pytest.mark.parametrize("cut", [False, True])
@pytest.mark.parametrize("again", [False, True])
def test_a_long_table_goes_on_overleaf(cut, again):
    from random import Random

    pages = typeset(["题", SHEET], Variation(cut_rows=cut, repeated_head=again), Random(1))
    assert len(pages) > 2
    heads = [sum(line.text == "表" for line in page.lines) for page in pages]
    assert heads == ([1] * len(pages) if again else [1] + [0] * (len(pages) - 1))
    values = [line.text for page in pages for line in page.lines if line.text.isdigit() and line.y > 40]
    assert values == [str(n) for n in range(40)]
    assert all(line.y > PLAIN.foot - 6 for page in pages for line in page.lines if line.y > 40)


def test_the_seeds_draw_every_choice():
    from random import Random

    drawn = [varied(Random(n), has_blanks=False) for n in range(200)]
    for name in Variation.__dataclass_fields__:
        if name != "ruled":
            assert len({getattr(v, name) for v in drawn}) > 1, name


def test_invented_reports_are_of_both_editions_and_all_sizes():
    some = [synthetic(seed) for seed in range(30)]
    assert {edition for m in some for edition in m.forms.values()} == {"format2019", "format2021"}
    received = [m.figures["requests.requests_received_new.natural_person"] for m in some]
    assert "0" in received
    assert max(map(len, received)) > 3
    assert any(m.has_blanks for m in some)


@pytest.mark.slow
@pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")
def test_a_whole_old_word_file_by_libreoffice():
    manuscript = synthetic(10)
    data = by_libreoffice(render(manuscript, "docx", 10))
    assert sniff(data) == "doc"
    (report,) = read_bytes(data, "x")
    (own,) = read_bytes(render(manuscript, "doc", 10), "x")
    assert [(c.key, c.value, c.state) for c in report.cells] == [(c.key, c.value, c.state) for c in own.cells]


def test_a_blank_page_is_no_report():
    with pytest.raises(UnreadableError):
        read_bytes(pdf([Paper()]), "x")


def test_stored_packages_open_as_archives():
    assert sniff(render(synthetic(1), "xlsx")) == "xlsx"
    assert next(n for n, _ in members(render(synthetic(1), "docx"), "d")) == "d/[Content_Types].xml"
