"""A join code ties an account to a person, once they have seen as whom and agreed."""

from dataclasses import replace
from datetime import datetime

from bot.cards.accounts import another_connected
from bot.cards.joining import Agree, Decline, Role, consent, welcome
from bot.chat import Card, Reply, Toast, Urgency
from bot.domain import codes as code_rules
from bot.domain.refusal import Refused
from bot.domain.roles import ROLE_NAMES
from bot.domain.stamps import stamp
from bot.domain.words import _
from bot.i18n import Speech
from bot.router import Audience, Router
from bot.turn import Turn
from bot.who import Who
from handlers import menus, summons
from handlers.naming import label
from storage import awaiting, codes, outbox, people, reach
from storage.outbox import Debt
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
    until = await codes.waits_until(
        turn.db, turn.talk.id, now=turn.now, most=code_rules.WRONG_TRIES_AN_HOUR
    )
    if until is not None:
        return Toast(
            turn.t("Too many wrong codes. Please try again after {time}.", time=turn.t.clock(until))
        )
    code = await codes.find(turn.db, typed)
    if code is None:
        await codes.wrong_try(turn.db, turn.talk.id, now=turn.now)
    if turn.who is not None and code is not None:
        return await _joined_already(turn, turn.who, code)
    fault = fault_of(turn.t, code, now=turn.now)
    if fault or code is None:
        return Toast(fault)
    # Only the conversation that sent the code may agree: button data can be forged.
    turn.expect(Agree(code.id))
    return await _ask_consent(turn, code)


async def _joined_already(turn: Turn, who: Who, code: JoinCode) -> Toast:
    """An account belongs to one person, whose memberships are joined in the roster."""
    if who.person_id == code.person_id:
        return Toast(turn.t("{You} have joined already with this account."))
    return Toast(
        turn.t(
            "This account belongs to {name}. Please use the code on the other person's phone; if "
            "both are {you}, ask the administrator to make them one person in the roster.",
            name=who.name,
        )
    )


def fault_of(t: Speech, code: JoinCode | None, *, now: datetime) -> str:
    """What is wrong with a code, "" when it can be used."""
    if code is None:
        return t("I do not know this code. Please check every character.")
    if code.used_at is not None:
        return t("This code has been used. Please ask the secretary for a new one.")
    if code.expires_at <= now:
        return t("This code has expired. Please ask the secretary for a new one.")
    return ""


async def _person_of(turn: Turn, code: JoinCode) -> Who:
    who = await people.who(turn.db, code.person_id)
    if who is None or not who.standings:
        raise Refused("This code is no longer valid. Please ask the secretary for a new one.")
    return who


async def _ask_consent(turn: Turn, code: JoinCode) -> Card:
    who = await _person_of(turn, code)
    roles = [
        Role(
            standing.unit_name,
            ", ".join(turn.t(ROLE_NAMES[role]) for role in ROLE_NAMES if role in standing.roles),
        )
        for standing in who.standings
    ]
    t = _speech(turn, who)
    return consent(t, await _name(turn, t, who), roles, code.id)


async def _name(turn: Turn, t: Speech, who: Who) -> str:
    """The name; where a unit has it twice, with what tells this person from the other."""
    for standing in who.standings:
        one = await reach.one(turn.db, standing.unit_id, who.person_id)
        if one is not None and one.namesake:
            return label(t, one)
    return who.name


def _speech(turn: Turn, who: Who) -> Speech:
    """Somebody about to join is spoken to as their unit does."""
    return replace(turn.t, address=who.address_in(None) or turn.t.address)


@router.action(Agree, audience=Audience.ANYONE)
async def agree(turn: Turn, action: Agree) -> Reply:
    """Tie this account to the person of the code."""
    if turn.who is not None:
        return Toast(turn.t("{You} have joined already with this account."), alert=True)
    if not await _sent_it(turn, action.code_id):
        raise Refused("Please send the join code again, then agree.")
    code = await turn.db.get(JoinCode, action.code_id)
    fault = fault_of(turn.t, code, now=turn.now)
    if fault or code is None:
        return Toast(fault, alert=True)
    who = await _person_of(turn, code)
    code.used_at = turn.now
    await awaiting.settle(turn.db, turn.talk.id)
    await people.join(turn.db, turn.talk.id, who.person_id, now=turn.now)
    await menus.owe_menu_on(turn.db, who.person_id, turn.talk.id, now=turn.now)
    await _tell_other_phones(turn, who)
    if not who.phone_only:
        await summons.invite_late(turn, who.person_id)
    return welcome(_speech(turn, who), who.name, phone_only=who.phone_only)


async def _tell_other_phones(turn: Turn, who: Who) -> None:
    """Owe every phone connected before a word: whoever has this one speaks for its person now."""
    others = [
        account_id
        for _, account_id in await people.account_numbers(turn.db, [who.person_id])
        if account_id != turn.talk.id
    ]
    debts = [
        Debt(
            key=f"connected:{account_id}:{turn.talk.id}:{stamp(turn.now)}",
            person_id=who.person_id,
            notice="connected",
            about={"account": turn.talk.id},
            due_at=turn.now,
            urgency=Urgency.REPLY,
            account_id=account_id,
        )
        for account_id in others
    ]
    await outbox.owe(turn.db, *debts, now=turn.now)


@router.notice(
    "connected", why=_("A phone is told when another one of the same person is connected.")
)
async def connected(turn: Turn, about: dict[str, int]) -> Card | None:
    """That another phone speaks for the reader, unless it does not any more."""
    mine = await people.accounts_of(turn.db, turn.me.person_id)
    account = next((each for each in mine if each.id == about["account"]), None)
    if account is None or account.consented_at is None:
        return None
    return another_connected(turn.t, account.channel, account.consented_at)


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
