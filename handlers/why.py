"""Why a person got the last messages, from the outbox's own records."""

from bot.cards import why as cards
from bot.chat import Card
from bot.domain.words import _
from bot.router import Router
from bot.turn import Turn
from handlers import places
from storage import told

router = Router()

MOST = 10
NO_RULE = _("A rule that is no longer in use.")


@router.command("why", "visao", summary="Why I got the last messages")
async def why(turn: Turn, words: str) -> Card:
    """The last ten messages, newest first, each with the rule that caused it."""
    found = await told.latest_to(turn.db, turn.me.person_id, most=MOST)
    return cards.why(
        places.speech(turn, await places.own(turn)), [_message(turn, each) for each in found]
    )


def _message(turn: Turn, one: told.Told) -> cards.Message:
    entry = turn.router.notices.get(one.notice)
    return cards.Message(
        at=one.at,
        outcome=one.outcome,
        channel=one.channel,
        unit=one.unit,
        meeting_at=one.meeting_at,
        rule=entry.why if entry else NO_RULE,
        cause=one.cause,
    )
