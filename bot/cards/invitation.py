"""The invitation: one card that asks, takes the answer, and stays true."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bot.cards.makeups import makes_up_line
from bot.cards.shifts import shift_line
from bot.cards.sittings import Sits
from bot.cards.spans import span_line
from bot.chat import Action, Card, Choice, Rows, Tone
from bot.domain.answers import REASON_LABELS, Answer, Mode, Reason, label
from bot.domain.away import Span
from bot.domain.shifts import Shift
from bot.domain.words import _
from bot.i18n import Speech


@dataclass(frozen=True)
class ShowInvitation(Action):
    """The invitation to a meeting, as it is now."""

    name: ClassVar[str] = "inv"
    meeting_id: int


@dataclass(frozen=True)
class AnswerInvitation(Action):
    """An answer, to the time the meeting had in this round."""

    name: ClassVar[str] = "rsvp"
    meeting_id: int
    round: int
    answer: Answer


@dataclass(frozen=True)
class GiveReason(Action):
    """Why one will be absent."""

    name: ClassVar[str] = "why"
    meeting_id: int
    round: int
    reason: Reason


@dataclass(frozen=True)
class Point:
    """A point of the agenda."""

    title: str
    minutes: int


@dataclass(frozen=True)
class Facts:
    """What a card says of a meeting; `moved_from` is its time before it asked people again.

    `link` is where it is joined online, "" for whoever is not to see it now.
    `makes_up` is the day of the meeting that a make-up session makes up for. `sits` is set for one
    person of a meeting that is held `by_subgroup`.
    """

    meeting_id: int
    round: int
    unit: str
    title: str
    starts_at: datetime
    place: str
    mode: Mode
    agenda: Sequence[Point] = ()
    cancelled: bool = False
    cancel_reason: str = ""
    moved_from: datetime | None = None
    link: str = ""
    makes_up: date | None = None
    by_subgroup: bool = False
    sits: Sits | None = None


@dataclass(frozen=True)
class Said:
    """What one person has said about a meeting.

    `away` are days away that the meeting falls on, `by_us` says that the bot answered for them,
    `shift` is one of theirs that the meeting clashes with.
    """

    answer: Answer | None = None
    reason: Reason | None = None
    reason_words: str = ""
    stands: bool = False
    away: Span | None = None
    by_us: bool = False
    shift: Shift | None = None
    granted: bool | None = None
    entered_by: str = ""


_NOW = {
    Answer.PRESENT: _("Your answer: you will be present."),
    Answer.ONLINE: _("Your answer: you will join online."),
    Answer.LATE: _("Your answer: you will come late."),
    Answer.ABSENT: _("Your answer: you will be absent."),
}
_TONES = {Answer.PRESENT: Tone.GOOD, Answer.ABSENT: Tone.BAD}


def title(t: Speech, facts: Facts) -> str:
    """The heading of every card about a meeting: the unit first, then what and which day."""
    day = t.day(t.local_day(facts.starts_at))
    if facts.title:
        return t("{unit}: {title}, {day}", unit=facts.unit, title=facts.title, day=day)
    return t("{unit}: meeting on {day}", unit=facts.unit, day=day)


def particulars(t: Speech, facts: Facts) -> list[str]:
    """When and where, and the agenda, a line each."""
    lines = [] if facts.makes_up is None else [makes_up_line(t, facts.makes_up)]
    sits = facts.sits or Sits("", facts.starts_at, facts.place)
    lines.append(t("Time: {time}", time=t.when(sits.starts_at)))
    if sits.place:
        lines.append(t("Place: {place}", place=sits.place))
    if facts.by_subgroup:
        lines.append(_by_subgroup(t, facts))
    if facts.mode is Mode.ONLINE:
        lines.append(t("The meeting is held online."))
    elif facts.mode is Mode.MIXED:
        lines.append(t("{You} may come in person or join online."))
    if facts.link:
        lines.append(t("Join online: {link}", link=facts.link))
    if facts.agenda:
        lines += ["", t("Agenda:")]
        lines += [
            t("{n}. {title} ({minutes} minutes)", n=n, title=point.title, minutes=point.minutes)
            for n, point in enumerate(facts.agenda, start=1)
        ]
    return lines


def _by_subgroup(t: Speech, facts: Facts) -> str:
    """What a meeting held by sub-group means for the one who reads."""
    if facts.sits is None:
        return t("The meeting is held by sub-group; the invitation says where each sits.")
    if facts.sits.subgroup:
        return t(
            "The meeting is held by sub-group: this is where {subgroup} sits.",
            subgroup=facts.sits.subgroup,
        )
    return t("The meeting is held by sub-group; {you} sit here, with the secretary.")


def invitation(
    t: Speech, facts: Facts, said: Said, *, now: datetime, note: str = "", above: str = ""
) -> Card:
    """The invitation as it stands for one person.

    `note` is said over the tapped button, `above` says in the card why it comes again.
    """
    lines = particulars(t, facts)
    choices: Rows = ()
    if facts.cancelled:
        lines = [t("This meeting has been cancelled: {reason}", reason=facts.cancel_reason)]
    elif now >= facts.starts_at:
        lines += ["", *(_given(t, facts, said) if said.stands else ())]
        lines.append(
            t("The meeting has begun. If anything changes, please tell the secretary directly.")
        )
    else:
        lines += ["", *_asked(t, facts, said)]
        choices = _answers(t, facts, said)
    return Card(
        title=title(t, facts),
        body="\n".join([above, "", *lines]).strip(),
        choices=choices,
        shows=ShowInvitation(facts.meeting_id),
        toast=note,
    )


def _asked(t: Speech, facts: Facts, said: Said) -> list[str]:
    if said.answer is None:
        return [*_obstacles(t, said), t("Will {you} come? Please tap one answer.")]
    if not said.stands:
        return [
            *_before(t, facts, said),
            *_obstacles(t, said),
            t("Can {you} still come? Please tap one answer."),
        ]
    if said.entered_by:
        how = t("Entered by {name}; tap to change it.", name=said.entered_by)
    else:
        how = t("{You} can change it until the meeting begins.")
    return [*_given(t, facts, said), how]


def _obstacles(t: Speech, said: Said) -> list[str]:
    """What somebody has said of the day before they were asked."""
    lines = [span_line(t, said.away, by_us=False)] if said.away is not None else []
    if said.shift is not None:
        lines.append(t("{You} have a shift then: {shift}.", shift=shift_line(t, said.shift)))
    return lines


def _before(t: Speech, facts: Facts, said: Said) -> list[str]:
    """What somebody answered for the time before the last big move."""
    lines = [t("The time has changed, so the earlier answer is for the old time.")]
    if facts.moved_from is not None and said.answer is not None:
        lines.append(
            t(
                "For the old time, {time}: {answer}",
                time=t.when(facts.moved_from),
                answer=t(label(said.answer, facts.mode)),
            )
        )
    return lines


def _given(t: Speech, facts: Facts, said: Said) -> list[str]:
    lines = [answer_line(t, facts.mode, said)]
    if said.away is not None and said.by_us:
        lines.append(span_line(t, said.away, by_us=True))
    if said.answer is Answer.ABSENT and (reason := reason_text(t, said)):
        lines.append(t("Reason: {reason}", reason=reason))
    return lines


def answer_line(t: Speech, mode: Mode, said: Said) -> str:
    """What somebody who has answered reads of their own answer."""
    if said.answer is Answer.ONLINE and mode is Mode.IN_PERSON:
        if said.granted is None:
            return t("Your answer: you ask to join online. The secretary will decide.")
        if not said.granted:
            return t("The secretary asks {you} to come in person; joining online was not granted.")
    assert said.answer is not None
    return t(_NOW[said.answer])


def reason_text(t: Speech, said: Said) -> str:
    """The reason as people read it: their words, or the label they tapped."""
    if said.reason_words:
        return said.reason_words
    return t(REASON_LABELS[said.reason]) if said.reason else ""


def _answers(t: Speech, facts: Facts, said: Said) -> Rows:
    given = said.answer if said.stands else None
    return tuple(
        (
            Choice(
                ("✓ " if answer is given else "") + t(label(answer, facts.mode)),
                AnswerInvitation(facts.meeting_id, facts.round, answer),
                tone=_TONES.get(answer, Tone.PLAIN),
            ),
        )
        for answer in Answer
    )


def ask_reason(t: Speech, facts: Facts, known: str = "") -> Card:
    """Absent is noted; now why, in one more tap. `known` is a reason given before."""
    lines = [
        t("Noted: {you} will be absent. What is the reason?"),
        t("Only the secretary, the deputy and {you} see it."),
    ]
    if known:
        lines.append(t("Reason: {reason}", reason=known))
    return Card(
        title=title(t, facts),
        body="\n".join(lines),
        choices=(
            *(
                (
                    Choice(
                        t(REASON_LABELS[reason]),
                        GiveReason(facts.meeting_id, facts.round, reason),
                    ),
                )
                for reason in Reason
            ),
            (Choice(t("Back to the invitation"), ShowInvitation(facts.meeting_id)),),
        ),
        shows=ShowInvitation(facts.meeting_id),
    )


def type_reason(t: Speech, facts: Facts) -> Card:
    """Another reason is typed."""
    return Card(
        title=title(t, facts),
        body=t(
            "Please type the reason in one message. Only the secretary, the deputy and {you} "
            "see it."
        ),
        choices=((Choice(t("Back to the invitation"), ShowInvitation(facts.meeting_id)),),),
        shows=ShowInvitation(facts.meeting_id),
    )
