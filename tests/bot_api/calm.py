"""Knowing when the bot has done all it was going to do about what people did."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.bot_api.server import BotApiServer

STEPS = 5
A_MOMENT = 0.0005  # seconds


async def settled(api: BotApiServer, *, quiet: float, within: float) -> None:
    """Wait until nothing is unfinished and no call has come for `quiet` seconds.

    The quiet time is taken in several short sleeps, so that a bot which keeps the event loop busy
    gets as many turns before it is taken for idle. None is needed for a bot on the same loop that
    tells by `also_busy` what it is at. Raises AssertionError after `within` seconds.
    """
    deadline = time.monotonic() + within
    calm = 0
    loose_ends: list[str] = []
    while calm < STEPS:
        before = api.stirs
        await asyncio.sleep(max(quiet / STEPS, A_MOMENT if loose_ends else 0))
        loose_ends = unfinished(api)
        calm = 0 if loose_ends or api.stirs != before else calm + 1
        if time.monotonic() > deadline and calm < STEPS:
            raise AssertionError(_story(api, loose_ends, within))


def unfinished(api: BotApiServer) -> list[str]:
    """What the bot still owes, a line each."""
    waiting = api.updates.first(3)
    lines = [f"update {update.id} is not confirmed: {update.kind}" for update in waiting]
    if len(api.updates.waiting) > len(waiting):
        lines.append(f"… and {len(api.updates.waiting) - len(waiting)} more")
    lines += [
        f"{press.by.first_name}'s press of {press.data!r} is not answered"
        for press in list(api.telegram.unanswered.values())[:3]
    ]
    if under_way := api.calls_under_way.inside - api.hanging.inside:
        lines.append(f"{under_way} calls are under way")
    return lines + [line for busy in api.also_busy if (line := busy())]


def _story(api: BotApiServer, loose_ends: list[str], within: float) -> str:
    if api.webhook.url:
        how = f"a webhook at {api.webhook.url} ({api.webhook.deliveries} deliveries"
        how += f"; {api.webhook.last_error[1]})" if api.webhook.last_error else ")"
    else:
        how = f"{'a poll is open' if api.poll.open else 'nobody polls'} ({api.poll.polls} so far)"
    ends = loose_ends or ["calls keep coming"]
    calls = [str(call) for call in api.calls[-5:]] or ["none"]
    return "\n  ".join(
        [f"the bot did not settle within {within:g} s; {how}:", *ends, "last calls:", *calls]
    )
