"""schema.toml, the forms and the measures → codebook.md: what every column means, in two languages."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.form import Column, Form, Row, editions, load_form, sources
from toolkit.study.schema import Field, TableSchema, schema
from toolkit.study.specs import MeasureSpec, measures

_PRINTED = {"text": "text", "json": "JSON", "integer": "integer", "boolean": "true/false", "decimal": "decimal"}
# What a cell may hold, by the kind of number that the form asks for.
_ALLOWED = {
    "integer": "≥ 0, 整数 whole", "signed_integer": "整数，可为负 whole, may be negative", "decimal": "≥ 0",
    "money_with_unit": "≥ 0, 可带单位 may carry its unit",
}  # fmt: skip
_RANGES = {
    "share": "0–1", "ratio": "≥ 0", "rate": "≥ 0", "count": _ALLOWED["integer"], "change": _ALLOWED["signed_integer"],
}  # fmt: skip
OURS = "本工具 this toolkit"

_OPENING = """\
# 编码手册 Codebook

结构版本 schema version: {version}. 本文件由程序生成 This file is generated; edit `toolkit/study/schema.toml` instead.

- 每张表有 CSV（UTF-8）与 Parquet 两份，内容相同。Each table stands as CSV (UTF-8) and as Parquet with the same content.
- 空白即“无”：未印、不知或不适用；空白从不等于 0。An empty field means that nothing is there: not printed, not known,
  not applicable. It is never 0.
- 小数在 CSV 中依原文书写，在 Parquet 中为 Decimal(38, 10)；容纳不下的数字留空，原文在旁。
  Decimals are written as printed in CSV and are Decimal(38, 10) in Parquet; a number that this cannot hold exactly is
  left empty, with its print beside it.
- 行的次序：先按文件路径，再按表格或正文的次序。
  Rows are sorted by the path of the file, then as the form or the text runs.
- 判断只依所印之数；“建议核对”不是指责。
  Everything is judged as printed; `inconsistent` means to be checked and accuses nobody.
- “依据”是该列所本的法律文件；没有的，由本工具得出。
  Source names the legal document a column rests on; without one, the toolkit makes it.
- 各文件的校验值在 `checksums.sha256`。Checksums of the files stand in `checksums.sha256`.
"""

_LAWS = """\
## 法律文件 Legal documents

| id | number | 中文 | English | date |
|---|---|---|---|---|
"""

_KEYS = """\
## 表格、行与列 Tables, rows and columns

同一个键在各版表格中意义相同。The same key is the same concept in every edition of the form.
"""

_MEASURES = """\
## 指标 Measures

由单元格算得，不存于上列各表：`toolkit.study.measure_frame` 按需计算。分母写在名字里；无法算得时留空并说明原因。
Computed from cells by `toolkit.study.measure_frame` and stored in none of the tables above. The name says the
denominator; a value that cannot be formed is empty, with the reason.

| name | kind | unit | values | 中文 | English | 计算 | formula | 注意 | caveat | editions | source |
|---|---|---|---|---|---|---|---|---|---|---|---|
"""


def codebook() -> str:
    """Return the codebook: tables and columns, legal documents, the keys of the forms, and the measures."""
    laws = "".join(
        f"| `{law.id}` | {law.doc_no} | {_cell(law.title_zh)} | {_cell(law.title_en)} | {_cell(law.date)} |\n"
        for law in sources()
    )
    parts = [_OPENING.format(version=schema().version)]
    parts += ["\n".join(_table(table)) for table in schema().tables.values()]
    parts += [_LAWS + laws, _KEYS]
    parts += ["\n".join(_edition(load_form(edition))) for edition in editions()]
    parts.append(_MEASURES + "\n".join(_measure(spec) for spec in measures().values()))
    return "\n".join(parts).rstrip("\n") + "\n"


def legal_source(table: TableSchema, field: Field) -> str:
    """Return what a column rests on: its own source, else the legal documents of its table, else the toolkit."""
    if field.source:
        return field.source
    numbers = {law.id: law.doc_no for law in sources()}
    return "、".join(numbers[key] for key in table.legal) or OURS


def _table(table: TableSchema) -> Iterator[str]:
    yield f"## {table.name}\n\n{table.zh}。{table.en[:1].upper()}{table.en[1:]}.\n"
    if table.key:
        yield f"主键 Key: {', '.join(f'`{name}`' for name in table.key)}\n"
    yield "| column | type | unit | values | 中文 | English | 依据 source |"
    yield "|---|---|---|---|---|---|---|"
    for field in table.fields:
        values = ", ".join(field.values)
        kind = _PRINTED[field.type] + (", 必填 required" if field.required else "")
        words = [f"`{field.name}`", kind, field.unit, values, field.zh, _cell(field.en), legal_source(table, field)]
        yield f"| {' | '.join(words)} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _edition(form: Form) -> Iterator[str]:
    law = next((law.doc_no for law in sources() if law.id == form.source), "")
    yield f"### {form.id}\n\n{form.name_zh}{f'（{law}）' if law else ''}。{form.name_en}.\n"
    for table in form.tables.values():
        yield f"`{table.id}`：{table.titles[0] if table.titles else table.id}\n"
        yield "| row or column | key | 中文 | English | unit | values | 依据 source |"
        yield "|---|---|---|---|---|---|---|"
        for row in table.rows:
            yield _line("row", row, row.unit if row.kind == "data" else "", row.number, row.legal_basis or law)
        for column in table.columns:
            yield _line("column", column, column.unit, column.kind, law)
        yield ""


def _line(what: str, entry: Row | Column, unit: str, number: str | None, source: str) -> str:
    allowed = _ALLOWED.get(number or "", "")
    words = [what, f"`{entry.key}`", _cell(entry.labels[0]), _cell(entry.en), unit, allowed, source]
    return f"| {' | '.join(words)} |"


def _measure(spec: MeasureSpec) -> str:
    told = (spec.meaning("zh"), spec.meaning("en"), spec.caveat.get("zh", ""), spec.caveat.get("en", ""))
    words = [f"`{spec.name}`", spec.kind, spec.unit, _RANGES[spec.kind], spec.zh, spec.en, *told]
    words += [", ".join(spec.editions), spec.source]
    return f"| {' | '.join(_cell(word) for word in words)} |"
