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

    def read(self, name: str, at_most: int = limits.PART_BYTES, *, xml: bool = True) -> bytes:
        """Return one part unpacked, XML unless told otherwise.

        Raises UnreadableError "damaged", "encrypted" or "too_large".
        """
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
        if xml:
            refuse_dtd(body, name)
        return body

    def tree(self, name: str) -> etree._Element:
        """Return one part as a tree."""
        return parsed(self.read(name, limits.DOCX_PART_BYTES), name)

    def relations(self, name: str) -> Mapping[str, tuple[str, str]]:
        """Return the relations of a part ("" for the file itself): id → (kind, part name); outside ones left out."""
        return _relations(self, name)

    def main_part(self, usual: str) -> str:
        """Return the name of the part that holds the document itself."""
        return _main_part(self, usual)


class FlatPackage:
    """An Office file written as one XML file ("pkg:package")."""

    def __init__(self, root: etree._Element) -> None:
        self._parts: dict[str, etree._Element] = {}
        for part in root.iterchildren("{*}part"):
            inner = [e for data in part.iterchildren("{*}xmlData") for e in data]
            if inner:
                self._parts[(attribute(part, "name") or "").lstrip("/")] = inner[0]

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def tree(self, name: str) -> etree._Element:
        """Return one part as a tree."""
        if name not in self._parts:
            raise UnreadableError("damaged", f"the file lacks its part {name}")
        return self._parts[name]

    def relations(self, name: str) -> Mapping[str, tuple[str, str]]:
        """Return the relations of a part, as a Package does."""
        return _relations(self, name)

    def main_part(self, usual: str) -> str:
        """Return the name of the part that holds the document itself."""
        return _main_part(self, usual)


Parts = Package | FlatPackage


def _relations(parts: Parts, name: str) -> Mapping[str, tuple[str, str]]:
    folder, _, file = name.rpartition("/")
    rels = posixpath.join(folder, "_rels", f"{file}.rels")
    if rels not in parts:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for relation in parts.tree(rels):
        target = relation.get("Target") or ""
        if relation.get("TargetMode") == "External" or not target:
            continue
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        kind = (relation.get("Type") or "").partition(_RELATION)[2]
        found[relation.get("Id") or ""] = (kind, posixpath.normpath(path))
    return found


def _main_part(parts: Parts, usual: str) -> str:
    for kind, name in parts.relations("").values():
        if kind == "officeDocument" and name in parts:
            return name
    return usual


def parsed(body: bytes, name: str) -> etree._Element:
    """Return a part's XML as a tree; nothing in it is expanded or fetched."""
    refuse_dtd(body, name)
    if body.count(b"<") > limits.XML_TAGS:
        raise UnreadableError("too_large", f"the part {name} has more than {limits.XML_TAGS} tags")
    try:
        return etree.fromstring(body, safe_parser())
    except etree.XMLSyntaxError as error:
        raise UnreadableError("damaged", f"the part {name} is not well formed: {error.msg}") from error


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
