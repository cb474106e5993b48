"""Playing people from another process: POST /control/ACTION with JSON.

    person   {"id": 101, "first_name": "Mai", "language_code": "vi"}
    sends    {"id": 101, "text": "/start CODE"}            add "wait": true to await the reaction
    picks    {"id": 101, "label": "Có mặt"}                likewise
    presses  {"id": 101, "data": "rsvp:42:yes"}            likewise
    screen   {"id": 101}                                   what is on her phone
    settled  {"within": 5}
    state    {}                                            counts
    set      {"latency": 0.1, "recording": false}

Answers are {"ok": true, "result": …}; what a person cannot do is a 409 with the reason.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.bot_api.errors import Json

if TYPE_CHECKING:
    from tests.bot_api.server import BotApiServer
    from tests.people import OnTelegram


async def control(api: BotApiServer, request: web.BaseRequest) -> web.Response:
    """Answer one request to the control endpoint."""
    action = _ACTIONS.get(request.path.removeprefix("/control/"))
    if action is None:
        return web.json_response(
            {"ok": False, "description": f"one of {', '.join(_ACTIONS)}"}, status=404
        )
    try:
        told = await request.json() if request.can_read_body else {}
        return web.json_response({"ok": True, "result": await action(api, told)})
    except (AssertionError, KeyError, ValueError) as problem:
        return web.json_response({"ok": False, "description": str(problem)}, status=409)


async def _person(api: BotApiServer, told: Json) -> Json:
    person = api.person(int(told["id"]), str(told["first_name"]), told.get("language_code", "vi"))
    return person.account.json


async def _sends(api: BotApiServer, told: Json) -> Json:
    message = await _who(api, told).sends(str(told["text"]), wait=bool(told.get("wait")))
    return message.json


async def _picks(api: BotApiServer, told: Json) -> Json:
    who = _who(api, told)
    await who.picks(str(told["label"]), wait=bool(told.get("wait")))
    return _shown(who)


async def _presses(api: BotApiServer, told: Json) -> Json:
    who = _who(api, told)
    await who.presses_data(str(told["data"]), wait=bool(told.get("wait")))
    return _shown(who)


async def _screen(api: BotApiServer, told: Json) -> Json:
    return _shown(_who(api, told))


async def _settled(api: BotApiServer, told: Json) -> None:
    await api.settled(within=float(told.get("within", 5.0)))


async def _state(api: BotApiServer, _told: Json) -> Json:
    return {
        "sent": len(api.sent),
        "refused_by_flood_control": api.flood.refused,
        "waiting_updates": len(api.updates.waiting),
        "confirmed_updates": api.updates.done,
        "unanswered_presses": len(api.telegram.unanswered),
        "webhook": api.webhook.info,
    }


async def _set(api: BotApiServer, told: Json) -> None:
    api.latency = float(told.get("latency", api.latency))
    api.recording = bool(told.get("recording", api.recording))


def _who(api: BotApiServer, told: Json) -> OnTelegram:
    return api.people[int(told["id"])]


def _shown(who: OnTelegram) -> Json:
    return {"text": who.sees, "screen": who.screen, "buttons": who.buttons, "toast": who.toast}


_ACTIONS: dict[str, Callable[[BotApiServer, Json], Awaitable[Any]]] = {
    "person": _person,
    "sends": _sends,
    "picks": _picks,
    "presses": _presses,
    "screen": _screen,
    "settled": _settled,
    "state": _state,
    "set": _set,
}
