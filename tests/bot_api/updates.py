"""What the bot has yet to hear: a queue that keeps every update until it is confirmed."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import count, islice

from tests.bot_api.errors import ApiError, Json, bad_request, conflict

FIRST_UPDATE = 700_000_001
LONGEST_POLL = 50
MOST_AT_ONCE = 100
REMEMBERED = 1000
LEFT_OUT_UNLESS_NAMED = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True, slots=True)
class Update:
    """`lane` names the conversation in which webhooks keep the order."""

    id: int
    kind: str
    body: Json
    lane: Hashable

    @property
    def wire(self) -> bytes:
        return json.dumps(self.body).encode()


class UpdateQueue:
    """Updates in the order they happened, each here until the bot has confirmed it.

    `confirmed` is the newest id confirmed so far, `done` how many there were.
    """

    def __init__(self) -> None:
        self.waiting: dict[int, Update] = {}
        self.recent: deque[Update] = deque(maxlen=REMEMBERED)
        self.confirmed = 0
        self.done = 0
        self.allowed: set[str] | None = None
        self.on_new: list[Callable[[Update], None]] = []
        self._ids = count(FIRST_UPDATE)

    def add(self, kind: str, content: Json, lane: Hashable) -> Update | None:
        """Queue an update; None when the bot has asked not to hear of this kind."""
        if kind in LEFT_OUT_UNLESS_NAMED if self.allowed is None else kind not in self.allowed:
            return None
        return self.add_raw({kind: content}, lane)

    def add_raw(self, body: Json, lane: Hashable = None) -> Update:
        """Queue anything at all under the next update_id; without a lane it waits for nobody."""
        update_id = next(self._ids)
        kind = next(iter(body), "")
        update = Update(
            update_id, kind, {"update_id": update_id, **body}, update_id if lane is None else lane
        )
        self.recent.append(update)
        return self.put(update)

    def put(self, update: Update) -> Update:
        """Queue an update as it is; one that was confirmed before is thereby sent again."""
        self.waiting[update.id] = update
        for heard in self.on_new:
            heard(update)
        return update

    def first(self, limit: int) -> list[Update]:
        return list(islice(self.waiting.values(), limit))

    def confirm(self, update_id: int) -> None:
        if self.waiting.pop(update_id, None) is not None:
            self.confirmed = max(self.confirmed, update_id)
            self.done += 1

    def confirm_before(self, offset: int) -> None:
        """What `offset` means to getUpdates; a negative one keeps only so many of the newest."""
        if offset < 0:
            done = list(self.waiting)[:offset]
        else:
            done = [known for known in self.waiting if known < offset]
        for update_id in done:
            self.confirm(update_id)

    def clear(self) -> None:
        self.waiting.clear()

    def allow(self, kinds: object) -> None:
        """`allowed_updates`: left out changes nothing, an empty list brings back the default."""
        if kinds is None:
            return
        if not isinstance(kinds, list):
            raise bad_request("can't parse allowed_updates JSON object")
        self.allowed = {str(kind) for kind in kinds} or None


class LongPoll:
    """getUpdates: at most one at a time, held open until there is news."""

    def __init__(self, updates: UpdateQueue) -> None:
        self._updates = updates
        self._held: asyncio.Future[None] | None = None
        self.polls = 0
        updates.on_new.append(self._wake)

    @property
    def open(self) -> bool:
        return self._held is not None

    async def get(self, params: Json) -> list[Json]:
        """The answer to one getUpdates; `timeout` is in seconds, 50 at most."""
        self.polls += 1
        self.end(
            conflict(
                "terminated by other getUpdates request; "
                "make sure that only one bot instance is running"
            )
        )
        self._updates.allow(params.get("allowed_updates"))
        self._updates.confirm_before(params.get("offset", 0))
        limit = min(max(params.get("limit", MOST_AT_ONCE), 1), MOST_AT_ONCE)
        timeout = min(max(params.get("timeout", 0), 0), LONGEST_POLL)
        if not self._updates.waiting and timeout:
            await self._hold(timeout)
        return [update.body for update in self._updates.first(limit)]

    def end(self, why: ApiError | ConnectionError) -> None:
        """Break off the poll that is held open, if any."""
        if self._held is not None and not self._held.done():
            self._held.set_exception(why)

    async def _hold(self, seconds: int) -> None:
        held = self._held = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await held
        except TimeoutError:
            return
        finally:
            if self._held is held:
                self._held = None

    def _wake(self, _update: Update) -> None:
        if self._held is not None and not self._held.done():
            self._held.set_result(None)
