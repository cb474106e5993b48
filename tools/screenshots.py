"""Pictures of the demo for the README: a few steps of the month, then what four phones show."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page, async_playwright, expect

REPOSITORY = Path(__file__).parents[1]
PICTURE = REPOSITORY / "docs" / "demo.png"
PORT = 18089
ADDRESS = f"http://127.0.0.1:{PORT}"
PATIENCE = 60.0  # seconds


def main() -> int:
    """Write docs/demo.png anew; 1 when there is no browser."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("There is no Chromium; apt-get install chromium", file=sys.stderr)
        return 1
    asyncio.run(_draw(chromium))
    print(PICTURE.relative_to(REPOSITORY))
    return 0


async def _draw(chromium: str) -> None:
    async with _demo(), async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        context = await browser.new_context(
            viewport={"width": 1760, "height": 940}, locale="vi-VN", color_scheme="light"
        )
        page = await context.new_page()
        await page.goto(ADDRESS)
        await _play(page)
        await page.screenshot(path=PICTURE)
        await browser.close()


async def _play(page: Page) -> None:
    """The invitation has gone out; one has asked to be excused, one is about to."""
    leader, member = page.frame_locator("#phone2"), page.frame_locator("#phone0")
    await page.get_by_role("button", name="Gõ giúp tôi").first.click()
    await leader.locator("#text").press("Enter")
    await expect(page.locator("#steps li").first).to_have_class("done")
    for _ in range(2):
        await page.get_by_role("button", name="Đến việc kế tiếp").click()
        await expect(page.locator("#clock:not([aria-busy])")).to_be_visible()
        await page.wait_for_timeout(500)
    await member.get_by_role("button", name="Xin vắng").click()
    await expect(member.get_by_role("button", name="Đi công tác")).to_be_visible()
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(1500)


@asynccontextmanager
async def _demo() -> AsyncIterator[None]:
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "demo",
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"], "BOT_WEB_PORT": str(PORT)},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert program.stdout is not None
        async with asyncio.timeout(PATIENCE):
            await program.stdout.readline()  # it says where once it can be opened
        yield
    finally:
        program.terminate()
        await program.wait()


if __name__ == "__main__":
    sys.exit(main())
