"""The official forms as data: editions, identities, crosswalk and measures."""

from toolkit.form.load import editions, load_form, load_form_text
from toolkit.form.model import Column, Form, FormError, Header, Identity, NotComparableError, Row, Table

__all__ = [
    "Column",
    "Form",
    "FormError",
    "Header",
    "Identity",
    "NotComparableError",
    "Row",
    "Table",
    "editions",
    "load_form",
    "load_form_text",
]
