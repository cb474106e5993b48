"""A unit as handlers see it, and what the installation says of itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.roles import UnitKind
from bot.domain.rules import Rules


@dataclass(frozen=True)
class Home:
    """The defaults of a unit, and where people find the bot. `sign` signs links of invitations."""

    timezone: str = "Asia/Ho_Chi_Minh"
    locale: str = "vi"
    public_url: str | None = None
    telegram_name: str | None = None
    sign: Callable[[int], str] | None = None

    @property
    def zone(self) -> ZoneInfo:
        return _zone(self.timezone)

    def join_link(self, payload: str) -> str:
        """The address a person opens to join: our own page, else Telegram's deep link, or ""."""
        return f"{self.public_url}/j/{payload}" if self.public_url else self.telegram_link(payload)

    def answer_link(self, invitation_id: int) -> str | None:
        """The address where one person answers without an account; None without a public one."""
        if self.public_url is None or self.sign is None:
            return None
        return f"{self.public_url}/m/{self.sign(invitation_id)}"

    def telegram_link(self, payload: str) -> str:
        """Telegram's deep link for a code, or "" where Telegram is off."""
        if not self.telegram_name:
            return ""
        return f"https://t.me/{self.telegram_name}?start={payload}"


@dataclass(frozen=True)
class Place:
    """A unit: what it is called and which rules and time zone hold there."""

    id: int
    code: str
    name: str
    kind: UnitKind
    parent_id: int | None
    zone: ZoneInfo
    locale: str
    rules: Rules

    def local_day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def make_place(
    home: Home,
    *,
    id: int,
    code: str,
    name: str,
    kind: str,
    parent_id: int | None,
    timezone: str | None,
    locale: str | None,
    rules: Mapping[str, str],
) -> Place:
    """Make a Place from the columns of a unit and the defaults of the installation."""
    return Place(
        id=id,
        code=code,
        name=name,
        kind=UnitKind(kind),
        parent_id=parent_id,
        zone=_zone(timezone or home.timezone),
        locale=locale or home.locale,
        rules=_rules(tuple(sorted(rules.items()))),
    )


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=256)
def _rules(overrides: tuple[tuple[str, str], ...]) -> Rules:
    return Rules.of(dict(overrides))
