"""Draws a chart as a PNG for a phone: read at a third of its size, on a light or a dark ground.

It brings its own paper with an edge, so that it stands on any theme. What is marked is hatched and
named, last year's figure is a line across: nothing is told by colour alone.
"""

import io
from functools import lru_cache
from importlib import resources
from typing import Any

from bot.domain.chart import Bar, Chart

WIDTH, HEIGHT = 1080, 840
PAPER, INK, EDGE = "#fbf8f1", "#1d1d1d", "#767676"
BAR, BEFORE, HATCH, GRID = "#1f5fa8", "#a3160f", "#cfc6b2", "#b9b2a3"
TEXT = 33  # at a third of the size, as on a phone 360 wide, still 11 pixels

_LEFT, _RIGHT, _TOP, _FLOOR = 120, 24, 150, 640
_TALL = _FLOOR - _TOP


@lru_cache(maxsize=64)
def png(chart: Chart) -> bytes:
    """The picture of a chart. Takes some tens of milliseconds: not for the loop's own thread."""
    from PIL import Image, ImageDraw  # only whoever looks at a picture pays for the library

    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    _Drawing(ImageDraw.Draw(image), _font(TEXT), _font(TEXT + 5)).all_of(chart)
    kept = io.BytesIO()
    image.quantize(64).save(kept, "PNG", optimize=True)
    return kept.getvalue()


@lru_cache(maxsize=4)
def _font(size: int) -> Any:
    from PIL import ImageFont

    path = resources.files("bot.papers") / "fonts" / "DejaVuSans.ttf"
    return ImageFont.truetype(io.BytesIO(path.read_bytes()), size)


class _Drawing:
    def __init__(self, draw: Any, font: Any, large: Any) -> None:
        self._draw = draw
        self._font = font
        self._large = large

    def all_of(self, chart: Chart) -> None:
        self._draw.rectangle((0, 0, WIDTH - 1, HEIGHT - 1), outline=EDGE, width=3)
        self._draw.text((30, 26), self._cut(chart.title), font=self._large, fill=INK)
        wide = (WIDTH - _LEFT - _RIGHT) / len(chart.bars)
        lefts = [_LEFT + n * wide for n in range(len(chart.bars))]
        for bar, left in zip(chart.bars, lefts, strict=True):
            if bar.marked:
                self._hatch(left, wide)
        for percent in (0, 50, 100):
            self._grid(percent)
        for bar, left in zip(chart.bars, lefts, strict=True):
            self._bar(bar, left, wide)
        self._key(chart)

    def _cut(self, title: str) -> str:
        """A title that fits on one line."""
        if self._draw.textlength(title, font=self._large) <= WIDTH - 60:
            return title
        while self._draw.textlength(f"{title}…", font=self._large) > WIDTH - 60:
            title = title[:-1]
        return f"{title.rstrip()}…"

    def _grid(self, percent: int) -> None:
        y = _height(percent)
        self._draw.line((_LEFT, y, WIDTH - _RIGHT, y), fill=GRID, width=2)
        self._draw.text((_LEFT - 12, y), f"{percent}%", font=self._font, fill=INK, anchor="rm")

    def _hatch(self, left: float, wide: float) -> None:
        """Slanting lines from the top to the floor, cut at the edges of the column."""
        right, step = left + wide, 18
        for start in range(int(left) - _TALL, int(right), step):
            first, last = max(start, left), min(start + _TALL, right)
            if first < last:
                self._draw.line(
                    (first, _TOP + first - start, last, _TOP + last - start), fill=HATCH, width=3
                )

    def _bar(self, bar: Bar, left: float, wide: float) -> None:
        middle = left + wide / 2
        said = "–"
        y: float = _FLOOR - 4
        if bar.percent is not None:
            y = _height(bar.percent)
            self._draw.rectangle((left + 12, y, left + wide - 12, _FLOOR), fill=BAR)
            said = f"{bar.percent}"
        if bar.before is not None:
            at = _height(bar.before)
            self._draw.rectangle((left + 3, at - 7, left + wide - 3, at + 7), fill=PAPER)
            self._draw.rectangle((left + 5, at - 4, left + wide - 5, at + 4), fill=BEFORE)
            if y - 52 < at <= y + 7:
                y = at - 8  # the number stands above the line, never behind it
        self._number(said, middle, y - 8)
        self._draw.text((middle, _FLOOR + 12), bar.label, font=self._font, fill=INK, anchor="ma")
        self._draw.text((middle, _FLOOR + 52), bar.below, font=self._font, fill=INK, anchor="ma")

    def _number(self, said: str, middle: float, bottom: float) -> None:
        box = self._draw.textbbox((middle, bottom), said, font=self._font, anchor="md")
        self._draw.rectangle((box[0] - 3, box[1] - 2, box[2] + 3, box[3] + 2), fill=PAPER)
        self._draw.text((middle, bottom), said, font=self._font, fill=INK, anchor="md")

    def _key(self, chart: Chart) -> None:
        """What the line across and the hatching mean."""
        y = HEIGHT - 48
        self._draw.rectangle((40, y - 4, 100, y + 4), fill=BEFORE)
        self._draw.text((114, y), chart.before_is, font=self._font, fill=INK, anchor="lm")
        left = WIDTH // 2 + 130
        for n in range(0, 60, 15):
            self._draw.line((left + n, y - 16, left + n + 30, y + 16), fill=HATCH, width=4)
        self._draw.text((left + 104, y), chart.marked_is, font=self._font, fill=INK, anchor="lm")


def _height(percent: int) -> float:
    return _FLOOR - _TALL * percent / 100
