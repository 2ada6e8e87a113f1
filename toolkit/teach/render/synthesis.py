"""A seed → the manuscript of an invented report: either official form, few requests or many, some boxes empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from toolkit.form import load_form
from toolkit.teach.invent import bodies, seeded, words
from toolkit.teach.render.manuscript import Manuscript
from toolkit.teach.synthetic import figures

_SIZES = (0, 2, 40, 40, 400, 6000)  # requests, about
_YEARS: Mapping[str, Sequence[int]] = {"format2019": (2019, 2020), "format2021": (2021, 2022, 2023, 2024, 2025)}
_PLACEHOLDERS = ("/", "—", "-", "无", "——")


def synthetic(seed: int) -> Manuscript:
    """Return an invented report; every seventh leaves its total column blank, every fifth has odd boxes left empty."""
    random = seeded(f"render:{seed}")
    edition = ("format2021", "format2019")[seed % 2]
    form = load_form(edition)
    year = random.choice(_YEARS[edition])
    (body,) = bodies(random, 1)
    printed = figures(form, seed, random.choice(_SIZES))
    if seed % 7 == 3:
        printed = {key: "" if key.endswith(".total") else text for key, text in printed.items()}
    if seed % 5 == 2:
        printed = {key: _emptied(text, random) if text else "" for key, text in printed.items()}
    of = words()["page"]
    filled = {"organ": body.organ, "year": str(year)}
    prose = {
        0: [random.choice(of["preamble"]).format(**filled).replace("〔2021〕30号", _NUMBERS[edition])],
        1: [f"{body.short}高度重视政府信息公开工作。", random.choice(of["filler"])],
        5: [of["problems"]],
        6: [of["other"]],
    }
    forms = dict.fromkeys(form.tables, edition)
    return Manuscript(of["title"].format(**filled), forms, printed, prose)


_NUMBERS = {"format2019": "〔2019〕60号", "format2021": "〔2021〕30号"}


def _emptied(text: str, random: Random) -> str:
    draw = random.random()
    return "" if draw < 0.04 else random.choice(_PLACEHOLDERS) if draw < 0.08 else text
