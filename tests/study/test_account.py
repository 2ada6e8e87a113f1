"""Every printed digit of the real reports is accounted for: a cell, a leftover, the ledger of the prose, or a label."""

import re

import pytest

from toolkit.form import editions, load_form, section_of
from toolkit.read import read_bytes
from toolkit.read.fold import squeeze
from toolkit.study.view import view_report

NUMBERED = re.compile(r"\d+\s*[.、．]\s*(\S[^\t\n]*)")


def unaccounted(data: bytes) -> list[str]:
    """The digit runs of a text that nothing claims, with the words around them."""
    (report,) = read_bytes(data, "report.txt")
    text = report.parts["text"]
    spans = [(c.place.start, c.place.end) for c in report.cells if c.place]
    spans += [(item.place.start, item.place.end) for item in report.leftovers]
    spans += [(n.start, n.end) for n in view_report(report).narrative.numbers]
    prose = [(p.place.start, p.place.end) for p in report.passages]
    labels = {squeeze(r.labels[0]) for e in editions() for t in load_form(e).tables.values() for r in t.rows}
    found = []
    for run in re.finditer(r"\d+", text):
        start, end = run.span()
        if any(a <= start and end <= b for a, b in spans):
            continue
        in_prose = any(a <= start and end <= b for a, b in prose)
        numbered = NUMBERED.match(text, start)
        if not in_prose and numbered:
            words = squeeze(numbered.group())
            if section_of(numbered.group()) or any(label.startswith(words) for label in labels):
                continue  # an enumerator of the form: "1.属于国家秘密", or of a heading: "1、总体情况"
        found.append(text[max(0, start - 12) : end + 12])
    return found


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_every_digit_is_accounted_for(raw, name):
    assert unaccounted(raw[name]) == []


def test_a_number_put_anywhere_in_the_tables_is_accounted_for(raw):
    text = raw["004"].decode("utf-8")
    for anchor in ("2.重复申请", "（四）无法提供", "本年度办理结果"):
        assert anchor in text
        assert unaccounted(text.replace(anchor, anchor + "\n\t987", 1).encode("utf-8")) == []


def test_a_lost_number_would_be_noticed(raw, monkeypatch):
    import toolkit.read.assemble as assemble

    monkeypatch.setattr(assemble, "_leftovers", lambda *_: [])
    assert unaccounted(raw["001"]) != []
