"""schema.toml and the forms → codebook.md, for people, and datapackage.json (Frictionless), for programs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.form import Form, Row, editions, load_form
from toolkit.study.schema import Field, TableSchema, schema

_TYPES = {"text": "string", "json": "string", "integer": "integer", "boolean": "boolean", "decimal": "number"}
_PRINTED = {"text": "text", "json": "JSON", "integer": "integer", "boolean": "true/false", "decimal": "decimal"}

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
"""

_KEYS = """\
## 表格、行与列 Tables, rows and columns

同一个键在各版表格中意义相同。The same key is the same concept in every edition of the form.
"""


def codebook() -> str:
    """Return the codebook: every table and column in both languages, then the keys of the forms with their labels."""
    parts = [_OPENING.format(version=schema().version)]
    parts += ["\n".join(_table(table)) for table in schema().tables.values()]
    parts.append(_KEYS)
    parts += ["\n".join(_edition(load_form(edition))) for edition in editions()]
    return "\n".join(parts).rstrip("\n") + "\n"


def _table(table: TableSchema) -> Iterator[str]:
    yield f"## {table.name}\n\n{table.zh}。{table.en[:1].upper()}{table.en[1:]}.\n"
    if table.key:
        yield f"主键 Key: {', '.join(f'`{name}`' for name in table.key)}\n"
    yield "| column | type | unit | values | 中文 | English |"
    yield "|---|---|---|---|---|---|"
    for field in table.fields:
        values = ", ".join(field.values)
        english = f"{field.en} (source: {field.source})" if field.source else field.en
        yield f"| `{field.name}` | {_PRINTED[field.type]} | {field.unit} | {values} | {field.zh} | {_cell(english)} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _edition(form: Form) -> Iterator[str]:
    yield f"### {form.id}\n\n{form.name_zh}（{form.source}）。{form.name_en}.\n"
    for table in form.tables.values():
        yield f"`{table.id}`：{table.titles[0] if table.titles else table.id}\n"
        yield "| row or column | key | 中文 | English | unit |"
        yield "|---|---|---|---|---|"
        for row in table.rows:
            yield f"| row | `{row.key}` | {_cell(row.labels[0])} | {_cell(row.en)} | {_unit(row)} |"
        for column in table.columns:
            yield f"| column | `{column.key}` | {_cell(column.labels[0])} | {_cell(column.en)} | {column.unit} |"
        yield ""


def _unit(row: Row) -> str:
    return row.unit if row.kind == "data" else ""


def datapackage(folder: Path) -> str:
    """Return datapackage.json for the tables that stand in `folder`, with their sizes and hashes."""
    package = {
        "profile": "tabular-data-package",
        "name": "ogi-reports",
        "title": "政府信息公开工作年度报告 Annual reports on open government information",
        "licenses": [{"name": "CC0-1.0", "title": "CC0 1.0 Universal"}],
        "schema_version": schema().version,
        "resources": [_resource(table, folder) for table in schema().tables.values()],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(table: TableSchema, folder: Path) -> dict[str, Any]:
    content = (folder / f"{table.name}.csv").read_bytes()
    described: dict[str, Any] = {
        "fields": [_field(field) for field in table.fields],
        "missingValues": [""],
    }
    if table.key:
        described["primaryKey"] = list(table.key)
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "description": f"{table.zh} {table.en}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": described,
    }


def _field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": field.name,
        "type": _TYPES[field.type],
        "title": field.zh,
        "description": f"{field.en} [{field.unit}]" if field.unit else field.en,
    }
    constraints: dict[str, Any] = {}
    if field.required:
        constraints["required"] = True
    if field.values:
        constraints["enum"] = list(field.values)
    if constraints:
        described["constraints"] = constraints
    return described
