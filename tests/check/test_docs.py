"""docs/checks.md says what every check demands; it is written from the rules and the forms, and kept in step."""

import os
from collections.abc import Iterator
from pathlib import Path

from toolkit.check import rules
from toolkit.form import Identity, editions, load_form

OPENING = """\
<!-- Written by tests/check/test_docs.py; `OGI_WRITE_DOCS=1` writes it anew. -->
# Checks · 核对

Every check gives one of three outcomes: `holds`, `fails`, `undecided`. Only what is printed is judged: a blank, a
deduced or an unplaced cell states nothing, and what rests on it is undecided.

每项核对有三种结果：成立、不成立、无法判断。只依所印之数：空白、推得或未判明的单元格不作依据。

Severity `error` is arithmetic that cannot be otherwise. `soft` is worth a look and often right all the same: soft
checks are counted apart (`checks_fail_soft`), listed last, and never make a report or a claim inconsistent.

`error` 为必须成立的算术；`soft` 仅供参考，不成立也未必有误，单独计数，列在最后。

A rule on cells that the edition of the form has not is not tried, nor one whose premise does not hold. Kinds `years`,
`family`, `copies` and `coverage` need a folder of reports (`ogi run`). A raised version says that the same report may
now be judged otherwise; `ogi diff` tells where.

版式没有的单元格、前提不成立的规则不核对；跨年、上下级、重复、覆盖各项须对整个文件夹运行。规则改动则版本递增，
`ogi diff` 指出因此改变之处。

## Identities of the forms · 表内勾稽关系
"""
RULES = """
## Rules beyond the identities · 其他规则

From [rules.toml](../toolkit/check/rules.toml). · 出自 rules.toml。
"""
HEAD = "| rule | version | severity | tables | left | | right | basis |\n|---|---|---|---|---|---|---|---|"
RULE_HEAD = "| rule | version | severity | kind | 要求 | demands | source |\n|---|---|---|---|---|---|---|"


def page() -> str:
    """Return docs/checks.md."""
    return "\n".join([OPENING, HEAD, *_identities(), RULES, RULE_HEAD, *_rules()]) + "\n"


def _identities() -> Iterator[str]:
    """One line for each identity that is worded alike, with the editions it stands in."""
    found: dict[tuple[Identity, ...], list[str]] = {}
    for edition in editions():
        for table in load_form(edition).tables.values():
            for identity in table.identities:
                if not identity.cross_year:
                    found.setdefault((identity,), []).append(edition)
    for (identity,), where in found.items():
        left, right = (_side(side) for side in (identity.left, identity.right))
        severity = "soft" if identity.strength == "soft" else "error"
        basis = f"{identity.basis}, {', '.join(where)}"
        yield _line(
            f"`{identity.id}`", identity.version, severity, f"`{identity.table}`", left, identity.op, right, basis
        )


def _line(*boxes: object) -> str:
    return "| " + " | ".join(str(box) for box in boxes) + " |"


def _side(keys: tuple[str, ...]) -> str:
    shown = keys if len(keys) <= 6 else (*keys[:2], f"… {len(keys)} rows in all")
    return " + ".join(f"`{key}`" if key.isidentifier() else key for key in shown)


def _rules() -> Iterator[str]:
    for rule in rules().values():
        levels = f" ({', '.join(rule.levels)})" if rule.levels else ""
        demands = f"{rule.en}{levels}"
        yield _line(f"`{rule.id}`", rule.version, rule.severity, rule.kind, rule.zh, demands, rule.source)


def test_the_document_says_what_the_rules_say(root: Path) -> None:
    path, text = root / "docs" / "checks.md", page()
    if os.environ.get("OGI_WRITE_DOCS"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text
    assert [rule.id for rule in rules().values() if f"| `{rule.id}` |" not in text or rule.source not in text] == []
