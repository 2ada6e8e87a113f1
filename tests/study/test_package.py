"""The data package: its description by the rules of Frictionless Data Package 1.0, and the data by the description.

The rules of the specification (Data Package, Data Resource, Tabular Data Package, Table Schema; all 1.0) that concern
us are written out here, so that they are tried without a network; damaged packages show that each of them bites.
"""

import copy
import csv
import hashlib
import json
import re
import subprocess
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

import toolkit
from toolkit.form import editions, load_form, sources
from toolkit.study.codebook import codebook
from toolkit.study.package import citation
from toolkit.study.schema import SchemaError, read_schema, schema
from toolkit.study.specs import measures

NAME = re.compile(r"[-a-z0-9._/]+")
TYPES = {
    "string", "number", "integer", "boolean", "object", "array", "date", "time", "datetime", "year", "yearmonth",
    "duration", "geopoint", "geojson", "any",
}  # fmt: skip
CONSTRAINTS = {"required", "unique", "minLength", "maxLength", "minimum", "maximum", "pattern", "enum"}
ROLES = {"author", "publisher", "maintainer", "wrangler", "contributor"}


def wrong_package(package):
    """What in a package goes against the specification."""
    found = []
    if not NAME.fullmatch(package.get("name", "")):
        found.append("name")
    if package.get("profile") != "tabular-data-package":
        found.append("profile")
    if not re.fullmatch(r"\d+\.\d+\.\d+.*", package.get("version", "")):
        found.append("version is not semantic")
    if not all({"name", "path"} & set(licence) for licence in package.get("licenses", ())):
        found.append("a licence needs a name or a path")
    people = package.get("contributors", ())
    if not all("title" in person and person.get("role", "contributor") in ROLES for person in people):
        found.append("a contributor needs a title, and a role of the list")
    if any("title" not in source for source in package.get("sources", ())):
        found.append("a source needs a title")
    if not all(isinstance(word, str) for word in package.get("keywords", ())):
        found.append("keywords are strings")
    resources = package.get("resources", [])
    names = [resource.get("name") for resource in resources]
    if not resources or len(set(names)) != len(names):
        found.append("resources are named, each once")
    for resource in resources:
        found += [f"{resource.get('name')}: {problem}" for problem in wrong_resource(resource, resources)]
    return found


def wrong_resource(resource, resources):
    if not NAME.fullmatch(resource.get("name") or ""):
        yield "name"
    path = resource.get("path", "")
    if not path or path.startswith(("/", "~")) or ".." in Path(path).parts or "\\" in path:
        yield "path is relative and stays inside"
    if resource.get("profile") != "tabular-data-resource":
        yield "profile"
    if not isinstance(resource.get("bytes"), int) or not re.fullmatch(r"sha256:[0-9a-f]{64}", resource.get("hash", "")):
        yield "bytes or hash"
    if resource.get("encoding") != "utf-8" or resource.get("mediatype") != "text/csv":
        yield "encoding or mediatype"
    described = resource.get("schema", {})
    fields = described.get("fields", [])
    names = [field.get("name") for field in fields]
    if not fields or None in names or len(set(names)) != len(names):
        yield "fields are named, each once"
    if not all(isinstance(value, str) for value in described.get("missingValues", [""])):
        yield "missingValues are strings"
    for field in fields:
        if field.get("type", "string") not in TYPES:
            yield f"{field.get('name')}: no such type"
        constraints = field.get("constraints", {})
        if set(constraints) - CONSTRAINTS:
            yield f"{field.get('name')}: no such constraint"
        allowed = constraints.get("enum", ["x"])
        if not isinstance(allowed, list) or not allowed or len({str(value) for value in allowed}) != len(allowed):
            yield f"{field.get('name')}: enum is a list of different values"
    key = described.get("primaryKey", [])
    if set([key] if isinstance(key, str) else key) - set(names):
        yield "the primary key names no field"
    for foreign in described.get("foreignKeys", ()):
        local, reference = foreign.get("fields"), foreign.get("reference", {})
        other = next((r for r in resources if r.get("name") == reference.get("resource")), None)
        if local not in names or other is None:
            yield "a foreign key names no field or resource"
        elif reference.get("fields") not in [field["name"] for field in other["schema"]["fields"]]:
            yield "a foreign key names no field of the other resource"


def wrong_data(package, folder):
    """What in the files goes against their description."""
    found, columns = [], {}
    for resource in package["resources"]:
        data = (folder / resource["path"]).read_bytes()
        if (len(data), "sha256:" + hashlib.sha256(data).hexdigest()) != (resource["bytes"], resource["hash"]):
            found.append(f"{resource['name']}: other bytes")
        header, *rows = list(csv.reader(data.decode("utf-8").splitlines(keepends=True)))
        fields = resource["schema"]["fields"]
        if header != [field["name"] for field in fields]:
            found.append(f"{resource['name']}: header")
        for n, field in enumerate(fields):
            values = [row[n] for row in rows]
            columns[resource["name"], field["name"]] = set(values)
            found += [f"{resource['name']}.{field['name']}: {problem}" for problem in wrong_values(field, values)]
        key = resource["schema"].get("primaryKey", [])
        places = [header.index(name) for name in key]
        keys = [tuple(row[place] for place in places) for row in rows]
        if key and (len(set(keys)) != len(keys) or any("" in one for one in keys)):
            found.append(f"{resource['name']}: primary key")
    for resource in package["resources"]:
        for foreign in resource["schema"].get("foreignKeys", ()):
            other = columns[foreign["reference"]["resource"], foreign["reference"]["fields"]]
            if columns[resource["name"], foreign["fields"]] - other:
                found.append(f"{resource['name']}: foreign key")
    return found


def wrong_values(field, values):
    constraints = field.get("constraints", {})
    given = [value for value in values if value != ""]
    if constraints.get("required") and len(given) < len(values):
        yield "required"
    if constraints.get("unique") and len(set(given)) < len(given):
        yield "unique"
    if "enum" in constraints and set(given) - {str(value) for value in constraints["enum"]}:
        yield f"enum: {sorted(set(given) - set(constraints['enum']))}"
    if not all(reads_as(field["type"], value) for value in given):
        yield f"not all {field['type']}"


def reads_as(kind, value):
    if kind == "integer":
        return re.fullmatch(r"[-+]?\d+", value) is not None
    if kind == "boolean":
        return value in ("true", "false")
    if kind == "number":
        try:
            return Decimal(value).is_finite()
        except InvalidOperation:
            return False
    return True


@pytest.fixture(scope="module")
def folder(root, tmp_path_factory):
    out = tmp_path_factory.mktemp("processed")
    toolkit.run(root / "data" / "raw", out=out)
    return out


@pytest.fixture(scope="module")
def package(folder):
    return json.loads((folder / "datapackage.json").read_text("utf-8"))


def test_the_package_follows_the_specification(package):
    assert wrong_package(package) == []
    assert package["version"] == toolkit.__version__


def test_the_files_follow_the_package(package, folder):
    assert wrong_data(package, folder) == []


def broken(package, change):
    damaged = copy.deepcopy(package)
    change(damaged)
    return damaged


def at(damaged, name):
    return next(resource for resource in damaged["resources"] if resource["name"] == name)


DAMAGES = [
    (lambda p: p.update(name="OGI Reports"), "name"),
    (lambda p: p.update(version="one"), "version"),
    (lambda p: p["licenses"].append({"title": "free"}), "licence"),
    (lambda p: p["contributors"].append({"title": "x", "role": "boss"}), "contributor"),
    (lambda p: p["resources"].append(p["resources"][0]), "each once"),
    (lambda p: at(p, "cells").update(path="../cells.csv"), "path"),
    (lambda p: at(p, "cells").update(hash="md5"), "hash"),
    (lambda p: at(p, "cells")["schema"].update(primaryKey=["id"]), "primary key"),
    (lambda p: at(p, "cells")["schema"]["fields"][0].update(type="text"), "no such type"),
    (lambda p: at(p, "cells")["schema"]["fields"][0].update(constraints={"enum": []}), "enum"),
    (lambda p: at(p, "cells")["schema"]["fields"][0].update(constraints={"needed": True}), "no such constraint"),
    (lambda p: at(p, "cells")["schema"]["foreignKeys"][0].update(fields="who"), "foreign key"),
]


@pytest.mark.parametrize(("change", "message"), DAMAGES)
def test_a_damaged_description_is_noticed(package, change, message):
    assert any(message in problem for problem in wrong_package(broken(package, change)))


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("cells", ",read,", ",seen,", "enum"), ("reports", ",2023,", ",twenty,", "integer"),
        ("cells", ",621,", ",many,", "number"), ("cells", "ddc8734fec1f,", "ffffffffffff,", "foreign key"),
    ],
)  # fmt: skip
def test_damaged_data_are_noticed(package, folder, tmp_path, table, old, new, message):
    for path in folder.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (tmp_path / f"{table}.csv").read_text("utf-8")
    assert old in text
    (tmp_path / f"{table}.csv").write_text(text.replace(old, new, 1), "utf-8")
    problems = wrong_data(package, tmp_path)
    assert any(message in problem for problem in problems), problems
    assert f"{table}: other bytes" in problems


def test_every_column_says_what_it_rests_on_and_in_which_unit(package):
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["source"], field["name"]
            assert re.search("[\u4e00-\u9fff]", field["title"]), field["name"]
            assert not re.search("[\u4e00-\u9fff]", field["description"].replace("均, 全部, 其余", "")), field["name"]
    units = {f["name"]: f.get("unit") for f in at(package, "files")["schema"]["fields"]}
    assert units["size_bytes"] == "bytes"
    cells = {f["name"]: f["source"] for f in at(package, "cells")["schema"]["fields"]}
    assert cells["value"] == "国办公开办函〔2021〕30号、国办公开办函〔2019〕60号、国办发〔2014〕32号"


def test_every_measure_stands_in_the_package_and_in_the_codebook(package):
    book = codebook()
    assert [one["name"] for one in package["measures"]] == list(measures())
    for spec in measures().values():
        (line,) = [line for line in book.splitlines() if line.startswith(f"| `{spec.name}` |")]
        assert all(word in line for word in (spec.zh, spec.en, spec.meaning("zh"), spec.meaning("en"), spec.source))


def test_the_codebook_names_the_law_and_the_unit_of_every_row_of_the_forms():
    book = codebook()
    for law in sources():
        assert f"| `{law.id}` | {law.doc_no} |" in book
    for edition in editions():
        part = book.split(f"### {edition}\n", 1)[1].split("\n### ", 1)[0].split("\n## ", 1)[0]
        for table in load_form(edition).tables.values():
            for row in table.data_rows:
                assert f"| row | `{row.key}` |" in part, (edition, row.key)
                if row.legal_basis:
                    assert row.legal_basis in part
    lines = [line for line in book.splitlines() if line.startswith("| ")]
    assert [line for line in lines if line.replace("\\|", "").count("|") not in (6, 7, 8, 13)] == []


def test_a_legal_document_that_is_not_there_is_refused():
    text = 'version = 1\n[shared]\n[tables.t]\nzh = "表"\nen = "t"\nkey = []\nlegal = ["no_such"]\ncolumns = []\n'
    with pytest.raises(SchemaError, match="no legal document no_such"):
        read_schema(text)
    assert schema().tables["cells"].legal


def test_checksums_are_read_by_sha256sum(folder):
    listed = (folder / "checksums.sha256").read_text("utf-8").splitlines()
    named = {line.split("  ", 1)[1] for line in listed}
    assert named == {path.name for path in folder.iterdir()} - {"checksums.sha256", "audit.html"}
    ran = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "checksums.sha256"], cwd=folder, check=False)
    assert ran.returncode == 0


def test_the_citation_is_that_of_a_data_set(folder):
    text = (folder / "CITATION.cff").read_text("utf-8")
    assert text == citation()
    keys = re.findall(r"^([a-z-]+):", text, flags=re.M)
    assert {"cff-version", "message", "title", "authors"} <= set(keys)  # required by the Citation File Format 1.2.0
    assert "\ntype: dataset\n" in text
    assert f"\nversion: {toolkit.__version__}\n" in text
