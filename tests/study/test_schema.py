"""The description of the tables: what it says, and what it refuses."""

import pytest

from toolkit.study.schema import SchemaError, read_schema, schema

CONTRACT = ["files", "reports", "cells", "gaps", "checks", "claims", "numbers", "leftovers", "omissions", "quarantine",
            "repairs", "edits"]  # fmt: skip
ADDED = ["coverage", "decisions"]

SMALL = """
version = 1
[shared]
a = { type = "text", zh = "甲", en = "a" }
[tables.t]
zh = "表"
en = "table"
key = [%s]
columns = [%s]
"""


def test_the_tables_of_the_contract_are_described():
    assert sorted(schema().tables) == sorted(CONTRACT + ADDED)


def test_every_table_carries_the_version_of_its_structure():
    assert all(table.columns[-1] == "schema_version" for table in schema().tables.values())


@pytest.mark.parametrize("table", ["checks", "claims", "repairs", "omissions", "edits", "coverage"])
def test_what_a_rule_made_carries_the_rule_and_its_version(table):
    assert {"rule", "rule_version"} <= set(schema().tables[table].columns)


def test_every_column_is_described_in_both_languages():
    fields = [field for table in schema().tables.values() for field in table.fields]
    assert len(fields) > 100
    assert [f.name for f in fields if not f.zh.strip() or not f.en.strip()] == []
    assert [f.name for f in fields if f.zh.isascii()] == []


def test_a_shared_column_is_used_by_name_and_a_key_is_required():
    table = read_schema(SMALL % ('"a"', '"a", { name = "b", type = "integer", zh = "乙", en = "b" }')).tables["t"]
    assert table.columns == ("a", "b")
    assert [field.required for field in table.fields] == [True, False]


REFUSED = [
    ("", '"b"', "no shared column b"),
    ("", '"a", "a"', "named twice"),
    ('"b"', '"a"', "key names no column"),
    ("", '{ name = "b", type = "float", zh = "乙", en = "b" }', "no type float"),
    ("", '{ name = "b", type = "text", zh = "乙", en = "b", colour = "red" }', "unknown entry colour"),
]


@pytest.mark.parametrize(("key", "columns", "message"), REFUSED)
def test_a_schema_that_contradicts_itself_is_refused(key, columns, message):
    with pytest.raises(SchemaError, match=message):
        read_schema(SMALL % (key, columns))
