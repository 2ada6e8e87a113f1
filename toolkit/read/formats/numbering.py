"""List styles of Word in, the printed number of each paragraph out ("一、", "（二）", "3.")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from toolkit.read.formats.ooxml import attribute, local

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts and what is printed ("第%1条")."""

    start: int = 1
    form: str = "decimal"
    print: str = ""
    after: str = "tab"
    legal: bool = False  # print the numbers of higher levels in Arabic digits
    style: str = ""


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has counted."""

    lists: Mapping[str, tuple[str, Mapping[int, Level]]]  # list id → (abstract id, levels)
    styles: Mapping[str, tuple[str | None, int | None]]  # paragraph style → (list id, level)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def number(self, style: str | None, list_id: str | None, level: int | None) -> str:
        """Return the number printed before a paragraph and count it; "" where none is.

        `list_id` and `level` are the paragraph's own; its style supplies what it leaves out.
        """
        styled_list, styled_level = self.styles.get(style or "", (None, None))
        list_id = styled_list if list_id is None else list_id
        if list_id is None or list_id == "0" or list_id not in self.lists:
            return ""
        abstract, levels = self.lists[list_id]
        if level is None:
            level = styled_level
        if level is None:
            level = next((n for n, one in levels.items() if style and one.style == style), 0)
        this = levels.get(level)
        if this is None:
            return ""
        counts = self._counts.setdefault(abstract, {})
        counts[level] = counts.get(level, this.start - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        if this.form in ("bullet", "none"):
            return ""
        text = re.sub(r"%([1-9])", lambda m: self._one(levels, counts, int(m.group(1)) - 1, this), this.print)
        if not text.strip() or this.after == "nothing" or not re.match(r"[\w.)\]]", text[-1], re.ASCII):
            return text
        return text + " "

    @staticmethod
    def _one(levels: Mapping[int, Level], counts: Mapping[int, int], number: int, at: Level) -> str:
        level = levels.get(number, Level())
        form = "decimal" if at.legal else level.form
        return render(counts.get(number, level.start), form)


def render(value: int, form: str) -> str:
    """Return a list number in one of Word's number formats (ISO/IEC 29500-1, 17.18.59); decimal for the rare ones.

    >>> render(12, "chineseCounting"), render(3, "decimalEnclosedCircleChinese"), render(4, "upperRoman")
    ('十二', '③', 'IV')
    """
    match form:
        case (
            "chineseCounting"
            | "chineseCountingThousand"
            | "japaneseCounting"
            | "taiwaneseCounting"
            | ("taiwaneseCountingThousand" | "koreanCounting")
        ):
            return _counted(value, _DIGITS, "十百千", short=True)
        case "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal":
            return _counted(value, _LEGAL, "拾佰仟", short=False)
        case "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital":
            return "".join(_DIGITS[int(d)] for d in str(value))
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return _CIRCLED[value - 1] if 1 <= value <= len(_CIRCLED) else str(value)
        case "ideographTraditional":
            return _STEMS[value - 1] if 1 <= value <= 10 else str(value)
        case "ideographZodiac":
            return _BRANCHES[value - 1] if 1 <= value <= 12 else str(value)
        case "decimalFullWidth" | "decimalFullWidth2":
            return str(value).translate({48 + n: 0xFF10 + n for n in range(10)})
        case "decimalZero":
            return f"{value:02d}"
        case "decimalEnclosedFullstop":
            return f"{value}."
        case "decimalEnclosedParen":
            return f"({value})"
        case "upperLetter" | "lowerLetter":
            letter = chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1) if value > 0 else ""
            return letter if form == "upperLetter" else letter.lower()
        case "upperRoman" | "lowerRoman":
            return _roman(value) if form == "upperRoman" else _roman(value).lower()
        case _:
            return str(value)


def _counted(value: int, digits: str, places: str, *, short: bool) -> str:
    """Return 1 to 9999 counted in words; `short` prints 十一 rather than 一十一."""
    if not 0 < value < 10_000:
        return str(value) if value else digits[0]
    out = ""
    pending = False
    text = str(value)
    for index, digit in enumerate(text):
        place = len(text) - index - 1
        if digit == "0":
            pending = bool(out)
            continue
        if pending:
            out += "零"
            pending = False
        out += digits[int(digit)] + (places[place - 1] if place else "")
    return out[1:] if short and 10 <= value < 20 else out


def _roman(value: int) -> str:
    out = ""
    for size, letters in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
                          (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):  # fmt: skip
        while 0 < size <= value < 4000:
            out, value = out + letters, value - size
    return out


def read_numbering(numbering: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """Return the lists that the parts numbering.xml and styles.xml lay down."""
    abstracts: dict[str, dict[int, Level]] = {}
    lists: dict[str, tuple[str, Mapping[int, Level]]] = {}
    for element in numbering if numbering is not None else ():
        if local(element.tag) == "abstractNum":
            abstracts[attribute(element, "abstractNumId") or ""] = dict(_levels(element))
    for element in numbering if numbering is not None else ():
        if local(element.tag) != "num":
            continue
        abstract = _value(element, "abstractNumId") or ""
        own = dict(abstracts.get(abstract, {}))
        changed = False
        for override in element:
            if local(override.tag) != "lvlOverride":
                continue
            own.update(_levels(override))
            start = _value(override, "startOverride")
            at = int(attribute(override, "ilvl") or 0)
            if start is not None and start.isdigit():
                changed = True
                old = own.get(at, Level())
                own[at] = Level(int(start), old.form, old.print, old.after, old.legal, old.style)
        list_id = attribute(element, "numId") or ""
        # A list that starts anew counts for itself; the others of one definition count on together.
        lists[list_id] = (f"{abstract}/{list_id}" if changed else abstract, own)
    return Numbering(lists, _styles(styles))


def _levels(element: etree._Element) -> Iterator[tuple[int, Level]]:
    for level in element:
        if local(level.tag) == "lvl":
            start = _value(level, "start") or "1"
            legal = any(local(c.tag) == "isLgl" for c in level)
            yield int(attribute(level, "ilvl") or 0), Level(
                int(start) if start.isdigit() else 1, _value(level, "numFmt") or "decimal",
                _value(level, "lvlText") or "", _value(level, "suff") or "tab", legal, _value(level, "pStyle") or "",
            )  # fmt: skip


def _value(element: etree._Element, name: str) -> str | None:
    for child in element:
        if local(child.tag) == name:
            return attribute(child, "val")
    return None


def _styles(styles: etree._Element | None) -> dict[str, tuple[str | None, int | None]]:
    own: dict[str, tuple[str | None, int | None, str | None]] = {}
    for style in styles if styles is not None else ():
        if local(style.tag) != "style":
            continue
        list_id: str | None = None
        level: int | None = None
        for numbers in style.iter("{*}numPr"):
            list_id = _value(numbers, "numId")
            depth = _value(numbers, "ilvl")
            level = int(depth) if depth and depth.isdigit() else None
        own[attribute(style, "styleId") or ""] = (list_id, level, _value(style, "basedOn"))
    found: dict[str, tuple[str | None, int | None]] = {}
    for name, (list_id, level, parent) in own.items():
        seen = {name}
        while list_id is None and parent is not None and parent in own and parent not in seen:
            seen.add(parent)
            list_id, inherited, parent = own[parent]
            level = inherited if level is None else level
        found[name] = (list_id, level)
    return found
