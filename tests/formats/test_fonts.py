"""What fonts a machine has decides nothing: print without a font of its own is measured by the one that is shipped."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import matplotlib
import pytest

from tests.formats.builders import pdf, ruled, show
from toolkit.read.formats import READERS

# Reads with the fonts of one folder as those of the machine, and prints the text and the boxes of the cells.
READ = """
import ctypes, json, sys
import pypdfium2, pypdfium2.raw as raw
raw.FPDF_DestroyLibrary()
folders = (ctypes.POINTER(ctypes.c_char) * 2)(ctypes.create_string_buffer(sys.argv[1].encode()), None)
raw.FPDF_InitLibraryWithConfig(raw.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=folders))
from toolkit.read.formats import pdf
if sys.argv[2] == "as found":
    pdf.same_font_everywhere = lambda: None
data = sys.stdin.buffer.read()
blocks = [repr(block) for block in pdf.read_pdf(data, "x").blocks]
print(json.dumps([blocks, pdf.pdf_text_stream(data).blocks[0].text]))
"""
# Words set letter by letter, a number with a point, and a font that the machine may have.
PAGE = "".join(show(c, 60 + 20 * i, 700) for i, c in enumerate("邮编：")) + show("7730.28", 60, 600)
PAGE += ruled([["一", "规章", "1"], ["二", "行政", "2"]], top=500)


def machine(folder: Path, how: str) -> list[list[str]]:
    run = subprocess.run(
        [sys.executable, "-c", READ, str(folder), how], input=pdf([PAGE]), capture_output=True, check=True
    )
    read: list[list[str]] = json.loads(run.stdout)
    return read


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The fonts of three machines: a Chinese one, Latin ones, none."""
    chinese = Path(find_spec("zhplot").origin).parent / "fonts"
    latin = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return [chinese, latin, tmp_path_factory.mktemp("none")]


def test_installed_fonts_do_not_matter(fonts: list[Path]) -> None:
    one, *others = (machine(folder, "shipped") for folder in fonts)
    assert others == [one, one]
    own = READERS["pdf"](pdf([PAGE]), "x")
    assert one[0] == [repr(block) for block in own.blocks]
    assert "邮编：" in own.parts["page 1"]


def test_they_would_without_the_shipped_font(fonts: list[Path]) -> None:
    """The machines do differ, so that the test above tells something."""
    one, *others = (machine(folder, "as found") for folder in fonts)
    assert others != [one, one]
