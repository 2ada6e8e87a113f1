"""The official forms as data: editions, identities, crosswalk and measures."""

from toolkit.form.crosswalk import Bridge, Correspondence, correspond, crosswalk
from toolkit.form.load import editions, load_form, load_form_text
from toolkit.form.measure import Measure, MeasureError, Values, parse, same_measure
from toolkit.form.model import Column, Form, FormError, Header, Identity, NotComparableError, Row, Table
from toolkit.form.rank import RankReport, rank_report
from toolkit.form.references import filling_rules, section_of, sections, sources

__all__ = [
    "Bridge",
    "Column",
    "Correspondence",
    "Form",
    "FormError",
    "Header",
    "Identity",
    "Measure",
    "MeasureError",
    "NotComparableError",
    "RankReport",
    "Row",
    "Table",
    "Values",
    "correspond",
    "crosswalk",
    "editions",
    "filling_rules",
    "load_form",
    "load_form_text",
    "parse",
    "rank_report",
    "same_measure",
    "section_of",
    "sections",
    "sources",
]
