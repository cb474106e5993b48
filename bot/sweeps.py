"""What a sweep is: "what is due now?", done in small transactions until nothing is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.place import Home
from bot.router import Router

MOST = 200  # rows in one transaction, so that a tap never waits behind a thousand invitations


@dataclass(frozen=True)
class Sweep:
    """What a sweep is given: the database, the time, and the installation's defaults."""

    db: AsyncSession
    now: datetime
    home: Home
    router: Router


@dataclass(frozen=True)
class Job:
    """Something the bot does on its own.

    `sweep` does at most `MOST` rows of what is due and says how many; it is called until it says
    0. Running it twice changes nothing, running it late loses nothing. `due` says when there is
    something to do next, None when nothing waits.
    """

    name: str
    seconds: int
    sweep: Callable[[Sweep], Awaitable[int]]
    due: Callable[[AsyncSession], Awaitable[datetime | None]]
