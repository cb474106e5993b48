"""A chat in a browser: the same bot, by forms alone and as the script uses it."""

import asyncio
from datetime import timedelta

import pytest

from bot.pages.visitors import COOKIE
from storage import bubbles, privacy
from storage.bubbles import Content
from storage.tables import Account, Bubble, Held, Invitation, Meeting, Screen
from tests.planning import a_meeting, redrawn
from tests.web.browser import Browser
from tests.web.conftest import NewBrowser, joined
from tests.world import World


async def invited(world: World) -> None:
    await a_meeting(world, at="2026-12-03 19:30", place="Hội trường A")
    await world.until(timedelta(days=4))


async def test_somebody_joins_is_invited_and_answers_by_forms_alone(
    world: World, mai: Browser
) -> None:
    assert "Welcome" in mai.sees
    await invited(world)
    await mai.opens("/chat")
    assert "Hội trường A" in mai.sees

    await mai.submits("Present")

    assert mai.status == 200
    assert "you will be present" in mai.sees
    assert "Noted. Thank you!" in mai.sees
    [row] = await world.rows(Invitation)
    assert (row.answer, row.answer_channel) == ("present", "web")
    [account] = await world.rows(Account)
    assert account.channel == "web"


async def test_a_reason_is_typed_and_a_command_is_a_button_of_the_menu(
    world: World, mai: Browser
) -> None:
    await invited(world)
    await mai.opens("/chat")
    await mai.submits("Absent")
    await mai.submits("Another reason")
    await mai.types("Đưa mẹ đi viện")

    [row] = await world.rows(Invitation)
    assert (row.answer, row.reason_words) == ("absent", "Đưa mẹ đi viện")
    await mai.submits("/meeting")
    assert "Đưa mẹ đi viện" in mai.sees


async def test_the_script_is_told_what_changed_and_nothing_else(world: World, mai: Browser) -> None:
    await invited(world)
    await mai.opens("/chat")
    seen = str(mai.page.select_one("#bubbles")["data-seq"])  # type: ignore[index]

    told = await mai.taps_with_script("Late", after=seen)

    assert [each["kind"] for each in told["changes"]] == ["note", "card"]
    assert "✓ Late" in told["changes"][1]["html"]
    assert mai.answer.headers["content-type"] == "application/json"


async def test_what_comes_by_itself_and_what_others_change_is_streamed(
    world: World, mai: Browser
) -> None:
    async with mai.listening() as stream:
        await invited(world)
        card = await stream.hears("Hội trường A")
        await mai.opens("/chat")
        await mai.submits("Present")
        again = await stream.hears("you will be present")
    assert again["id"] == card["id"]
    assert again["seq"] > card["seq"]


async def test_an_address_in_a_card_can_be_tapped_and_nothing_else_becomes_markup(
    world: World, mai: Browser
) -> None:
    async with world.bots.database.transaction() as db:
        body = "Mở http://127.0.0.1/j/1 & <b>javascript:alert(1)</b>"
        await bubbles.add(db, 1, Content("<i>", body), now=world.clock.time)
    await mai.opens("/chat")
    [link] = mai.page.select("#bubbles p a")
    assert link["href"] == "http://127.0.0.1/j/1"
    assert not mai.page.select("#bubbles b, #bubbles i")
    assert "javascript:alert(1)" in mai.sees


async def test_an_answer_on_one_device_shows_on_the_other(
    world: World, mai: Browser, browser: NewBrowser
) -> None:
    await mai.types("/connect")
    code = next(line[6:] for line in mai.sees.split("\n") if line.startswith("Code: "))
    other = browser()
    await other.opens("/")
    await other.submits("Join in this browser", code=code)
    await other.submits("I agree")
    await invited(world)
    await other.opens("/chat")
    await other.types("/meeting")
    await mai.opens("/chat")
    await mai.types("/meeting")
    await mai.submits("Present")
    await redrawn(world)
    await other.opens("/chat")

    assert "you will be present" in other.sees


async def test_a_form_posted_twice_is_taken_once(world: World, mai: Browser) -> None:
    await invited(world)
    await mai.opens("/chat")
    path, fields = mai.form("Send", text="/meeting")
    before = len(await world.rows(Bubble))
    answers = [await mai.client.post(path, data=fields) for _ in range(3)]
    answers += await asyncio.gather(*(mai.client.post(path, data=fields) for _ in range(3)))

    assert {answer.status_code for answer in answers} == {200}
    assert len(await world.rows(Bubble)) == before + 1


@pytest.mark.parametrize("word", ["", "guessed", "é"])
async def test_a_form_of_another_site_is_refused(world: World, mai: Browser, word: str) -> None:
    await mai.submits("Send", text="/erase", word=word)
    assert mai.status == 403
    assert "did not come from this page" in mai.sees

    await mai.opens("/chat")
    path, fields = mai.form("Send", text="/meeting")
    answer = await mai.client.post(path, data=fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ({"text": "a" * 100_000}, 413, "too long"),
        ({"text": "ạ" * 4100}, 200, "too long"),
        ({"text": "   "}, 400, "cannot be read"),
        ({"text": "\x00"}, 200, ""),
    ],
)
async def test_words_of_any_length_get_one_sentence(
    world: World, mai: Browser, typed: dict[str, str], status: int, sentence: str
) -> None:
    await mai.submits("Send", **typed)
    assert mai.status == status
    assert sentence in mai.sees.lower()


@pytest.mark.parametrize(
    "fields",
    [
        {"wire": "x" * 9000},
        {"wire": ""},
        {"message": "-1"},
        {"message": "9" * 12},
        {"message": "²"},
    ],
)
async def test_a_forged_tap_changes_nothing(
    world: World, mai: Browser, fields: dict[str, str]
) -> None:
    await invited(world)
    await mai.opens("/chat")
    await mai.submits("Present", **fields)

    assert mai.status in {200, 400}
    [row] = await world.rows(Invitation)
    assert row.answer is None or "message" in fields


async def test_nobody_taps_in_the_chat_of_another(
    world: World, mai: Browser, browser: NewBrowser
) -> None:
    await invited(world)
    await mai.opens("/chat")
    _, fields = mai.form("Present")
    an = await joined(world, browser(), "Trần Văn An")
    [mais] = [each for each in await world.rows(Bubble) if str(each.id) == fields["message"]]
    _, own = an.form("Send")
    await an.client.post("/tap", data={**own, "wire": fields["wire"], "message": fields["message"]})

    [still] = [each for each in await world.rows(Bubble) if each.id == mais.id]
    assert still.seq == mais.seq
    assert not [row for row in await world.rows(Invitation) if row.answer and row.person_id == 1]


async def test_a_forged_cookie_is_nobodys(world: World, mai: Browser) -> None:
    genuine = mai.client.cookies[COOKIE]
    mai.client.cookies.clear()
    for forged in (genuine[:-1], "x.y", ".", "a" * 4000):
        mai.client.cookies.set(COOKIE, forged, domain="127.0.0.1")
        await mai.opens("/chat")
        assert mai.status == 401
        assert "not signed in any more" in mai.sees
        assert (await mai.client.get("/stream")).status_code == 204


async def test_the_browser_of_somebody_erased_is_signed_out(world: World, mai: Browser) -> None:
    path, fields = mai.form("Send", text="/meeting")
    async with mai.listening() as stream:
        await stream.hears("Welcome")
        async with world.bots.database.transaction() as db:
            await privacy.erase(db, 1, now=world.clock.time)
        answer = await mai.client.post(path, data=fields, headers={"Accept": "application/json"})

    assert answer.status_code == 401
    assert answer.json() == {
        "fault": "This device is not signed in any more. Please enter a join code."
    }
    assert not await world.rows(Bubble)
    await mai.opens("/chat")
    assert mai.status == 401


async def test_who_is_erased_stands_in_nobodys_chat(
    world: World, mai: Browser, browser: NewBrowser
) -> None:
    person = await world.member("Lê Thị Thư", roles="secretary")
    thu = browser()
    await thu.opens(f"/j/{await world.code_for(person)}")
    await thu.submits("Join in this browser")
    await thu.submits("I agree")
    await invited(world)
    await thu.opens("/chat")
    for command in ("/members", "/answerfor", "/meeting"):
        await thu.types(command)
    assert "Nguyễn Thị Mai" in thu.sees
    async with world.bots.database.transaction() as db:
        await privacy.erase(db, 1, now=world.clock.time)
    await thu.opens("/chat")
    assert "Nguyễn Thị Mai" not in thu.answer.text
    assert "Hội trường A" in thu.sees


async def test_signing_out_ends_this_browser_and_no_other(
    world: World, mai: Browser, browser: NewBrowser
) -> None:
    other = browser()
    await other.opens(f"/j/{await world.code_for(1)}")
    await other.submits("Join in this browser")
    await other.submits("I agree")

    await mai.submits("Sign out on this device")

    assert "Join code" in mai.sees
    assert COOKIE not in mai.client.cookies
    await other.opens("/chat")
    assert "Welcome" in other.sees


async def test_a_session_is_listed_and_ended_from_another_device(
    world: World, mai: Browser, browser: NewBrowser
) -> None:
    other = browser()
    await other.opens(f"/j/{await world.code_for(1)}")
    await other.submits("Join in this browser")
    await other.submits("I agree")
    await other.types("/mydata")
    assert other.sees.count("Web") >= 2

    await other.submits("Connected phones, apps and browsers")
    await other.submits("End 2: Web")
    await other.submits("Yes, end it")
    await mai.opens("/chat")
    assert mai.status == 401


async def test_a_browser_does_not_ring_so_the_phone_gets_the_message(
    world: World, browser: NewBrowser
) -> None:
    person = await world.member("Nguyễn Thị Mai")
    phone = await world.joined("Nguyễn Thị Mai", person=person)
    page = browser()
    await page.opens(f"/j/{await world.code_for(person)}")
    await page.submits("Join in this browser")
    await page.submits("I agree")
    await world.settled()
    await invited(world)

    assert "Hội trường A" in phone.sees


async def test_pages_let_in_nothing_from_elsewhere_and_are_small(
    world: World, mai: Browser
) -> None:
    await invited(world)
    await mai.opens("/chat")
    policy = mai.answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert mai.answer.headers["cache-control"] == "no-store"
    links = [str(each.get("src") or each.get("href")) for each in mai.page.select("script, link")]
    assert all(link.startswith("/static/") for link in links)
    weights = [len((await mai.client.get(link)).content) for link in links]
    assert len(mai.answer.content) + sum(weights) < 100_000
    assert not mai.page.select("[style], [onclick]")


async def test_what_nobody_has_touched_for_a_season_is_forgotten(
    world: World, mai: Browser
) -> None:
    assert await world.rows(Bubble)
    await world.until(timedelta(days=92))
    assert {each.kind for each in await world.rows(Bubble)} == {"menu"}
    assert not await world.rows(Screen)


async def test_a_picture_is_shown_in_the_chat_and_to_nobody_else(
    world: World, browser: NewBrowser
) -> None:
    thu = await world.member("Lê Thư", roles="secretary")
    page = await joined(world, browser(), "Lê Thư", person=thu)
    other = await joined(world, browser(), "Nguyễn Thị Mai")
    async with world.bots.database.transaction() as db:
        meeting = Meeting(unit_id=1, period="2026-10", starts_at=world.clock.time, minutes=90)
        db.add(meeting)
        await db.flush()
        at = world.clock.time
        db.add(Held(meeting_id=meeting.id, roll_at=at, counted=10, present=8))
    await page.opens("/chat")
    await page.types("/status")
    await page.submits("Attendance over twelve months")
    image = page.page.select_one("article img")
    assert image is not None
    assert image["alt"] == "Chi bộ Toán: attendance (%)"

    drawn = await page.client.get(str(image["src"]))
    assert drawn.headers["content-type"] == "image/png"
    assert drawn.content.startswith(b"\x89PNG")
    assert (await other.client.get(str(image["src"]))).status_code == 404
    assert (await browser().client.get(str(image["src"]))).status_code == 404
    assert (await page.client.get("/picture/99999999999999999999.png")).status_code == 404
