"""A browser joins with a code; what does not fit leaves nothing behind."""

from datetime import timedelta

import pytest

from storage.tables import Account, JoinCode, WrongTry
from tests.web.browser import Browser
from tests.web.conftest import NewBrowser
from tests.world import World


@pytest.fixture
async def page(world: World, browser: NewBrowser) -> Browser:
    made = browser()
    await made.opens("/")
    return made


async def test_looking_at_a_join_link_uses_nothing_up(world: World, page: Browser) -> None:
    code = await world.code_for(await world.member("Nguyễn Thị Mai"))
    await page.opens(f"/j/{code}")

    assert page.status == 200
    assert page.page.select_one("#code")["value"] == code  # type: ignore[index]
    assert "Open Telegram" in page.sees
    assert not await world.rows(Account)
    [row] = await world.rows(JoinCode)
    assert row.used_at is None


@pytest.mark.parametrize(
    ("code", "status", "sentence"),
    [
        ("C4F7-HJ2K-M9NP", 422, "I do not know this code"),
        ("", 422, "I do not know this code"),
        ("<script>", 422, "I do not know this code"),
        ("x" * 100_000, 413, "cannot be read"),
    ],
)
async def test_a_wrong_code_gets_one_sentence_and_leaves_no_account(
    world: World, page: Browser, code: str, status: int, sentence: str
) -> None:
    await page.submits("Join in this browser", code=code)
    assert page.status == status
    assert sentence in page.sees
    assert "<script>" not in page.answer.text
    assert not await world.rows(Account)
    assert not await world.rows(WrongTry)


async def test_a_used_and_an_expired_code_say_so(
    world: World, page: Browser, browser: NewBrowser
) -> None:
    person = await world.member("Nguyễn Thị Mai")
    used, expired = await world.code_for(person), await world.code_for(person)
    await page.submits("Join in this browser", code=used)
    await page.submits("I agree")

    late = browser()
    await late.opens("/")
    await late.submits("Join in this browser", code=used)
    assert late.status == 410
    assert "This code has been used" in late.sees
    world.clock.time += timedelta(days=31)
    await late.submits("Join in this browser", code=expired)
    assert late.status == 410
    assert "This code has expired" in late.sees
    assert len(await world.rows(Account)) == 1


async def test_a_thousand_guesses_a_minute_are_sent_away(world: World, page: Browser) -> None:
    code = await world.code_for(await world.member("Nguyễn Thị Mai"))
    told = [
        (await page.client.post("/join", data={"code": "C4F7-HJ2K-M9NP"})).status_code
        for _ in range(100)
    ]
    assert told[:10] == [422] * 10
    assert set(told[10:]) == {429}
    await page.submits("Join in this browser", code=code)
    assert page.status == 429
    assert 0 < int(page.answer.headers["retry-after"]) <= 60
    assert not await world.rows(Account)

    world.clock.time += timedelta(seconds=61)
    await page.submits("Join in this browser", code=code)
    assert page.status == 200
    assert "Are you Nguyễn Thị Mai?" in page.sees


async def test_another_site_cannot_make_a_browser_join(world: World, page: Browser) -> None:
    code = await world.code_for(await world.member("Nguyễn Thị Mai"))
    answer = await page.client.post(
        "/join", data={"code": code}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert not await world.rows(Account)


async def test_who_never_agrees_is_forgotten(world: World, page: Browser) -> None:
    code = await world.code_for(await world.member("Nguyễn Thị Mai"))
    await page.submits("Join in this browser", code=code)
    assert len(await world.rows(Account)) == 1
    await world.until(timedelta(days=32))
    assert not await world.rows(Account)
    await page.opens("/chat")
    assert page.status == 401


async def test_the_page_speaks_the_language_of_the_browser(
    world: World, browser: NewBrowser
) -> None:
    page = browser()
    page.client.headers["Accept-Language"] = "vi-VN,vi;q=0.9,en;q=0.8"
    await page.opens("/")
    assert "Mã tham gia" in page.sees
    assert page.page.html["lang"] == "vi"  # type: ignore[index]
