"""A command could not do its work; the text is the one line for standard error."""


class Failed(Exception):
    """Raised by commands. `code` is the exit code: 1 the work failed, 2 wrong use."""

    def __init__(self, line: str, code: int = 1) -> None:
        super().__init__(line)
        self.code = code
