"""Who holds the browser that asks, and what a browser that nobody knows may do."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web import NAME
from bot.i18n import Speech
from bot.pages.keys import Keys
from bot.pages.limit import Limit
from bot.pages.looks import language_of
from bot.turns import Turns
from bot.who import Talk, Who
from storage import bubbles, people

COOKIE = "sinhhoat"
STAYS = 400 * 24 * 3600  # seconds; the longest that browsers keep a cookie
WRONG_CODES = 10  # a minute from one address of the network
ALL_WRONG_CODES = 120  # a minute from everywhere
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Visitor:
    """A browser whose cookie is ours; `who` is None until its person has agreed to join."""

    address: str
    talk: Talk
    who: Who | None


class Visitors:
    """Knows browsers by their cookies, and counts the codes that do not fit."""

    def __init__(self, turns: Turns, keys: Keys) -> None:
        self.turns = turns
        self.keys = keys
        self._one = Limit(WRONG_CODES, A_MINUTE, turns.now)
        self._all = Limit(ALL_WRONG_CODES, A_MINUTE, turns.now)

    async def of(self, request: Request) -> Visitor | None:
        """Who asks; None for a browser without a cookie, with a forged one, or signed out."""
        address = self.keys.address(request.cookies.get(COOKIE, ""))
        if address is None:
            return None
        async with self.turns.database.reading() as db:
            known = await people.known(db, NAME, address, now=None)
            if known is None or await bubbles.chat(db, NAME, address) is None:
                return None
        return Visitor(address, known.talk, known.who)

    def speech(self, request: Request, visitor: Visitor | None = None) -> Speech:
        """The language of a page: of the person, else of the browser."""
        home = self.turns.home
        who = visitor.who if visitor else None
        language = (who.locale if who else None) or (visitor.talk.locale if visitor else None)
        address = who.address_in(visitor.talk.unit_id) if who and visitor else None
        language = language or language_of(request, home.locale)
        return Speech(language, home.zone, address) if address else Speech(language, home.zone)

    def waits(self, request: Request) -> timedelta:
        """How long this browser has to wait before it tries another code."""
        return max(self._one.wait(_whence(request)), self._all.wait(""))

    def wrong_code(self, request: Request) -> None:
        """Note that a code did not fit."""
        self._one.count(_whence(request))
        self._all.count("")

    def keep(self, request: Request, answer: Response, address: str) -> None:
        """Have the browser be known as the chat at `address` from now on."""
        answer.set_cookie(
            COOKIE,
            self.keys.cookie(address),
            max_age=STAYS,
            path=_path(request),
            secure=(self.turns.home.public_url or "").startswith("https:"),
            httponly=True,
            samesite="lax",
        )

    def let_go(self, request: Request, answer: Response) -> None:
        """Have the browser forget who it was."""
        answer.delete_cookie(COOKIE, path=_path(request))


def _path(request: Request) -> str:
    return str(request.scope.get("root_path", "")) + "/"


def _whence(request: Request) -> str:
    return request.client.host if request.client else ""
