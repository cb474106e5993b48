"""A sample, and the meeting and moments that many samples are about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.cards.invitation import Facts, Point
from bot.chat import Card
from bot.domain.answers import Mode
from bot.i18n import Speech

Builder = Callable[..., Card]

UNIT = "Chi bộ Toán"
NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)  # 08:00 in Vietnam
STARTS = datetime(2026, 12, 3, 12, 30, tzinfo=UTC)  # 19:30 in Vietnam
MOVED = datetime(2026, 12, 4, 12, 30, tzinfo=UTC)
NEXT = datetime(2027, 1, 4, 12, 30, tzinfo=UTC)

AGENDA = (
    Point("Thời sự và văn bản mới", 15),
    Point("Kiểm điểm nhiệm vụ tháng 11", 30),
    Point("Nhiệm vụ tháng 12", 45),
)


@dataclass(frozen=True)
class Sample:
    """A builder of cards and the values of one call; `when` says in which case it is seen."""

    when: str
    builder: Builder
    values: tuple[Any, ...] = ()
    named: dict[str, Any] = field(default_factory=dict)

    def card(self, t: Speech) -> Card:
        return self.builder(t, *self.values, **self.named)


def facts(**changes: Any) -> Facts:
    """The meeting of the samples, or one that differs in something."""
    return Facts(
        **{
            "meeting_id": 42,
            "round": 1,
            "unit": UNIT,
            "title": "",
            "starts_at": STARTS,
            "place": "Hội trường A",
            "mode": Mode.IN_PERSON,
            "agenda": AGENDA,
            **changes,
        }
    )
