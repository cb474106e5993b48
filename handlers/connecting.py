"""Several phones and apps for one person: a code for another one, and ending an old one."""

from collections.abc import Iterable
from datetime import timedelta

from bot.cards.accounts import (
    Code,
    Connected,
    EndAccount,
    NewCode,
    ShowAccounts,
    ask_end,
    ended_here,
    my_accounts,
    my_code,
)
from bot.chat import Card, Reply
from bot.domain import codes as code_rules
from bot.domain.refusal import Refused
from bot.domain.rules import Rules
from bot.router import Router
from bot.turn import Turn
from handlers import joining, places
from storage import codes, people
from storage.tables import Account

router = Router()


@router.command("connect", "ketnoi", summary="Use another phone or app too")
async def connect(turn: Turn, words: str) -> Reply:
    """A code for another phone and the list of what is connected; or the code that came along."""
    if not words:
        return await new_code(turn, NewCode())
    if code_rules.normalise(words) is None:
        raise Refused("Please send /connect alone. {You} get a code for the other phone.")
    return await joining.start(turn, words)


@router.action(NewCode)
async def new_code(turn: Turn, action: NewCode) -> Card:
    """A code that ties another account to the person asking, for a quarter of an hour."""
    mine = await places.own(turn)
    rules = mine[0].rules if mine else Rules()
    code = await make_code(
        turn, turn.me.person_id, lifetime=timedelta(minutes=rules.connect_minutes)
    )
    return my_code(places.speech(turn, mine), code, await _mine(turn))


@router.action(ShowAccounts)
async def show(turn: Turn, action: ShowAccounts) -> Card:
    """What is connected now."""
    return my_accounts(turn.t, await _mine(turn))


@router.action(EndAccount)
async def end(turn: Turn, action: EndAccount) -> Card:
    """End an account of one's own, after asking."""
    mine = await _mine(turn)
    account = next((each for each in mine if each.id == action.account_id), None)
    if account is None:
        raise Refused("This connection has ended already. Send /connect to see what is connected.")
    if not action.sure:
        return ask_end(turn.t, account, last=len(mine) == 1)
    await people.end(turn.db, turn.me.person_id, account.id, now=turn.now)
    if account.here:
        return ended_here(turn.t)
    return my_accounts(turn.t, await _mine(turn), note=turn.t("Ended."))


async def make_code(turn: Turn, person_id: int, *, lifetime: timedelta) -> Code:
    """A new code for a person, as it is handed over."""
    text = await codes.issue(
        turn.db,
        person_id,
        random=turn.random(code_rules.RANDOM_BYTES),
        now=turn.now,
        lifetime=lifetime,
        made_by=turn.me.person_id,
    )
    return Code(text, turn.home.join_link(code_rules.payload(text)), turn.now + lifetime)


def connected(accounts: Iterable[Account], here: int | None = None) -> list[Connected]:
    """Accounts as cards show them; `here` is the number of the one that speaks."""
    return [
        Connected(
            id=each.id,
            channel=each.channel,
            since=each.consented_at,
            last_seen=each.last_seen_at,
            unreachable_why=each.unreachable_why if each.unreachable_since else None,
            here=each.id == here,
        )
        for each in accounts
    ]


async def _mine(turn: Turn) -> list[Connected]:
    accounts = await people.accounts_of(turn.db, turn.me.person_id)
    return connected(accounts, here=turn.talk.id)
