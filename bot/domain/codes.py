"""Join codes: short enough to read out, hard to guess, and known to us only by their digest."""

import hashlib
import re
import unicodedata
from datetime import timedelta

LENGTH = 12
RANDOM_BYTES = 16
LIFETIME = timedelta(days=30)
WRONG_TRIES_AN_HOUR = 5

# No lookalikes; and no vowel, D or W, which a Vietnamese keyboard would turn into marked letters.
ALPHABET = "0123456789CFHJKMNPRTVX"
_LOOKALIKES = str.maketrans("OQDILZSGBUY", "000112568VV")
_LINK = re.compile(r"(?:/j/|[?&]start=|^\s*/(?:start|connect)(?:@\w+)?\s+)([\w-]+)", re.IGNORECASE)


def new_code(random_bytes: bytes) -> str:
    """A code as people see it, "C4F7-HJ2K-M9NP", from at least `RANDOM_BYTES` random bytes.

    About 53 bits. Raises ValueError when there are too few bytes.
    """
    if len(random_bytes) < RANDOM_BYTES:
        raise ValueError(f"a code needs {RANDOM_BYTES} random bytes, not {len(random_bytes)}")
    number, letters = int.from_bytes(random_bytes, "big"), ""
    for _letter in range(LENGTH):
        number, index = divmod(number, len(ALPHABET))
        letters += ALPHABET[index]
    return _grouped(letters)


def normalise(text: str) -> str | None:
    """The code that was typed or pasted, as `new_code` writes it; None if it cannot be one.

    Case, spaces, dashes and lookalikes (O for 0, I for 1) are forgiven; a whole link will do.
    """
    link = _LINK.search(text)
    plain = unicodedata.normalize("NFKC", link[1] if link else text).upper()
    letters = "".join(c for c in plain if c.isalnum()).translate(_LOOKALIKES)
    if len(letters) != LENGTH or not set(letters) <= set(ALPHABET):
        return None
    return _grouped(letters)


def digest(code: str) -> str:
    """Hex SHA-256 of a code in any spelling, the only form that is stored.

    Raises ValueError for what cannot be a code.
    """
    known = normalise(code)
    if known is None:
        raise ValueError("not a join code")
    return hashlib.sha256(known.encode()).hexdigest()


def payload(code: str) -> str:
    """What follows `?start=` in a Telegram link: at most 64 of A-Z a-z 0-9 _ -.

    Raises ValueError for what cannot be a code.
    """
    known = normalise(code)
    if known is None:
        raise ValueError("not a join code")
    return known


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))
