"""The picture of a year: read on a phone, on any ground, without telling colours apart."""

import io
import time

import pytest
from PIL import Image, ImageColor

from bot.domain.chart import Bar, Chart
from bot.papers import chart_png
from bot.papers.chart_png import BAR, BEFORE, EDGE, HATCH, INK, PAPER, png


def chart(*percents: int | None, before: int | None = 60, title: str = "Chi bộ Toán") -> Chart:
    bars = tuple(
        Bar(f"T{n}", "hè" if n in (6, 7, 8) else "", percent, before, n in (6, 7, 8))
        for n, percent in enumerate(percents, start=1)
    )
    return Chart(title, bars, "cùng tháng năm trước", "tháng hè")


def drawn(shown: Chart) -> Image.Image:
    return Image.open(io.BytesIO(png(shown))).convert("RGB")


def contrast(one: str, other: str) -> float:
    """The ratio by which WCAG 2.2 judges two colours: 1 to 21."""

    def luminance(colour: str) -> float:
        parts = (value / 255 for value in ImageColor.getrgb(colour)[:3])
        red, green, blue = (
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_words_and_shapes_stand_out_from_the_paper() -> None:
    assert contrast(INK, PAPER) >= 7
    assert contrast(BAR, PAPER) >= 4.5
    assert contrast(BEFORE, PAPER) >= 4.5
    for ground in ("#ffffff", "#17212b", "#0f0f0f"):  # light and dark chats
        assert max(contrast(EDGE, ground), contrast(PAPER, ground)) >= 3


def test_on_a_phone_the_letters_are_at_least_eleven_pixels() -> None:
    assert chart_png.TEXT * 360 / chart_png.WIDTH >= 11


def test_a_gap_is_no_bar_and_nobody_at_all_is_another_thing() -> None:
    colours = [
        {colour for _n, colour in drawn(chart(p, None, None, before=None)).getcolors(1 << 20) or []}
        for p in (None, 0, 50, 100)
    ]
    blue = ImageColor.getrgb(BAR)
    assert [blue in found for found in colours] == [False, True, True, True]


def test_summer_is_hatched_and_last_year_is_a_line() -> None:
    with_both = drawn(chart(*[80] * 12))
    found = {colour for _n, colour in with_both.getcolors(1 << 20) or []}
    assert {ImageColor.getrgb(HATCH), ImageColor.getrgb(BEFORE)} <= found


@pytest.mark.parametrize("title", ["Chi bộ Toán", "Chi bộ Khoa " + "Giáo dục Mầm non " * 8])
def test_it_is_a_small_png_and_soon_drawn(title: str) -> None:
    began = time.perf_counter()
    picture = png(chart(*[n * 8 for n in range(12)], title=title))
    assert time.perf_counter() - began < 1.5
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 60_000
    assert drawn(chart(*[n * 8 for n in range(12)], title=title)).size == (1080, 840)
