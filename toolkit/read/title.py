"""Folded text → the report's title, and the organ that reports: by the title, the page's data or the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from toolkit.read.dates import ANY_DATE, YEAR, digits, last_lines
from toolkit.read.report import Stated
from toolkit.read.words import words

_REPORT = r"(?:年度工作报告|年度报告|工作报告|年报|报告)"
# 「某局2023年(度)政府信息公开工作年度报告」 in either order; the organ may be missing.
_TITLE = re.compile(
    rf"(?:关于)?(?:(?P<y1>{YEAR})年?度?)?(?P<organ>[\u4e00-\u9fff()·A-Za-z]{{0,48}}?)(?:关于)?(?:(?P<y2>{YEAR})年?度?)?"
    rf"(?:政府)?(?:信息|政务)公开(?:工作)?(?:情况)?(?:的)?(?:(?P<y3>{YEAR})年?)?(?:年度|度)?{_REPORT}(?:\((?P<y4>{YEAR})年?度?\))?(?!格式|的通知|模板|专栏|栏目|编制)"
)
# A line that holds nothing but the year, under or over a title without one: "(二〇二三年度)".
_YEAR_LINE = re.compile(rf"\(?({YEAR})年?度?\)?")
_BEGINS = re.compile(r"[省市区县旗州盟镇乡局委厅院办]|人民$|关于$")  # the first half of a title broken in two
_NOT_AN_ORGAN = re.compile(
    r"^(?:根据|按照|编制|发布|公布|本机关|本单位|本年|本报告|我们|首页|当前位置|您|索引|标题|名称|主题|附件|下面|以下|上一篇|下一篇)|"
    r"(?:条例|办法|通知|格式|要求|规定|专栏|指南|目录|制度)|中华人民共和国$"
)


# What names of bodies end in; a sentence or a label does not.
_BODY = re.compile(
    r"[\u4e00-\u9fff()·]{2,40}(?:政府|办公室|办公厅|办事处|委员会|局|厅|委|院|署|所|会|部|馆|社|处|镇|乡|街道|学校|大学|学院|公司|队|站|中心)"
    r"(?:\([\u4e00-\u9fff·]{2,30}\))?"
)


# Organ and year: no later line can say more.
FULLEST = 5
Title = tuple[str | None, str | None, str]  # organ, year, print


def find_title(folded: str) -> Title | None:
    """Return the fullest title: one with organ and year before one without, an earlier one before a later one."""
    best: tuple[int, Title] | None = None
    for rank, line in enumerate(_title_lines(folded)):
        if "公开" not in line or not ("报告" in line or "年报" in line):
            continue
        for match in _TITLE.finditer(line):
            organ = _clean_organ(match["organ"])
            year = next((digits(y) for y in (match["y2"], match["y1"], match["y3"], match["y4"]) if y), None)
            score = 4 * (organ is not None) + 2 * (year is not None) - min(rank, 1)
            if best is None or score > best[0]:
                best = (score, (organ, year, match.group()))
        if best is not None and best[0] >= FULLEST:
            break
    if best is None:
        return None
    organ, year, print_ = best[1]
    beside = _year_beside(folded, print_) if year is None else None
    named = _organ_beside(folded, print_) if organ is None else None
    evidence = " ".join(filter(None, (named, beside, print_)))
    return organ or named, year or (digits(beside) if beside else None), evidence


def _year_beside(folded: str, title: str) -> str | None:
    """Return the year that stands alone in the line before or after the title."""
    above, below = _beside(_short_lines(folded), title)
    return next((match[1] for line in (above, below) if (match := _YEAR_LINE.fullmatch(line))), None)


def _organ_beside(folded: str, title: str) -> str | None:
    """Return the organ printed over or under a title that names none, if what stands there is a body's name."""
    lines = [line for line in _short_lines(folded) if not _YEAR_LINE.fullmatch(line)]
    organs = (_clean_organ(line) for line in _beside(lines, title))
    return next((organ for organ in organs if organ and _BODY.fullmatch(organ)), None)


def _beside(lines: Sequence[str], title: str) -> tuple[str, str]:
    """Return the lines over and under a title, which may itself take two lines; empty where there is none."""
    own = [n for n, line in enumerate(lines) if title in line or (len(line) > 1 and line in title)]
    if not own:
        return "", ""
    last = own[0] + 1 if own[0] + 1 in own else own[0]
    return (lines[own[0] - 1] if own[0] else ""), (lines[last + 1] if last + 1 < len(lines) else "")


def is_title(line: str) -> bool:
    """Tell whether a line is a report's title: it names organ or year and nothing else follows."""
    match = _TITLE.fullmatch(re.sub(r"\s", "", line))
    return match is not None and bool(_clean_organ(match["organ"]) or match["y1"] or match["y2"] or match["y3"])


def _title_lines(folded: str) -> Iterator[str]:
    """Yield, without spaces, short lines at the head of the text and pairs of them, then every line."""
    short = _short_lines(folded)
    for n in range(min(len(short), 12)):
        whole = "报告" in short[n] or "年报" in short[n] or (not _BEGINS.search(short[n]) and _is_whole(short[n + 1 :]))
        yield "".join(short[n : n + 1]) if whole else "".join(short[n : n + 2])
    for line in folded[:6000].splitlines():
        if "公开" in line:
            for part in re.split(r"[《》\"<>]", line):
                yield re.sub(r"\s", "", part)


def _short_lines(folded: str) -> list[str]:
    head = [re.sub(r"\s", "", line) for line in folded[:3000].splitlines()]
    return [line for line in head if 0 < len(line) <= 60]


def _is_whole(after: Sequence[str]) -> bool:
    """Tell whether the next line is a title with an organ of its own."""
    match = _TITLE.fullmatch(after[0]) if after else None
    return match is not None and _clean_organ(match["organ"]) is not None


def _clean_organ(text: str | None) -> str | None:
    if not text:
        return None
    organ = _balanced(re.sub(r"^\(?[一二三四五六七八九十]?\)?[、.]?", "", text).strip("·的"))
    organ = re.sub(r"^(?:现予?|兹)?(?:将|发布|公布|公开|编制)|^(?:年度?|度)|^关于", "", organ)
    if organ.endswith("人民"):
        organ += "政府"  # 某镇人民政府信息公开: the two words share 政府
    if len(organ) < 2 or _NOT_AN_ORGAN.search(organ):
        return None
    half = len(organ) // 2
    return organ[:half] if len(organ) % 2 == 0 and organ[:half] == organ[half:] else organ


def _balanced(text: str) -> str:
    """Drop a bracket at either end whose partner is not there, and what stands before one closed too often."""
    if text.count(")") > text.count("("):
        text = text[text.find(")") + 1 :] or text
    while text.count("(") != text.count(")") and text[:1] in ("(", ")"):
        text = text[1:]
    while text.count("(") != text.count(")") and text[-1:] in ("(", ")"):
        text = text[:-1]
    return text


def organ_named(folded: str) -> Stated:
    """Return the organ where no title names it: in the page's data (发布机构), or as the one that signs."""
    labels = "|".join(words()["organ"]["labels"])
    match = re.search(rf"(?:{labels})\s*:?\s*([\u4e00-\u9fff()·]+)", folded[:3000])
    organ = _clean_organ(match[1]) if match else None
    if match and organ and _BODY.fullmatch(organ):
        return Stated(organ, " ".join(match.group().split()))
    return _signature(folded)


def _signature(folded: str) -> Stated:
    """Return the organ that signs: the line before a date at the end of the text, or the words before it."""
    lines = last_lines(folded)
    for n, line in enumerate(lines):
        match = ANY_DATE.search(line)
        if match is None or match.end() != len(line):
            continue
        above = line[: match.start()] or (lines[n + 1] if n + 1 < len(lines) else "")
        organ = _clean_organ(above)
        if organ and _BODY.fullmatch(organ):
            return Stated(organ, f"{above} {match.group()}".strip())
    return Stated(None)
