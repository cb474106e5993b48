"""The chat: bubbles with buttons, a line to type in, and a stream of what changes."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.channels.web import WebChannel
from bot.chat import Command, Deed, Pick, Unreachable, Words
from bot.domain.chart import Chart
from bot.domain.words import _
from bot.i18n import Speech
from bot.pages import forms, looks
from bot.pages.forms import BadForm
from bot.pages.keys import new_once, read_once
from bot.pages.visitors import Visitor, Visitors
from bot.papers.chart_png import png
from bot.turns import NotTaken
from storage import bubbles, people
from storage.bubbles import CARD, MENU, PASSING
from storage.tables import Bubble

SHOWN = 60  # bubbles on a page; older ones have been answered or have lost their point
WORD_STAYS = timedelta(seconds=30)  # on pages that come without the script
ALIVE_EVERY = 15.0  # seconds between signs of life, and between looks at what others wrote


class ChatPages:
    """What a browser that has joined asks for."""

    def __init__(self, visitors: Visitors, web: WebChannel, *, framed: bool) -> None:
        self._visitors = visitors
        self._web = web
        self._framed = framed
        self._database = visitors.turns.database
        self.routes = [
            Route("/chat", self.page),
            Route("/say", self.say, methods=["POST"]),
            Route("/tap", self.tap, methods=["POST"]),
            Route("/stream", self.stream),
            Route("/picture/{bubble}.png", self.picture),
            Route("/signout", self.sign_out, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """The whole chat."""
        visitor = await self._visitors.of(request)
        if visitor is None:
            return RedirectResponse(f"{request.scope.get('root_path', '')}/", 303)
        t = self._visitors.speech(request, visitor)
        async with self._database.reading() as db:
            found = await bubbles.newest(db, visitor.talk.id, most=SHOWN)
        menu = next((each.choices for each in found if each.kind == MENU), [])
        now = self._visitors.turns.now()
        return looks.page(
            request,
            "chat.html",
            t,
            framed=self._framed,
            title=t("Meeting assistant"),
            say={
                "menu": t("Menu"),
                "signout": t("Sign out on this device"),
                "messages": t("Messages"),
                "type": t("Type here"),
                "send": t("Send"),
                "failed": t("This could not be sent. Please check the network and try again."),
            },
            bubbles=[each for each in found if each.kind == CARD],
            passing=next((each.body for each in found if _just_said(each, now)), ""),
            menu=menu,
            seq=max((each.seq for each in found), default=0),
            **self._values(visitor, t),
        )

    async def say(self, request: Request) -> Response:
        """Words or a command were typed."""
        return await self._take(request, _typed)

    async def tap(self, request: Request) -> Response:
        """A button was tapped."""
        return await self._take(request, _tapped)

    async def stream(self, request: Request) -> Response:
        """What changes from now on, for as long as the browser listens."""
        visitor = await self._visitors.of(request)
        if visitor is None:
            return Response(status_code=204)  # which tells a browser not to come again
        seen = request.headers.get("last-event-id") or request.query_params.get("after", "")
        after = _number(seen) or 0
        return StreamingResponse(
            self._changes(request, visitor, after),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def _changes(self, request: Request, visitor: Visitor, after: int) -> AsyncIterator[str]:
        yield "retry: 3000\n\n"
        t = self._visitors.speech(request, visitor)
        with self._web.streams.listening(visitor.address) as changed:
            while not self._web.streams.closed:
                changed.clear()
                async with self._database.reading() as db:
                    known = await bubbles.chat(db, self._web.name, visitor.address)
                    fresh = await bubbles.since(db, visitor.talk.id, after) if known else ()
                if known is None:
                    yield "event: gone\ndata: \n\n"
                    return
                for each in self._shown(request, visitor, t, fresh):
                    after = each["seq"]
                    yield f"id: {after}\nevent: change\ndata: {json.dumps(each)}\n\n"
                try:
                    async with asyncio.timeout(ALIVE_EVERY):
                        await changed.wait()
                except TimeoutError:
                    yield ": still here\n\n"

    async def picture(self, request: Request) -> Response:
        """The picture of a message of this chat, drawn from what is kept of it."""
        visitor = await self._visitors.of(request)
        bubble = _number(request.path_params["bubble"])
        if visitor is None or bubble is None:
            return Response(status_code=404)
        async with self._database.reading() as db:
            found = await bubbles.picture(db, visitor.talk.id, bubble)
        if found is None:
            return Response(status_code=404)
        drawn = await asyncio.to_thread(png, Chart.of(found))
        return Response(
            drawn, media_type="image/png", headers={"Cache-Control": "private, max-age=86400"}
        )

    async def sign_out(self, request: Request) -> Response:
        """End this browser's account; the person's other phones go on."""
        visitor = await self._visitors.of(request)
        answer = RedirectResponse(f"{request.scope.get('root_path', '')}/", 303)
        if visitor is None:
            return answer
        try:
            fields = await forms.read(request)
            self._check(visitor, fields)
        except BadForm as bad:
            return self._refused(request, bad.status, visitor)
        now = self._visitors.turns.now()
        person_id = visitor.who.person_id if visitor.who else None
        await self._database.certain(
            lambda db: people.sign_out(db, visitor.talk.id, person_id, now=now)
        )
        self._web.streams.wake(visitor.address)
        self._visitors.let_go(request, answer)
        return answer

    async def _take(self, request: Request, read: Any) -> Response:
        visitor = await self._visitors.of(request)
        if visitor is None:
            return self._refused(request, 401)
        try:
            fields = await forms.read(request)
            self._check(visitor, fields)
            deed: Deed = read(fields)
            t = self._visitors.speech(request, visitor)
            await self._web.take(
                visitor.address,
                deed,
                language=t.language,
                once=read_once(fields.get("once", "")),
            )
        except BadForm as bad:
            return self._refused(request, bad.status, visitor)
        except Unreachable:
            return self._refused(request, 401)
        except NotTaken:
            return self._refused(request, 503, visitor)
        if not _wants_json(request):
            at = f"b{deed.message_id}" if isinstance(deed, Pick) else "text"
            return RedirectResponse(f"{request.scope.get('root_path', '')}/chat#{at}", 303)
        async with self._database.reading() as db:
            fresh = await bubbles.since(db, visitor.talk.id, _number(fields.get("after", "")) or 0)
        return JSONResponse({"changes": self._shown(request, visitor, t, fresh)})

    def _check(self, visitor: Visitor, fields: dict[str, str]) -> None:
        if not self._visitors.keys.is_word(visitor.address, fields.get("word", "")):
            raise BadForm(403)

    def _shown(
        self, request: Request, visitor: Visitor, t: Speech, found: Iterable[Bubble]
    ) -> list[dict[str, Any]]:
        """Changes as the script takes them, each with its piece of the page."""
        values = self._values(visitor, t) | {"t": t, "root": request.scope.get("root_path", "")}
        menu, bubble = looks.template("menu.html"), looks.template("bubble.html")
        return [
            {
                "id": each.id,
                "seq": each.seq,
                "kind": each.kind,
                "words": each.body if each.kind in PASSING else "",
                "html": menu.render(values, menu=each.choices)
                if each.kind == MENU
                else bubble.render(values, b=each),
            }
            for each in found
        ]

    def _values(self, visitor: Visitor, t: Speech) -> dict[str, Any]:
        """What every piece of the chat needs."""
        word = self._visitors.keys.word(visitor.address)
        return {"word": word, "once": new_once, "to_calendar": t("Add to the calendar")}

    def _refused(self, request: Request, status: int, visitor: Visitor | None = None) -> Response:
        """One sentence that says why not, for a script or for a page."""
        t = self._visitors.speech(request, visitor)
        sentence = t(_SENTENCES.get(status, _SENTENCES[400]))
        if _wants_json(request):
            return JSONResponse({"fault": sentence}, status)
        return looks.page(
            request,
            "sentence.html",
            t,
            status=status,
            framed=self._framed,
            title=t("This was not taken"),
            sentence=sentence,
            back="/chat" if visitor else "/",
            back_label=t("Back"),
        )


_SENTENCES = {
    400: _("This form cannot be read. Please open the page again."),
    401: _("This device is not signed in any more. Please enter a join code."),
    403: _("This form did not come from this page. Please open the page again."),
    413: _("This is too long. Please keep it under 4000 characters."),
    503: _("This cannot be stored right now. Please try again in a minute."),
}


def _just_said(bubble: Bubble, now: datetime) -> bool:
    """Whether this is a word in passing that its reader may not have seen yet."""
    return bubble.kind in PASSING and now - bubble.sent_at < WORD_STAYS


def _number(text: str) -> int | None:
    """A whole number that every column of ours can be compared with."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _typed(fields: dict[str, str]) -> Deed:
    text = fields.get("text", "").replace("\r\n", "\n").strip()
    if not text:
        raise BadForm(400)
    if text.startswith("/") and len(text) > 1 and not text[1].isspace():
        name, *rest = text[1:].split(maxsplit=1)
        return Command(name, rest[0].strip() if rest else "")
    return Words(text)


def _tapped(fields: dict[str, str]) -> Deed:
    wire, message = fields.get("wire", ""), fields.get("message", "")
    if not wire or _number(message) is None:
        raise BadForm(400)
    return Pick(wire, message)


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")
