"""A browser without scripts: pages, links and forms, over real HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from bs4 import BeautifulSoup, Tag


class Browser:
    """Somebody's browser. What it shows is `page`; `status` is of the last answer."""

    def __init__(self, base: str, language: str = "en") -> None:
        self.client = httpx.AsyncClient(
            base_url=base,
            follow_redirects=True,
            headers={"Accept-Language": language},
            timeout=20,
            trust_env=False,
        )
        self.answer: httpx.Response = httpx.Response(200)
        self.page = BeautifulSoup("", "html.parser")

    async def close(self) -> None:
        await self.client.aclose()

    async def opens(self, path: str) -> None:
        """Go to an address."""
        self._sees(await self.client.get(path))

    async def submits(self, button: str, **typed: str) -> None:
        """Press the last button that says this, with what was typed into its form."""
        path, fields = self.form(button, **typed)
        self._sees(await self.client.post(path, data=fields))

    async def types(self, text: str) -> None:
        """Write a line to the bot."""
        await self.submits("Send", text=text)

    async def taps_with_script(self, button: str, **more: str) -> dict[str, Any]:
        """What the script does on a tap: the changes come back, the page stays."""
        path, fields = self.form(button, **more)
        answer = await self.client.post(
            path, data={"after": "0", **fields}, headers={"Accept": "application/json"}
        )
        self.answer = answer
        told: dict[str, Any] = answer.json()
        return told

    def form(self, button: str, **typed: str) -> tuple[str, dict[str, str]]:
        """Where the form of a button goes and with what. Raises LookupError for none."""
        found = [each for each in self.page.find_all("button") if button in each.get_text()]
        if not found:
            raise LookupError(f"no button says {button!r}: {self.sees}")
        pressed = found[-1]
        form = pressed.find_parent("form")
        assert isinstance(form, Tag)
        fields = {
            str(each["name"]): str(each.get("value", ""))
            for each in form.find_all(["input", "textarea"])
        }
        if pressed.get("name"):
            fields[str(pressed["name"])] = str(pressed["value"])
        return str(form.get("action") or self.answer.url.path), fields | typed

    @asynccontextmanager
    async def listening(self, after: int = 0) -> AsyncIterator["Listener"]:
        """Hold the stream of changes open, as the script does."""
        async with self.client.stream("GET", f"/stream?after={after}") as answer:
            yield Listener(answer)

    @property
    def sees(self) -> str:
        """The words on the page, a line for each piece."""
        return self.page.get_text("\n", strip=True)

    @property
    def status(self) -> int:
        return self.answer.status_code

    def _sees(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.page = BeautifulSoup(answer.text, "html.parser")


class Listener:
    """The stream of one browser."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.aiter_lines()

    async def hears(self, words: str, within: float = 10) -> dict[str, Any]:
        """Wait for a change that says this."""
        async with asyncio.timeout(within):
            async for line in self._lines:
                if line.startswith("data: {"):
                    change: dict[str, Any] = json.loads(line[6:])
                    if words in change["html"]:
                        return change
        raise AssertionError(f"the stream ended before it said {words!r}")
