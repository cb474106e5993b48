"""The demo, as a newcomer plays it: a month by clicks on four phones of phone size."""

import re

import pytest
from playwright.async_api import Browser, FrameLocator, Page, expect

from bot.commands.sample import OFFICER, QUIET, SECRETARY, YOUNG

MEMBER, SILENT, LEADER, ABOVE = range(4)
SLOW = 20_000  # milliseconds


@pytest.fixture
async def page(chrome: Browser, demo: str) -> Page:
    """The demo on a wide screen, each phone as narrow as a real one."""
    context = await chrome.new_context(viewport={"width": 1760, "height": 900}, locale="vi-VN")
    opened = await context.new_page()
    opened.set_default_timeout(SLOW)
    expect.set_options(timeout=SLOW)
    faults: list[str] = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    await opened.goto(demo)
    return opened


def phone(page: Page, number: int) -> FrameLocator:
    return page.frame_locator(f"#phone{number}")


async def taps(page: Page, number: int, label: str) -> None:
    """Tap the newest button of a phone that says this."""
    chat = phone(page, number).locator("#bubbles")
    await chat.get_by_role("button", name=label).last.click()


async def types(page: Page, step: int) -> None:
    """Have a step typed and send it."""
    item = page.locator("#steps li").nth(step)
    await item.get_by_role("button").click()
    number = await item.get_by_role("button").get_attribute("data-phone")
    await phone(page, int(number or 0)).locator("#text").press("Enter")


async def ticked(page: Page, step: int) -> None:
    """Wait until a step has ticked itself off."""
    await expect(page.locator("#steps li").nth(step)).to_have_class(re.compile("done"))


async def moves_until(page: Page, step: int, most: int = 14) -> None:
    """Go on to the next thing that happens until a step has ticked itself off."""
    item = page.locator("#steps li").nth(step)
    for _ in range(most):
        if "done" in (await item.get_attribute("class") or ""):
            return
        await page.get_by_role("button", name="Đến việc kế tiếp").click()
        await expect(page.locator("#clock:not([aria-busy])")).to_be_visible()
        await page.wait_for_timeout(200)
    await ticked(page, step)


async def test_a_whole_month_by_clicks_on_four_phones(page: Page) -> None:
    for number, name in ((MEMBER, YOUNG), (SILENT, QUIET), (LEADER, SECRETARY), (ABOVE, OFFICER)):
        await expect(phone(page, number).get_by_text(f"Chào mừng đồng chí {name}")).to_be_visible()
    await types(page, 0)
    await ticked(page, 0)
    await moves_until(page, 1)

    await taps(page, MEMBER, "Xin vắng")
    await taps(page, MEMBER, "Đi công tác")
    await ticked(page, 2)
    await expect(phone(page, MEMBER).get_by_text("Lý do: Đi công tác")).to_be_visible()

    await moves_until(page, 3)
    await expect(phone(page, SILENT).get_by_role("article").last).to_contain_text("trả lời")
    await taps(page, SILENT, "Có mặt")
    await ticked(page, 4)

    await moves_until(page, 5)
    await types(page, 6)
    await ticked(page, 6)
    await types(page, 7)
    await ticked(page, 7)
    await types(page, 8)
    await taps(page, LEADER, "Xác nhận điểm danh")
    await ticked(page, 8)
    await types(page, 9)
    await ticked(page, 9)
    await types(page, 10)
    await ticked(page, 10)
    await page.get_by_role("button", name="+1 giờ").click()
    await expect(page.locator("#now")).to_contain_text("20:30")
    await types(page, 11)
    await taps(page, LEADER, "Ghi giờ kết thúc")
    await taps(page, LEADER, "Bây giờ")
    await taps(page, LEADER, "Kết thúc và gửi")
    await ticked(page, 11)
    await expect(
        phone(page, MEMBER).get_by_text("Soạn kế hoạch dạy thí điểm").first
    ).to_be_visible()

    await types(page, 12)
    await taps(page, MEMBER, "Gửi")
    await ticked(page, 12)
    await types(page, 13)
    await taps(page, LEADER, "Gửi 1 ý kiến")
    await ticked(page, 13)
    await moves_until(page, 14)
    await types(page, 15)
    await taps(page, ABOVE, "#1")
    await taps(page, ABOVE, "Trả lời")
    await phone(page, ABOVE).locator("#text").fill("Đã giao phòng Hành chính thay máy")
    await phone(page, ABOVE).locator("#text").press("Enter")
    await ticked(page, 15)
    await expect(phone(page, MEMBER).get_by_text("phòng Hành chính thay máy").last).to_be_visible()
    await moves_until(page, 16, most=30)
    await expect(phone(page, ABOVE).get_by_text("tổng hợp").last).to_be_visible()
    await expect(page.locator("#steps li.done")).to_have_count(17)

    await page.get_by_role("button", name="Làm lại từ đầu").click()
    await expect(page.locator("#steps li.done")).to_have_count(0)
    await expect(page.locator("#now")).to_contain_text("16/11/2026")
    await expect(phone(page, MEMBER).get_by_text("Chào mừng")).to_be_visible()
