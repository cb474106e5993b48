"""From Telegram's errors to the few ways of failing that the rest of the bot knows."""

import logging
import re

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.chat import Gone, Moved, Rejected, SendFailed, TryLater, Unreachable

log = logging.getLogger(__name__)

TOKEN_PAUSE = 60.0  # seconds; a token that is refused is mended by a person, not by hurry
_QUOTED = re.compile(r'"[^"]*"')
_FORBIDDEN = (
    ("blocked", "blocked"),
    ("deactivated", "deleted"),
    ("initiate", "never started"),
    ("kicked", "removed"),
)
_NOT_THERE = ("chat not found", "user not found", "peer_id_invalid")
_CLOSED = ("chat_write_forbidden", "not enough rights", "have no rights")
_LOST_MESSAGE = ("message to edit not found", "can't be edited", "message_id_invalid")


def explained(error: TelegramError) -> SendFailed:
    """What an error of Telegram means for the message that met it."""
    match error:
        case RetryAfter():
            return TryLater(seconds(error), everyone=True)
        case ChatMigrated():
            return Moved(str(error.new_chat_id))
        case Forbidden():
            return Unreachable(_forbidden(error.message.lower()))
        case InvalidToken():
            log.error("Telegram refuses the token; nothing can be sent until it is mended")
            return TryLater(TOKEN_PAUSE, everyone=True)
        case BadRequest():  # a NetworkError to the library, yet trying again would not help
            return _refused(error.message)
        case NetworkError():
            return TryLater()
        case _:
            return Rejected(type(error).__name__)


def seconds(busy: RetryAfter) -> float:
    """How long Telegram asks the whole bot to be silent."""
    return busy._retry_after.total_seconds()


def is_away(error: TelegramError) -> bool:
    """Tell whether Telegram gave no answer at all; a refusal is one."""
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)


def unchanged(refused: BadRequest) -> bool:
    """Tell whether an edit was refused because the message shows all this already."""
    return "not modified" in refused.message.lower()


def _forbidden(text: str) -> str:
    return next((why for word, why in _FORBIDDEN if word in text), "forbidden")


def _refused(message: str) -> SendFailed:
    text = message.lower()
    if any(each in text for each in _NOT_THERE):
        return Unreachable("never started")
    if any(each in text for each in _CLOSED):
        return Unreachable("forbidden")
    if any(each in text for each in _LOST_MESSAGE):
        return Gone()
    return Rejected(_QUOTED.sub("…", message))  # what it quotes are words of the message
