"""A zip archive in, its files out, one after another, within bounds. Nothing is ever written to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from toolkit.read.document import UnreadableError
from toolkit.read.formats import limits
from toolkit.read.formats.sniff import sniff

Member = tuple[str, bytes] | tuple[str, UnreadableError]

_NAME_IS_UTF8 = 0x800
_ENCRYPTED = 0x1
_CHUNK = 1 << 20
_FURNITURE = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError, KeyError)


class _Budget:
    """What is left of an archive's allowance, shared with the archives within it."""

    def __init__(self) -> None:
        self.members = limits.ARCHIVE_MEMBERS
        self.bytes = limits.ARCHIVE_BYTES


def members(data: bytes, source: str) -> Iterator[Member]:
    """Yield the source and bytes of each file in a zip archive, or its source and why it could not be unpacked.

    A member's source is the archive's with its own name behind ("附件.zip/年报.docx"); names are cleaned of drives,
    leading slashes and "..", and read as GBK where they do not say UTF-8. Archives within are opened down to
    ARCHIVE_DEPTH. An archive that is damaged, or out of bounds, stands with its own source and the reason.
    """
    yield from _members(data, source + "/", _Budget(), limits.ARCHIVE_DEPTH)


def _members(data: bytes, above: str, budget: _Budget, depth: int) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        yield above.rstrip("/"), UnreadableError("damaged", f"the archive cannot be opened: {error}")
        return
    with archive:
        for entry in archive.infolist():
            name = above + member_name(entry)
            low = name.lower()
            if entry.is_dir() or low.rpartition("/")[2] in _FURNITURE or _FURNITURE[0] in low:
                continue
            budget.members -= 1
            if budget.members < 0:
                message = f"the archive holds more than {limits.ARCHIVE_MEMBERS} files; the rest was not read"
                yield above.rstrip("/"), UnreadableError("too_large", message)
                return
            if budget.bytes <= 0:
                message = f"the archive unpacks to more than {limits.ARCHIVE_BYTES} bytes; the rest was not read"
                yield above.rstrip("/"), UnreadableError("too_large", message)
                return
            try:
                body = _unpack(archive, entry, budget)
            except UnreadableError as error:
                yield name, error
                continue
            if sniff(body) != "zip":
                yield name, body
            elif depth <= 1:
                message = f"archives lie within archives more than {limits.ARCHIVE_DEPTH} deep"
                yield name, UnreadableError("too_large", message)
            else:
                yield from _members(body, name + "/", budget, depth - 1)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget) -> bytes:
    """Return a member's bytes; what its header claims is not believed."""
    if entry.flag_bits & _ENCRYPTED:
        raise UnreadableError("encrypted", "the archive asks for a password")
    packed = max(entry.compress_size, 1)
    chunks: list[bytes] = []
    size = 0
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                chunks.append(chunk)
                size += len(chunk)
                budget.bytes -= len(chunk)
                if budget.bytes < 0:
                    raise UnreadableError("too_large", f"the archive unpacks to more than {limits.ARCHIVE_BYTES} bytes")
                if size > limits.ARCHIVE_RATIO_FROM and size > packed * limits.ARCHIVE_RATIO:
                    message = f"unpacks to more than {limits.ARCHIVE_RATIO} times its size, as an archive bomb does"
                    raise UnreadableError("too_large", message)
    except _BROKEN as error:
        raise UnreadableError("damaged", f"cannot be unpacked: {error}") from error
    return b"".join(chunks)


def member_name(entry: zipfile.ZipInfo) -> str:
    """Return a member's name as its author wrote it, harmless as a relative path."""
    name = entry.orig_filename
    if not entry.flag_bits & _NAME_IS_UTF8:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    name = name.replace("\\", "/").replace("\x00", "")
    parts = [p for p in name.split("/") if p not in ("", ".", "..") and not p.endswith(":")]
    return "/".join(parts) or "unnamed"
