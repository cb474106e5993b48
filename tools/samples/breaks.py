"""Samples of breaks and of fair dates."""

from datetime import date

from bot.cards import breaks, fairest
from bot.cards.breaks import Listed, Month
from bot.cards.fairest import AskMembers, ShowPoll
from bot.domain.calendar import Break
from bot.domain.fairest import Can, Member, Option, ranked
from tools.samples.planning import PLAN
from tools.samples.sample import MOVED, STARTS, UNIT, Sample

SUMMER = Break(date(2027, 6, 1), date(2027, 8, 31), "Nghỉ hè")
TET = Break(date(2027, 2, 1), date(2027, 2, 14), "Nghỉ Tết")

_CAN = (Can.HERE, Can.ONLINE, Can.NO)
_PEOPLE = [Member([_CAN[n % 3], Can.HERE], n % 4) for n in range(12)]
_FAIREST = ranked(2, _PEOPLE, fixed=0)
_PLANNED: Option = next(each for each in _FAIREST if each.number == 0)
_TIMES = (STARTS, MOVED)
_BEST = [(_TIMES[each.number], each) for each in _FAIREST]

SAMPLES: tuple[Sample, ...] = (
    Sample(
        "Breaks ahead, one of them from above",
        breaks.breaks_card,
        (3, UNIT, [Listed(1, TET, "Đảng ủy Trường"), Listed(2, SUMMER)]),
    ),
    Sample("No break is ahead", breaks.breaks_card, (3, UNIT, [])),
    Sample("The question before a break", breaks.question, (UNIT, 2, SUMMER)),
    Sample("Some days of a break are typed", breaks.type_days, (UNIT, 2, SUMMER)),
    Sample("Somebody is not away", breaks.answered, (UNIT, 2, SUMMER)),
    Sample(
        "Who is here in a break",
        breaks.figures,
        (3, UNIT, 2, SUMMER, [Month(STARTS, sorted(_BEST), 42)]),
        {"answered": 9, "of": 12},
    ),
    Sample(
        "A break without a meeting",
        breaks.figures,
        (3, UNIT, 2, SUMMER, []),
        {"answered": 0, "of": 12},
    ),
    Sample(
        "The fairest days of a meeting",
        fairest.fairest_card,
        (PLAN, _BEST, _PLANNED),
        {"poll": AskMembers(42)},
    ),
    Sample("No other day is left", fairest.fairest_card, (PLAN, [], None), {"poll": ShowPoll(4)}),
    Sample("On which day can I come", fairest.vote_card, (UNIT, 4, _TIMES, None)),
    Sample("I can come on one of them", fairest.vote_card, (UNIT, 4, _TIMES, 2)),
    Sample("The day has been chosen", fairest.poll_over, (UNIT,)),
    Sample(
        "What the members say of the day",
        fairest.poll_card,
        (PLAN, 4, [(STARTS, 7), (MOVED, 11)]),
        {"answered": 12, "asked": 15},
    ),
)
