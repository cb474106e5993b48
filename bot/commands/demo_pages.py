"""The page of the demo: four phones side by side, a clock to move, and what to try."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.commands import demo_script
from bot.commands.demo_stage import PHONES, Stage
from bot.commands.sample import OFFICER, QUIET, SECRETARY, YOUNG
from bot.domain.words import _
from bot.pages import forms, looks
from bot.pages.forms import BadForm
from bot.pages.site import site
from bot.pages.visitors import COOKIE

ROLES = {
    YOUNG: _("a member"),
    QUIET: _("a silent member"),
    SECRETARY: _("the secretary"),
    OFFICER: _("an officer of the committee above"),
}
PATIENCE = 5.0  # seconds that whoever watches gets when the stage is taken away
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}


class DemoPages:
    """The page for one stage; `again` makes a new one."""

    def __init__(self, stage: Stage, again: Callable[[], Awaitable[None]]) -> None:
        self._stage = stage
        self._again = again
        phones = [Mount(f"/p{n}", _Phone(stage, name)) for n, name in enumerate(PHONES)]
        self.app = Starlette(
            routes=[
                Route("/", self.page),
                Route("/state", self.state),
                Route("/clock", self.clock, methods=["POST"]),
                Route("/restart", self.restart, methods=["POST"]),
                *phones,
                Mount("/static", StaticFiles(directory=looks.STATIC)),
                Mount("/", site(stage.bots.turns, stage.web, stage.keys, framed=True)),
            ]
        )

    async def page(self, request: Request) -> Response:
        """The stage."""
        t = self._stage.t
        done = await demo_script.done(self._stage)
        phones = [{"n": n, "name": name, "role": t(ROLES[name])} for n, name in enumerate(PHONES)]
        steps = [
            {
                "what": t(step.what),
                "done": done[n],
                "phone": PHONES.index(step.who) if step.who else None,
                "who": step.who,
                "words": self._words(step.words),
            }
            for n, step in enumerate(demo_script.STEPS)
        ]
        return looks.page(
            request,
            "demo.html",
            t,
            framed=True,
            title=t("One month of a sample committee"),
            phones=phones,
            steps=steps,
            now=self._now(),
            say={
                "what": t("What to try"),
                "type": t("Type it for me"),
                "hour": t("+1 hour"),
                "day": t("+1 day"),
                "next": t("To the next thing that happens"),
                "play": t("Play"),
                "pause": t("Pause"),
                "restart": t("From the start"),
                "clock": t("The clock"),
                "done": t("Done"),
                "about": t(
                    "Nobody here is real. The bot is: the same program that runs on Telegram, "
                    "with a clock that {you} move."
                ),
            },
        )

    async def state(self, request: Request) -> Response:
        """The time and which steps have happened."""
        return JSONResponse({"now": self._now(), "done": await demo_script.done(self._stage)})

    async def clock(self, request: Request) -> Response:
        """Move the clock."""
        try:
            to = (await forms.read(request)).get("to", "")
        except BadForm as bad:
            return Response(status_code=bad.status)
        if to in STEPS:
            await self._stage.move(self._stage.clock.time + STEPS[to])
        elif to == "next":
            await self._stage.move_on()
        else:
            return Response("The clock moves by hour, day or next.", 400)
        return self._back(request)

    async def restart(self, request: Request) -> Response:
        """Begin anew."""
        try:
            await forms.read(request)
        except BadForm as bad:
            return Response(status_code=bad.status)
        await self._again()
        return RedirectResponse("/", 303)

    def _back(self, request: Request) -> Response:
        if "application/json" in request.headers.get("accept", ""):
            return Response(status_code=204)
        return RedirectResponse("/", 303)

    def _now(self) -> str:
        return self._stage.t.when(self._stage.clock.time)

    def _words(self, words: str) -> str:
        """A command under its name in the reader's language."""
        if not words:
            return ""
        name, _, rest = words.partition(" ")
        entry = self._stage.bots.turns.router.commands[name]
        return f"/{entry.name_in(self._stage.t.language)} {rest}".strip()


class _Phone:
    """One phone: the pages of the web channel, with somebody signed in already."""

    def __init__(self, stage: Stage, name: str) -> None:
        self._cookie = stage.keys.cookie(stage.addresses[name])
        self._pages = site(stage.bots.turns, stage.web, stage.keys, framed=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].endswith("/enter"):
            root = scope["root_path"]
            answer = RedirectResponse(f"{root}/chat", 303)
            answer.set_cookie(COOKIE, self._cookie, path=f"{root}/", httponly=True, samesite="lax")
            await answer(scope, receive, send)
        else:
            await self._pages(scope, receive, send)


class Curtain:
    """Shows whatever stage there is at the moment, and makes people wait while there is none."""

    def __init__(self) -> None:
        self._app: ASGIApp | None = None
        self._close: Callable[[], None] | None = None
        self._risen = asyncio.Event()
        self._watching = 0
        self._alone = asyncio.Event()
        self.falls = asyncio.Event()

    def rise(self, app: ASGIApp, close: Callable[[], None]) -> None:
        """Show this from now on; `close` sends away whoever listens to it."""
        self._app, self._close = app, close
        self.falls.clear()
        self._risen.set()

    async def fall(self) -> None:
        """Show nothing any more, once whoever watches has seen what they asked for."""
        self._risen.clear()
        self.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self._watching:
                    self._alone.clear()
                    await self._alone.wait()

    def close(self) -> None:
        """Send away whoever listens."""
        if self._close is not None:
            self._close()

    async def again(self) -> None:
        """Have another stage made, and wait until it can be seen."""
        self._left()
        self._risen.clear()
        self.falls.set()
        await self._risen.wait()
        self._watching += 1

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._risen.wait()
        if self._app is not None:
            self._watching += 1
            try:
                await self._app(scope, receive, send)
            finally:
                self._left()

    def _left(self) -> None:
        self._watching -= 1
        self._alone.set()
