"""Word files of the older kind (.doc, Word 97 to 2003) in, paragraphs and grids out.

The text lies in pieces named by the piece table, each cell ending in a bell character; where the rows of a table end,
and where its cells stand, is told by the paragraph properties. Structures and offsets are those of [MS-DOC].
"""

from __future__ import annotations

import hashlib
import io
import re
import struct

import olefile

from toolkit.read.document import Block, Document, UnreadableError
from toolkit.read.formats import limits
from toolkit.read.formats.docrows import Row, boxes_of
from toolkit.read.formats.docstyle import CellEdge, ParagraphStyle, Styles
from toolkit.read.formats.linear import Linear

_WORD_97 = 0x00C1  # the lowest nFib whose text is found by a piece table in a table stream
_ENCRYPTED = 0x0100
_SECOND_TABLE = 0x0200
_STREAM_BYTES = limits.DOCX_PART_BYTES
_PRINTED = str.maketrans(
    {"\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": None, "\xad": None}
    | {chr(c): None for c in range(9) if c != 7}
)
_BOOKMARK = re.compile(r"\x02|\x05")


def read_doc(data: bytes, source: str) -> Document:
    """Return a Word file's paragraphs and grids in reading order, in the one part "doc"; text boxes come last.

    Files that Word 97 cannot have written (Word 6, Word 95) are given to LibreOffice, where it is installed.
    Raises UnreadableError "encrypted", "damaged", "too_large", "empty" or "unsupported".
    """
    if len(data) > limits.OFFICE_BYTES:
        raise UnreadableError("too_large", f"the file has {len(data)} bytes, more than {limits.OFFICE_BYTES}")
    try:
        main, table, extra = _streams(data)
    except UnreadableError as error:
        if error.kind != "unsupported":
            raise
        from toolkit.read.formats.convert import read_by_libreoffice

        return read_by_libreoffice(data, source, ".doc")
    try:
        linear = Linear("doc")
        notes: list[str] = []
        blocks = _blocks(main, table, extra, linear, notes)
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        raise UnreadableError("damaged", f"the Word file is not whole: {error}") from error
    if not blocks:
        raise UnreadableError("empty", "the Word file holds no text")
    digest = hashlib.sha256(data).hexdigest()
    return Document(source, digest, "doc", tuple(blocks), {"doc": linear.text}, tuple(notes))


def _streams(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the streams WordDocument, the table stream it names, and Data."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            main = _stream(ole, "WordDocument")
            if len(main) < 0x200:
                raise UnreadableError("damaged", "the Word file has no text stream, or one cut short")
            version, flags = struct.unpack_from("<H", main, 2)[0], struct.unpack_from("<H", main, 0x0A)[0]
            if flags & _ENCRYPTED:
                raise UnreadableError("encrypted", "the Word file is protected with a password; save it without one")
            if version < _WORD_97:
                raise UnreadableError("unsupported", "written by Word 6 or 95")
            table = _stream(ole, "1Table" if flags & _SECOND_TABLE else "0Table")
            return main, table, _stream(ole, "Data")
    except UnreadableError:
        raise
    except Exception as error:  # olefile raises whatever the damage makes it stumble over
        raise UnreadableError("damaged", f"the Word file cannot be opened: {error}") from error


def _stream(ole: olefile.OleFileIO, name: str) -> bytes:
    if not ole.exists(name):
        return b""
    if ole.get_size(name) > _STREAM_BYTES:
        raise UnreadableError("too_large", f"the stream {name} has more than {_STREAM_BYTES} bytes")
    return bytes(ole.openstream(name).read())


def _long(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])


def pieces(main: bytes, table: bytes) -> tuple[str, list[tuple[int, int, int]]]:
    """Return the whole text, and for each piece its first character, its file offset and its bytes per character."""
    at, length = _long(main, 0x1A2), _long(main, 0x1A6)
    clx = table[at : at + length]
    position = 0
    while position < len(clx) and clx[position] == 1:  # property runs before the table
        position += 3 + int(struct.unpack_from("<H", clx, position + 1)[0])
    if position + 5 > len(clx) or clx[position] != 2:
        raise ValueError("no piece table")
    size = _long(clx, position + 1)
    count = (size - 4) // 12
    start = position + 5
    if count < 1 or start + size > len(clx):
        raise ValueError("the piece table is cut short")
    bounds = struct.unpack_from(f"<{count + 1}I", clx, start)
    text: list[str] = []
    found: list[tuple[int, int, int]] = []
    done = 0
    for number in range(count):
        offset = _long(clx, start + 4 * (count + 1) + 8 * number + 2)
        characters = bounds[number + 1] - bounds[number]
        narrow = bool(offset & 0x40000000)
        offset &= 0x3FFFFFFF
        offset, width = (offset // 2, 1) if narrow else (offset, 2)
        raw = main[offset : offset + characters * width]
        if characters < 0 or len(raw) < characters * width:
            raise ValueError("a piece of the text lies outside the file")
        found.append((done, offset, width))
        # A lone surrogate stays one character, so that positions keep counting as Word counts them.
        text.append(raw.decode("cp1252", "replace") if narrow else _wide(raw))
        done += characters
    return "".join(text), found


def _wide(raw: bytes) -> str:
    """Decode UTF-16 one unit to one character; pairs are joined later by `_joined`."""
    return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw)))


def _joined(text: str) -> str:
    """Join surrogate pairs; what stays single is no character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _blocks(main: bytes, table: bytes, extra: bytes, linear: Linear, notes: list[str]) -> list[Block]:
    text, found = pieces(main, table)
    lengths = [_long(main, at) for at in range(0x4C, 0x6C, 4)]  # main text, notes, headers, …, text boxes
    styles = Styles(main, table, extra)
    blocks = _story(text, 0, lengths[0], found, styles, linear, notes)
    box_start = sum(lengths[:6])
    if lengths[6] and box_start < len(text):
        boxes = _story(text, box_start, box_start + lengths[6], found, styles, linear, notes)
        if boxes:
            notes.append(f"{len(boxes)} blocks at the end stand in text boxes")
        blocks += boxes
    return blocks


def _story(
    text: str, start: int, end: int, found: list[tuple[int, int, int]], styles: Styles, linear: Linear, notes: list[str]
) -> list[Block]:
    """Write out one run of text: paragraphs, and the tables that their cell marks make."""
    blocks: list[Block] = []
    rows: list[Row] = []
    cells: list[str] = []
    cell: list[str] = []
    piece = 0
    position = start
    guessed = False

    def close_table() -> None:
        nonlocal cells
        if cells or cell:  # a row without an end mark
            rows.append(Row([*cells, *([_text(cell)] if cell else [])], ()))
        cells = []
        cell.clear()
        if rows:
            blocks.extend(linear.table(boxes_of(rows)))
        rows.clear()

    for match in re.finditer(r"[^\r\x07]*[\r\x07]|[^\r\x07]+$", text[start:end]):
        line = match.group()
        position = start + match.end() - 1
        while piece + 1 < len(found) and found[piece + 1][0] <= position:
            piece += 1
        first, offset, width = found[piece]
        style = styles.at(offset + (position - first) * width)
        bell = line.endswith("\x07")
        body = line[:-1] if line[-1] in "\r\x07" else line
        if style is None:
            guessed = guessed or bell
            style = _guess(bell, body, cells, cell)
        if bell and style.row_end:
            rows.append(Row(cells, style.edges))
            cells = []
            cell.clear()
        elif bell:
            cell.append(body)
            cells.append(_text(cell))
            cell.clear()
        elif style.in_table:
            cell.append(body)
        else:
            close_table()
            printed = _text([body])
            if printed:
                blocks.append(linear.paragraph(printed))
    close_table()
    if guessed:
        notes.append("rows of tables found by their marks alone")
    return blocks


def _guess(bell: bool, body: str, cells: list[str], cell: list[str]) -> ParagraphStyle:
    """Tell a row's end without properties: a bell alone after the last cell. An empty cell looks the same."""
    row_end = bell and not body and bool(cells) and not cell
    edges: tuple[CellEdge, ...] = ()
    return ParagraphStyle(bell or bool(cells), row_end, edges)


def _text(lines: list[str]) -> str:
    """Return lines as printed: fields by their result, without bookmarks, pictures and soft hyphens."""
    printed = [_joined(_without_codes(_BOOKMARK.sub("", line)).translate(_PRINTED)) for line in lines]
    return "\n".join(p for p in printed if p.strip(" \t\n\x07")).strip(" \t\n\x07")


def _without_codes(line: str) -> str:
    """Drop field codes (between begin and separator), keep their results."""
    if "\x13" not in line and "\x14" not in line and "\x15" not in line:
        return line
    out: list[str] = []
    codes: list[bool] = []  # for each open field: still in its code
    for letter in line:
        if letter == "\x13":
            codes.append(True)
        elif letter == "\x14":
            if codes:
                codes[-1] = False
        elif letter == "\x15":
            if codes:
                codes.pop()
        elif not any(codes):
            out.append(letter)
    return "".join(out)
