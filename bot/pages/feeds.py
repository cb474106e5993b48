"""Everybody's private calendar."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.i18n import Speech
from bot.pages import calendar_file
from bot.pages.visitors import Visitors
from storage import invitations, people

BACK = timedelta(days=90)  # so far back meetings stay in the calendar


class Feeds:
    """The address that only its owner knows."""

    def __init__(self, visitors: Visitors) -> None:
        self._turns = visitors.turns
        self.routes = [Route("/c/{key}.ics", self.feed)]

    async def feed(self, request: Request) -> Response:
        """The meetings a person is or was asked to, the cancelled ones as such."""
        now = self._turns.now()
        async with self._turns.database.reading() as db:
            who = await people.of_calendar(db, request.path_params["key"])
            if who is None:
                return PlainTextResponse("This calendar has ended.", 404)
            found = await invitations.of_person(db, who.person_id, since=now - BACK)
        home = self._turns.home
        address = who.address_in(None)
        language = who.locale or home.locale
        t = Speech(language, home.zone, address) if address else Speech(language, home.zone)
        return calendar_file.answer(t, found, home.public_url)
