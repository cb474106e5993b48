"""Breaks of a unit: many days off in a row, before which everybody is asked when they are away."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.domain import reading
from bot.domain.answers import Reason
from bot.domain.away import Span, checked, read_span
from bot.domain.calendar import Break
from bot.domain.names import fold
from bot.domain.refusal import Refused

LONGEST = timedelta(days=183)
FARTHEST = timedelta(days=731)
LONGEST_NAME = 100

ANSWERS_TAKE = timedelta(days=7)  # from the question until the secretary gets the figures

_SUMMER = {"he", "summer"}


def read(text: str, *, today: date, unnamed: str) -> Break:
    """`01/06-31/08; Nghỉ hè`; a break without a name is called `unnamed`. Raises Refused."""
    when, *names = reading.fields(text) or [""]
    span = read_span(when, today=today)
    if span.last is None or span.last == span.first:
        raise Refused(
            "A break has a first and a last day, like 01/06-31/08; Nghỉ hè. One day off is /dayoff."
        )
    name = "; ".join(names)
    if name and not reading.says_something(name):
        raise Refused("Please write the name in words, like 01/06-31/08; Nghỉ hè.")
    if len(name) > LONGEST_NAME:
        raise Refused("Please keep the name under {most} characters.", most=LONGEST_NAME)
    return _checked(Break(span.first, span.last, name or unnamed), today)


def _checked(each: Break, today: date) -> Break:
    if each.last - each.first > LONGEST:
        raise Refused("A break lasts half a year at most. Please write a nearer last day.")
    checked(Span(each.first, each.last), today=today)
    if each.first > today + FARTHEST:
        raise Refused("This is more than two years ahead. Please write it when it is nearer.")
    return each


def overlapping(new: Break, others: Iterable[Break]) -> Break | None:
    """The first of the others that shares a day with the new one."""
    return next(
        (each for each in others if each.first <= new.last and new.first <= each.last), None
    )


def reason_of(name: str) -> tuple[Reason, str]:
    """Why somebody is away for the whole of a break that is called so; the words of another one."""
    if _SUMMER & set(fold(name).split()):
        return Reason.SUMMER_BREAK, ""
    return Reason.OTHER, name
