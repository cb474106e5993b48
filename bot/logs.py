"""Logs: ids only, and never a token."""

import logging
import re
import sys

from bot.config import Settings

_TOKEN = re.compile(r"\b\d{3,}:[A-Za-z0-9_-]{8,}")


class Redacting(logging.Formatter):
    """Blots out whatever looks like a token, in the line and in a traceback below it."""

    def __init__(self, secrets: list[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        text = _TOKEN.sub("[token]", super().format(record))
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return text


def set_up_logging(settings: Settings, *, level: int = logging.INFO) -> None:
    """Log to standard error, without secrets; libraries only from warnings on."""
    kept = [settings.telegram_token, settings.webhook_secret]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting([each.get_secret_value() for each in kept if each]))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("bot", "handlers", "storage"):
        logging.getLogger(name).setLevel(level)
