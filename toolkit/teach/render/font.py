"""The font that printed pages carry: Noto Sans SC out of the zhplot wheel (SIL Open Font License 1.1)."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_FILE = "fonts/NotoSansSC-Regular.ttf"
_KEPT_OUT = ("BASE", "GDEF", "GPOS", "GSUB", "OS/2", "STAT", "gasp", "name", "post", "prep", "vhea", "vmtx")


@dataclass(frozen=True, slots=True)
class Face:
    """A font file cut down to some characters: its bytes, and the glyph of each character it has."""

    data: bytes
    glyphs: Mapping[str, int]


@cache
def font_path() -> Path:
    """Return where the font lies; FileNotFoundError where zhplot is not installed."""
    found = find_spec("zhplot")  # looked up, never imported: its import changes matplotlib's settings
    for place in (found.submodule_search_locations or ()) if found else ():
        if (path := Path(place) / _FILE).is_file():
            return path
    raise FileNotFoundError("the Chinese font is missing: pip install zhplot")


def _opened() -> Any:
    from fontTools.ttLib import TTFont

    return TTFont(font_path(), lazy=True, recalcTimestamp=False)


@cache
def _measures() -> tuple[Mapping[int, str], Mapping[str, tuple[int, int]]]:
    font = _opened()
    return font.getBestCmap(), font["hmtx"].metrics


def advance(letter: str) -> float:
    """Return how wide a character is set, in ems; one that the font lacks is set as wide as an ideograph.

    >>> advance("年"), advance("1")
    (1.0, 0.555)
    """
    names, metrics = _measures()
    name = names.get(ord(letter))
    return 1.0 if name is None else metrics[name][0] / 1000


def cut_down(letters: Collection[str]) -> Face:
    """Return the font with the glyphs of these characters alone."""
    from fontTools import subset

    names, _ = _measures()
    known = {letter: names[ord(letter)] for letter in sorted(letters) if ord(letter) in names}
    font = _opened()
    options = subset.Options(layout_features=[], name_IDs=[], notdef_outline=True, hinting=False)
    options.drop_tables = list(_KEPT_OUT)
    subsetter = subset.Subsetter(options)
    subsetter.populate(glyphs=list(known.values()))
    subsetter.subset(font)
    order = {name: number for number, name in enumerate(font.getGlyphOrder())}
    out = io.BytesIO()
    font.save(out)
    return Face(out.getvalue(), {letter: order[name] for letter, name in known.items()})
