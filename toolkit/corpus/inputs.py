"""Paths → files with their bytes → reports or the reason there are none. The only module that opens input files.

Whatever the bytes are, the answer is a `Reading`: reports, or an UnreadableError. A fault of our own in one file
("crash") loses that file alone, and says so.
"""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.read import NO_BODIES, Bodies, Report, UnreadableError, read_bodies, read_bytes
from toolkit.read.formats import members, sniff


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file, or one member of an archive, gave: reports, or `error`. `size` is in bytes.

    An archive itself has neither; `members` counts the files in it, each of which has its own Reading.
    """

    source: str
    sha256: str
    size: int
    reports: tuple[Report, ...] = ()
    error: UnreadableError | None = None
    members: int | None = None


def read_source(data: bytes, source: str, bodies: Bodies = NO_BODIES) -> Iterator[Reading]:
    """Yield one Reading for a file; for a zip archive one for itself and one for each member. Never raises."""
    try:
        packed = sniff(data) == "zip"
    except Exception as error:  # noqa: BLE001 - a fault of ours must not lose the other files
        yield _failed(source, data, crash(error))
        return
    if not packed:
        yield _read_one(data, source, bodies)
        return
    inside: list[Reading] = []
    refused: UnreadableError | None = None
    try:
        for name, content in members(data, source):
            if not isinstance(content, UnreadableError):
                inside.append(_read_one(content, name, bodies))
            elif name == source:
                refused = content
            else:
                inside.append(Reading(name, "", 0, error=content))
    except Exception as error:  # noqa: BLE001
        refused = crash(error)
    if not inside and refused is None:
        refused = UnreadableError("empty", "the archive holds no file")
    yield Reading(source, hashlib.sha256(data).hexdigest(), len(data), error=refused, members=len(inside))
    yield from sorted(inside, key=lambda reading: reading.source)


def _read_one(data: bytes, source: str, bodies: Bodies) -> Reading:
    sha256 = hashlib.sha256(data).hexdigest()
    if not data:
        return Reading(source, sha256, 0, error=UnreadableError("empty", "the file is empty"))
    try:
        return Reading(source, sha256, len(data), read_bytes(data, source, bodies))
    except UnreadableError as error:
        return Reading(source, sha256, len(data), error=error)
    except Exception as error:  # noqa: BLE001
        return Reading(source, sha256, len(data), error=crash(error))


def _failed(source: str, data: bytes, error: UnreadableError) -> Reading:
    return Reading(source, hashlib.sha256(data).hexdigest(), len(data), error=error)


def crash(error: Exception) -> UnreadableError:
    """Return a fault of our own as a reason: a file must never take the others with it."""
    return UnreadableError("crash", f"a fault of the toolkit, please report it: {type(error).__name__}: {error}"[:300])


def read_path(path: Path, source: str, bodies: Bodies = NO_BODIES) -> Iterator[Reading]:
    """Read a file from disk under the name `source`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        yield Reading(source, "", 0, error=UnreadableError("unopened", error.strerror or type(error).__name__))
        return
    yield from read_source(data, source, bodies)


def files_under(folder: Path) -> list[tuple[str, Path]]:
    """Return every file under `folder` by its posix path relative to it, sorted; hidden files and folders are left out.

    Links to folders are not followed, so that no file is met twice and no ring is walked for ever.
    """
    found: list[tuple[str, Path]] = []
    for path in folder.rglob("*"):
        relative = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in relative.parts):
            found.append((written(relative.as_posix()), path))
    return sorted(found)


def written(name: str) -> str:
    """Return a file's name as text: archives unpacked on another system leave names in GBK, which are no UTF-8.

    >>> written("年报.txt".encode("gb18030").decode("utf-8", "surrogateescape"))
    '年报.txt'
    """
    raw = name.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def expand(given: Sequence[str]) -> Iterator[tuple[str, Path | UnreadableError]]:
    """Yield (source, path) for files, folders and patterns as given on a command line; a reason where there is none."""
    for name in given:
        path = Path(name)
        if path.is_dir():
            inside = files_under(path)
            if not inside:
                yield written(name), UnreadableError("empty", "the folder holds no file")
            yield from ((f"{written(name).rstrip('/')}/{source}", file) for source, file in inside)
        elif path.exists():
            yield written(name), path
        elif matches := sorted(glob.glob(name, recursive=True)):  # noqa: PTH207 - the pattern may be absolute
            yield from expand(matches)
        else:
            yield written(name), UnreadableError("missing", "there is no such file or folder")


def register_for(path: Path | None = None) -> Path | None:
    """Return the register of bodies that goes with a file, None where there is none.

    That is `reference/bodies.csv` beside the folder the file lies in, otherwise that of the project one stands in.
    """
    beside = [] if path is None else [path.absolute().parent.parent / "reference"]
    here = [base / "data" / "reference" for base in (Path(), Path(".."))]
    return next((folder / "bodies.csv" for folder in (*beside, *here) if (folder / "bodies.csv").is_file()), None)


def load_bodies(path: Path | None) -> Bodies:
    """Read the register of bodies where there is one; raises ValueError for a register that contradicts itself."""
    if path is None or not path.is_file():
        return NO_BODIES
    return read_bodies(path.read_text("utf-8-sig"))
