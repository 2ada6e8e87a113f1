"""Pieces → a page as a content management system puts it up."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from random import Random

from toolkit.teach.layout import Box, Sheet
from toolkit.teach.render.manuscript import Heading, Piece
from toolkit.teach.render.variation import Variation

_PASTED = (
    "<p class=MsoNormal align=center><!--[if !supportMisalignedColumns]-->"
    "<span lang=EN-US style='mso-bidi-font-size:10.5pt'>{}<o:p></o:p></span><!--[endif]--></p>"
)
_DECLARED = {"gb18030": "gb2312"}  # what pages in GB18030 call themselves


def page(pieces: Sequence[Piece], variation: Variation, random: Random) -> bytes:
    """Return the page's bytes in the variation's encoding."""
    body = "\n".join(_piece(piece, variation, random) for piece in pieces)
    if variation.framed:
        body = f"<table width='100%'><tr><td>左栏</td><td><table><tr><td>{body}</td></tr></table></td></tr></table>"
    if variation.menus:
        menu = "".join(f"<li><a href='/channel/{i}/'>政府信息公开指南{i}</a></li>" for i in range(12))
        body = (
            f"<div class=nav><ul>{menu}</ul></div><div class=article>{body}</div><div>主办单位：办公室 网站地图</div>"
        )
    title = escape(str(pieces[0]))
    charset = _DECLARED.get(variation.encoding, variation.encoding)
    head = f"<meta charset='{charset}'><title>{title}</title>"
    return f"<!DOCTYPE html>\n<html><head>{head}</head><body>{body}</body></html>\n".encode(variation.encoding)


def _piece(piece: Piece, variation: Variation, random: Random) -> str:
    if isinstance(piece, Sheet):
        return _table(piece, variation, random)
    if isinstance(piece, Heading):
        return random.choice(("<p><strong>{}</strong></p>", "<h3>{}</h3>", "<p>\u3000\u3000{}</p>")).format(piece.text)
    return f"<p>\u3000\u3000{escape(piece)}</p>"


def _table(sheet: Sheet, variation: Variation, random: Random) -> str:
    rows = ["<tr>" + "".join(_cell(box, variation, random) for box in row) + "</tr>" for row in sheet.rows]
    columns = f"<colgroup>{'<col width=72 style=width:54pt>' * sheet.width}</colgroup>" if variation.pasted else ""
    if variation.head_cells:
        return f"<table border=1>{columns}<tbody>{''.join(rows)}</tbody></table>"
    return f"<table border='1' cellspacing='0'>{columns}{''.join(rows)}</table>"


def _cell(box: Box, variation: Variation, random: Random) -> str:
    spans = f" rowspan={box.row_span}" if box.row_span > 1 else ""
    spans += f" colspan='{box.column_span}'" if box.column_span > 1 else ""
    text = escape(box.text).replace("\n", random.choice(("<br>", "<br/>\n"))).replace("\u00a0", "&nbsp;")
    if variation.paragraphs:
        text = random.choice(
            ("<p>{}</p>", "<p style='text-align:center'><span>{}</span></p>", "<span>{}</span>")
        ).format(text)
    if variation.pasted:
        text = _PASTED.format(text or "&nbsp;") if random.random() < 0.5 else f"{text}<o:p></o:p>"
    tag = "th" if variation.head_cells and box.kind == "head" else "td"
    return f"<{tag}{spans}>{text}</{tag}>"
