"""Samples of shifts that repeat."""

from datetime import date, datetime, time, timedelta

from bot.cards import shifts
from bot.cards.shifts import Known
from bot.domain.shifts import Shift
from tools.samples.sample import Sample

NIGHTS = Known(
    1,
    [
        Shift(start, start + timedelta(hours=8))
        for start in (datetime.combine(date(2026, 12, n), time(22)) for n in (1, 4, 8))
    ],
)
SUNDAYS = Known(
    2,
    [
        Shift(start, start + timedelta(days=1))
        for start in (datetime.combine(date(2026, 12, n), time()) for n in (6, 13))
    ],
)

SAMPLES: tuple[Sample, ...] = (
    Sample("The shifts I have told of", shifts.shifts_card, ([NIGHTS, SUNDAYS],)),
    Sample("No shifts are known", shifts.shifts_card, ([],)),
    Sample("The shifts are typed", shifts.type_shifts),
    Sample("How shifts were understood", shifts.understood, (NIGHTS,), {"frees_an_evening": True}),
    Sample(
        "Shifts that leave no evening free",
        shifts.understood,
        (NIGHTS,),
        {"frees_an_evening": False},
    ),
)
