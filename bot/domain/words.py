"""Marks sentences that are translated later, where they are shown."""


def _(message: str) -> str:
    """Return `message` unchanged; the extractor finds it here, the catalogue translates it there."""
    return message
