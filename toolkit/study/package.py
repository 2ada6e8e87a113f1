"""A folder of tables → what a deposit needs: datapackage.json (Frictionless 1.0), CITATION.cff and checksums."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import toolkit
from toolkit.form import sources
from toolkit.study.codebook import legal_source
from toolkit.study.schema import Field, TableSchema, schema
from toolkit.study.specs import MeasureSpec, measures

_TYPES = {"text": "string", "json": "string", "integer": "integer", "boolean": "boolean", "decimal": "number"}
_TITLE_ZH = "政府信息公开工作年度报告：表格、核对与陈述"
_TITLE_EN = "Annual reports on open government information in China: tables, checks and statements"
_KEYWORDS = ("政府信息公开", "open government information", "freedom of information", "China", "data validation")
_AUTHORS = "The OGI Report Toolkit authors"
_LICENCE = {
    "name": "CC0-1.0",
    "title": "CC0 1.0 Universal",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
}
_REPORT = "report_id"


def datapackage(folder: Path) -> str:
    """Return datapackage.json for the tables that stand in `folder`, with their sizes and hashes."""
    package = {
        "profile": "tabular-data-package",
        "name": "ogi-reports",
        "title": f"{_TITLE_ZH} {_TITLE_EN}",
        "description": "每张表另有内容相同的 Parquet 一份；各列含义见 codebook.md。 "
        "Each table stands as Parquet with the same content too; codebook.md tells what every column means.",
        "version": toolkit.__version__,
        "keywords": list(_KEYWORDS),
        "licenses": [_LICENCE],
        "contributors": [{"title": _AUTHORS, "role": "author"}],
        "sources": [{"title": f"{law.doc_no} {law.title_zh} {law.title_en}"} for law in sources()],
        "schema_version": schema().version,
        "resources": [_resource(table, folder) for table in schema().tables.values()],
        "measures": [_measure(spec) for spec in measures().values()],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def citation() -> str:
    """Return CITATION.cff of the data; the day of release is for the depositor to add."""
    keywords = "\n".join(f"  - {word}" for word in _KEYWORDS)
    return f"""\
cff-version: 1.2.0
message: If you use these tables, please cite them as below.
type: dataset
title: "{_TITLE_ZH} · {_TITLE_EN}"
authors:
  - name: {_AUTHORS}
version: {toolkit.__version__}
license: CC0-1.0
keywords:
{keywords}
"""


def checksums(folder: Path) -> str:
    """Return the SHA-256 of every file in `folder`, sorted by name, as `sha256sum --check` reads it."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)


def write_package(folder: Path) -> None:
    """Describe the tables that stand in `folder`: the package and its citation, and last the checksums of all files."""
    for name, text in (("datapackage.json", datapackage(folder)), ("CITATION.cff", citation())):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    (folder / "checksums.sha256").write_text(checksums(folder), encoding="utf-8", newline="\n")


def _resource(table: TableSchema, folder: Path) -> dict[str, Any]:
    content = (folder / f"{table.name}.csv").read_bytes()
    described: dict[str, Any] = {
        "fields": [_field(table, field) for field in table.fields],
        "missingValues": [""],
    }
    if table.key:
        described["primaryKey"] = list(table.key)
    if table.name != "reports" and any(field.name == _REPORT and field.required for field in table.fields):
        described["foreignKeys"] = [{"fields": _REPORT, "reference": {"resource": "reports", "fields": _REPORT}}]
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "title": table.zh,
        "description": table.en,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": described,
    }


def _field(table: TableSchema, field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": field.name,
        "type": _TYPES[field.type],
        "title": field.zh,
        "description": field.en,
        "source": legal_source(table, field),
    }
    if field.unit:
        described["unit"] = field.unit
    constraints: dict[str, Any] = {}
    if field.required:
        constraints["required"] = True
    if table.key == (field.name,):
        constraints["unique"] = True
    if field.values:
        constraints["enum"] = list(field.values)
    if constraints:
        described["constraints"] = constraints
    return described


def _measure(spec: MeasureSpec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "kind": spec.kind,
        "title": spec.zh,
        "description": spec.en,
        "expression": spec.expression,
        "unit": spec.unit,
        "caveat": dict(spec.caveat),
        "editions": list(spec.editions),
        "source": spec.source,
    }
