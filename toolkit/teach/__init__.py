"""Teaching: reports written back as files, with or without seeded errors; exercises that grade themselves.

>>> from toolkit import teach
>>> task = teach.exercise("find-total")
>>> teach.check(None, task).outcome
'unanswered'
"""

from __future__ import annotations

from typing import Any

from toolkit.doors import offered

# What a notebook calls → the module that holds it; the writers of files need none of it.
_DOORS = {
    "Exercise": "toolkit.teach.exercises",
    "Mark": "toolkit.teach.marking",
    "answer": "toolkit.teach.marking",
    "check": "toolkit.teach.marking",
    "exercise": "toolkit.teach.marking",
    "exercise_ids": "toolkit.teach.exercises",
    "hint": "toolkit.teach.marking",
    "pair": "toolkit.teach.lesson",
}

__all__ = ["Exercise", "Mark", "answer", "check", "exercise", "exercise_ids", "hint", "pair"]


def __getattr__(name: str) -> Any:
    return offered(__name__, _DOORS, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
