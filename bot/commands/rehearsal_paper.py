"""What a rehearsal found, in lines grouped by day."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import TextIO

from bot.commands.rehearsal import Foreseen, Message
from bot.commands.rehearsal_words import KINDS
from bot.domain.reach import REACH_NAMES, Reach
from bot.i18n import Speech

NOT_REACHED = (Reach.NOT_JOINED, Reach.PHONE_ONLY, Reach.UNREACHABLE)


def show(stream: TextIO, found: Foreseen, t: Speech, *, rate: float) -> None:
    """Write everything; `rate` is how many messages a second go out."""
    lines = [*_heading(t, found), *_days(t, found.messages), *_totals(t, found, rate)]
    stream.writelines(line.rstrip() + "\n" for line in lines)
    stream.flush()


def _heading(t: Speech, found: Foreseen) -> list[str]:
    return [
        t(
            "What would be sent from {start} to {end}, if nobody answered anything more.",
            start=t.day(t.local_day(found.since)),
            end=t.day(t.local_day(found.until)),
        ),
        t("This is a rehearsal on a copy: nothing has been sent."),
    ]


def _days(t: Speech, messages: Sequence[Message]) -> list[str]:
    wide = max((len(each.unit) for each in messages), default=0)
    wider = max((len(_kinds(t, each)) for each in messages), default=0)
    lines: list[str] = []
    for day, some in groupby(messages, key=lambda each: t.local_day(each.at)):
        lines += ["", str(t.day(day))]
        for each in some:
            mark = f"  ({t(REACH_NAMES[each.reach])})" if each.reach in NOT_REACHED else ""
            lines.append(
                f"  {t.clock(each.at)}  {each.unit:{wide}}  {_kinds(t, each):{wider}}  "
                f"{each.person}{mark}"
            )
    return lines


def _kinds(t: Speech, message: Message) -> str:
    return " + ".join(_kind(t, notice) for notice in message.notices)


def _kind(t: Speech, notice: str) -> str:
    return t(KINDS.get(notice, notice))


def _totals(t: Speech, found: Foreseen, rate: float) -> list[str]:
    sent = [each for each in found.messages if each.reach is Reach.JOINED]
    lines = ["", t.plural("{n} message would be sent.", "{n} messages would be sent.", len(sent))]
    kinds = Counter(notice for each in sent for notice in each.notices)
    wide = len(str(max(kinds.values(), default=0)))
    lines += [f"  {n:{wide}}  {_kind(t, notice)}" for notice, n in kinds.most_common()]
    if not found.messages:
        lines.append(
            t("No meeting is due in this time. Secretaries schedule them: /schedule 3 19:30; PLACE")
        )
    if sent:
        lines.append(_busiest(t, sent, rate))
    lines += _unreached(t, found)
    if found.failed:
        lines.append(
            t.plural(
                "{n} message could not be made; see the log.",
                "{n} messages could not be made; see the log.",
                found.failed,
            )
        )
    return lines


def _busiest(t: Speech, sent: Sequence[Message], rate: float) -> str:
    minute, n = Counter(_minute(each.at) for each in sent).most_common(1)[0]
    return t.plural(
        "Busiest minute: {time}, {n} message, sent in {seconds} s.",
        "Busiest minute: {time}, {n} messages, sent in {seconds} s.",
        n,
        time=t.when(minute),
        seconds=max(1, round(n / rate)),
    )


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _unreached(t: Speech, found: Foreseen) -> list[str]:
    people = found.people
    lines = [
        t.plural(
            "{n} of {everyone} people cannot be reached:",
            "{n} of {everyone} people cannot be reached:",
            people.everyone - people.count(Reach.JOINED),
            everyone=people.everyone,
        )
    ]
    lines += [
        f"  {n}  {t(REACH_NAMES[reach])}" for reach in NOT_REACHED if (n := people.count(reach))
    ]
    if len(lines) == 1:
        return [t("Everybody on the roster can be reached.")]
    if people.count(Reach.NOT_JOINED):
        lines.append(t("Who has not joined needs a code: python -m bot invites"))
    return lines
