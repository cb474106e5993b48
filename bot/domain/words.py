"""Marks sentences that are translated later, where they are shown."""


def _(message: str) -> str:
    """Return `message` unchanged: extracted here, translated where it is shown."""
    return message
