"""Telegram's HTML: what a message looks like once its tags are read, or why they cannot be.

The rules and the sentences follow `parse_html` of Telegram's own library (tdlib/td,
td/telegram/MessageEntity.cpp): an unknown `&name` stays as it is, an unknown `<tag>` is refused,
tags close in the order they were opened, and places are told in bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from tests.bot_api.errors import Json, bad_request

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(x[0-9a-fA-F]*|[0-9]*)|([A-Za-z]+));?")
_SPECIAL = re.compile(r"[<&]")
_ATTRIBUTE = re.compile(
    r"""\s*([^\s=>/"']+)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.-]*)(?=[\s>])))?\s*"""
)
_COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")


@dataclass(frozen=True, slots=True)
class Rendered:
    """Text as the phone shows it; offsets of `entities` count UTF-16 units."""

    text: str
    entities: list[Json] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    part: int


@lru_cache(maxsize=256)  # an invitation reads the same for a thousand people
def render(text: str, parse_mode: str | None) -> Rendered:
    """Read `text` as the bot sent it; raises the refusal Telegram would answer."""
    if parse_mode and parse_mode.lower() != "html":
        raise bad_request(f"unsupported parse_mode: these tests speak HTML, not {parse_mode}")
    if not parse_mode or not _SPECIAL.search(text):
        return _trimmed(Rendered(text))
    return _trimmed(_Reader(text).read())


def commands_in(text: str) -> list[Json]:
    """The bot_command entities Telegram marks in what a person writes."""
    return [
        {
            "type": "bot_command",
            "offset": utf16(text[: found.start()]),
            "length": utf16(found.group()),
        }
        for found in _COMMAND.finditer(text)
    ]


def utf16(text: str) -> int:
    """Length in UTF-16 units, in which Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _trimmed(shown: Rendered) -> Rendered:
    text = shown.text.strip()
    lost = utf16(shown.text[: len(shown.text) - len(shown.text.lstrip())])
    end = utf16(text)
    kept = []
    for entity in shown.entities:
        start = max(entity["offset"] - lost, 0)
        stop = min(entity["offset"] + entity["length"] - lost, end)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Rendered(text, kept)


class _Reader:
    """One pass over one text."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.parts: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def read(self) -> Rendered:
        place = 0
        while found := _SPECIAL.search(self.html, place):
            self._write(self.html[place : found.start()])
            place = self._tag(found.start()) if found.group() == "<" else self._reference(found)
        self._write(self.html[place:])
        if self.open:
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return Rendered("".join(self.parts), self.entities)

    def _write(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.offset += utf16(text)

    def _reference(self, found: re.Match[str]) -> int:
        reference = _REFERENCE.match(self.html, found.start())
        character = _decoded(reference) if reference else None
        if reference is None or character is None:
            self._write("&")
            return found.end()
        self._write(character)
        return reference.end()

    def _tag(self, start: int) -> int:
        if self.html.startswith("</", start):
            return self._end_tag(start)
        name = re.compile(r"[^\s>]*").match(self.html, start + 1)
        assert name is not None
        if name.end() == len(self.html):
            raise _cannot(f"Unclosed start tag at byte offset {self._bytes(start)}")
        tag = name.group().lower()
        if tag not in TAGS:
            raise _cannot(f'Unsupported start tag "{tag}" at byte offset {self._bytes(start)}')
        attributes, end = self._attributes(tag, start, name.end())
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _cannot(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(start)}'
            )
        self.open.append(_Open(tag, attributes, self.offset, len(self.parts)))
        return end

    def _attributes(self, tag: str, start: int, place: int) -> tuple[dict[str, str], int]:
        attributes: dict[str, str] = {}
        while True:
            while place < len(self.html) and self.html[place].isspace():
                place += 1
            if place == len(self.html):
                raise _cannot(f'Unclosed start tag "{tag}" at byte offset {self._bytes(start)}')
            if self.html[place] == ">":
                return attributes, place + 1
            found = _ATTRIBUTE.match(self.html, place)
            if found is None and self.html[place] == "=":
                where = self._bytes(place + 1)
                raise _cannot(f"Unexpected end of name token at byte offset {where}")
            if found is None:
                where = self._bytes(start)
                raise _cannot(f'Empty attribute name in the tag "{tag}" at byte offset {where}')
            value = next((v for v in found.groups()[1:] if v is not None), "")
            attributes[found.group(1)] = _REFERENCE.sub(
                lambda reference: _decoded(reference) or reference.group(), value
            )
            place = found.end()

    def _end_tag(self, start: int) -> int:
        where = self._bytes(start)
        if not self.open:
            raise _cannot(f"Unexpected end tag at byte offset {where}")
        found = re.compile(r"</([^\s>]*)\s*>").match(self.html, start)
        if found is None:
            raise _cannot(f"Unclosed end tag at byte offset {where}")
        opened = self.open.pop()
        name = found.group(1).lower()
        if name and name != opened.tag:
            raise _cannot(
                f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", '
                f'found "</{name}>"'
            )
        self._close(opened)
        return found.end()

    def _close(self, opened: _Open) -> None:
        length = self.offset - opened.offset
        if length:
            extra = _details(opened, "".join(self.parts[opened.part :]))
            if extra is not None:
                entity = {"type": TAGS[opened.tag], "offset": opened.offset, "length": length}
                self.entities.append(entity | extra)

    def _bytes(self, place: int) -> int:
        return len(self.html[:place].encode())


def _details(opened: _Open, inside: str) -> Json | None:
    """What an entity carries besides its place; None when Telegram shows plain text instead."""
    attributes = opened.attributes
    match opened.tag:
        case "a":
            url = attributes.get("href") or inside
            return {"url": url} if "." in url or url.startswith("tg:") else None
        case "tg-emoji":
            if not attributes.get("emoji-id", "").isdigit():
                raise bad_request("invalid custom emoji identifier specified")
            return {"custom_emoji_id": attributes["emoji-id"]}
        case "tg-time":
            how = attributes.get("format", "")
            if how not in ("r", "R") and not set(how) <= set("tTdDwW"):
                raise _cannot("Invalid date format used")
            unix = attributes.get("unix", "")
            return {"unix_time": int(unix), "date_time_format": how} if unix.isdigit() else None
        case "blockquote" if "expandable" in attributes:
            return {"type": "expandable_blockquote"}
    return {}


def _decoded(reference: re.Match[str]) -> str | None:
    number, name = reference.groups()
    if name is not None:
        return _NAMED.get(name)
    digits = number.removeprefix("x")
    code = int(digits, 16 if number.startswith("x") else 10) if digits else 0
    if 0xD800 <= code <= 0xDFFF:
        raise _cannot("Text contains invalid Unicode characters after decoding HTML entities")
    return chr(code) if 0 < code < 0x10FFFF else None


def _cannot(why: str) -> Exception:
    return bad_request(f"can't parse entities: {why}")
