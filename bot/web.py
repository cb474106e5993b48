"""The edge to the web: health, webhooks and the pages, on one port."""

import asyncio
import errno
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from bot.channels.telegram import SECRET_HEADER, TelegramChannel
from bot.channels.web import WebChannel
from bot.config import BadSettings, Settings
from bot.hooks import Hook, Hooks
from bot.jobs import Jobs
from bot.leading import Leading
from bot.pages.keys import Keys
from bot.pages.site import site
from bot.tasks import Background
from bot.turns import Turns
from storage import outbox
from storage.database import Database

log = logging.getLogger(__name__)

GRACE = 2  # seconds for requests under way at the end


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
        self._leading = leading
        self.port = settings.web_port
        pages = Starlette(
            routes=[Route("/healthz", self.health), Mount("/", site(turns, web, keys))]
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
                "oldest_owed_seconds": round(waiting),
            },
            status_code=503 if wrong else 200,
        )

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Listen until left; raises BadSettings when that cannot be."""
        config = uvicorn.Config(
            self.app,
            host=self._settings.web_host,
            port=self._settings.web_port,
            log_config=None,
            access_log=False,
            lifespan="off",
            # of a proxy on this machine only: whence a visitor comes is counted, nothing else
            proxy_headers=True,
            forwarded_allow_ips="127.0.0.1",
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=GRACE,
        )
        sock = listening(self._settings.web_host, self._settings.web_port)
        self.port = sock.getsockname()[1]
        server = _Server(config)
        background = Background()
        background.spawn(server.serve(sockets=[sock]))
        try:
            yield
        finally:
            self._web.streams.close()
            server.should_exit = True
            await background.close(GRACE + 1)
            sock.close()


class PortTaken(BadSettings):
    """Another program listens there."""


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises BadSettings, PortTaken when it is in use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except PermissionError:
        text = f"Port {port} may not be used; set BOT_WEB_PORT to one above 1023."
        raise BadSettings(text) from None
    except OSError as fault:
        if isinstance(fault, socket.gaierror) or fault.errno == errno.EADDRNOTAVAIL:
            text = f"BOT_WEB_HOST {host} is no address of this machine."
            raise BadSettings(text) from None
        text = f"Port {port} is in use; set BOT_WEB_PORT to a free one."
        raise PortTaken(text) from None


class _Server(uvicorn.Server):
    """Leaves the signals to the program, which has more to end than this."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
