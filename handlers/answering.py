"""The answers of a meeting on the secretary's desk: who may be entered, and what entering does."""

from dataclasses import dataclass

from bot.cards.answering import Somebody
from bot.cards.invitation import Facts, Said
from bot.domain.answers import Answer, Reason
from bot.domain.reach import Reach
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.i18n import Speech
from bot.turn import Turn
from handlers import online
from handlers.invitations import as_said, said, write
from handlers.meeting_facts import facts_of, meeting_for
from handlers.naming import label
from handlers.word import owe_word, redraw_theirs
from storage import headcount, invitations, outbox, units
from storage.headcount import Called
from storage.invitations import Asked
from storage.tables import Invitation, Meeting, Unit


@dataclass(frozen=True)
class Desk:
    """A meeting that has yet to begin, with everyone summoned by number of the person."""

    meeting: Meeting
    unit: Unit
    called: dict[int, Called]
    t: Speech
    facts: Facts

    def the(self, person_id: int) -> Called:
        """Somebody summoned to this meeting; refused for anybody else."""
        found = self.called.get(person_id)
        if found is None:
            raise Refused("This person is not asked to this meeting.")
        return found

    def somebody(self, person_id: int) -> Somebody:
        """A person to name; of namesakes the label tells one from another."""
        return Somebody(person_id, label(self.t, self.the(person_id).one))

    def is_silent(self, person_id: int) -> bool:
        """Whether a person counts and has yet to answer."""
        return self.the(person_id).counts and not self.said_by(person_id).stands

    def said_by(self, person_id: int) -> Said:
        """What a person has said so far."""
        given = self.the(person_id).given
        if given is None:
            return Said()
        return as_said(self.meeting, given.invitation, given.entered_by)


async def desk(turn: Turn, meeting_id: int) -> Desk:
    """The meeting of a button, for one who may enter answers there; refused once it has begun."""
    meeting, unit = await meeting_for(turn, meeting_id, Right.ANSWER_FOR)
    if meeting.cancelled_at is not None:
        raise Refused("This meeting was cancelled, so there is nothing left to answer.")
    if meeting.starts_at <= turn.now:
        raise Refused("This meeting has begun, so answers can no longer be entered.")
    if meeting.invited_at is None:
        raise Refused(
            "Invitations to this meeting have not gone out yet; answers can be entered after that."
        )
    return Desk(
        meeting,
        unit,
        {each.one.person_id: each for each in await headcount.called(turn.db, meeting)},
        turn.speaks(units.as_place(unit, turn.home)),
        await facts_of(turn, meeting, unit),
    )


@dataclass(frozen=True)
class Entry:
    """What is entered: an answer, and for an absence perhaps why."""

    answer: Answer
    reason: Reason | None = None
    words: str = ""


@dataclass(frozen=True)
class Entered:
    """What stands after an entry, and whether its person hears of it."""

    row: Invitation
    said: Said
    told: bool


async def enter(turn: Turn, at: Desk, person_id: int, entry: Entry) -> Entered:
    """Write an answer down for somebody, marked with who entered it, and owe them word of it."""
    at.the(person_id)
    asked = await invitations.made(turn.db, at.meeting, person_id)
    if asked is None:
        raise Refused("This person is not asked to this meeting.")
    before, request = _essence(asked.invitation), online.is_asked(asked)
    by = None if person_id == turn.me.person_id else turn.me.person_id
    why = (entry.reason, entry.words) if entry.reason is not None else None
    asked = await write(turn, asked, entry.answer, why, by=by)
    if online.is_asked(asked):
        asked = await invitations.change(turn.db, asked, granted=True)
    if request or online.is_asked(asked):
        await online.settled(turn, asked)
    await redraw_theirs(turn, asked)
    row = asked.invitation
    told = by is not None and at.the(person_id).one.reach is Reach.JOINED
    if told and _essence(row) != before:
        await _tell(turn, asked)
    return Entered(row, await said(turn, at.meeting, row), told)


def _essence(row: Invitation) -> tuple[object, ...]:
    return row.answer, row.round, row.answered_by


async def _tell(turn: Turn, asked: Asked) -> None:
    """Owe the person one word of what was entered; an earlier one still owed has lost its point."""
    number = asked.invitation.id
    await outbox.drop(turn.db, now=turn.now, prefix=f"entered:{number}:")
    await owe_word(turn, asked, "answered_for", key=f"entered:{number}:{online.stamp(turn)}")
