"""Days away in words, for every card that speaks of them."""

from bot.domain.away import Span
from bot.i18n import Speech


def days(t: Speech, span: Span) -> str:
    """Days in words: "01/07/2027 – 15/08/2027", "from 01/07/2027"."""
    first = t.plain_day(span.first)
    if span.last is None:
        return t("from {first}", first=first)
    if span.last == span.first:
        return first
    return t("{first} – {last}", first=first, last=t.plain_day(span.last))


def span_line(t: Speech, span: Span, *, by_us: bool) -> str:
    """What an invitation says of days away; `by_us` where the bot has answered for its reader."""
    if by_us:
        return t("I answered for {you}, since {you} are away {days}.", days=days(t, span))
    return t("{You} said that {you} are away {days}.", days=days(t, span))
