"""A word owed to one person about their invitation, and their invitation redrawn."""

from bot.cards.invitation import ShowInvitation
from bot.chat import Urgency
from bot.turn import Turn
from storage import outbox, screens
from storage.invitations import Asked
from storage.outbox import Debt


async def redraw_theirs(turn: Turn, asked: Asked) -> None:
    """Have every phone of the person invited show their invitation as it is now."""
    shown = ShowInvitation(asked.meeting.id).pack()
    await screens.stale(turn.db, shown, now=turn.now, person_id=asked.invitation.person_id)


async def owe_word(turn: Turn, asked: Asked, notice: str, *, key: str) -> None:
    """Owe the person invited one message of this kind; `key` says which one it is."""
    meeting = asked.meeting
    await outbox.owe(
        turn.db,
        Debt(
            key=key,
            person_id=asked.invitation.person_id,
            notice=notice,
            about={"meeting": meeting.id},
            unit_id=meeting.unit_id,
            due_at=turn.now,
            until=meeting.starts_at,
            urgency=Urgency.CHANGE,
        ),
        now=turn.now,
    )
