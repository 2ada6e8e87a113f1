import re
import shutil
import subprocess
from dataclasses import replace

import pytest

from toolkit.read import Stated
from toolkit.show import audit_page

CHROMIUM = shutil.which("chromium")


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


def test_a_run_without_reports_gives_a_page():
    assert "0 份年报" in audit_page([])


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
def test_in_a_browser_the_page_switches_reports_and_runs_no_script_of_a_report(views, damaged, tmp_path):
    """The page's own script hides all reports but the first; a script in a report's text must stay text."""
    evil = "</script><script>document.title='run'</script>"
    report = replace(damaged.report, organ=Stated(evil))
    path = tmp_path / "audit.html"
    path.write_text(audit_page([views["004"], replace(damaged, report=report)]), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--dump-dom"]
    assert CHROMIUM is not None
    shown = subprocess.run(
        [CHROMIUM, *options, f"--user-data-dir={tmp_path / 'profile'}", path.as_uri()],
        capture_output=True, text=True, timeout=60, check=True,
    ).stdout  # fmt: skip
    assert "<title>政府信息公开年报核验</title>" in shown
    assert re.search(r'<article class="ogi" id="r2" tabindex="-1" hidden', shown)
    assert re.search(r'<article class="ogi" id="r1" tabindex="-1">', shown)
