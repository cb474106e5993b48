"""The edge to the web: health, webhooks and the pages, on one port."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from bot import metrics
from bot.channels.telegram import SECRET_HEADER, TelegramChannel
from bot.channels.web import WebChannel
from bot.config import Settings
from bot.hooks import Hook, Hooks
from bot.jobs import Jobs
from bot.leading import Leading
from bot.pages.keys import Keys
from bot.pages.site import site
from bot.serving import serving
from bot.turns import Turns
from storage import outbox
from storage.database import Database

log = logging.getLogger(__name__)


class Edge:
    """The pages and hooks of one installation."""

    def __init__(
        self,
        settings: Settings,
        turns: Turns,
        jobs: Jobs,
        telegram: TelegramChannel | None,
        web: WebChannel,
        *,
        secret: str,
        keys: Keys,
        leading: Leading | None,
    ) -> None:
        self._settings = settings
        self._turns = turns
        self._database: Database = turns.database
        self._jobs = jobs
        self._web = web
        self._telegram = telegram
        self._leading = leading
        self.port = settings.web_port
        pages = Starlette(
            routes=[
                Route("/healthz", self.health),
                Route("/metrics", self.metrics),
                Mount("/", site(turns, web, keys)),
            ]
        )
        hooks = (
            {} if telegram is None else {"/telegram": Hook(SECRET_HEADER, secret, telegram.take)}
        )
        self.app = Hooks(hooks, pages)

    async def health(self, request: Request) -> Response:
        """200 when the database answers and the sweeps run; 503 names what does not."""
        wrong: list[str] = []
        now = self._turns.now()
        oldest = None
        try:
            async with asyncio.timeout(5), self._database.reading() as db:
                oldest = await outbox.oldest_due(db, now=now)
        except Exception as fault:
            wrong.append(f"database: {type(fault).__name__}")
        leads = self._leading is not None and self._leading.leads
        if leads:
            wrong += [f"late: {name}" for name in self._jobs.late()]
        elif self._leading is not None and self._leading.waits_in_vain:
            wrong.append("no process does the work")
        waiting = (now - oldest).total_seconds() if oldest else 0.0
        return JSONResponse(
            {
                "ok": not wrong,
                "wrong": wrong,
                "leading": leads,
                "channels": self._channels(),
                "oldest_owed_seconds": round(waiting),
            },
            status_code=503 if wrong else 200,
        )

    def _channels(self) -> dict[str, str]:
        """How each channel is; that one is away is no reason to start the program anew."""
        found = {self._web.name: "ok"}
        if self._telegram is not None:
            found[self._telegram.name] = "away" if self._telegram.away else "ok"
        return found

    async def metrics(self, request: Request) -> Response:
        """Counts and times for Prometheus."""
        now = self._turns.now()
        async with self._database.reading() as db:
            owed = await outbox.count_due(db, now=now)
            oldest = await outbox.oldest_due(db, now=now)
        waiting = (now - oldest).total_seconds() if oldest else 0.0
        text = metrics.page(owed=owed, oldest=waiting, streams=len(self._web.streams))
        return Response(text, media_type=metrics.TYPE)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Listen until left; raises BadSettings when that cannot be."""
        host, port = self._settings.web_host, self._settings.web_port
        async with serving(self.app, host, port, self._web.streams.close) as self.port:
            yield
