import re
from dataclasses import replace

from toolkit.claim import check_passage
from toolkit.show import narrative_html
from toolkit.show.prose import number_claims, sentence_around

TEXT = "热线受理336件。2023年，全区共受理依申请公开1137件，已答复1136件。"
TABLE = {"requests_received_new": 1137, "requests_carried_in": 32, "outcomes_total": 1135}


def test_a_passage_shows_its_claims_by_verdict():
    result = check_passage(TEXT, TABLE, year=2023)
    html = narrative_html(TEXT, result.claims, result.numbers)
    assert ">受理依申请公开1137件<sup>1</sup></span>" in html
    assert '<span class="mark v-inconsistent"' in html
    assert '<span class="n-other_subject"' in html
    assert '<li value="1">' in html
    assert '<li value="2">' in html


def test_the_text_itself_is_unchanged():
    result = check_passage(TEXT, TABLE, year=2023)
    html = narrative_html(TEXT, result.claims, result.numbers)
    shown = html[html.index("<p class") : html.index("</p>")]
    assert re.sub(r"<sup>.*?</sup>|<[^>]+>", "", shown) == TEXT


def test_a_passage_without_claims_says_so():
    assert "正文没有可与表格对照的数字" in narrative_html("本机关无。", ())
    assert "states no number" in narrative_html("本机关无。", (), lang="en")


def test_a_passage_is_escaped():
    text = "受理依申请公开1137件<img src=x onerror=alert(1)>。"
    result = check_passage(text, TABLE, year=2023)
    assert "<img" not in narrative_html(text, result.claims, result.numbers)


def test_claims_are_numbered_as_they_stand():
    result = check_passage(TEXT, TABLE, year=2023)
    forward, backward = number_claims(result.claims), number_claims(result.claims[::-1])
    assert [item.claim for item in forward] == [item.claim for item in backward]


def test_claims_of_a_later_page_come_after_those_of_an_earlier_one():
    first, second = check_passage(TEXT, TABLE, year=2023).claims[:2]
    assert first.start < second.start
    on_page_2, on_page_1 = replace(first, part="page 2"), replace(second, part="page 1")
    numbered = number_claims([on_page_2, on_page_1], ["page 1", "page 2", "page 1"])
    assert [item.claim for item in numbered] == [on_page_1, on_page_2]


def test_a_sentence_ends_at_its_stop_and_a_line_at_its_end():
    text = "一、总体情况\n 本年受理1件；答复2件。余"
    at = text.index("受理")
    assert text[slice(*sentence_around(text, at, at + 4, 0, len(text)))] == "本年受理1件；"
    at = text.index("答复")
    assert text[slice(*sentence_around(text, at, at + 4, 0, len(text)))] == "答复2件。"
