"""What a handler is given: who asks, when, in which language, and the database to look in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat import Action
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.i18n import Speech
from bot.place import Home, Place
from bot.router import Router
from bot.who import Talk, Who


@dataclass
class Turn:
    """One thing a person did, or one message owed to them, while it is being answered.

    `order` is the channel's number of the update, None when the bot speaks first; `tapped` is the
    message whose button was picked, "" for anything else. `settled_unit` is set for commands that
    act in a unit. `right` is what the router's entry demands.
    """

    db: AsyncSession
    now: datetime
    t: Speech
    talk: Talk
    home: Home
    router: Router
    random: Callable[[int], bytes]
    who: Who | None = None
    right: Right | None = None
    order: int | None = None
    tapped: str = ""
    settled_unit: Place | None = None
    expecting: Action | None = field(default=None)

    @property
    def me(self) -> Who:
        """The person asking; refused for somebody who has not joined."""
        if self.who is None:
            raise Refused(
                "You have not joined yet. Send the join code that the secretary gave you."
            )
        return self.who

    @property
    def unit(self) -> Place:
        """The unit a command acts in."""
        if self.settled_unit is None:
            raise LookupError("this command was not declared with Scope.UNIT")
        return self.settled_unit

    def may(self, place: Place, right: Right | None = None) -> bool:
        """Tell whether the person asking may do `right` (or what the entry demands) there."""
        wanted = right or self.right
        return wanted is None or wanted in self.me.rights_in(place.id, place.parent_id, place.kind)

    def demand(self, place: Place, right: Right | None = None) -> None:
        """Refuse unless the person asking may do `right` (or what the entry demands) there."""
        if not self.may(place, right):
            raise Refused(
                "You may not do this in {unit}. Please ask the secretary there.", unit=place.name
            )

    def speaks(self, place: Place) -> Speech:
        """Speak in the time zone and with the address of `place`."""
        return Speech(self.t.language, place.zone, place.rules.address)

    def expect(self, action: Action) -> None:
        """Take the next plain words of this conversation as the words of `action`."""
        self.expecting = action
