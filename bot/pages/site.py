"""All pages of one installation, as one application."""

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from bot.channels.web import WebChannel
from bot.pages.chat import ChatPages
from bot.pages.feeds import Feeds
from bot.pages.joining import JoiningPages
from bot.pages.keys import Keys
from bot.pages.looks import STATIC
from bot.pages.meeting import MeetingPages
from bot.pages.visitors import Visitors
from bot.turns import Turns


def site(turns: Turns, web: WebChannel, keys: Keys, *, framed: bool = False) -> Starlette:
    """The pages; `framed` lets our own pages show them in a frame, as the demo does."""
    visitors = Visitors(turns, keys)
    joining = JoiningPages(visitors, web, framed=framed)
    return Starlette(
        routes=[
            *joining.routes,
            *MeetingPages(visitors, joining, framed=framed).routes,
            *Feeds(visitors).routes,
            *ChatPages(visitors, web, framed=framed).routes,
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
    )
