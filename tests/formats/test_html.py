"""Web pages: the article found, its tables laid out, its text as a browser shows it."""

from __future__ import annotations

import time

import pytest

from tests.formats.builders import check_places, outline
from toolkit.read.document import Document, UnreadableError
from toolkit.read.formats import READERS

HEADINGS = ["一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"]


def read(page: str, encoding: str = "utf-8") -> Document:
    document = READERS["html"](page.encode(encoding), "page.html")
    check_places(document)
    return document


# (what the table shows, its HTML, the rows expected)
TABLES = [
    (
        "rowspan and colspan",
        "<table><tr><th rowspan=2>信息内容</th><th colspan=2>数量</th></tr><tr><td>1</td><td>2</td></tr></table>",
        [["信息内容<2x1>", "数量<1x2>"], ["1", "2"]],
    ),
    (
        "a span that no other row bears out is cut to the table",
        "<table><tr><td colspan=1000 rowspan=65534>申请</td></tr><tr><td>1</td><td>2</td></tr></table>",
        [["申请<2x2>"], ["1", "2"]],
    ),
    (
        "rowspan 0 reaches to the end; nonsense is 1",
        (
            "<table><tr><td rowspan=0>甲</td><td colspan=x>1</td></tr>"
            "<tr><td colspan=-2>2</td></tr><tr><td>3</td></tr></table>"
        ),
        [["甲<3x1>", "1"], ["2"], ["3"]],
    ),
    (
        "a header word split by <br>, a cell of paragraphs, a cell of &nbsp;",
        (
            "<table><tr><td>商业<br>企业</td><td><p>行政</p><p>复议</p></td></tr>"
            "<tr><td>&nbsp;</td><td> \u3000 </td></tr></table>"
        ),
        [["商业\n企业", "行政\n复议"], ["", ""]],
    ),
    (
        "cells outside any row make a row",
        "<table><tr><td>规章</td><td>1</td></tr><td>规范性文件</td><td>2</td></table>",
        [["规章", "1"], ["规范性文件", "2"]],
    ),
    (
        "tags never closed",
        "<table><tr><td>规章<td>1<tr><td>规范性文件<td>2</table>",
        [["规章", "1"], ["规范性文件", "2"]],
    ),
    (
        "a table in a cell of a real table is lines of that cell",
        "<table><tr><td>甲甲甲甲</td><td>乙乙乙乙</td></tr><tr><td>丙丙丙丙</td><td>丁<table><tr><td>1</td><td>2</td></tr></table></td></tr></table>",
        [["甲甲甲甲", "乙乙乙乙"], ["丙丙丙丙", "丁\n1\n2"]],
    ),
    (
        "words of one cell broken in the source are one word, spaces between latin words stay",
        "<table><tr><td>行政\n   复议</td><td>a\n b</td></tr></table>",
        [["行政复议", "a b"]],
    ),
    (
        "script and comment in a cell print nothing",
        "<table><tr><td>1<script>var a='<td>9</td>'</script></td><td><!-- 8 -->2</td></tr></table>",
        [["1", "2"]],
    ),
]


@pytest.mark.parametrize(("page", "rows"), [t[1:] for t in TABLES], ids=[t[0] for t in TABLES])
def test_a_table_is_laid_out_as_a_browser_lays_it_out(page, rows):
    assert outline(read(page)) == [rows]


def test_a_frame_of_tables_is_read_through():
    inner = "<table><caption>第二十条第（一）项</caption><tr><td>规章</td><td>1</td></tr></table>"
    page = f"<table><tr><td>一、总体情况</td></tr><tr><td>{inner}<p>说明</p>{inner}</td><td></td></tr></table>"
    grid = [["规章", "1"]]
    assert outline(read(page)) == ["一、总体情况", "第二十条第（一）项", grid, "说明", "第二十条第（一）项", grid]


def test_a_single_box_is_text():
    assert outline(read("<table><tr><td>五、问题</td></tr></table>")) == ["五、问题"]


def test_prose_in_a_full_row_divides_the_table():
    prose = "本年度共收到申请12件。" * 10
    page = (
        f"<table><tr><td>a</td><td>1</td></tr><tr><td colspan=2>{prose}</td></tr><tr><td>b</td><td>2</td></tr></table>"
    )
    assert outline(read(page)) == [[["a", "1"]], prose, [["b", "2"]]]


def page_of(article: str, before: str = "", after: str = "") -> str:
    menu = "".join(f"<li><a href='/{i}'>栏目{i}</a></li>" for i in range(30))
    return f"""<!DOCTYPE html><html><head><meta charset="gb2312"><title>站点</title><style>p{{}}</style></head><body>
    <div class="menu"><ul>{menu}</ul></div>{before}<div class="box"><div id="zoom">{article}</div></div>{after}
    <div class="foot"><a href="/map">网站地图</a> 版权所有 主办单位</div></body></html>"""


ARTICLE = "".join(f"<p>{h}</p><p>本机关全年收到申请12件。</p>" for h in HEADINGS)


def test_the_article_is_found_among_navigation_with_its_title():
    title = "<h1>某区2023年政府信息公开工作年度报告</h1><span>2024-01-15</span>"
    document = read(page_of(ARTICLE, title))
    texts = outline(document)
    assert texts[:3] == ["某区2023年政府信息公开工作年度报告", "2024-01-15", HEADINGS[0]]
    assert texts[-1] == "本机关全年收到申请12件。"
    assert any(n.startswith("left out as navigation") for n in document.notes)


def test_prose_outside_the_box_of_the_tables_is_never_lost():
    prose = (
        "<p>六、其他需要报告的事项</p><p>"
        "本机关按照规定收取信息处理费，全年没有收取任何费用，也没有其他需要报告的事项。"
        "</p>"
    )
    texts = outline(read(page_of(ARTICLE, after=f"<div>{prose}</div>")))
    assert "六、其他需要报告的事项" in texts
    assert prose[-40:-4] in texts[-2]


def test_a_page_without_signs_of_a_report_is_kept_whole():
    texts = outline(read(page_of("<p>通知</p>")))
    assert "栏目3" in texts
    assert "通知" in texts


def test_a_page_with_a_mobile_copy_keeps_both_for_the_reader_of_reports():
    assert outline(read(page_of(ARTICLE + f"<div class=mobile>{ARTICLE}</div>"))).count(HEADINGS[0]) == 2


HIDDEN = [
    '<span style="display:none">{}</span>',
    '<i style="color:red; DISPLAY : none;">{}</i>',
    "<b hidden>{}</b>",
    '<em style="visibility:hidden">{}</em>',
]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_no_browser_shows_is_no_part_of_a_cell(hidden):
    page = f"<table><tr><td>规章</td><td>{hidden.format('00099')}12{hidden.format('')}</td></tr></table>"
    assert outline(read(page)) == [[["规章", "12"]]]


@pytest.mark.parametrize("shown", ['<span style="display:block">1</span>', '<span data-style="display:none">1</span>'])
def test_what_a_browser_shows_stays(shown):
    assert outline(read(f"<table><tr><td>规章</td><td>{shown}2</td></tr></table>")) == [[["规章", "12"]]]


def test_a_hidden_row_or_cell_takes_no_place():
    page = (
        "<table><tr><td>规章</td><td style='display:none'>8</td><td>1</td></tr>"
        "<tr hidden><td>9</td><td>9</td></tr><tr><td>规范性文件</td><td>2</td></tr></table>"
    )
    assert outline(read(page)) == [[["规章", "1"], ["规范性文件", "2"]]]


def test_a_hidden_copy_is_left_out_and_counted():
    document = read(page_of(ARTICLE + f"<div style='display:none'>{ARTICLE}</div>"))
    assert outline(document).count(HEADINGS[0]) == 1
    assert any(note.startswith("left out as hidden") for note in document.notes)


def test_a_section_behind_a_tab_is_read():
    tab = "<div style='display:none'><p>四、政府信息公开行政复议、行政诉讼情况</p><p>本年度没有行政复议案件。</p></div>"
    document = read(page_of(ARTICLE + tab))
    assert "本年度没有行政复议案件。" in outline(document)
    assert any("hidden parts of the page are read too" in note for note in document.notes)


def test_text_shown_as_typed_keeps_its_lines_and_tabs():
    assert outline(read("<p>a</p><pre>规章\t1\n  <b>规范性\n文件</b>\t2<br>x<script>9</script></pre><p>b</p>")) == [
        "a", "规章\t1\n  规范性\n文件\t2\nx", "b",
    ]  # fmt: skip


TITLES = [
    (
        "<title>某县财政局2023年政府信息公开工作年度报告_某县人民政府</title>",
        "某县财政局2023年政府信息公开工作年度报告",
    ),
    ("<title>某县财政局2023年政府信息公开工作年度报告 - 某县</title>", "某县财政局2023年政府信息公开工作年度报告"),
    (
        "<title>首页</title><meta name=ArticleTitle content='某局2023年政府信息公开年度报告'>",
        "某局2023年政府信息公开年度报告",
    ),
]


@pytest.mark.parametrize(("head", "title"), TITLES)
def test_a_title_that_only_the_head_gives(head, title):
    document = read(page_of(ARTICLE).replace("<title>站点</title>", head))
    assert outline(document)[0] == title
    assert "the title is that of the page's head" in document.notes


@pytest.mark.parametrize("own", ["<h1>某局2022年政府信息公开工作年度报告</h1>", ""])
def test_the_head_is_silent_where_the_page_speaks_or_where_no_report_is(own):
    head, article = TITLES[0][0], own + ARTICLE if own else "<p>通知</p>"
    texts = outline(read(page_of(article).replace("<title>站点</title>", head)))
    assert TITLES[0][1] not in texts


def test_a_pdf_shown_in_a_frame_is_an_attachment():
    notes = read(page_of(ARTICLE + '<iframe src="/viewer?file=/a/年报.pdf#page=1"></iframe>')).notes
    assert "attachment: /viewer?file=/a/年报.pdf#page=1" in notes


def test_attachments_are_listed():
    link = '<p>附件：<a href="P0202401.docx">某区年报.docx</a> <a href="/index.html">首页</a></p>'
    notes = read(page_of(ARTICLE + link)).notes
    assert [n for n in notes if n.startswith("attachment")] == ["attachment: 某区年报.docx P0202401.docx"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_declared_charset_is_not_believed(encoding):
    page = page_of("<p>堃喆镕</p>" + ARTICLE)
    assert outline(read(page, encoding))[0] == "堃喆镕"


def test_text_is_as_a_browser_shows_it():
    page = "<p>收到<b>12</b>件，\n  其中<span>新收</span> 11 件<br>\n结转&nbsp;1件</p>末<!-- x -->尾"
    assert outline(read(page)) == ["收到12件，其中新收 11 件\n结转\xa01件", "末尾"]


def test_a_saved_page_of_one_file_is_read():
    mht = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"<p>=D2=BB=A1=A2</p>\r\n--x--\r\n"
    )
    document = READERS["mht"](mht, "a.doc")
    assert outline(document) == ["一、"]
    assert document.format == "mht"


HOSTILE = [
    ("a million nested tags", "<div>" * 1_000_000, "too_large"),
    ("a million cells", "<table>" + "<tr><td>1" * 500_000, "too_large"),
    ("too many bytes", "<p>" + "字" * 9_000_000, "too_large"),
    ("nothing", "<html><body><script>1</script></body></html>", "empty"),
]


@pytest.mark.parametrize(("page", "kind"), [h[1:] for h in HOSTILE], ids=[h[0] for h in HOSTILE])
def test_a_hostile_page_ends_in_a_reason_soon(page, kind):
    started = time.monotonic()
    with pytest.raises(UnreadableError) as error:
        READERS["html"](page.encode(), "x")
    assert error.value.kind == kind
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("tag", ["div", "font", "table><tr><td", "b><p"])
def test_deep_nesting_loses_no_text(tag):
    started = time.monotonic()
    document = READERS["html"]((f"<p>始</p>{('<' + tag + '>') * 50_000}终").encode(), "x")
    check_places(document)
    text = "".join(document.parts.values())
    assert "始" in text
    assert "终" in text
    assert time.monotonic() - started < 20


def test_entities_are_not_expanded_without_bound():
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><p>x &b; &b;</p>'
    assert len(read(bomb).parts["html"]) < 400
