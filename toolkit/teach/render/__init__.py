"""Writing reports: the inverse of reading. Any Report, or an invented manuscript, as a file of any format.

>>> from toolkit.teach.render import render, synthetic
>>> render(synthetic(1), "html")[:15]
b'<!DOCTYPE html>'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

from toolkit.read import Report
from toolkit.teach.invent import seeded
from toolkit.teach.render.manuscript import Manuscript, Piece, manuscript_of, pieces
from toolkit.teach.render.synthesis import synthetic
from toolkit.teach.render.variation import PLAIN, Variation, varied

__all__ = ["FORMATS", "TEXT_BEARING", "Manuscript", "manuscript_of", "render", "render_as", "synthetic"]

Writer = Callable[[Sequence[Piece], Variation, Random], bytes]


def _text(found: Sequence[Piece], variation: Variation, random: Random) -> bytes:
    from toolkit.teach.render.text import text

    return text(found, variation, random)


def _html(found: Sequence[Piece], variation: Variation, random: Random) -> bytes:
    from toolkit.teach.render.html import page

    return page(found, variation, random)


def _docx(found: Sequence[Piece], variation: Variation, random: Random) -> bytes:
    from toolkit.teach.render.docx import word_file

    return word_file(found, variation, random)


def _doc(found: Sequence[Piece], variation: Variation, _random: Random) -> bytes:
    from toolkit.teach.render.doc import old_word_file

    return old_word_file(found, compact=variation.compact)


def _xlsx(found: Sequence[Piece], variation: Variation, random: Random) -> bytes:
    from toolkit.teach.render.xlsx import workbook

    return workbook(found, variation, random)


def _pdf(found: Sequence[Piece], variation: Variation, random: Random) -> bytes:
    from toolkit.teach.render.pdf import pdf
    from toolkit.teach.render.typeset import typeset

    return pdf(typeset(found, variation, random))


def _image(found: Sequence[Piece], variation: Variation, random: Random) -> bytes:
    from toolkit.teach.render.image import pictures, png, stacked

    return png(stacked(pictures(_pdf(found, variation, random))))


def _scan(found: Sequence[Piece], variation: Variation, random: Random) -> bytes:
    from toolkit.teach.render.image import pictures
    from toolkit.teach.render.pdf import pdf_of_pictures

    return pdf_of_pictures(pictures(_pdf(found, variation, random)))


FORMATS: Mapping[str, Writer] = {
    "text": _text,
    "html": _html,
    "docx": _docx,
    "doc": _doc,
    "xlsx": _xlsx,
    "pdf": _pdf,
    "image": _image,
    "scan": _scan,
}
"""The format to its writer. "image" is a PNG of all pages one below another, "scan" a PDF of pictures, both at 200 dpi;
the others bear text and read back cell for cell."""

TEXT_BEARING = ("text", "html", "docx", "doc", "xlsx", "pdf")


def render(report: Report | Manuscript, format: str, seed: int | None = None) -> bytes:  # noqa: A002 - what it is
    """Return a report as a file of a format in FORMATS; KeyError for another.

    Without a seed it is printed plainly. A seed draws how an office might have printed it: spans, split heads, blank
    boxes, page breaks, the entity's name in headings. The same report, format and seed give the same bytes.
    """
    manuscript = manuscript_of(report) if isinstance(report, Report) else report
    if seed is None:
        return render_as(manuscript, format, PLAIN, Random(0))  # noqa: S311 - layouts are no secrets
    random = seeded(f"{format}:{seed}")
    return render_as(manuscript, format, varied(random, has_blanks=manuscript.has_blanks), random)


def render_as(manuscript: Manuscript, format: str, variation: Variation, random: Random) -> bytes:  # noqa: A002
    """Return a manuscript in a chosen variation."""
    found = pieces(manuscript, variation.for_text if format == "text" else variation, random)
    return FORMATS[format](found, variation, random)
