"""The chat in a real browser: without scripts, with the keyboard alone, for weak eyes and ears."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, expect

from bot.config import Settings
from storage.tables import Invitation
from tests.faults.program import free_port
from tests.planning import a_meeting
from tests.world import World

PHONE = ViewportSize(width=390, height=844)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One kind of database is enough: a browser sees neither."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'bot.db')}"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    port = free_port()
    more = {"web_port": port, "public_url": None}
    return settings.model_validate(settings.model_dump() | more)


async def joined(world: World, page: Page, settings: Settings) -> None:
    """Somebody joins on this page and is invited."""
    code = await world.code_for(await world.member("Nguyễn Thị Mai"))
    await page.goto(f"http://127.0.0.1:{settings.web_port}/j/{code}")
    await page.get_by_role("button", name="Dùng ngay trên trình duyệt này").click()
    await page.get_by_role("button", name="Tôi đồng ý").click()
    await expect(page.get_by_text("Chào mừng đồng chí")).to_be_visible()
    await a_meeting(world, at="2026-12-03 19:30", place="Hội trường A")
    await world.until(timedelta(days=4))


@pytest.fixture
async def context(chrome: Browser) -> AsyncIterator[BrowserContext]:
    made = await chrome.new_context(viewport=PHONE, locale="vi-VN")
    yield made
    await made.close()


async def the_answer(world: World) -> str | None:
    [row] = await world.rows(Invitation)
    return row.answer


async def test_without_scripts_everything_works_a_page_at_a_time(
    world: World, chrome: Browser, settings: Settings
) -> None:
    context = await chrome.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    page = await context.new_page()
    await joined(world, page, settings)
    await page.reload()
    await page.get_by_role("button", name="Xin vắng").click()
    await page.get_by_role("button", name="Lý do khác").click()
    await page.get_by_label("Nhắn cho trợ lý").fill("Đưa mẹ đi viện")
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.get_by_text("Lý do: Đưa mẹ đi viện")).to_be_visible()
    assert await the_answer(world) == "absent"
    await page.get_by_text("Chọn việc").click()
    await page.get_by_role("button", name="Đăng xuất khỏi thiết bị này").click()
    await expect(page.get_by_label("Mã tham gia")).to_be_visible()


async def test_a_tap_changes_the_card_in_place_and_an_invitation_comes_by_itself(
    world: World, context: BrowserContext, settings: Settings
) -> None:
    page = await context.new_page()
    await joined(world, page, settings)
    await expect(page.get_by_text("Hội trường A")).to_be_visible()
    await page.evaluate("window.stays = true")
    await page.get_by_role("button", name="Có mặt").click()
    await expect(page.get_by_role("button", name="✓ Có mặt")).to_be_visible()
    await expect(page.get_by_role("status")).to_have_text("Đã ghi. Cảm ơn đồng chí!")
    assert await page.evaluate("window.stays") is True
    assert await the_answer(world) == "present"


async def test_what_is_typed_stands_above_its_answer(
    world: World, context: BrowserContext, settings: Settings
) -> None:
    page = await context.new_page()
    await joined(world, page, settings)
    await page.get_by_label("Nhắn cho trợ lý").fill("/trogiup")
    await page.get_by_label("Nhắn cho trợ lý").press("Enter")
    await expect(page.get_by_role("article").last).to_contain_text("/lichhop")
    words = await page.locator("#bubbles > article").all_inner_texts()
    assert words[-2] == "/trogiup"
    await expect(page.get_by_label("Nhắn cho trợ lý")).to_be_empty()


async def test_without_a_network_what_was_typed_is_not_lost(
    world: World, context: BrowserContext, settings: Settings
) -> None:
    page = await context.new_page()
    await joined(world, page, settings)
    await context.set_offline(True)
    await page.get_by_label("Nhắn cho trợ lý").fill("Ốm")
    await page.get_by_label("Nhắn cho trợ lý").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Chưa gửi được")
    await expect(page.get_by_label("Nhắn cho trợ lý")).to_have_value("Ốm")
    assert "Ốm" not in await page.locator("#bubbles").inner_text()
    await context.set_offline(False)


async def test_with_the_keyboard_alone(
    world: World, context: BrowserContext, settings: Settings
) -> None:
    page = await context.new_page()
    await joined(world, page, settings)
    await expect(page.get_by_text("Hội trường A")).to_be_visible()
    await page.get_by_label("Nhắn cho trợ lý").focus()
    for _ in range(30):
        await page.keyboard.press("Shift+Tab")
        focused = await page.evaluate("document.activeElement.textContent")
        if focused == "Đến muộn":
            break
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="✓ Đến muộn")).to_be_visible()
    assert await page.evaluate("document.activeElement.closest('#bubbles') !== null")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_that_axe_knows_stands_in_anybodys_way(
    world: World, chrome: Browser, settings: Settings, scheme: str
) -> None:
    # axe is put into the page, which its policy rightly forbids
    context = await chrome.new_context(
        viewport=PHONE,
        locale="vi-VN",
        bypass_csp=True,
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = await context.new_page()
    base = f"http://127.0.0.1:{settings.web_port}"
    await page.goto(f"{base}/j/wrong")
    await _passes(page)
    await joined(world, page, settings)
    await expect(page.get_by_text("Hội trường A")).to_be_visible()
    await page.get_by_role("button", name="Có mặt").click()
    await expect(page.get_by_role("button", name="✓ Có mặt")).to_be_visible()
    await _passes(page)
    await page.get_by_text("Chọn việc").click()
    await _passes(page)
    await page.goto(f"{base}/b/1")
    await _passes(page)


@pytest.mark.parametrize("width", [320, 390])
async def test_every_target_is_large_enough_and_nothing_sticks_out(
    world: World, context: BrowserContext, settings: Settings, width: int
) -> None:
    page = await context.new_page()
    await page.set_viewport_size({"width": width, "height": 700})
    await joined(world, page, settings)
    await expect(page.get_by_text("Hội trường A")).to_be_visible()
    await page.get_by_text("Chọn việc").click()
    sizes = await page.eval_on_selector_all(
        "button, .button, summary, textarea",
        "all => all.map(e => { const r = e.getBoundingClientRect(); return [r.width, r.height] })",
    )
    assert sizes
    assert all(width >= 44 and height >= 44 for width, height in sizes if width)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def _passes(page: Page) -> None:
    found = await Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
