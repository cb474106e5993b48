"""What has been marked to be drawn again of late, for cards that are on their way.

A card is drawn, sent, and kept true only from when the platform has told its number. What changes
in between finds no screen to mark; so whoever keeps it asks here what has been marked since.
"""

from collections import deque
from collections.abc import Callable
from itertools import islice

REMEMBERED = 4096  # marks


class Staled:
    """The marks of this process, counted; `count` is how many there have been."""

    def __init__(self) -> None:
        self.count = 0
        self._marks: deque[Callable[[str, int | None], bool]] = deque(maxlen=REMEMBERED)

    def note(self, shows: str, person_id: int | None) -> None:
        """Screens that show `shows` are to be drawn again: of one person, or of everybody."""
        self._add(lambda kept, whose: kept == shows and _same(person_id, whose))

    def note_lists(self, begin: tuple[str, str], people: frozenset[int]) -> None:
        """Screens whose `shows` begins so are to be drawn again, of these people."""
        self._add(lambda kept, whose: kept.startswith(begin) and (whose is None or whose in people))

    def since(self, count: int, shows: str, person_id: int | None = None) -> bool:
        """Whether a person's screen was marked after the first `count` marks, or may have been.

        Without a person, whether anybody's was. To be asked when the screen is kept for certain:
        of two transactions side by side the one that marks does not see what the other keeps.
        """
        fresh = self.count - count
        if fresh > len(self._marks):
            return True
        return any(hits(shows, person_id) for hits in islice(reversed(self._marks), fresh))

    def _add(self, hits: Callable[[str, int | None], bool]) -> None:
        self._marks.append(hits)
        self.count += 1


def _same(one: int | None, other: int | None) -> bool:
    """Whether two are the same person; None is anybody."""
    return one == other or None in (one, other)
