"""Phones in the terminal, and how what happens on them reads."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.advance import Clock, settle
from bot.app import Bots, running
from bot.cards.joining import Agree, Decline
from bot.channels.terminal import Happened, Phone, Sight, TerminalChannel
from bot.channels.terminal_paper import Ink, Paper
from bot.chat import Card, Choice, Gone, Tone, Unreachable, Urgency
from bot.config import Settings
from bot.domain.codes import LIFETIME
from bot.i18n import Speech
from handlers.help import SpeakLanguage
from storage import codes
from storage.tables import Membership, Person, Unit

NOW = datetime(2026, 11, 16, 2, tzinfo=UTC)
ENGLISH = Speech("en", ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
async def bots(tmp_path: Path, clock: Clock) -> AsyncIterator[Bots]:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'bot.db'}", web_port=0, locale="en")
    async with running(settings, now=clock, alone=True) as made:
        yield made


@pytest.fixture
def sights() -> list[Sight]:
    return []


@pytest.fixture
def channel(bots: Bots, sights: list[Sight]) -> TerminalChannel:
    made = TerminalChannel(bots.turns, bots.screens, bots.background, sights.append)
    bots.channels[made.name] = made
    return made


@pytest.fixture
async def code(bots: Bots) -> str:
    """A join code for Nguyễn Thị Mai of the cell CB1."""
    async with bots.database.transaction() as db:
        unit, mai = Unit(code="CB1", name="Chi bộ Toán", kind="cell"), Person(full_name="Mai")
        db.add_all([unit, mai])
        await db.flush()
        db.add(Membership(person_id=mai.id, unit_id=unit.id))
        return await codes.issue(
            db, mai.id, random=bots.turns.random(16), now=NOW, lifetime=LIFETIME
        )


async def test_a_tap_changes_the_card_where_it_is(
    channel: TerminalChannel, sights: list[Sight], code: str
) -> None:
    mai = channel.phone("Mai", "member CB1", "en")

    await mai.sends(f"/start {code}")
    await mai.picks(Agree)

    assert [each.what for each in sights] == [
        Happened.SAID,
        Happened.NEW,
        Happened.SAID,
        Happened.CHANGED,
    ]
    assert [card.title for card in mai.cards.values()] == ["Welcome, Mai."]


async def test_choices_can_be_picked_by_their_number(channel: TerminalChannel, code: str) -> None:
    mai = channel.phone("Mai", "member CB1", "en")
    await mai.sends(code)

    await mai.picks_number(1)

    assert [card.title for card in mai.cards.values()] == ["Welcome, Mai."]


async def test_nobody_taps_what_is_not_there(channel: TerminalChannel, code: str) -> None:
    mai = channel.phone("Mai", "member CB1", "en")

    with pytest.raises(LookupError, match="Mai sees no Agree"):
        await mai.picks(Agree)
    await mai.sends(code)
    with pytest.raises(LookupError):
        await mai.picks(Decline, code_id=0)
    with pytest.raises(LookupError):
        await mai.picks_number(3)


async def test_a_plain_answer_passes_by(
    channel: TerminalChannel, sights: list[Sight], bots: Bots
) -> None:
    an = channel.phone("An", "member CB1", "en")

    await an.sends("hello?")

    assert [each.what for each in sights] == [Happened.SAID, Happened.PASSING]
    assert "join code" in sights[1].text
    assert not an.cards


async def test_the_menu_follows_the_person(
    channel: TerminalChannel, bots: Bots, clock: Clock, code: str
) -> None:
    mai = channel.phone("Mai", "member CB1", "en")
    await mai.sends(code)
    await mai.picks(Agree)
    await settle(bots.jobs, bots.delivery)

    assert "meeting" in [entry.command for entry in mai.menu]
    clock.time += timedelta(minutes=1)
    await mai.sends("/language")
    await mai.picks(SpeakLanguage, language="vi")
    await settle(bots.jobs, bots.delivery)
    assert "lichhop" in [entry.command for entry in mai.menu]


async def test_the_terminal_fails_as_a_platform_does(channel: TerminalChannel) -> None:
    mai = channel.phone("Mai", "member CB1", "en")

    with pytest.raises(Unreachable):
        await channel.send("99", Card("Hello"), Urgency.NOTICE)
    with pytest.raises(Gone):
        await channel.edit(mai.address, "1", Card("Hello"), Urgency.REPLY)
    assert await channel.can_reach() is None


# How it reads ---------------------------------------------------------------------------------


@pytest.fixture
def paper() -> Paper:
    return Paper(io.StringIO(), ENGLISH, width=60)


def written(paper: Paper) -> str:
    paper.flush()
    assert isinstance(paper.stream, io.StringIO)
    return paper.stream.getvalue()


def phone(channel: TerminalChannel, name: str) -> Phone:
    return channel.phone(name, "member CB1", "en")


ASKED = Card(
    "Chi bộ Toán: meeting",
    "Will you come?\nPlease tap.",
    (
        (Choice("Present", Agree(1), tone=Tone.GOOD),),
        (Choice("Absent", Decline(1), tone=Tone.BAD),),
        (Choice("Page", url="https://example.org"),),
    ),
)


def test_a_card_is_text_with_numbered_choices(channel: TerminalChannel, paper: Paper) -> None:
    paper.sees(Sight(NOW, phone(channel, "Mai"), Happened.NEW, card=ASKED))

    assert written(paper).splitlines() == [
        "",
        "16 Nov 09:00  Mai · member CB1 · phone 1",
        "  │ Chi bộ Toán: meeting",
        "  │ Will you come?",
        "  │ Please tap.",
        "  │ [1] Present   [2] Absent",
        "  │ Page: https://example.org",
    ]


def test_the_same_card_on_many_phones_is_shown_once(channel: TerminalChannel, paper: Paper) -> None:
    for name in ("Mai", "An", "Ba"):
        paper.sees(Sight(NOW, phone(channel, name), Happened.NEW, card=ASKED))

    said = written(paper)

    assert said.count("Will you come?") == 1
    assert [name for name in ("Mai", "An", "Ba") if f"{name} · member CB1 · phone" in said] == [
        "Mai",
        "An",
        "Ba",
    ]


def test_of_many_cards_of_one_kind_one_is_shown_and_the_rest_named(
    channel: TerminalChannel, paper: Paper
) -> None:
    for name in ("Mai", "An", "Ba", "Chi"):
        card = Card("Chi bộ Toán: meeting", f"Time: 19:30\nYour answer, {name}: present")
        paper.sees(Sight(NOW, phone(channel, name), Happened.CHANGED, card=card))

    said = written(paper)

    assert said.count("Time: 19:30") == 1
    assert "Likewise, each in their own case: An, Ba, Chi" in said


def test_a_changed_card_says_so_and_one_phone_is_labelled_once(
    channel: TerminalChannel, paper: Paper
) -> None:
    mai = phone(channel, "Mai")
    paper.sees(Sight(NOW, mai, Happened.SAID, "[1] Present"))
    paper.sees(Sight(NOW, mai, Happened.PASSING, "Noted."))
    paper.sees(Sight(NOW, mai, Happened.CHANGED, card=Card("Done")))

    assert written(paper).splitlines() == [
        "",
        "16 Nov 09:00  Mai · member CB1 · phone 1",
        "  » [1] Present",
        "  Noted.",
        "  (an earlier card, changed in its place)",
        "  │ Done",
    ]


def test_nothing_is_wider_than_the_paper(channel: TerminalChannel, paper: Paper) -> None:
    long = Card("Chi bộ " * 20, "một hai ba " * 40, ((Choice("Xin dự trực tuyến", Agree(1)),) * 9,))
    paper.heading("A part " * 3, NOW)
    paper.says("word " * 50)
    paper.sees(Sight(NOW, phone(channel, "Mai"), Happened.NEW, card=long))

    assert max(len(line) for line in written(paper).splitlines()) <= 60


class Terminal(io.StringIO):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        return True


def test_colours_are_for_terminals_and_nobody_who_declines_them() -> None:
    assert Ink.of(Terminal(), {}).coloured
    assert not Ink.of(Terminal(), {"NO_COLOR": "1"}).coloured
    assert not Ink.of(Terminal(), {"TERM": "dumb"}).coloured
    assert not Ink.of(io.StringIO(), {}).coloured
    assert Ink(coloured=True)("1", "bold") == "\x1b[1mbold\x1b[0m"
    assert Ink()("1", "plain") == "plain"
