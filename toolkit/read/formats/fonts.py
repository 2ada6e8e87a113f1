"""One font for every print that a PDF does not carry its own font for: what is installed on a machine never matters.

PDFium measures such print by whatever similar font it finds on the machine, and drops a run of print whose characters
that font does not draw. So it is given one font, the Noto Sans SC that comes with zhplot, and no other.
"""

from __future__ import annotations

import ctypes
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pypdfium2.raw as raw

_NAME = b"Noto Sans SC\0"
_GB2312 = 134  # the character set it says it serves
_HANDLE = 1  # any but null: there is one font only
_WHOLE_FILE = 0  # as a table's name


@lru_cache(maxsize=1)
def same_font_everywhere() -> None:
    """Tell PDFium, once for the process, to ask here for fonts instead of looking through the machine's."""
    raw.FPDF_SetSystemFontInfo(_answers())


@lru_cache(maxsize=1)
def _font() -> bytes:
    # Found without importing it, which would change matplotlib's settings.
    package = find_spec("zhplot")
    if package is None or package.origin is None:
        raise RuntimeError("zhplot, which carries the font to measure print with, is not installed")
    return (Path(package.origin).parent / "fonts" / "NotoSansSC-Regular.ttf").read_bytes()


@lru_cache(maxsize=1)
def _answers() -> Any:
    """Return the table of functions PDFium calls; kept for as long as the process runs, since PDFium keeps it too."""
    table = raw.FPDF_SYSFONTINFO
    kinds = dict(table._fields_)

    def data(_: Any, __: Any, name: int, buffer: Any, size: int) -> int:
        if name != _WHOLE_FILE:
            return 0
        font = _font()
        if buffer and size >= len(font):
            ctypes.memmove(buffer, font, len(font))
        return len(font)

    def face(_: Any, __: Any, buffer: Any, size: int) -> int:
        if buffer and size >= len(_NAME):
            ctypes.memmove(buffer, _NAME, len(_NAME))
        return len(_NAME)

    return table(
        version=1,
        Release=kinds["Release"](lambda _: None),
        EnumFonts=kinds["EnumFonts"](lambda _, __: None),
        MapFont=kinds["MapFont"](lambda *_: _HANDLE),
        GetFont=kinds["GetFont"](lambda _, __: _HANDLE),
        GetFontData=kinds["GetFontData"](data),
        GetFaceName=kinds["GetFaceName"](face),
        GetFontCharset=kinds["GetFontCharset"](lambda _, __: _GB2312),
        DeleteFont=kinds["DeleteFont"](lambda _, __: None),
    )
