"""Reading: bytes → Document → sections → tables → Report."""

from __future__ import annotations

from toolkit.read.assemble import read_document
from toolkit.read.bodies import NO_BODIES, Bodies, Body, read_bodies
from toolkit.read.document import Document, Place, UnreadableError
from toolkit.read.report import Cell, Gap, Leftover, Passage, Report, State, Stated

__all__ = [
    "NO_BODIES",
    "Bodies",
    "Body",
    "Cell",
    "Document",
    "Gap",
    "Leftover",
    "Passage",
    "Place",
    "Report",
    "State",
    "Stated",
    "UnreadableError",
    "read_bodies",
    "read_bytes",
    "read_document",
]


def read_bytes(data: bytes, source: str, bodies: Bodies = NO_BODIES) -> tuple[Report, ...]:
    """Return the reports in one file's bytes; raises UnreadableError with the reason where there are none.

    The kind of file is told from its bytes, never from its name.
    """
    # The format readers load their libraries only when a file needs them.
    from toolkit.read.formats import READERS, sniff, unsupported

    kind = sniff(data)
    reader = READERS.get(kind)
    if reader is None:
        raise UnreadableError("unsupported", unsupported(kind))
    return read_document(reader(data, source), bodies)
