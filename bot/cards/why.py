"""Why somebody got, or did not get, the last messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.accounts import CHANNEL_NAMES
from bot.chat import Card
from bot.domain.words import _
from bot.i18n import Speech

OUTCOMES = {
    "sent": _("{n}. {time}: sent on {channel}"),
    "stale": _("{n}. {time}: not sent, because it had lost its point"),
    "late": _("{n}. {time}: not sent, because it was too late"),
    "unreachable": _("{n}. {time}: not sent, because no phone could be reached"),
    "phone_only": _("{n}. {time}: not sent, because the secretary telephones {you}"),
    "failed": _("{n}. {time}: not sent, because the channel did not take it"),
}


@dataclass(frozen=True)
class Message:
    """A message as the outbox remembers it; `rule` is a msgid."""

    at: datetime
    outcome: str
    channel: str
    unit: str
    meeting_at: datetime | None
    rule: str
    cause: str


def why(t: Speech, messages: Sequence[Message]) -> Card:
    """Each message with when, where, about what, and the rule behind it."""
    blocks = ["\n".join(_block(t, n, each)) for n, each in enumerate(messages, start=1)]
    return Card(
        title=t("Why {you} got the last messages"),
        body="\n\n".join(blocks) or t("I have not sent {you} any message yet."),
    )


def _block(t: Speech, n: int, one: Message) -> list[str]:
    said = OUTCOMES.get(one.outcome, OUTCOMES["failed"])
    channel = CHANNEL_NAMES.get(one.channel, one.channel)
    lines = [t(said, n=n, time=t.when(one.at), channel=channel)]
    if one.unit and one.meeting_at is not None:
        day = t.day(t.local_day(one.meeting_at))
        lines.append(t("{unit}: meeting on {day}", unit=one.unit, day=day))
    elif one.unit:
        lines.append(one.unit)
    lines.append(t("Rule: {rule}", rule=t(one.rule)))
    if one.cause:
        lines.append(t("Cause: {cause}", cause=one.cause))
    return lines
