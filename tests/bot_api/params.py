"""Reading a request: the same parameters whether they come as a query, a form, parts or JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.bot_api.errors import bad_request

Params = dict[str, Any]

NUMBERS = {
    "chat_id",
    "message_id",
    "user_id",
    "offset",
    "limit",
    "timeout",
    "max_connections",
    "cache_time",
    "reply_to_message_id",
}
FLAGS = {"show_alert", "drop_pending_updates", "allow_sending_without_reply"}
OBJECTS = {
    "reply_markup": "reply keyboard markup",
    "reply_parameters": "reply parameters",
    "link_preview_options": "link preview options",
    "commands": "commands",
    "scope": "BotCommandScope",
    "menu_button": "menu button",
    "entities": "entities",
    "caption_entities": "entities",
    "allowed_updates": "allowed updates",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the request."""

    name: str
    content: bytes
    mime_type: str


async def read(request: web.BaseRequest) -> Params:
    """Parameters with numbers, flags and objects as such; raises on JSON that does not parse."""
    told: Params = dict(request.query) if request.rel_url.raw_query_string else {}
    if request.method == "POST":
        told.update(await _body(request))
    return {name: _typed(name, value) for name, value in told.items() if value is not None}


async def _body(request: web.BaseRequest) -> Params:
    kind = request.content_type
    if kind == "multipart/form-data":
        return {name: _part(value) for name, value in (await request.post()).items()}
    body = await request.read()
    if not body:
        return {}
    if kind == "application/x-www-form-urlencoded":
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    if kind != "application/json":
        return {}
    try:
        told = json.loads(body)
    except ValueError:
        raise bad_request("can't parse request: JSON object expected") from None
    return told if isinstance(told, dict) else {}


def _part(value: Any) -> str | Upload:
    if isinstance(value, web.FileField):
        return Upload(value.filename, value.file.read(), value.content_type)
    return value.decode() if isinstance(value, bytes | bytearray) else str(value)


def _typed(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in NUMBERS:
        return int(value) if value.lstrip("-").isdecimal() else value
    if name in FLAGS:
        return value.lower() in ("true", "1", "yes")
    if name in OBJECTS and value:
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {OBJECTS[name]} JSON object") from None
    return value
