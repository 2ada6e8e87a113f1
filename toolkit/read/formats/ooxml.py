"""An Office file (.docx, .xlsx) in, its XML parts out, bounded and safe: no DTD, no entity, no network."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping

from lxml import etree

from toolkit.read.document import UnreadableError
from toolkit.read.formats import limits

_OLE = b"\xd0\xcf\x11\xe0"
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError)
_RELATION = "/relationships/"


def local(tag: object) -> str:
    """Return a tag or attribute name without its namespace; strict and transitional files then look alike."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """Return the attribute of that local name, in whatever namespace."""
    for key, value in element.attrib.items():
        if local(key) == name:
            return str(value)
    return None


class Package:
    """An opened Office file."""

    def __init__(self, data: bytes) -> None:
        if len(data) > limits.OFFICE_BYTES:
            raise UnreadableError("too_large", f"the file has {len(data)} bytes, more than {limits.OFFICE_BYTES}")
        if data.startswith(_OLE):
            raise UnreadableError("encrypted", "the file is protected with a password; save it without one")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise UnreadableError("damaged", f"not a whole Office file: {error}") from error
        self._names = {i.filename.replace("\\", "/").lstrip("/"): i for i in self._zip.infolist()}

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str, at_most: int = limits.PART_BYTES) -> bytes:
        """Return one part unpacked. Raises UnreadableError "damaged", "encrypted" or "too_large"."""
        entry = self._names.get(name)
        if entry is None:
            raise UnreadableError("damaged", f"the file lacks its part {name}")
        if entry.flag_bits & 0x1:
            raise UnreadableError("encrypted", "the file is protected with a password; save it without one")
        try:
            with self._zip.open(entry) as stream:
                body = stream.read(at_most + 1)
        except _BROKEN as error:
            raise UnreadableError("damaged", f"the part {name} cannot be unpacked: {error}") from error
        if len(body) > at_most or len(body) > limits.PART_RATIO * max(entry.compress_size, 1) + 4096:
            raise UnreadableError("too_large", f"the part {name} unpacks to more than {at_most} bytes")
        refuse_dtd(body, name)
        return body

    def tree(self, name: str) -> etree._Element:
        """Return one part as a tree."""
        body = self.read(name, limits.DOCX_PART_BYTES)
        try:
            return etree.fromstring(body, safe_parser())
        except etree.XMLSyntaxError as error:
            raise UnreadableError("damaged", f"the part {name} is not well formed: {error.msg}") from error

    def relations(self, name: str) -> Mapping[str, tuple[str, str]]:
        """Return the relations of a part ("" for the file itself): id → (kind, part name); outside ones left out."""
        folder, _, file = name.rpartition("/")
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        if rels not in self._names:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for relation in self.tree(rels):
            target = relation.get("Target") or ""
            if relation.get("TargetMode") == "External" or not target:
                continue
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = (relation.get("Type") or "").partition(_RELATION)[2]
            found[relation.get("Id") or ""] = (kind, posixpath.normpath(path))
        return found

    def main_part(self, usual: str) -> str:
        """Return the name of the part that holds the document itself."""
        for kind, name in self.relations("").values():
            if kind == "officeDocument" and name in self._names:
                return name
        return usual


def refuse_dtd(body: bytes, name: str) -> None:
    """Raise for XML that declares a document type: Office files never do, attacks by entities always."""
    head = body[:4]
    plain = body.replace(b"\x00", b"") if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head else body
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise UnreadableError("damaged", f"the part {name} declares a document type, which Office files never do")


def safe_parser() -> etree.XMLParser:
    """Return a parser that expands nothing, fetches nothing and stops at a nesting of 256."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
