"""One meeting and its four answers: by a link that is one person's, or for who is signed in."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.cards.invitation import AnswerInvitation, GiveReason, ShowInvitation
from bot.channels.web import content
from bot.chat import Action, BadAction, Card, Toast
from bot.domain.answers import Reason
from bot.domain.words import _
from bot.i18n import Speech
from bot.pages import calendar_file, forms, looks
from bot.pages.forms import BadForm
from bot.pages.joining import JoiningPages
from bot.pages.visitors import Visitors
from bot.turns import NotTaken
from storage import invitations, people
from storage.invitations import Asked

MEANT = (AnswerInvitation, GiveReason, ShowInvitation)
GONE = _("This link is no longer good. Send /meeting to the bot to see the next meeting.")


class _Ended(Exception):
    """The link leads nowhere; `status` says whether it ever did."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class MeetingPages:
    """The page of one invitation. Looking answers nothing; only a tapped button does."""

    def __init__(self, visitors: Visitors, joining: JoiningPages, *, framed: bool) -> None:
        self._visitors = visitors
        self._turns = visitors.turns
        self._joining = joining
        self._framed = framed
        self.routes = [
            Route("/m/{token}.ics", self.file),
            Route("/m/{token}", self.by_link, methods=["GET", "POST"]),
            Route("/b/{meeting:int}", self.for_members, methods=["GET", "POST"]),
            Route("/b/{meeting:int}.ics", self.members_file),
        ]

    async def by_link(self, request: Request) -> Response:
        """The invitation of a signed link, for whoever holds it, until the meeting begins."""
        try:
            asked, t = await self._of_link(request)
        except _Ended as ended:
            return self._ended(request, ended.status)
        return await self._page(request, asked, t)

    async def for_members(self, request: Request) -> Response:
        """The meeting of a shared link, for who is signed in and asked; others join first."""
        found = await self._of_visitor(request)
        if found is None:
            return await self._joining.front(request)
        return await self._page(request, *found)

    async def file(self, request: Request) -> Response:
        """The meeting as a calendar's file."""
        try:
            asked, t = await self._of_link(request)
        except _Ended as ended:
            return self._ended(request, ended.status)
        return calendar_file.answer(t, [asked], self._turns.home.public_url)

    async def members_file(self, request: Request) -> Response:
        """The same for who is signed in."""
        found = await self._of_visitor(request)
        if found is None:
            return self._ended(request, 404)
        asked, t = found
        return calendar_file.answer(t, [asked], self._turns.home.public_url)

    async def _of_link(self, request: Request) -> tuple[Asked, Speech]:
        number = self._visitors.keys.invitation(request.path_params["token"])
        if number is None:
            raise _Ended(404)
        async with self._turns.database.reading() as db:
            asked = await invitations.numbered(db, number)
            who = await people.who(db, asked.invitation.person_id) if asked else None
        if asked is None or who is None or who.standing_in(asked.unit.id) is None:
            raise _Ended(410)
        if asked.meeting.cancelled_at is None and asked.meeting.starts_at <= self._turns.now():
            raise _Ended(410)
        t = self._visitors.speech(request)
        language = who.locale or t.language
        return asked, Speech(language, t.zone, who.address_in(asked.unit.id) or t.address)

    async def _of_visitor(self, request: Request) -> tuple[Asked, Speech] | None:
        visitor = await self._visitors.of(request)
        if visitor is None or visitor.who is None:
            return None
        meeting_id = request.path_params["meeting"]
        async with self._turns.database.reading() as db:
            asked = await invitations.of(db, meeting_id, visitor.who.person_id)
        return None if asked is None else (asked, self._visitors.speech(request, visitor))

    async def _page(self, request: Request, asked: Asked, t: Speech) -> Response:
        action: Action = ShowInvitation(asked.meeting.id)
        words, status, said = "", 200, ""
        if request.method == "POST":
            try:
                fields = await forms.read(request)
                action, words = self._meant(fields, asked), fields.get("words", "").strip()
            except BadForm as bad:
                said = t("This form cannot be read. Please open the page again.")
                status, action = bad.status, ShowInvitation(asked.meeting.id)
        person, language = asked.invitation.person_id, t.language
        try:
            reply = await self._turns.act(person, action, language=language, words=words)
            if isinstance(reply, Toast):
                said, shown = reply.text, ShowInvitation(asked.meeting.id)
                reply = await self._turns.act(person, shown, language=language)
        except NotTaken:
            reply, status = None, 503
            said = t("This cannot be stored right now. Please try again in a minute.")
        card = reply if isinstance(reply, Card) else Card(title=asked.unit.name)
        return looks.page(
            request,
            "meeting.html",
            t,
            status=status,
            framed=self._framed,
            title=card.title,
            said=said or card.toast,
            body=card.body,
            rows=self._rows(card),
            other=GiveReason(asked.meeting.id, asked.meeting.round, Reason.OTHER).pack(),
            asks_why=_asks_why(card),
            file=f"{request.url.path}.ics",
            say={
                "why": t("Another reason, in {your} own words"),
                "send": t("Send"),
                "calendar": t("Add to the calendar"),
            },
        )

    def _meant(self, fields: Mapping[str, str], asked: Asked) -> Action:
        """The action of a button of this very page; BadForm for any other."""
        try:
            action = self._turns.router.known.read(fields.get("wire", ""))
        except BadAction:
            raise BadForm(400) from None
        if not isinstance(action, MEANT) or action.meeting_id != asked.meeting.id:
            raise BadForm(400)
        return action

    def _rows(self, card: Card) -> list[list[dict[str, object]]]:
        """The choices of the card, without the one that is a field here."""
        rows = content(card).choices
        kept = [[each for each in row if "wire" in each and not _is_other(each)] for row in rows]
        return [row for row in kept if row]

    def _ended(self, request: Request, status: int) -> Response:
        t = self._visitors.speech(request)
        return looks.page(
            request,
            "sentence.html",
            t,
            status=status,
            framed=self._framed,
            title=t("Meeting assistant"),
            sentence=t(GONE),
            back="/",
            back_label=t("Back"),
        )


def _asks_why(card: Card) -> bool:
    return any(_is_other(each) for row in content(card).choices for each in row)


def _is_other(choice: Mapping[str, object]) -> bool:
    wire = str(choice.get("wire", ""))
    return wire.startswith(f"{GiveReason.name}:") and wire.endswith(f":{Reason.OTHER.value}")
