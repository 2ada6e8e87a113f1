"""What a report says of itself: organ, year, period, publication date, level, and whose numbers its tables hold.

Every fact comes with the words it was read from. What nothing tells is None, never a guess.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from toolkit.read.fold import blank_bookmarks, fold, squeeze
from toolkit.read.report import Passage, Stated

_YEAR = r"(?:20[0-4]\d|二[〇零0][一二三四〇零]?[〇零一二三四五六七八九])"
_REPORT = r"(?:年度工作报告|年度报告|工作报告|年报|报告)"
# 「某局2023年(度)政府信息公开工作年度报告」 in either order; the organ may be missing.
_TITLE = re.compile(
    rf"(?:关于)?(?:(?P<y1>{_YEAR})年?度?)?(?P<organ>[\u4e00-\u9fff()·A-Za-z]{{0,48}}?)(?:关于)?(?:(?P<y2>{_YEAR})年?度?)?"
    rf"(?:政府)?(?:信息|政务)公开(?:工作)?(?:情况)?(?:的)?(?:(?P<y3>{_YEAR})年?)?(?:年度|度)?{_REPORT}(?:\((?P<y4>{_YEAR})年?度?\))?(?!格式|的通知|模板|专栏|栏目|编制)"
)
_PERIOD = re.compile(
    rf"(?P<from>{_YEAR})年1月1日(?:起|开始)?[,]?(?:至|到|—|-|~)+(?:(?P<to>{_YEAR})年)?(?P<end>1?\d月\d{{1,2}}日)"
)
_DATE = re.compile(r"(20\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?")
# "二〇二四年一月十九日", with ordinary or Chinese numerals.
_HAN = "〇零一二三四五六七八九十"
_ANY_DATE = re.compile(
    rf"(?P<y>20\d\d|[{_HAN}]{{4}})[-年/.](?P<m>\d{{1,2}}|[{_HAN}]{{1,2}})[-月/.](?P<d>\d{{1,2}}|[{_HAN}]{{1,3}})日?"
)
# A line that holds nothing but the year, under or over a title without one: "(二〇二三年度)".
_YEAR_LINE = re.compile(rf"\(?({_YEAR})年?度?\)?")
_SENTENCE = re.compile(r"[^。!?\n;]+")
_HAN_DIGITS = {c: str(n % 10) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0"}
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


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one report."""

    organ: Stated
    year: Stated
    period: Stated
    published: Stated
    level: Stated
    scope: Mapping[str, Stated]


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return tomllib.loads((files("toolkit.read") / "facts.toml").read_text("utf-8"))


def read_facts(text: str, passages: Sequence[Passage], tables: Iterable[str]) -> Facts:
    """Read the facts from the report's whole text and its prose."""
    folded = fold(text)
    title = _title(folded)
    period = _period(folded)
    year = _year(title, period)
    organ = Stated(title[0], title[2]) if title and title[0] else _signature(folded)
    if organ.value:  # names are written with full-width brackets, which folding made narrow
        organ = Stated(organ.value.replace("(", "（").replace(")", "）"), organ.evidence)
    return Facts(
        organ, year, period, _published(folded), level_of(organ.value), scopes_of(passages, tables, organ.value)
    )


# --- title ----------------------------------------------------------------------------------------------------------

Title = tuple[str | None, str | None, str]  # organ, year, print


def _title(folded: str) -> Title | None:
    """Return the fullest title: one with organ and year before one without, an earlier one before a later one."""
    best: tuple[int, Title] | None = None
    for rank, line in enumerate(_title_lines(folded)):
        if "公开" not in line or not ("报告" in line or "年报" in line):
            continue
        for match in _TITLE.finditer(line):
            organ = _clean_organ(match["organ"])
            year = next((_digits(y) for y in (match["y2"], match["y1"], match["y3"], match["y4"]) if y), None)
            score = 4 * (organ is not None) + 2 * (year is not None) - min(rank, 1)
            if best is None or score > best[0]:
                best = (score, (organ, year, match.group()))
    if best is None:
        return None
    organ, year, print_ = best[1]
    beside = _year_beside(folded, print_) if year is None else None
    above = _organ_above(folded, print_) if organ is None else None
    evidence = " ".join(filter(None, (above, beside, print_)))
    return organ or above, year or (_digits(beside) if beside else None), evidence


def _year_beside(folded: str, title: str) -> str | None:
    """Return the year that stands alone in the line before or after the title."""
    head = [re.sub(r"\s", "", line) for line in folded[:3000].splitlines()]
    lines = [line for line in head if line]
    at = next((n for n, line in enumerate(lines) if title in line), None)
    if at is None:
        return None
    around = [_YEAR_LINE.fullmatch(line) for line in (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])]
    return next((match[1] for match in around if match), None)


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


def _organ_above(folded: str, title: str) -> str | None:
    """Return the organ printed over a title that names none, if what stands there is a body's name."""
    lines = [line for line in _short_lines(folded)[:15] if not _YEAR_LINE.fullmatch(line)]
    at = next((n for n, line in enumerate(lines) if line in title or title in line), 0)
    organ = _clean_organ(lines[at - 1]) if at else None
    return organ if organ and _BODY.fullmatch(organ) else None


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
    """Drop a bracket at either end whose partner is not there."""
    while text.count("(") != text.count(")") and text[:1] in ("(", ")"):
        text = text[1:]
    while text.count("(") != text.count(")") and text[-1:] in ("(", ")"):
        text = text[:-1]
    return text


def _digits(year: str) -> str:
    return "".join(_HAN_DIGITS.get(c, c) for c in year)


# --- dates ----------------------------------------------------------------------------------------------------------


def _period(folded: str) -> Stated:
    match = _PERIOD.search(re.sub(r"[ \t]", "", folded[:8000]))
    if not match:
        return Stated(None)
    month, day = (int(n) for n in re.findall(r"\d+", match["end"]))
    first = _digits(match["from"])
    last = _digits(match["to"]) if match["to"] else first
    return Stated(f"{first}-01-01/{last}-{month:02d}-{day:02d}", match.group())


def _year(title: Title | None, period: Stated) -> Stated:
    """Take the title's year; failing that, the period's, if it lies within one year."""
    if title and title[1]:
        return Stated(title[1], title[2])
    if period.value and period.value[:4] == period.value[11:15]:
        return Stated(period.value[:4], period.evidence)
    return Stated(None)


def _published(folded: str) -> Stated:
    """Return the publication date where it is printed under its label, or as the last line of the text."""
    labels = "|".join(_words()["published"]["labels"])
    labelled = re.compile(rf"(?:{labels})\s*[:]?\s*({_DATE.pattern})")
    for part in (folded[:3000], folded[-1500:]):
        match = labelled.search(part)
        if match and (date := _iso(*match.groups()[1:4])):
            return Stated(date, " ".join(match.group().split()))
    for line in _last_lines(folded):
        match = _ANY_DATE.search(line)
        if match and match.end() == len(line) and len(line) <= 60 and (date := _iso(*_arabic(match))):
            return Stated(date, match.group())
    return Stated(None)


def _last_lines(folded: str) -> list[str]:
    """Return the last lines of the text, the last one first: a signature, a date, a printer's mark."""
    return [re.sub(r"\s", "", line) for line in folded[-400:].splitlines() if line.strip()][:-6:-1]


def _signature(folded: str) -> Stated:
    """Return the organ that signs: the line before a date at the end of the text, or the words before it."""
    lines = _last_lines(folded)
    for n, line in enumerate(lines):
        match = _ANY_DATE.search(line)
        if match is None or match.end() != len(line):
            continue
        above = line[: match.start()] or (lines[n + 1] if n + 1 < len(lines) else "")
        organ = _clean_organ(above)
        if organ and _BODY.fullmatch(organ):
            return Stated(organ, f"{above} {match.group()}".strip())
    return Stated(None)


def _arabic(date: re.Match[str]) -> tuple[str, str, str]:
    """Return year, month and day of a date in digits or Chinese numerals."""
    return _digits(date["y"]), str(_small(date["m"])), str(_small(date["d"]))


def _small(number: str) -> int:
    """Read a number below 100.

    >>> _small("十九"), _small("三十"), _small("07")
    (19, 30, 7)
    """
    if number.isdigit():
        return int(number)
    tens, mark, ones = number.partition("十")
    if not mark:
        return int(_digits(number)) if _digits(number).isdigit() else 0
    return 10 * (int(_digits(tens)) if tens else 1) + (int(_digits(ones)) if ones else 0)


def _iso(year: str, month: str, day: str) -> str | None:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    return f"{year}-{int(month):02d}-{int(day):02d}"


# --- level and scope ------------------------------------------------------------------------------------------------


def level_of(organ: str | None) -> Stated:
    """Return township, county, city, province or national, from the last administrative part of the organ's name.

    A bare 某某市 may be a prefecture or a county: None. A department has the level of the government it belongs to.
    """
    if not organ:
        return Stated(None)
    words = _words()["level"]
    name = organ
    for ending in words["not_county"]:
        name = name.replace(ending, "□" * len(ending))
    for level in ("township", "county"):
        for part in words[level]:
            at = name.find(part, 2)
            if at >= 2 and (level == "county" or at + len(part) >= len(name) - 8):
                return Stated(level, organ[: at + len(part)])
    for part in (*words["city"], *words["province"], *words["municipalities"]):
        if part in organ[1:] or organ.startswith(part):
            level = "city" if part in words["city"] else "province"
            if level == "city" or not organ[organ.find(part) + len(part) :].partition("市")[1]:
                return Stated(level, part)
    if any(organ.startswith(part) for part in words["national"]):
        return Stated("national", organ)
    if re.fullmatch(
        r"(?:[\u4e00-\u9fff]{2,8}(?:省|自治区))?[\u4e00-\u9fff]{2,8}(?:市|州|盟|地区)[\u4e00-\u9fff]{2,6}市.*", organ
    ):
        return Stated("county", organ)
    if re.match(r"[\u4e00-\u9fff]{2,6}(?:省|自治区)[\u4e00-\u9fff]{1,6}市(?!.*[县区旗])", organ):
        return Stated("city", organ)
    return Stated(None, f"{organ}: the name does not tell its level" if "市" in organ else "")


def scopes_of(passages: Sequence[Passage], tables: Iterable[str], organ: str | None) -> dict[str, Stated]:
    """Return whose numbers each table holds, as the prose on it tells: own, area or unknown."""
    words = _words()["scope"]
    clauses = [
        clause
        for p in passages
        if p.section in (0, 1, None)
        for sentence in _SENTENCE.finditer(blank_bookmarks(fold(p.text)))
        for clause in sentence.group().split(",")
    ]
    return {table: _scope(clauses, words, words["subjects"].get(table, []), organ) for table in tables}


def _scope(clauses: Sequence[str], words: Mapping[str, Any], subjects: Sequence[str], organ: str | None) -> Stated:
    """Tell whose numbers a table holds by the clause that states its count; `unknown` where none says so.

    The word that stands nearest before the matter counts: 按照全市部署 in another clause says nothing.
    """
    for clause in clauses:
        at = min((clause.find(s) for s in subjects if s in clause), default=-1)
        if at < 0 or not re.search(r"\d|未|无|没有|零", clause):
            continue
        named = [(clause.rfind(word, 0, at), scope) for scope in ("area", "own") for word in words[scope]]
        position, scope = max(named)
        if position >= 0:
            return Stated(scope, clause[position : position + 60].strip())
        before = squeeze(clause[:at])
        if organ and squeeze(_short(organ)) in before and level_of(organ).value in ("township", None):
            return Stated("own", clause.strip()[:60])
    return Stated("unknown")


def _short(organ: str) -> str:
    """Return the organ's own name without the governments above it: 小河街道 of 杭州市拱墅区人民政府小河街道办事处."""
    tail = re.split(
        r"人民政府|[省市县旗州盟]|(?<=[\u4e00-\u9fff]{2})区", organ.removesuffix("人民政府").removesuffix("办事处")
    )
    return next((part for part in reversed(tail) if len(part) >= 2), organ)
