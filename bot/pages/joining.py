"""Where a join link leads, and where a browser that nobody knows begins."""

from math import ceil

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.channels.web import WebChannel
from bot.chat import Command
from bot.domain import codes as code_rules
from bot.i18n import Speech
from bot.pages import forms, looks
from bot.pages.forms import BadForm
from bot.pages.keys import new_address
from bot.pages.visitors import COOKIE, Visitors
from bot.turns import NotTaken
from handlers.joining import fault_of
from storage import codes

LONGEST = 40  # letters that somebody may have typed for a code


class JoiningPages:
    """Takes a join code from a browser."""

    def __init__(self, visitors: Visitors, web: WebChannel, *, framed: bool) -> None:
        self._visitors = visitors
        self._web = web
        self._framed = framed
        self.routes = [
            Route("/", self.front),
            Route("/j/{code}", self.link),
            Route("/join", self.join, methods=["POST"]),
        ]

    async def front(self, request: Request) -> Response:
        """The chat of who has joined, the field for a code for everybody else."""
        visitor = await self._visitors.of(request)
        if visitor is not None:
            return RedirectResponse(f"{request.scope.get('root_path', '')}/chat", 303)
        t = self._visitors.speech(request)
        if COOKIE not in request.cookies:
            return self._page(request, t)
        gone = t("This device is not signed in any more. Please enter a join code.")
        answer = self._page(request, t, fault=gone, status=401)
        self._visitors.let_go(request, answer)
        return answer

    async def link(self, request: Request) -> Response:
        """The code of a join link, and the ways to use it; looking at it uses nothing up."""
        t = self._visitors.speech(request)
        code = code_rules.normalise(request.path_params["code"])
        if code is None:
            fault = t("This link is not complete. Please copy the whole link.")
            return self._page(request, t, fault=fault, status=404)
        return self._page(request, t, code=code)

    async def join(self, request: Request) -> Response:
        """Take a code; one that does not fit leaves nothing behind but a count."""
        t = self._visitors.speech(request)
        try:
            fields = await forms.read(request)
        except BadForm as bad:
            fault = t("This form cannot be read. Please open the page again.")
            return self._page(request, t, fault=fault, status=bad.status)
        wait = self._visitors.waits(request)
        if wait:
            seconds = ceil(wait.total_seconds())
            fault = t("Too many codes that did not fit. Please try again in a minute.")
            answer = self._page(request, t, fault=fault, status=429)
            answer.headers["Retry-After"] = str(seconds)
            return answer
        typed = fields.get("code", "")[:LONGEST]
        turns = self._visitors.turns
        async with turns.database.reading() as db:
            code = await codes.find(db, typed)
        fault = fault_of(t, code, now=turns.now())
        if fault:
            self._visitors.wrong_code(request)
            return self._page(request, t, fault=fault, code=typed, status=410 if code else 422)
        visitor = await self._visitors.of(request)
        address = visitor.address if visitor else new_address()
        try:
            await self._web.take(address, Command("start", typed), language=t.language, once=None)
        except NotTaken:
            fault = t("This cannot be stored right now. Please try again in a minute.")
            return self._page(request, t, fault=fault, code=typed, status=503)
        answer = RedirectResponse(f"{request.scope.get('root_path', '')}/chat", 303)
        self._visitors.keep(request, answer, address)
        return answer

    def _page(
        self, request: Request, t: Speech, *, code: str = "", fault: str = "", status: int = 200
    ) -> Response:
        normal = code_rules.normalise(code)
        home = self._visitors.turns.home
        return looks.page(
            request,
            "join.html",
            t,
            status=status,
            framed=self._framed,
            title=t("Join the meeting assistant of the cell"),
            hint="" if normal else t("The secretary gives {you} a code of twelve letters."),
            code=normal or code,
            fault=fault,
            telegram=home.telegram_link(code_rules.payload(normal)) if normal else "",
            say={
                "code": t("Join code"),
                "here": t("Join in this browser"),
                "elsewhere": t("Or use the same code on Telegram:"),
                "telegram": t("Open Telegram"),
            },
        )
