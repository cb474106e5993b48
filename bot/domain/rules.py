"""Every number of the meeting rules: its national default, its source, what a unit makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Self

from bot.domain.faults import nearest
from bot.domain.names import fold
from bot.domain.refusal import Refused
from bot.domain.rule_kinds import Phrase, Rule
from bot.domain.rules_after import After
from bot.domain.rules_before import Before
from bot.domain.words import _


@dataclass(frozen=True)
class Rules(After, Before):
    """The rules as they hold in one unit; without overrides, the national defaults."""

    address: str = field(
        default="đồng chí",
        metadata={"rule": Phrase(says=_("What the bot calls the people it speaks to."), most=30)},
    )

    @classmethod
    def of(cls, *overrides: Mapping[str, str]) -> Self:
        """The defaults, changed by stored texts (name to text), the nearest unit's last.

        A name that is no rule any more is passed over; a text that is not allowed is Refused.
        """
        texts = {name: text for each in overrides for name, text in each.items()}
        return cls(
            **{rule.name: rule.read(texts[rule.name]) for rule in RULES if rule.name in texts}
        )

    def show(self, name: str) -> str:
        """The value of a rule as text, the one `parse` would return for it."""
        rule = rule_named(name)
        return rule.write(getattr(self, rule.name))


RULES: tuple[Rule, ...] = tuple(
    replace(each.metadata["rule"], name=each.name, default=each.default) for each in fields(Rules)
)
_BY_NAME = {rule.name: rule for rule in RULES}


def rule_named(name: str) -> Rule:
    """The rule of that name, whatever its case or dashes; Refused with the nearest one if none."""
    key = fold(name).replace("-", "_").replace(" ", "_")
    if key in _BY_NAME:
        return _BY_NAME[key]
    near = nearest(key, _BY_NAME)
    if near is None:
        raise Refused("There is no such rule; /rules shows all of them.")
    raise Refused("There is no such rule; did you mean {rule}?", rule=near)


def parse(name: str, text: str) -> str:
    """The text to store for a rule; Refused when there is no such rule or value."""
    rule = rule_named(name)
    return rule.write(rule.read(text))
