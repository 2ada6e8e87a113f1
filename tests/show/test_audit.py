import re
from dataclasses import replace

import pytest

from tests.show.browser import CHROMIUM, Browser
from toolkit.read import Stated
from toolkit.show import audit_page


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


def test_every_report_is_listed_with_what_is_to_be_checked(views):
    page = audit_page(list(views.values()))
    assert re.findall(r'<li class="(found|clean)"><a href="#(r\d)"', page) == [
        ("clean", "r1"), ("found", "r2"), ("found", "r3"), ("found", "r4"), ("clean", "r5"),
    ]  # fmt: skip


def test_a_page_of_some_reports_says_of_how_many(views):
    assert "共 1000 份" in audit_page([views["003"]], of=1000)
    assert "共 1 份" not in audit_page([views["003"]], of=1)


def test_a_run_without_reports_gives_a_page():
    assert "0 份年报" in audit_page([])


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
    assert page.value(VISIBLE) == "r1"
    page.press("j", "j")
    assert page.value(VISIBLE) == "r3"
    page.press("k")
    assert page.value(VISIBLE) == "r2"
    page.press("k", "k", "k")
    assert page.value(VISIBLE) == "r1"


def test_a_key_switches_the_language_of_every_word(page):
    title = "document.querySelector('h1').innerText"
    assert page.value(title) == "政府信息公开年报核验"
    page.press("l")
    assert page.value(title) == "Audit of annual reports on open government information"
    labels = page.value("[...document.querySelectorAll('#r1 th')].map(e => e.innerText).join(' ')")
    assert not re.search("[\u4e00-\u9fff]{2}", labels)


def test_filters_narrow_the_list_and_open_what_fits(page):
    page.value("document.querySelector('input[value=clean]').click()")
    assert page.value(LISTED) == 2
    assert page.value(VISIBLE) == "r1"
    page.press("/", "临")
    assert page.value(LISTED) == 1
    assert page.value(VISIBLE) == "r5"
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
