"""Pictures of print in, characters with their places and confidence out, by rapidocr; nothing is ever downloaded.

The libraries come with the extra `ogi-toolkit[ocr]`, their models within the wheel. Lengths are in dots; y grows
downwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""A picture in shades of grey, 0 black to 255 white, row by row from the top."""

_BAND = 1_800  # dots: pictures are looked at in bands not much higher, as large ones would be made smaller
_BATCH = 64  # boxes recognised at once
_FRAME = 8  # dots of white around a box
_LEAST_SCORE = 0.3  # lines recognised with less confidence are no print
_SETTINGS = {
    "Global.log_level": "critical",
    "Global.max_side_len": 4_000,  # nothing is made smaller before it is recognised
    "Det.limit_type": "max",  # but lines are looked for in a smaller picture: sooner, and no digit less is found
    "Det.limit_side_len": 1_280,
    "Rec.rec_img_shape": [3, 48, 64],  # a digit takes no longer than its width
}
_HEIGHT = 48  # dots, in which the model sees a line


class Glyph(NamedTuple):
    """A recognised character: its box and how sure it is, 0 to 1."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float


def installed() -> bool:
    """Tell whether the extra is installed."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    # It logs to stderr, and to a notebook, otherwise; its flags are sticky, so every call names them all.
    return RapidOCR(params=_SETTINGS)


def lines_on(picture: Grey) -> list[list[Glyph]]:
    """Return the lines of print found on a picture, each as its characters from left to right."""
    found: list[list[Glyph]] = []
    for top, bottom in _bands(picture):
        band = np.ascontiguousarray(np.repeat(picture[top:bottom, :, None], 3, axis=2))
        result = _engine()(
            band,
            use_det=True,
            use_cls=False,
            use_rec=True,
            return_word_box=True,
            return_single_char_box=True,
            text_score=_LEAST_SCORE,
        )
        if result.boxes is None:  # a band without print
            continue
        for words in result.word_results:
            line = [glyph for word in words if word[2] is not None for glyph in _glyphs(word, top)]
            if line:
                found.append(line)
    return found


def _glyphs(word: tuple[str, float, Any], top: int) -> Iterator[Glyph]:
    """Yield the characters of a word, which stands in a box turned with its line."""
    text, confidence, corners = word
    xs, ys = [float(x) for x, _ in corners], [float(y) + top for _, y in corners]
    step = (max(xs) - min(xs)) / max(len(text), 1)
    for n, letter in enumerate(text):
        if not letter.isspace():
            left = min(xs) + n * step
            yield Glyph(letter, left, min(ys), left + step, max(ys), float(confidence))


def _bands(picture: Grey) -> Iterator[tuple[int, int]]:
    """Yield where to cut a high picture: through white rows, or rows crossed by nothing but upright lines."""
    height, width = picture.shape
    dark = np.count_nonzero(picture < 140, axis=1)
    top = 0
    while height - top > _BAND:
        low = top + _BAND // 2
        least = dark[low : top + _BAND]
        quiet = np.flatnonzero(least <= least.min() + width // 400)
        # In the middle of the last stretch of quiet rows, so that no print is touched.
        last = quiet[-1]
        first = last
        while first - 1 in quiet[-60:] and last - first < 60:
            first -= 1
        bottom = low + int(first + last) // 2
        yield top, bottom
        top = bottom
    yield top, height


def texts_of(boxes: Sequence[Grey]) -> list[tuple[str, float]]:
    """Return what stands in each small picture of one line, and the confidence of its least sure character."""
    engine = _engine()
    engine.update_params(return_word_box=True)
    texts: list[tuple[str, float]] = []
    for start in range(0, len(boxes), _BATCH):
        some = [_framed(box) for box in boxes[start : start + _BATCH]]
        result = engine.recognize_txt(some)
        for text, score, words in zip(result.txts, result.scores, result.word_results, strict=True):
            least = min((float(c) for c in getattr(words, "confs", None) or ()), default=float(score))
            texts.append((text.strip(), least if text else 0.0))
    return texts


def _framed(box: Grey) -> Any:
    import cv2

    white = cv2.copyMakeBorder(box, _FRAME, _FRAME, _FRAME, _FRAME, cv2.BORDER_CONSTANT, value=255)
    scale = _HEIGHT / white.shape[0]
    if scale < 1:
        white = cv2.resize(white, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(white, cv2.COLOR_GRAY2BGR)
