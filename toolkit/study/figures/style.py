"""What all figures share: Chinese glyphs, colours that colour-blind readers can tell apart, files equal to the byte.

The Chinese font is the Noto Sans SC that the package zhplot carries; it is registered by its path, because importing
zhplot would change every other figure of the user. Colours: Okabe and Ito 2008, Color Universal Design.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import Literal

import polars as pl
from matplotlib import font_manager, rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

Lang = Literal["zh", "en"]

BLUE, SKY, GREEN, YELLOW = "#0072B2", "#56B4E9", "#009E73", "#F0E442"
ORANGE, VERMILLION, PURPLE, GREY, INK = "#E69F00", "#D55E00", "#CC79A7", "#999999", "#222222"

WIDTH = 6.3  # inches: the text width of an A4 page
_CJK = "Noto Sans SC"
_STYLE = {
    "font.family": ["DejaVu Sans", _CJK],  # the second where the first has no glyph
    "font.size": 8, "axes.titlesize": 9.5, "axes.titlelocation": "left",
    "axes.labelsize": 8, "xtick.labelsize": 7.5, "ytick.labelsize": 7.5, "legend.fontsize": 7.5,
    "legend.frameon": False, "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": "#666666",
    "axes.linewidth": 0.6, "xtick.color": "#444444", "ytick.color": "#444444", "text.color": INK,
    "axes.labelcolor": INK, "lines.linewidth": 1.2, "hatch.linewidth": 0.5, "axes.unicode_minus": True,
    "svg.hashsalt": "ogi-report-toolkit", "svg.fonttype": "path", "pdf.fonttype": 42, "savefig.dpi": 200,
}  # fmt: skip
_DATELESS: dict[str, dict[str, None]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}


@dataclass(frozen=True, eq=False)
class Drawn:
    """A figure and the frame of exactly what it draws. `save` writes SVG, PDF or PNG by the name of the file."""

    figure: Figure
    frame: pl.DataFrame
    name: str

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the figure; the same figure gives the same bytes. ValueError for another kind of file."""
        target = Path(path)
        kind = target.suffix.removeprefix(".").lower()
        if kind not in _DATELESS:
            raise ValueError(f"a figure is saved as {', '.join(_DATELESS)}, not as {target.suffix or target.name}")
        target.write_bytes(self.image(kind))
        return target

    def image(self, kind: str = "svg", dpi: int = 200) -> bytes:
        """Return the file of `kind` "svg", "pdf" or "png"; `dpi` is of use to "png" alone."""
        buffer = BytesIO()
        with styled():
            self.figure.savefig(
                buffer, format=kind, dpi=dpi, bbox_inches="tight", pad_inches=0.05, metadata=_DATELESS[kind]
            )
        return buffer.getvalue()

    def _repr_png_(self) -> bytes:
        return self.image("png", 110)

    def __repr__(self) -> str:
        return f"<figure {self.name}, {self.frame.height} rows>"


@cache
def font_path() -> Path:
    """Return the font file inside zhplot, which is not imported; FileNotFoundError without it."""
    spec = find_spec("zhplot")
    for folder in spec.submodule_search_locations or () if spec else ():
        for path in sorted(Path(folder).rglob("NotoSansSC*.ttf")):
            return path
    raise FileNotFoundError("the Chinese font is missing: install zhplot")


@cache
def _register() -> None:
    font_manager.fontManager.addfont(str(font_path()))


@contextmanager
def styled() -> Iterator[None]:
    """Draw in our style inside, and leave the user's own style as it was."""
    _register()
    with rc_context(_STYLE):  # type: ignore[arg-type]
        yield


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("toolkit.study.figures") / "words.toml").read_text("utf-8"))


def say(key: str, lang: Lang, **values: object) -> str:
    """Return one phrase of words.toml; a key that it has not is returned as it is (levels and scopes as printed)."""
    phrase = _words().get(key, {}).get(lang, key)
    return phrase.format(**values) if values else phrase


def canvas(height: float, width: float = WIDTH) -> Figure:
    """Return an empty figure of that size in inches, laid out so that labels do not collide."""
    return Figure(figsize=(width, height), layout="constrained")


def caption(figure: Figure, lines: Sequence[str], lang: Lang) -> None:
    """Put small lines under the figure: what it rests on, and what it leaves out."""
    room = 66 if lang == "zh" else 132
    text = "\n".join(part for line in lines if line for part in (wrap(line, room) or [""]))
    figure.text(0.005, -0.012, text, ha="left", va="top", fontsize=6.5, color="#555555", linespacing=1.35)


def rests_on(frame: pl.DataFrame, lang: Lang) -> list[str]:
    """Return what a frame of measures rests on, counted, for a caption."""
    counts = {
        "n": frame["n_reports"].sum(), "valued": frame["n_valued"].sum(), "missing": frame["n_missing"].sum(),
        "unresolved": frame["n_unresolved"].sum(), "undefined": frame["n_undefined"].sum(),
        "quarantined": frame["n_quarantined"].max() or 0,
    }  # fmt: skip
    layers = [say(str(layer), lang) for layer in sorted(frame["layer"].unique())]
    return [
        say("reports_n", lang, **counts)
        + ("。" if lang == "zh" else ". ")
        + say("layer", lang, layer=", ".join(layers))
    ]


def short(organ: str | None, width: int = 13) -> str:
    """Return an organ's name in lines of at most `width` characters."""
    return "\n".join(wrap(organ or "?", width)) or "?"


def percent_axis(axes: Axes, which: Literal["x", "y"]) -> None:
    """Print the numbers of an axis of shares as percentages."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(lambda value, _: f"{100 * value:.0f}")


def spread(positions: Sequence[float], gap: float) -> list[float]:
    """Return `positions` moved apart to at least `gap`, in their order, as little as needed.

    >>> spread([0.0, 0.1, 5.0], 1.0)
    [-0.45, 0.55, 5.0]
    """
    order = sorted(range(len(positions)), key=lambda n: positions[n])
    groups: list[tuple[list[int], float]] = []  # members, centre
    for n in order:
        groups.append(([n], positions[n]))
        while len(groups) > 1 and groups[-1][1] - groups[-2][1] < gap * (len(groups[-1][0]) + len(groups[-2][0])) / 2:
            (later, _), (earlier, _) = groups.pop(), groups.pop()
            members = [*earlier, *later]
            groups.append((members, sum(positions[m] for m in members) / len(members)))
    placed = [0.0] * len(positions)
    for members, centre in groups:
        for k, n in enumerate(members):
            placed[n] = round(centre + gap * (k - (len(members) - 1) / 2), 12)
    return placed
