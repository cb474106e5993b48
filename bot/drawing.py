"""What a message has to show next; the newest wins."""

import asyncio
from dataclasses import dataclass

from bot.chat import Card, Urgency
from storage.screens import Mark


@dataclass(frozen=True)
class Drawing:
    """What a message has to show. Without a mark it is shown once and then left alone.

    `drawn` is what `Staled` had counted when it was drawn.
    """

    card: Card
    mark: Mark | None
    urgency: Urgency
    drawn: int


class Slot:
    """A message that is being edited, and the newest drawing that waits for it."""

    def __init__(self) -> None:
        self.finished = asyncio.Event()
        self._waiting: Drawing | None = None
        self._version = 0

    def ask(self, drawing: Drawing) -> None:
        """Let `drawing` come next, unless it is older than what was asked for before.

        Of the same age, the answer to a tap goes before a card drawn again: it may ask something.
        """
        if drawing.mark is not None:
            mending = drawing.urgency is Urgency.MENDING
            if drawing.mark.version < self._version + mending:
                return
            self._version = drawing.mark.version
        self._waiting = drawing

    def take(self) -> Drawing | None:
        """The next drawing, None when nothing waits."""
        drawing, self._waiting = self._waiting, None
        return drawing

    @property
    def has_newer(self) -> bool:
        return self._waiting is not None

    def begin_anew(self) -> None:
        """The screen is forgotten: one kept for this message from now on counts from one."""
        self._version = 0
