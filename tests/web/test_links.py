"""Addresses that lead to one meeting: a person's own link, the cell's, and calendars."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import update
from sqlmodel import col

from bot.config import Settings
from storage import privacy
from storage.tables import Account, Invitation, Meeting
from tests.people import OnTelegram
from tests.planning import a_meeting, redrawn
from tests.web.browser import Browser
from tests.web.conftest import NewBrowser, joined
from tests.world import World


@pytest.fixture
def settings(settings: Settings) -> Settings:
    public = {"public_url": f"http://127.0.0.1:{settings.web_port}"}
    return settings.model_validate(settings.model_dump() | public)


@pytest.fixture
async def secretary(world: World) -> OnTelegram:
    """The secretary of a cell that is invited, with two who have not joined yet."""
    phone = await world.joined("Lê Thị Thư", roles="secretary")
    await world.member("Bùi Xuân Trường")
    await world.member("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30", place="Hội trường A")
    await world.until(timedelta(days=4))
    return phone


async def link_of(secretary: OnTelegram, name: str) -> str:
    """The path of a link that the secretary takes for somebody."""
    await secretary.sends(f"/answerfor {name}")
    await secretary.picks("A link for them to answer with")
    line = next(line for line in secretary.sees.split("\n") if line.startswith("http"))
    return "/" + line.split("/", 3)[3]


async def the_answer(world: World, person: int) -> str | None:
    return next(row.answer for row in await world.rows(Invitation) if row.person_id == person)


async def test_one_without_an_app_answers_by_a_link_in_two_taps(
    world: World, secretary: OnTelegram, browser: NewBrowser
) -> None:
    page = browser()
    await page.opens(await link_of(secretary, "Trường"))
    assert "Hội trường A" in page.sees
    assert await the_answer(world, 2) is None  # a preview of the link answers nothing

    await page.submits("Absent")
    assert await the_answer(world, 2) == "absent"
    await page.submits("Send", words="Con trai cưới")
    [row] = [row for row in await world.rows(Invitation) if row.person_id == 2]
    assert (row.reason, row.reason_words, row.answer_channel) == ("other", "Con trai cưới", "link")
    assert row.answered_by is None

    await page.submits("Present")
    assert "you will be present" in page.sees
    assert await the_answer(world, 2) == "present"
    assert len(await world.rows(Account)) == 1


async def test_an_answer_by_a_link_shows_on_the_phone_too(
    world: World, secretary: OnTelegram, browser: NewBrowser
) -> None:
    await secretary.sends("/meeting")
    page = browser()
    await page.opens(await link_of(secretary, "Thư"))
    await page.submits("Late")
    await redrawn(world)

    assert any("✓ Late" in str(button) for m in secretary.messages for button in m.buttons)


@pytest.mark.parametrize(
    "change",
    [lambda link: link[:-1], lambda link: link + "x", lambda _: "/m/1.abc", lambda _: "/m/x"],
)
async def test_a_forged_link_leads_nowhere(
    world: World, secretary: OnTelegram, browser: NewBrowser, change
) -> None:
    link = await link_of(secretary, "Trường")
    page = browser()
    await page.opens(change(link))
    assert page.status == 404
    assert "This link is no longer good" in page.sees
    answer = await page.client.post(change(link), data={"wire": "rsvp:1:1:present"})
    assert answer.status_code == 404
    assert await the_answer(world, 2) is None


@pytest.mark.parametrize("wire", ["rsvp:2:1:present", "mydata", "x", "afa:1:1:1:absent", ""])
async def test_a_link_does_nothing_but_answer_its_own_meeting(
    world: World, secretary: OnTelegram, browser: NewBrowser, wire: str
) -> None:
    page = browser()
    link = await link_of(secretary, "Trường")
    await page.opens(link)
    await page.submits("Present", wire=wire)
    assert page.status == 400
    assert "Hội trường A" in page.sees
    assert await the_answer(world, 2) is None


async def test_a_link_ends_with_the_meeting_and_with_the_person(
    world: World, secretary: OnTelegram, browser: NewBrowser
) -> None:
    link = await link_of(secretary, "Trường")
    page = browser()
    await page.opens(link)
    _, fields = page.form("Present")
    async with world.bots.database.transaction() as db:
        await privacy.erase(db, 2, now=world.clock.time)
    answer = await page.client.post(link, data=fields)
    assert answer.status_code == 410

    own = await link_of(secretary, "Thư")
    world.clock.time += timedelta(days=8)
    await page.opens(own)
    assert page.status == 410
    assert await the_answer(world, 1) is None


async def test_the_text_for_the_group_leads_who_has_joined_to_one_tap(
    world: World, secretary: OnTelegram, browser: NewBrowser
) -> None:
    await secretary.sends("/share")
    assert "Hội trường A" in secretary.sees
    assert "Lê Thị Thư" not in secretary.sees
    path = "/b/" + secretary.sees.split("/b/")[1].split()[0]

    stranger = browser()
    await stranger.opens(path)
    assert "Join code" in stranger.sees
    assert "Hội trường A" not in stranger.sees

    page = await joined(world, browser(), "Nguyễn Thị Mai", person=3)
    await page.opens(path)
    await page.submits("Present")
    assert "you will be present" in page.sees
    assert await the_answer(world, 3) == "present"


async def test_somebody_of_another_cell_sees_nothing_of_a_shared_meeting(
    world: World, secretary: OnTelegram, browser: NewBrowser
) -> None:
    await world.unit("CB2", "Chi bộ Văn")
    person = await world.member("Trần Văn An", unit="CB2")
    page = browser()
    await page.opens(f"/j/{await world.code_for(person)}")
    await page.submits("Join in this browser")
    await page.submits("I agree")
    await page.opens("/b/1")
    assert "Hội trường A" not in page.sees


async def feed_of(phone: OnTelegram) -> str:
    line = next(line for line in phone.sees.split("\n") if line.endswith(".ics"))
    return "/" + line.split("/", 3)[3]


async def test_a_calendar_follows_a_meeting_until_it_is_cancelled(
    world: World, secretary: OnTelegram, browser: NewBrowser
) -> None:
    await secretary.sends("/calendar")
    path, page = await feed_of(secretary), browser()

    async def event() -> dict[str, str]:
        answer = await page.client.get(path)
        assert answer.headers["content-type"].startswith("text/calendar")
        [found] = Calendar.from_ical(answer.text).walk("VEVENT")
        return {key: str(found[key]) for key in ("UID", "SEQUENCE", "STATUS", "LOCATION")} | {
            "at": found.decoded("DTSTART").isoformat()
        }

    first = await event()
    assert first["STATUS"] == "CONFIRMED"
    assert first["at"] == "2026-12-03T12:30:00+00:00"
    await secretary.sends("/move 04/12 19:30")
    await secretary.picks("Move the meeting")
    moved = await event()
    assert moved["UID"] == first["UID"]
    assert moved["at"] == "2026-12-04T12:30:00+00:00"
    assert int(moved["SEQUENCE"]) > int(first["SEQUENCE"])

    await secretary.sends("/cancel Mất điện")
    await secretary.picks("Cancel the meeting")
    gone = await event()
    assert gone["STATUS"] == "CANCELLED"
    assert int(gone["SEQUENCE"]) > int(moved["SEQUENCE"])


async def test_a_calendar_says_the_answer_and_never_why(
    world: World, secretary: OnTelegram, browser: NewBrowser
) -> None:
    await secretary.sends("/meeting")
    await secretary.picks("Absent")
    await secretary.picks("Another reason")
    await secretary.sends("Đau lưng")
    await secretary.sends("/calendar")
    text = (await browser().client.get(await feed_of(secretary))).text
    assert "xin vắng" in text
    assert "Đau" not in text


async def test_a_new_link_ends_the_old_calendar_and_erasing_ends_it_too(
    world: World, secretary: OnTelegram, browser: NewBrowser
) -> None:
    await secretary.sends("/calendar")
    old, page = await feed_of(secretary), browser()
    await secretary.picks("A new link")
    new = await feed_of(secretary)
    assert new != old
    assert (await page.client.get(old)).status_code == 404
    assert (await page.client.get(new)).status_code == 200
    async with world.bots.database.transaction() as db:
        await privacy.erase(db, 1, now=world.clock.time)
    assert (await page.client.get(new)).status_code == 404


async def test_the_invitation_in_a_browser_has_the_meetings_file(
    world: World, secretary: OnTelegram, browser: NewBrowser
) -> None:
    page: Browser = await joined(world, browser(), "Nguyễn Thị Mai", person=3)
    await page.opens("/chat")
    link = next(a for a in page.page.select("a") if "calendar" in a.get_text())
    answer = await page.client.get(str(link["href"]))
    [event] = Calendar.from_ical(answer.text).walk("VEVENT")
    assert event["LOCATION"] == "Hội trường A"
    assert (await browser().client.get(str(link["href"]))).status_code == 404


async def test_without_a_public_address_no_link_is_promised(
    world: World, secretary: OnTelegram
) -> None:
    home = world.bots.turns.home
    world.bots.turns.home = type(home)(home.timezone, home.locale, None, home.telegram_name)
    for command in ("/share", "/calendar"):
        await secretary.sends(command)
        assert "BOT_PUBLIC_URL" in secretary.sees
    await secretary.sends("/answerfor Trường")
    assert "A link" not in str(secretary.newest.buttons)


async def test_a_meeting_that_was_cancelled_says_so_on_its_page(
    world: World, secretary: OnTelegram, browser: NewBrowser
) -> None:
    link, page = await link_of(secretary, "Trường"), browser()
    async with world.bots.database.transaction() as db:
        await db.execute(
            update(Meeting)
            .where(col(Meeting.id) == 1)
            .values(cancelled_at=world.clock.time, cancel_reason="Mất điện")
        )
    await page.opens(link)
    assert "Mất điện" in page.sees
    assert not page.page.select("button")
