"""Keeps texts marked secret out of the bot."""

import re
import unicodedata

from bot.domain.refusal import Refused

_TOP, _HIGH, _PLAIN = "TUYỆT MẬT", "TỐI MẬT", "MẬT"
_MARKINGS = {
    "MẬT": _PLAIN,
    **dict.fromkeys(("TỐIMẬT", "TOIMAT", "TỐIMAT", "TOIMẬT"), _HIGH),
    **dict.fromkeys(("TUYỆTMẬT", "TUYETMAT", "TUYỆTMAT", "TUYETMẬT"), _TOP),
}
_BREAKS = re.compile(r"[\t|;]")  # a table's cells, and the fields of a command
_JOINERS = {"\u034f", *(chr(code) for code in range(0xFE00, 0xFE10))}
_COMMAND = re.compile(r"^\s*/\S+")
_LEVEL = r"(?P<level>(?:(?:TUYỆT|TUYET|TỐI|TOI)\s*)?(?:MẬT|MAT))"
_LABELLED = (
    re.compile(r"^\W*(?:/\S+\s+)?(?P<level>(?:TUYỆT|TUYET|TỐI|TOI)\s*(?:MẬT|MAT)|MẬT)\s*[:=–—-]"),
    re.compile(rf"(?i:độ\s*mật)\W*{_LEVEL}(?!\w)"),
    re.compile(rf"(?<!\w)(?i:do\s*mat)\s*[:=\-–—]\W*{_LEVEL}(?!\w)"),
    re.compile(rf"(?i:(?:độ\s*mật|(?<!\w)do\s*mat)\s*[:=\-–—]\W*{_LEVEL})\W*$"),
)


def check_not_secret(text: str) -> None:
    """Raise Refused when `text`, as sent, carries a secrecy marking; it must then not be stored.

    A marking is MẬT, TỐI MẬT or TUYỆT MẬT in capitals: alone on its line, in a table's cell, in a
    field of a command or after one, whatever signs, digits or spaces stand around or inside it; at
    the head of a line before a colon or dash; or after "Độ mật", where a colon or dash makes small
    letters count too. Without diacritics TOI MAT and TUYET MAT count; MAT alone may be eye, cool or
    lost, and counts only after "Do mat:". Words such as "bảo mật", "mật độ" or "MẬT ONG" pass.
    Source: Law 117/2025/QH15, article 5.
    """
    found = marking(text)
    if found:
        raise Refused(
            "This text is marked {marking}, and secret material must never be in a chat or on a "
            "device with internet (Law 117/2025/QH15, article 5): nothing was kept; delete your "
            "message here and hand the document over through the channel for secret documents.",
            marking=found,
        )


def marking(text: str) -> str | None:
    """The secrecy marking that `text` carries, in its full spelling, or None."""
    for line in _BREAKS.sub("\n", _visible(text)).splitlines():
        alone = "".join(c for c in _COMMAND.sub("", line) if c.isalpha())
        if alone in _MARKINGS:
            return _MARKINGS[alone]
        for pattern in _LABELLED:
            if labelled := pattern.search(line):
                level = "".join(labelled["level"].upper().split())
                return _MARKINGS.get(level, _PLAIN)
    return None


def _visible(text: str) -> str:
    """One spelling for what looks the same: composed, plain width, nothing invisible inside."""
    seen = (c for c in text if unicodedata.category(c) != "Cf" and c not in _JOINERS)
    return unicodedata.normalize("NFKC", "".join(seen)).replace("_", " ")
