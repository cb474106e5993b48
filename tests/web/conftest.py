"""A bot with a port, and browsers that come to it over HTTP."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest

from bot.config import Settings
from tests.faults.program import free_port
from tests.web.browser import Browser
from tests.world import World

NewBrowser = Callable[[], Browser]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_validate(settings.model_dump() | {"web_port": free_port()})


@pytest.fixture
async def browser(settings: Settings) -> AsyncIterator[NewBrowser]:
    """Opens a new browser, in which nobody is signed in."""
    async with AsyncExitStack() as stack:
        opened: list[Browser] = []

        def new() -> Browser:
            opened.append(Browser(f"http://127.0.0.1:{settings.web_port}"))
            return opened[-1]

        yield new
        for each in opened:
            stack.push_async_callback(each.close)


@pytest.fixture
async def mai(world: World, browser: NewBrowser) -> Browser:
    """Somebody who has joined in a browser."""
    return await joined(world, browser(), "Nguyễn Thị Mai")


async def joined(world: World, page: Browser, name: str, *, person: int | None = None) -> Browser:
    """A person of a unit who joins in this browser, by forms alone."""
    code = await world.code_for(person or await world.member(name))
    await page.opens(f"/j/{code}")
    await page.submits("Join in this browser")
    await page.submits("I agree")
    await world.settled()
    return page
