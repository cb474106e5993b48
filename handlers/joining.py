"""A join code ties an account to a person, once they have seen as whom and agreed."""

from bot.cards.joining import Agree, Decline, Role, consent
from bot.chat import Card, Reply, Toast
from bot.domain import codes as code_rules
from bot.domain.refusal import Refused
from bot.domain.roles import ROLE_NAMES
from bot.router import Audience, Router
from bot.turn import Turn
from handlers import menus, summons
from storage import awaiting, codes, people
from storage.tables import JoinCode

router = Router()


@router.command(
    "start", "batdau", summary="Join with a code", usage="CODE", audience=Audience.ANYONE
)
async def start(turn: Turn, words: str) -> Reply:
    """Greet, or take the code that was sent along."""
    if words:
        return await _try(turn, words)
    if turn.who is not None:
        return Toast(
            turn.t("Hello {name}. Send /meeting to see the next meeting.", name=turn.who.name)
        )
    return Card(
        title=turn.t("Hello. This is the meeting assistant of the cell."),
        body=turn.t("Please send the join code that the secretary gave you."),
    )


async def _try(turn: Turn, typed: str) -> Reply:
    """Look a code up. A wrong one is counted and told, not raised: the count must stay."""
    if await codes.wrong_tries(turn.db, turn.talk.id, now=turn.now) >= (
        code_rules.WRONG_TRIES_AN_HOUR
    ):
        return Toast(turn.t("Too many wrong codes. Please wait an hour, then try again."))
    code = await codes.find(turn.db, typed)
    fault = _fault(turn, code)
    if fault is not None or code is None:
        await codes.wrong_try(turn.db, turn.talk.id, now=turn.now)
        return Toast(fault or turn.t("I do not know this code. Please check every character."))
    if turn.who is not None and turn.who.person_id == code.person_id:
        return Toast(turn.t("{You} have joined already with this account."))
    if turn.who is not None:
        return Toast(
            turn.t(
                "This account belongs to {name}. Please open the code on the other person's phone.",
                name=turn.who.name,
            )
        )
    # Only the conversation that sent the code may agree: button data can be forged.
    turn.expect(Agree(code.id))
    return await _ask_consent(turn, code)


def _fault(turn: Turn, code: JoinCode | None) -> str | None:
    if code is None:
        return turn.t("I do not know this code. Please check every character.")
    if code.used_at is not None:
        return turn.t("This code has been used. Please ask the secretary for a new one.")
    if code.expires_at <= turn.now:
        return turn.t("This code has expired. Please ask the secretary for a new one.")
    return None


async def _ask_consent(turn: Turn, code: JoinCode) -> Card:
    who = await people.who(turn.db, code.person_id)
    if who is None:
        raise Refused("This code is no longer valid. Please ask the secretary for a new one.")
    roles = [
        Role(
            standing.unit_name,
            ", ".join(turn.t(ROLE_NAMES[role]) for role in ROLE_NAMES if role in standing.roles),
        )
        for standing in who.standings
    ]
    return consent(turn.t, who.name, roles, code.id)


@router.action(Agree, audience=Audience.ANYONE)
async def agree(turn: Turn, action: Agree) -> Reply:
    """Tie this account to the person of the code."""
    if not await _sent_it(turn, action.code_id):
        raise Refused("Please send the join code again, then agree.")
    code = await turn.db.get(JoinCode, action.code_id)
    fault = _fault(turn, code)
    if code is None or fault is not None:
        return Toast(fault or "", alert=True)
    if turn.who is not None:
        return Toast(turn.t("{You} have joined already with this account."), alert=True)
    who = await people.who(turn.db, code.person_id)
    if who is None:
        raise Refused("This code is no longer valid. Please ask the secretary for a new one.")
    code.used_at = turn.now
    await awaiting.settle(turn.db, turn.talk.id)
    await people.join(turn.db, turn.talk.id, code.person_id, now=turn.now)
    await menus.owe_menu(turn.db, code.person_id, now=turn.now)
    await summons.invite_late(turn, code.person_id)
    return Card(
        title=turn.t("Welcome, {name}.", name=who.name),
        body=turn.t(
            "I will send the invitation to each meeting here. {You} answer with one tap.\n"
            "Send /help to see everything else."
        ),
    )


@router.action(Decline, audience=Audience.ANYONE)
async def decline(turn: Turn, action: Decline) -> Card:
    """Nothing is tied together; the code stays good for whom it was made."""
    await awaiting.settle(turn.db, turn.talk.id)
    return Card(
        title=turn.t("Nothing has been kept."),
        body=turn.t("The code stays good. Please tell the secretary if the name is wrong."),
    )


async def _sent_it(turn: Turn, code_id: int) -> bool:
    waiting = await awaiting.expected(turn.db, turn.talk.id, now=turn.now)
    return waiting is not None and waiting.action == Agree(code_id).pack()
