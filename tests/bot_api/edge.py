"""The HTTP edge: a request comes in, a method is called, an envelope goes out."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.bot_api.control import control
from tests.bot_api.errors import ApiError, Json, bad_request, conflict
from tests.bot_api.faults import Fault, Kind
from tests.bot_api.methods import COUNTED, METHODS
from tests.bot_api.params import Params, read
from tests.bot_api.records import Call, Sent

if TYPE_CHECKING:
    from tests.bot_api.server import BotApiServer

OF_UPDATES = ("getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo")
_JSON = {"Content-Type": "application/json"}
_encode = json.JSONEncoder(separators=(",", ":")).encode
_NAMES = {name.lower(): name for name in (*METHODS, *OF_UPDATES)}


class Edge:
    """Answers requests for one server."""

    def __init__(self, api: BotApiServer) -> None:
        self._api = api
        self._methods = f"/bot{api.token}/"
        self._files = f"/file/bot{api.token}/"

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/control/"):
            return await control(self._api, request)
        if self._api.is_down:
            return self._unreachable(request)
        if path.startswith(self._methods):
            return await self._method(request, path[len(self._methods) :])
        if path.startswith(self._files):
            return self._file(path[len(self._files) :])
        if path.startswith("/bot"):
            return _envelope(ApiError(401, "Unauthorized"))
        return _envelope(ApiError(404, "Not Found"))

    async def _method(self, request: web.BaseRequest, given: str) -> web.StreamResponse:
        name = _NAMES.get(given.lower())
        if name is None:
            return _envelope(ApiError(404, "Not Found: method not found"))
        try:
            if name == "getUpdates":
                return _envelope(await self._get_updates(await read(request)))
            with self._api.calls_under_way:
                return _envelope(await self._call(name, await read(request)))
        except ApiError as refusal:
            return _envelope(refusal)
        except ConnectionError:
            return _cut(request)

    async def _get_updates(self, params: Params) -> list[Json]:
        api = self._api
        if api.webhook.url:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        fault = api.faults.next("getUpdates") if api.faults else None
        with api.calls_under_way if fault else nullcontext():
            await self._before(fault)
            updates = await api.poll.get(params)
            await self._after(fault)
        return updates

    async def _call(self, name: str, params: Params) -> Any:
        api = self._api
        call = Call(name, params, time.monotonic())
        if api.recording:
            api.calls.append(call)
        fault = api.faults.next(name) if api.faults else None
        try:
            await self._before(fault)
            call.result = self._perform(name, params, call.at)
        except ApiError as refusal:
            call.refusal = refusal
        if api.latency:
            await asyncio.sleep(api.latency)
        for heard in api.on_call:
            heard(call)
        await self._after(fault)
        if call.refusal is not None:
            raise call.refusal
        return call.result

    def _perform(self, name: str, params: Params, now: float) -> Any:
        api = self._api
        if name in OF_UPDATES:
            return self._updates(name, params)
        if name not in COUNTED:
            return METHODS[name](api.telegram, params)
        api.flood.admit(params.get("chat_id"), now)
        result = METHODS[name](api.telegram, params)
        api.sent.append(Sent(now, name, result["chat"]["id"], result["message_id"]))
        return result

    def _updates(self, name: str, params: Params) -> Any:
        webhook = self._api.webhook
        if name == "getWebhookInfo":
            return webhook.info
        if name == "deleteWebhook":
            return webhook.set({**params, "url": "", "allowed_updates": None})
        self._api.poll.end(conflict("terminated by setWebhook request"))
        return webhook.set(params)

    async def _before(self, fault: Fault | None) -> None:
        if fault is not None and fault.kind is Kind.HANG:
            await self._hang()
        if fault is not None and fault.error is not None:
            raise fault.error

    async def _after(self, fault: Fault | None) -> None:
        if fault is not None and fault.kind is Kind.HANG_DONE:
            await self._hang()
        if fault is not None and fault.kind is Kind.LOSE:
            raise ConnectionError

    async def _hang(self) -> None:
        with self._api.hanging:
            await self._api.closing.wait()
        raise ConnectionError

    def _unreachable(self, request: web.BaseRequest) -> web.StreamResponse:
        if self._api.hangs_up:
            return _cut(request)
        return _envelope(ApiError(502, "Bad Gateway"))

    def _file(self, path: str) -> web.StreamResponse:
        stored = self._api.telegram.files.get(path.partition("/")[0])
        if stored is None:
            return _envelope(bad_request("invalid file_id"))
        return web.Response(body=stored.content, content_type=stored.mime_type)


def _envelope(answer: Any) -> web.Response:
    if not isinstance(answer, ApiError):
        return _json(200, {"ok": True, "result": answer})
    response = _json(answer.code, answer.body)
    if "retry_after" in answer.parameters:
        response.headers["Retry-After"] = str(answer.parameters["retry_after"])
    return response


def _json(status: int, body: Json) -> web.Response:
    return web.Response(status=status, body=_encode(body).encode(), headers=_JSON)


def _cut(request: web.BaseRequest) -> web.StreamResponse:
    """Hang up without an answer; what is returned here is never written."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)
