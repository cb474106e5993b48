"""Samples of days on which somebody is away."""

from datetime import date

from bot.cards import away
from bot.cards.away import Due, Shown, Touched
from bot.domain.answers import Reason
from bot.domain.away import Behaviour, Span
from tools.samples.sample import STARTS, Sample

SUMMER = Shown(
    3,
    Span(date(2027, 7, 1), date(2027, 8, 15)),
    Reason.SUMMER_BREAK,
    "",
    Behaviour.ABSENT,
)
FAR = Shown(4, Span(date(2026, 12, 1), None), Reason.OTHER, "Chăm con ở quê", Behaviour.ASK)
CELL = "Chi bộ Khoa Toán - Tin"

SAMPLES: tuple[Sample, ...] = (
    Sample("What I have said of the days to come", away.all_days, ([SUMMER, FAR],)),
    Sample("Nothing has been said", away.all_days, ([],)),
    Sample("The days are typed", away.type_days, ()),
    Sample(
        "Days away, what they touch, and what the bot does",
        away.one_span,
        (
            FAR,
            [Touched(CELL, STARTS, answered=False), Touched(CELL, STARTS, answered=True)],
            [Due(5, "Soạn kế hoạch dạy thí điểm", date(2026, 12, 8))],
        ),
    ),
    Sample("At the end of days away", away.back, (SUMMER,)),
    Sample("Somebody is back", away.noted_back, ()),
)
