"""The small edge to the web: health, webhooks, and the page behind a join link."""

import asyncio
import errno
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from html import escape

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.channels.telegram import SECRET_HEADER, TelegramChannel
from bot.config import BadSettings, Settings
from bot.domain import codes
from bot.hooks import Hook, Hooks
from bot.i18n import Speech
from bot.jobs import Jobs
from bot.leading import Leading
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
        secret: str,
        leading: Leading | None,
    ) -> None:
        self._settings = settings
        self._turns = turns
        self._database: Database = turns.database
        self._jobs = jobs
        self._leading = leading
        self.port = settings.web_port
        pages = Starlette(
            routes=[
                Route("/healthz", self.health),
                Route("/j/{code}", self.join_page),
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
                "oldest_owed_seconds": round(waiting),
            },
            status_code=503 if wrong else 200,
        )

    async def join_page(self, request: Request) -> Response:
        """Where a join link leads: one button to open the bot, and the code to type."""
        code = codes.normalise(request.path_params["code"])
        t = Speech(self._turns.home.locale, self._settings.zone)
        if code is None:
            return HTMLResponse(
                _page(t, t("This link is not complete."), t("Please copy the whole link."), ""),
                status_code=404,
            )
        link = self._turns.home.telegram_link(codes.payload(code))
        return HTMLResponse(
            _page(
                t,
                t("Join the meeting assistant of the cell"),
                t("Open the bot, or send it this code: {code}", code=code),
                link,
            ),
            headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
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
            proxy_headers=False,
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


def _page(t: Speech, title: str, text: str, link: str) -> str:
    button = (
        f'<p><a class="button" href="{escape(link)}">{escape(t("Open Telegram"))}</a></p>'
        if link
        else ""
    )
    return (
        f'<!doctype html><html lang="{t.language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f"<main><h1>{escape(title)}</h1><p>{escape(text)}</p>{button}</main></html>"
    )


_STYLE = (
    ":root{color-scheme:light dark}body{font:1.25rem/1.5 system-ui,sans-serif;margin:0}"
    "main{max-width:32rem;margin:0 auto;padding:1.5rem}h1{font-size:1.5rem}"
    ".button{display:block;padding:1rem;text-align:center;border-radius:.5rem;"
    "background:#0b57d0;color:#fff;text-decoration:none}"
)
