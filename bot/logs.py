"""Logs: ids only, never a token, never words of people."""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import quote

from sqlalchemy.engine import make_url

from bot.config import LOG_LEVELS, Settings

_TOKEN = re.compile(r"(?<!\d)\d{3,}(?::|%3[Aa])[A-Za-z0-9_-]{8,}")
_SHORTEST_PASSWORD = 8  # a shorter one may be an ordinary word of the log


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without `secrets`, and without whatever looks like a token."""
    for secret in secrets:
        text = text.replace(secret, "[secret]")
    return _TOKEN.sub("[token]", text)


class Redacting(logging.Formatter):
    """Blots out tokens in the line, and words in the traceback below it."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler's formatter may have put the words there
        return redacted(super().format(record), self._secrets)

    def formatException(self, ei: object) -> str:
        """The way through the code and the kind of each fault: their texts quote people."""
        fault = ei[1] if isinstance(ei, tuple) else None
        return "\n".join(_told(fault)) if isinstance(fault, BaseException) else ""


class AsJson(Redacting):
    """A line is an object: when, how bad, who says it, what happened, and the ids that it names."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "event": str(record.msg),
        }
        if isinstance(record.args, tuple) and record.args:
            told["values"] = [str(value) for value in record.args]
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return redacted(json.dumps(told, ensure_ascii=False), self._secrets)


def _told(fault: BaseException) -> Iterator[str]:
    for each in reversed(list(_causes(fault))):
        yield from (line.rstrip() for line in traceback.format_tb(each.__traceback__))
        yield type(each).__name__
        if isinstance(each, BaseExceptionGroup):
            for inner in each.exceptions:
                yield from _told(inner)


def _causes(fault: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    at: BaseException | None = fault
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        yield at
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)


def set_up_logging(settings: Settings, *, level: int | None = None) -> None:
    """Log to standard error, without secrets; libraries only from warnings on, at any level.

    At their finer levels the libraries write down addresses with tokens, and what people say.
    """
    handler = logging.StreamHandler(sys.stderr)
    kind = AsJson if settings.log_format == "json" else Redacting
    handler.setFormatter(kind(_secrets(settings)))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("bot", "handlers", "storage"):
        logging.getLogger(name).setLevel(LOG_LEVELS[settings.log_level] if level is None else level)


def _secrets(settings: Settings) -> list[str]:
    """What must not be written, the longest first: whole before its parts."""
    found: set[str] = set()
    if settings.telegram_token is not None:
        token = settings.telegram_token.get_secret_value()
        found |= {token, token.partition(":")[2]}
    if settings.webhook_secret is not None:
        found.add(settings.webhook_secret.get_secret_value())
    password = make_url(settings.database_url).password
    if password and len(password) >= _SHORTEST_PASSWORD:
        found.add(password)
    return sorted(found | {quote(secret, safe="") for secret in found}, key=len, reverse=True)
