"""Samples of a year of attendance."""

from bot.cards.attendance_year import year_card
from bot.domain.attendance_year import Figures, periods, year
from tools.samples.sample import UNIT, Sample

_FOUND = {
    period: Figures(there, 24)
    for period, there in zip(
        periods("2026-11", 24),
        [
            20,
            21,
            22,
            22,
            21,
            20,
            11,
            10,
            12,
            21,
            22,
            22,
            21,
            22,
            24,
            21,
            20,
            19,
            14,
            12,
            15,
            22,
            23,
        ],
        strict=False,
    )
}

SAMPLES: tuple[Sample, ...] = (
    Sample("Attendance over twelve months", year_card, (UNIT, year(_FOUND, "2026-11"))),
    Sample("No roll call in twelve months", year_card, (UNIT, year({}, "2026-11"))),
)
