"""A rule said no, in words meant for the person who asked."""

from typing import Any

# What every translation is given besides the values; here for the log and the terminal.
_ADDRESS = {"you": "you", "You": "You", "your": "your", "Your": "Your"}


class Refused(Exception):
    """Raised by rules and handlers; the turn rolls back and the person reads the sentence.

    `message` is a gettext msgid, a whole sentence that says what to do instead; `values` fill its
    `{names}` once it has been translated.
    """

    def __init__(self, message: str, /, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message.format(**{**_ADDRESS, **self.values})
