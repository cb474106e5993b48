"""Tells the secretary that a member asks to join an in-person meeting online."""

from bot.cards.online_requests import ShowRequest
from bot.chat import Urgency
from bot.domain.answers import Answer, Mode, is_request, stands
from bot.domain.roles import Right
from bot.turn import Turn
from storage import invitations, outbox, screens, units
from storage.invitations import Asked
from storage.outbox import Debt


def is_asked(asked: Asked) -> bool:
    """Whether somebody asks to join online, for the time the meeting has now."""
    row, meeting = asked.invitation, asked.meeting
    answer = Answer(row.answer) if row.answer else None
    return stands(answer, row.round, meeting.round) and is_request(answer, Mode(meeting.mode))


async def turned(turn: Turn, asked: Asked) -> Asked:
    """A request was just made or withdrawn: who decides is told, and every card of it is redrawn.

    Who may decide needs nobody's leave. Returns the invitation as it is now.
    """
    row = asked.invitation
    await settled(turn, asked)
    if not is_asked(asked):
        return asked
    place = units.as_place(asked.unit, turn.home)
    if row.person_id == turn.me.person_id and turn.may(place, Right.ANSWER_FOR):
        return await invitations.change(turn.db, asked, granted=True)
    await outbox.owe(
        turn.db,
        *(
            Debt(
                key=f"{_prefix(asked)}{leader}:{stamp(turn)}",
                person_id=leader,
                notice="online_request",
                about={"invitation": row.id},
                unit_id=place.id,
                due_at=turn.now,
                until=asked.meeting.starts_at,
                urgency=Urgency.CHANGE,
            )
            for leader in await units.leaders(turn.db, place.id)
        ),
        now=turn.now,
    )
    return asked


async def settled(turn: Turn, asked: Asked) -> None:
    """What is still owed of a request has lost its point, and its cards are behind."""
    await outbox.drop(turn.db, now=turn.now, prefix=_prefix(asked))
    await screens.stale(turn.db, ShowRequest(asked.invitation.id).pack(), now=turn.now)


def stamp(turn: Turn) -> str:
    """What tells one deed from another in the key of a message it causes."""
    return turn.now.isoformat() if turn.order is None else f"{turn.talk.channel}-{turn.order}"


def _prefix(asked: Asked) -> str:
    return f"online:{asked.invitation.id}:"
