"""Codes to hand over, and the accounts of a person, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.chat import Action, Card, Choice, Rows, Tone
from bot.domain.reach import OTHERWISE, WHY_NAMES
from bot.i18n import Speech

CHANNEL_NAMES = {"telegram": "Telegram", "zalo": "Zalo", "web": "Web"}


@dataclass(frozen=True)
class ShowAccounts(Action):
    """My connected accounts."""

    name: ClassVar[str] = "accs"


@dataclass(frozen=True)
class NewCode(Action):
    """A code for another phone or app of mine."""

    name: ClassVar[str] = "mycode"


@dataclass(frozen=True)
class EndAccount(Action):
    """End an account of mine; asks first unless `sure`."""

    name: ClassVar[str] = "accend"
    account_id: int
    sure: bool


@dataclass(frozen=True)
class Connected:
    """An account of somebody. `here` is the one that speaks now."""

    id: int
    channel: str
    since: datetime | None
    last_seen: datetime
    unreachable_why: str | None = None
    here: bool = False


@dataclass(frozen=True)
class Code:
    """A join code as it is handed over; it is shown once and never again."""

    text: str
    link: str
    until: datetime


def account_line(t: Speech, account: Connected) -> str:
    """One account: where, since when, last used, and why nothing arrives there."""
    since = t.day(t.local_day(account.since or account.last_seen))
    line = t(
        "{channel}, connected {since}, last used {used}",
        channel=account_name(account),
        since=since,
        used=t.day(t.local_day(account.last_seen)),
    )
    if account.here:
        line = t("{account} (this one)", account=line)
    if account.unreachable_why is not None:
        why = t(WHY_NAMES.get(account.unreachable_why, OTHERWISE))
        line = t("{account}. Nothing arrives there: {why}", account=line, why=why)
    return line


def account_name(account: Connected) -> str:
    """What people call the channel of an account."""
    return CHANNEL_NAMES.get(account.channel, account.channel)


def numbered(lines: Sequence[str], first: int = 1) -> list[str]:
    """Lines with their number, so that a button can name one."""
    return [f"{n}. {line}" for n, line in enumerate(lines, start=first)]


def code_lines(t: Speech, code: Code) -> list[str]:
    """A code with its link."""
    lines = [t("Code: {code}", code=code.text)]
    if code.link:
        lines.append(t("Link: {link}", link=code.link))
    return lines


def my_code(t: Speech, code: Code, accounts: Sequence[Connected]) -> Card:
    """A code for another phone, and what is connected now."""
    return Card(
        title=t("Connect another phone or app"),
        body="\n".join(
            [
                t("Open the link on the other phone, or send the code to me there."),
                *code_lines(t, code),
                t("It can be used once, until {time}.", time=t.clock(code.until)),
                t("Give it to nobody else: whoever uses it speaks for {you}."),
                "",
                *_mine(t, accounts),
            ]
        ),
        choices=_ends(t, accounts),
    )


def my_accounts(t: Speech, accounts: Sequence[Connected], *, note: str = "") -> Card:
    """What is connected now."""
    return Card(
        title=t("Connected phones and apps"),
        body="\n".join(_mine(t, accounts)),
        choices=(
            (Choice(t("Connect another one"), NewCode(), tone=Tone.GOOD),),
            *_ends(t, accounts),
        ),
        shows=ShowAccounts(),
        toast=note,
    )


def another_connected(t: Speech, channel: str, since: datetime) -> Card:
    """What the phones connected before are told."""
    return Card(
        title=t("Another phone or app has been connected."),
        body=t(
            "Since {time} {you} can speak with me on {channel} there too. If that was not {you}, "
            "end that connection and tell the secretary.",
            time=t.when(since),
            channel=CHANNEL_NAMES.get(channel, channel),
        ),
        choices=((Choice(t("Connected phones and apps"), ShowAccounts()),),),
    )


def _mine(t: Speech, accounts: Sequence[Connected]) -> list[str]:
    return [t("Connected now:"), *numbered([account_line(t, each) for each in accounts])]


def _ends(t: Speech, accounts: Sequence[Connected]) -> Rows:
    return tuple(
        (Choice(end_label(t, n, each), EndAccount(each.id, sure=False), tone=Tone.BAD),)
        for n, each in enumerate(accounts, start=1)
    )


def end_label(t: Speech, n: int, account: Connected) -> str:
    """The button that ends the account with number `n` in the list."""
    return t("End {n}: {channel}", n=n, channel=account_name(account))


def ask_end(t: Speech, account: Connected, *, last: bool) -> Card:
    """Make sure: what happens to this account, and to the person when it is the last one."""
    lines = [account_line(t, account), ""]
    if last:
        lines.append(t("This is the only one. Without it no invitation reaches {you}."))
    else:
        lines.append(t("I will send nothing there any more; the others stay connected."))
    if account.here:
        lines.append(t("To come back on this phone {you} will need a new code."))
    return Card(
        title=t("End this connection?"),
        body="\n".join(lines),
        choices=(
            (Choice(t("Yes, end it"), EndAccount(account.id, sure=True), tone=Tone.BAD),),
            (Choice(t("No, keep it"), ShowAccounts()),),
        ),
        shows=ShowAccounts(),
    )


def ended_here(t: Speech) -> Card:
    """The phone in hand is no longer connected."""
    return Card(
        title=t("This phone is no longer connected."),
        body=t("To come back, ask the secretary for a new code and send it here."),
    )
