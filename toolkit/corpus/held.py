"""Reports as read → one file that lasts as long as the run, so that no report is read twice.

What a corpus tells late (which report is of the year before, which files are one report, what the audit shows) is said
of reports that were read long ago, and reading is most of the work. Memory holds only where in the file each one is.
A report that is not held, for whatever reason, is simply read again.
"""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any

from toolkit.study.view import ReportView

_FASTEST = 1


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a report is held: a file, and from which byte on how many."""

    path: str
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Known:
    """A report with all that is said of it; `parts` are the owners of those that were joined to it."""

    view: ReportView
    parts: tuple[int, ...] = ()


class _Reducers(dict[type, Callable[[Any], tuple[Any, ...]]]):
    """How the objects of a class are pickled: plain data by its fields, twice as fast as frozen classes do it."""

    def __missing__(self, kind: type) -> Callable[[Any], tuple[Any, ...]]:
        if not is_dataclass(kind) or any(not field.init or field.kw_only for field in fields(kind)):
            raise KeyError(kind)
        # One name would give its value bare.
        values = attrgetter(*(field.name for field in fields(kind)), "__class__")
        self[kind] = lambda it: (kind, values(it)[:-1])
        return self[kind]


_REDUCERS = _Reducers({Decimal: lambda it: (Decimal, (str(it),))})  # the most frequent value


def packed(known: Known) -> bytes:
    """Return what `unpacked` reads."""
    out = io.BytesIO()
    pickler = pickle.Pickler(out, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _REDUCERS
    pickler.dump(known)
    return zlib.compress(out.getvalue(), _FASTEST)


def unpacked(slot: Slot | None) -> Known | None:
    """Return the report of a slot, None where it cannot be had: from another machine the file may not be seen.

    The file must be one that this run has written, as `Held` does in a folder of its own: pickles are programs.
    """
    if slot is None:
        return None
    try:
        with Path(slot.path).open("rb") as file:
            file.seek(slot.start)
            known = pickle.loads(zlib.decompress(file.read(slot.size)))  # noqa: S301
    except (OSError, zlib.error):
        return None
    assert isinstance(known, Known)
    return known


class Held:
    """The reports of a run by their owners, the last one given for each, in a file of `folder`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "reports"
        self._slots: dict[int, tuple[int, int]] = {}

    def keep(self, reports: Iterable[tuple[int, bytes]]) -> None:
        """Hold reports, each as `packed` gave it; where the disk is full they will be read again."""
        try:
            with self._path.open("ab") as file:
                end, fresh = file.tell(), {}
                for owner, data in reports:
                    file.write(data)
                    fresh[owner] = (end, len(data))
                    end += len(data)
        except OSError:
            return
        self._slots |= fresh

    def slot(self, owner: int) -> Slot | None:
        """Return where a report is held, None where it is not."""
        return Slot(str(self._path), *self._slots[owner]) if owner in self._slots else None

    def view(self, owner: int) -> ReportView | None:
        """Return a report, None where it is not held or the run is over."""
        known = unpacked(self.slot(owner))
        return None if known is None else known.view
