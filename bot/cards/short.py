"""Words cut to what fits a button or a line of a list."""

ON_A_BUTTON = 40  # characters


def short(text: str, most: int = ON_A_BUTTON) -> str:
    """The words on one line, with … where they are cut."""
    one = " ".join(text.split())
    return one if len(one) <= most else one[: most - 1] + "…"
