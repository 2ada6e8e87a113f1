"""Pieces → plain text, the tables flattened as the variation says."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from toolkit.teach.flatten import FLATTENINGS
from toolkit.teach.layout import Sheet
from toolkit.teach.render.manuscript import Heading, Piece
from toolkit.teach.render.variation import Variation


def text(pieces: Sequence[Piece], variation: Variation, random: Random) -> bytes:
    """Return the text in the variation's encoding."""
    flatten = FLATTENINGS[variation.flattening]
    parts = []
    for piece in pieces:
        if isinstance(piece, Sheet):
            parts.append(flatten(piece, random))
        else:
            parts.append(piece.text if isinstance(piece, Heading) else piece)
    return ("\n\n".join(parts) + "\n").encode(variation.encoding)
