"""A real browser, Debian's Chromium, in front of the demo and of a bot."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, async_playwright

from tests.faults.program import free_port, until

ROOT = Path(__file__).parents[2]
NO_BROWSER = "there is no Chromium"
WITHIN = 60.0  # seconds for the demo to be there, on a busy machine


def chromium() -> str | None:
    """Where the browser is; BOT_TEST_CHROMIUM names another one than Debian's."""
    given = os.environ.get("BOT_TEST_CHROMIUM")
    return given or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
async def chrome() -> AsyncIterator[Browser]:
    """The browser, or a skipped test where there is none."""
    found = chromium()
    if found is None:
        pytest.skip(NO_BROWSER)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        await browser.close()


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a demo that runs as its user starts it."""
    port = free_port()
    program = subprocess.Popen(  # noqa: ASYNC220, it outlives this step and is waited for below
        [sys.executable, "-m", "bot", "demo"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path), "BOT_WEB_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    address = f"http://127.0.0.1:{port}"
    try:
        await until(lambda: _answers(address), within=WITHIN)
        yield address
    finally:
        program.terminate()
        _, said = program.communicate(timeout=20)
    assert program.returncode == 0, said
    assert said == ""
    assert not os.listdir(tmp_path)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/state", timeout=5, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _quiet_playwright() -> Iterator[None]:
    """Its own browsers are never fetched or looked for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        yield
