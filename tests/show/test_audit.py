import base64
import csv
import hashlib
import io
import json
import re
from dataclasses import replace

import pytest

import toolkit
from tests.show.browser import CHROMIUM, Browser
from tests.show.test_official import Tags
from toolkit.read import Stated
from toolkit.show import audit_page
from toolkit.show.audit import audit_files
from toolkit.show.standing import standing
from toolkit.study.decisions import look_up


def test_the_page_of_the_real_reports_is_small_and_loads_nothing(views):
    page = audit_page(list(views.values()))
    assert len(page.encode()) <= 300_000
    assert not re.search(r"https?://(?!www\.acheng)", re.sub(r"<article.*</article>", "", page, flags=re.S))
    assert not re.search(r"<(?:link|img|iframe|object)\b|@import|url\(", page)
    assert page.count("<article") == 5
    assert page.count("<script>") == 1


def test_the_page_is_the_same_every_time(views):
    assert audit_page(list(views.values())) == audit_page(list(views.values()))


def test_the_page_opens_in_the_language_asked_for(views):
    assert '<html lang="zh-CN" class="zh">' in audit_page([views["003"]])
    assert '<html lang="en" class="en">' in audit_page([views["003"]], "en")


def test_every_report_is_listed_the_gravest_first(views):
    page = audit_page(list(views.values()))
    assert re.findall(r'<li class="(found|clean)"[^>]*><a href="#(r\d)"', page) == [
        ("found", "r2"), ("found", "r3"), ("found", "r4"), ("clean", "r1"), ("clean", "r5"),
    ]  # fmt: skip


def test_a_page_of_some_reports_says_of_how_many(views):
    assert "共 1000 份" in audit_page([views["003"]], of=1000)
    assert "只列" not in audit_page([views["003"]], of=1)


def test_a_run_without_reports_gives_a_page():
    assert "0 份年报" in audit_page([])


def test_only_the_page_s_own_script_may_run(damaged):
    page = audit_page([damaged])
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src &#x27;sha256-{digest}&#x27;" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_every_element_is_closed_in_order(views, damaged):
    for text in (audit_page([*views.values(), damaged]), *(t for _, t in audit_files([damaged] * 50, 50))):
        assert Tags(text).open == []


def test_a_finding_carries_what_a_decision_says(damaged):
    page = Tags(audit_page([damaged]))
    repair, claim = (json.loads(a["data-finding"]) for _, a in page.seen if "data-finding" in a)
    name = damaged.report.report_id
    key = f"{name}/requests.requests_received_new.natural_person"
    assert [cell for cell in repair["cells"] if cell[4]] == [
        [key, "本年新收（自然人）", "newly received (natural persons)", "1063", "1036"]
    ]
    assert repair["what"].startswith(f"{name}/")
    assert repair["seen"].endswith(": fails")
    assert claim["seen"] == "受理依申请公开1173件: inconsistent"


def test_of_many_reports_the_page_is_a_list_and_each_has_a_page_beside_it(views, damaged):
    many = [
        replace(damaged, report=replace(damaged.report, report_id=f"{n:012x}", source=f"{n}.txt")) for n in range(60)
    ]
    files = dict(audit_files(many, 60, of=900))
    assert list(files)[-1] == "audit.html"
    assert len(files) == 61
    index = files["audit.html"]
    assert "<article" not in index
    assert "共 900 份" in index
    assert all(f'href="{name}"' in index for name in files if name != "audit.html")
    assert files["audit/000000000007.html"].count("<article") == 1
    assert len(index.encode()) / 60 < 3000
    assert dict(audit_files(many, 60, of=900)) == files
    assert list(dict(audit_files(views.values(), 5))) == ["audit.html"]


# --- in a browser

VISIBLE = "[...document.querySelectorAll('main article')].filter(a => a.checkVisibility()).map(a => a.id).join()"
LISTED = "[...document.querySelectorAll('#list li')].filter(a => a.checkVisibility()).length"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with Browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def page(browser, views, tmp_path):
    path = tmp_path / "audit.html"
    path.write_text(audit_page(list(views.values())), encoding="utf-8")
    browser.open(path)
    return browser


def test_one_report_is_shown_and_keys_go_to_the_next(page):
    assert page.value(VISIBLE) == "r2"
    page.press("j", "j")
    assert page.value(VISIBLE) == "r4"
    page.press("k")
    assert page.value(VISIBLE) == "r3"
    page.press("k", "k", "k")
    assert page.value(VISIBLE) == "r2"


def test_a_key_switches_the_language_of_every_word(page):
    title = "document.querySelector('h1').innerText"
    assert page.value(title) == "政府信息公开年报核验"
    page.press("l")
    assert page.value(title) == "Audit of annual reports on open government information"
    labels = page.value("[...document.querySelectorAll('#r2 th')].map(e => e.innerText).join(' ')")
    assert not re.search("[\u4e00-\u9fff]{2}", labels)


def test_filters_narrow_the_list_and_open_what_fits(page):
    page.value("document.querySelector('#kind').value = 'leftover'")
    page.value("document.querySelector('#kind').dispatchEvent(new Event('change'))")
    assert page.value(LISTED) == 3
    page.value("document.querySelector('#kind').value = ''")
    page.value("document.querySelector('input[value=clean]').click()")
    assert page.value(LISTED) == 2
    assert page.value(VISIBLE) == "r1"
    page.press("/", "临")
    assert page.value(LISTED) == 1
    assert page.value(VISIBLE) == "r5"
    assert page.value("document.getElementById('none').checkVisibility()") is False
    page.press("j")  # goes into the filter, moves nothing
    assert page.value("document.getElementById('filter').value") == "临j"
    page.press("Escape")
    assert page.value(LISTED) == 2


def test_nothing_is_wider_than_the_page(page):
    page.press("l")
    assert page.value("document.documentElement.scrollWidth <= window.innerWidth")


def test_no_script_of_a_report_is_run(browser, damaged, tmp_path):
    evil = "</script><script>document.title='run'</script><img src=x onerror=document.title='run'>"
    path = tmp_path / "audit.html"
    path.write_text(
        audit_page([replace(damaged, report=replace(damaged.report, organ=Stated(evil)))]), encoding="utf-8"
    )
    browser.open(path)
    assert browser.value("document.title") == "政府信息公开年报核验"
    assert evil in browser.value("document.querySelector('#r1 header b').textContent")


# --- decisions


@pytest.fixture
def broken(browser, views, damaged, tmp_path):
    """A page with one broken report; no decision taken yet."""
    path = tmp_path / "audit.html"
    path.write_text(audit_page([*views.values(), damaged]), encoding="utf-8")
    browser.open(path)
    browser.value("localStorage.clear()")
    browser.open(path)
    return browser


def lines(browser):
    names = ("what", "decision", "value", "reason", "reader", "date", "evidence")
    return list(csv.DictReader(io.StringIO(browser.value("document.getElementById('lines').value")), names))


def fill(browser, selector, text):
    browser.value(f"(e => {{ e.value = {json.dumps(text)}; e.dispatchEvent(new Event('input', {{bubbles: true}})); }})"
                  f"(document.querySelector({json.dumps(selector)}))")  # fmt: skip


def test_the_broken_report_comes_first_with_its_proposal(broken):
    assert broken.value(VISIBLE) == "r6"
    assert broken.value("document.querySelector('#r6 td.r ins').innerText") == "1036"
    assert broken.value("document.querySelector('#r6 .k-claim mark').innerText") == "受理依申请公开1173件"
    assert broken.value("document.title") == "政府信息公开年报核验"  # its script did not run


def test_keys_alone_decide_and_the_lines_are_ready_to_add(broken, damaged):
    broken.press("n", "2")  # first finding, correct the cell
    fill(broken, "#reader", "读者甲")
    (line,) = lines(broken)
    key = f"{damaged.report.report_id}/requests.requests_received_new.natural_person"
    assert (line["what"], line["decision"], line["value"], line["reader"]) == (key, "corrected", "1036", "读者甲")
    assert line["evidence"] == "1063"
    assert "1063" in line["reason"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", line["date"])
    broken.press("n", "3")
    assert len(lines(broken)) == 1  # the second lacks its reason
    assert broken.value("document.getElementById('incomplete').hidden") is False
    fill(broken, "#r6 li.k-claim .reason input", 'says "1173", not 1137')
    first, second = lines(broken)
    assert first == line
    assert (second["decision"], second["value"]) == ("prose_wrong", "")
    assert second["reason"] == 'says "1173", not 1137'
    assert broken.value("document.getElementById('count').value") == "2"


def test_decisions_stay_until_they_are_taken_back(broken, tmp_path):
    broken.press("n", "4")
    fill(broken, "#reader", "A")
    fill(broken, "#r6 li.k-repair .reason input", "no scan at hand")
    (line,) = lines(broken)
    broken.open(tmp_path / "audit.html")
    assert lines(broken) == [line]
    broken.value("document.getElementById('clear').click()")
    assert lines(broken) == []
    broken.open(tmp_path / "audit.html")
    assert lines(broken) == []


def test_a_value_that_is_no_number_is_no_line(broken):
    broken.press("n", "2")
    fill(broken, "#reader", "A")
    assert len(lines(broken)) == 1
    fill(broken, "#r6 li.k-repair .fix input", "about 10")
    assert lines(broken) == []


def test_a_thousand_reports_filter_at_once(browser, views, tmp_path):
    damaged = views["003"]
    many = [
        replace(damaged, report=replace(damaged.report, report_id=f"{n:012x}", source=f"{n}.txt")) for n in range(1000)
    ]
    entries = audit_files(many, 1000)
    for n, (name, text) in enumerate(entries):
        if n == 7 or name == "audit.html":
            (tmp_path / "audit").mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
    browser.open(tmp_path / "audit.html")
    assert browser.value("document.querySelectorAll('#list li').length") == 1000
    browser.press("/")
    browser.value("document.getElementById('filter').value = '777.txt'")
    spent = "(() => { const t = performance.now(); document.getElementById('filter').dispatchEvent(new Event('input'));"
    assert browser.value(f"{spent} return performance.now() - t; }})()") < 2000
    assert browser.value("[...document.querySelectorAll('#list li')].filter(a => !a.hidden).length") == 1
    browser.press("Escape")
    browser.open(tmp_path / "audit" / "000000000007.html")
    assert browser.value(VISIBLE) == "r1"
    browser.value("localStorage.clear()")


# --- what a decision says is what the run knows


def test_what_a_reader_saw_is_what_the_run_compares_it_with(raw, tmp_path):
    """A decision taken on the page is not stale in the next run, whatever kind of finding it is on."""
    text = raw["004"].decode("utf-8")
    for old, new in (("受理依申请公开1137件", "受理依申请公开1173件"), ("1036", "1063"), ("230044", "/")):
        text = text.replace(old, new, 1)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "raw" / "b.txt").write_bytes(raw["003"])  # a leftover
    corpus = toolkit.run(tmp_path / "raw")
    findings = [json.loads(a["data-finding"]) for _, a in Tags(audit_page(corpus.views)).seen if "data-finding" in a]
    seen = {f["what"]: f["seen"] for f in findings}
    seen |= {name: print_ for f in findings for name, _, _, print_, _ in f["cells"]}
    assert len(findings) == 3
    known = look_up(corpus.tables, seen)
    assert {what: known[what].evidence for what in seen} == seen


# --- decisions that stand


@pytest.fixture
def study(raw, tmp_path):
    """A folder with a broken report, and what its page lists."""
    text = raw["004"].decode("utf-8")
    for old, new in (("受理依申请公开1137件", "受理依申请公开1173件"), ("1036", "1063")):
        text = text.replace(old, new, 1)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "reference").mkdir()
    return tmp_path


def decidable(study):
    page = (study / "out" / "audit.html").read_text("utf-8")
    return [json.loads(a["data-finding"]) for _, a in Tags(page).seen if "data-finding" in a]


def decide(study, *lines):
    with (study / "reference" / "corrections.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("what", "decision", "value", "reason", "reader", "date", "evidence"), *lines])
    toolkit.run(study / "raw", study / "out")
    return (study / "out" / "audit.html").read_text("utf-8")


def boxes(page):
    """What is said of decisions, in each language."""
    said = "".join(re.findall(r'<div class="stands.*?</div>', page, re.S))
    return [re.sub(r"<[^>]*>", "", re.sub(rf'<span lang="{other}">.*?</span>', "", said)) for other in ("en", "zh-CN")]


def test_a_decision_that_stands_is_shown_in_both_languages(study):
    toolkit.run(study / "raw", study / "out")
    repair, claim = decidable(study)
    assert repair["stands"] == claim["stands"] == ""
    cell = next(cell for cell in repair["cells"] if cell[4])
    page = decide(
        study,
        (cell[0], "corrected", "1036", "the scan <b>says</b> so", "读者甲", "2024-03-01", cell[3]),
        (claim["what"], "prose_wrong", "", "数字倒置", "读者乙", "2024-03-02", claim["seen"]),
    )
    assert [one["stands"] for one in decidable(study)] == ["corrected", "prose_wrong"]
    zh, en = boxes(page)
    assert "已有裁定：单元格应更正 本年新收（自然人）应为 1036 · the scan &lt;b&gt;says&lt;/b&gt; so · 读者甲" in zh
    assert "本次运行已采用" in zh
    assert "Decided already: the sentence is wrong · 数字倒置 · 读者乙 · 2024-03-02 · recorded" in en
    assert "已裁定 2/2" in page
    assert Tags(page).open == []


def test_a_decision_on_what_has_changed_is_said_to_be_none(study):
    toolkit.run(study / "raw", study / "out")
    _, claim = decidable(study)
    page = decide(study, (claim["what"], "prose_wrong", "", "r", "A", "2024-03-02", "受理1件: inconsistent"))
    assert [one["stands"] for one in decidable(study)] == ["", ""]
    zh, en = boxes(page)
    assert "依据已变，未采用：当时所见为“受理1件: inconsistent”" in zh
    assert "not applied, what it rests on has changed" in en
    assert "已裁定" not in page
    assert '<div class=desk data-stands="[]">' in page


def test_only_the_last_of_two_decisions_stands(study):
    toolkit.run(study / "raw", study / "out")
    _, claim = decidable(study)
    line = (claim["what"], "cannot_tell", "", "r", "A", "2024-03-02", "")
    page = decide(study, line, (claim["what"], "as_printed", *line[2:]), ("", "nonsense", "", "", "", "", ""))
    assert [one["stands"] for one in decidable(study)] == ["", "as_printed"]
    assert page.count('<div class="stands') == 1


def test_of_many_reports_each_page_shows_its_own(views, damaged):
    many = [replace(damaged, report=replace(damaged.report, report_id=f"{n:012x}")) for n in range(30)]
    claim = [
        json.loads(a["data-finding"]) for _, a in Tags(audit_page([many[7]])).seen if "data-finding" in a
    ][-1]["what"]  # fmt: skip
    row = dict.fromkeys(("value", "evidence"), "") | {
        "report_id": many[7].report.report_id, "what": claim, "decision": "cannot_tell", "reason": "r", "reader": "A",
        "date": "2024-03-02", "status": "recorded",
    }  # fmt: skip
    files = dict(audit_files(many, 30, decided=standing([row])))
    shown = [name for name, text in files.items() if '<div class="stands' in text]
    assert shown == ["audit/000000000007.html"]
    assert files["audit.html"].count("已裁定 1/2") == 1
    assert claim in files["audit.html"]
    assert claim not in files["audit/000000000008.html"]


def test_what_stands_is_ticked_and_no_line_any_more(browser, study):
    path = study / "out" / "audit.html"
    toolkit.run(study / "raw", study / "out")
    browser.open(path)
    browser.value("localStorage.clear()")
    browser.open(path)
    browser.press("n", "2", "n", "4")
    fill(browser, "#reader", "A")
    fill(browser, "li.k-claim .reason input", "no scan")
    first, second = lines(browser)
    page = decide(study, tuple(first.values()))
    assert "已裁定 1/2" in page
    browser.open(path)
    assert lines(browser) == [second]  # the first stands in the file
    ticked = "[...document.querySelectorAll('.decide')].map(f => f.querySelector('input:checked')?.value).join()"
    assert browser.value(ticked) == "corrected,cannot_tell"
    assert browser.value("document.querySelector('.k-repair .fix').checkVisibility()") is False
    assert browser.value("document.querySelector('.k-repair .stands').innerText").startswith("已有裁定：单元格应更正")
    browser.press("n", "1")  # another mind
    fill(browser, "li.k-repair .reason input", "seen again")
    assert [line["decision"] for line in lines(browser)] == ["as_printed", "cannot_tell"]
    browser.value("document.getElementById('clear').click()")
    assert lines(browser) == []
    assert browser.value(ticked) == "corrected,"


def test_it_prints_every_report_and_no_switches(page):
    page.command("Emulation.setEmulatedMedia", media="print")
    assert page.value("[...document.querySelectorAll('main article')].filter(a => a.checkVisibility()).length") == 5
    for part in ("nav", ".desk", "fieldset.decide"):
        shown = f"[...document.querySelectorAll('{part}')].filter(a => a.checkVisibility()).length"
        assert page.value(shown) == 0, part
    page.command("Emulation.setEmulatedMedia", media="screen")
