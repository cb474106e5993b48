"""The rules of a unit: each with its value, where that comes from, and the default."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.cards.paging import page, turning
from bot.chat import Action, Card, Choice, Tone
from bot.i18n import Speech

A_PAGE = 8  # in every language well under 3,500 characters


@dataclass(frozen=True)
class ShowRules(Action):
    """A page of a unit's rules."""

    name: ClassVar[str] = "rules"
    unit_id: int
    page: int


@dataclass(frozen=True)
class SetRule(Action):
    """Change a rule as it was shown; `mark` is the mark of the words that were typed."""

    name: ClassVar[str] = "setrule"
    unit_id: int
    mark: str


@dataclass(frozen=True)
class Ruled:
    """A rule as a card says it; `says`, `unit` and `source` are msgids.

    `here` says that the unit itself set it, `above` that a committee above did. `ends` are the
    least and the greatest value, where there is such a thing.
    """

    name: str
    says: str
    value: str
    default: str
    source: str
    unit: str | None = None
    here: bool = False
    above: bool = False
    ends: tuple[str, str] | None = None


def rules_card(
    t: Speech, unit_id: int, unit: str, rules: Sequence[Ruled], *, wanted: int = 0
) -> Card:
    """A page of the rules."""
    shown = page(rules, wanted, A_PAGE)
    lines = [line for each in shown.things for line in (*_lines(t, each), "")]
    lines.append(_how(t))
    return Card(
        title=t(
            "{unit}: rules, page {number} of {count}",
            unit=unit,
            number=shown.number + 1,
            count=shown.count,
        ),
        body="\n".join(lines),
        choices=turning(t, shown, lambda number: ShowRules(unit_id, number)),
        shows=ShowRules(unit_id, shown.number),
    )


def rule_card(t: Speech, unit: str, rule: Ruled, *, news: Sequence[str] = ()) -> Card:
    """One rule; `news` say what has changed."""
    lines = [*news, ""] if news else []
    lines += _lines(t, rule)
    if rule.ends is not None:
        lines.append(t("Allowed: from {low} to {high}.", low=rule.ends[0], high=rule.ends[1]))
    lines += ["", _how(t)]
    return Card(title=t("{unit}: rule {name}", unit=unit, name=rule.name), body="\n".join(lines))


def confirm_rule(
    t: Speech, unit: str, rule: Ruled, value: str, *, people: int, unknown: int, change: SetRule
) -> Card:
    """Before a change that would invite `people` at once, and perhaps more in `unknown` units."""
    lines = [
        t("Now: {name} = {value}", name=rule.name, value=rule.value),
        t("New: {name} = {value}", name=rule.name, value=value),
        "",
    ]
    if people:
        lines.append(
            t.plural(
                "With this, {n} person would be invited at once.",
                "With this, {n} people would be invited at once.",
                people,
            )
        )
    if unknown:
        lines.append(
            t.plural(
                "In {n} more unit below, people may be invited at once as well.",
                "In {n} more units below, people may be invited at once as well.",
                unknown,
            )
        )
    return Card(
        title=t("{unit}: rule {name}", unit=unit, name=rule.name),
        body="\n".join(lines),
        choices=(
            (Choice(t("Change the rule"), change, tone=Tone.BAD),),
            (Choice(t("Leave it as it is"), ShowRules(change.unit_id, 0)),),
        ),
    )


def _how(t: Speech) -> str:
    return t("To change a rule, send /rules notice_days=10; to undo it, /rules notice_days=default")


def _lines(t: Speech, rule: Ruled) -> list[str]:
    value = f"{rule.name} = {rule.value}"
    if rule.unit is not None:
        value = f"{value} ({t(rule.unit)})"
    return [f"• {t(rule.says)}", value, _origin(t, rule)]


def _origin(t: Speech, rule: Ruled) -> str:
    source = t(rule.source)
    if rule.here:
        return t(
            "Set here. The default is {default}, by {source}.", default=rule.default, source=source
        )
    if rule.above:
        return t(
            "Set by a committee above. The default is {default}, by {source}.",
            default=rule.default,
            source=source,
        )
    return t("This is the default, by {source}.", source=source)
