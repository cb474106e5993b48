"""The numbers by which a unit's meetings run: shown, and changed for it and all units below."""

import re
from dataclasses import dataclass
from typing import ClassVar

from bot.cards.rules import Ruled, ShowRules, rule_card, rules_card
from bot.chat import Action, Card
from bot.domain.names import fold
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.rule_kinds import Rule
from bot.domain.rules import RULES, parse, rule_named
from bot.place import Place
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.desk import own
from handlers.replanning import consequences, spread
from storage import units

router = Router()

_TYPED = re.compile(r"\s*([^\s=:]+)\s*(=|:|\s|$)\s*(.*?)\s*", re.DOTALL)
_DEFAULT = ("", "default", "mac dinh")


@dataclass(frozen=True)
class AskRule(Action):
    """A rule of this unit is typed next."""

    name: ClassVar[str] = "askrule"
    unit_id: int


@router.command(
    "rules",
    "caidat",
    summary="The rules by which meetings run",
    usage="notice_days=10",
    right=Right.SET_RULES,
    scope=Scope.UNIT,
)
async def rules(turn: Turn, words: str) -> Card:
    """Change a rule; without words, all of them."""
    if words:
        return await _change(turn, turn.unit, words)
    turn.expect(AskRule(turn.unit.id))
    return await _page(turn, turn.unit, 0)


@router.typed(AskRule)
async def typed_rule(turn: Turn, action: AskRule, text: str) -> Card:
    """A rule and its new value."""
    return await _change(turn, await own(turn, action.unit_id, Right.SET_RULES), text)


@router.action(ShowRules, right=Right.SET_RULES)
async def show(turn: Turn, action: ShowRules) -> Card:
    """A page of the rules as they are now."""
    return await _page(turn, await own(turn, action.unit_id, Right.SET_RULES), action.page)


async def _page(turn: Turn, place: Place, wanted: int) -> Card:
    set_here = await units.own_rules(turn.db, place.id)
    ruled = [_ruled(place, rule, rule.name in set_here) for rule in RULES]
    return rules_card(turn.speaks(place), place.id, place.name, ruled, wanted=wanted)


def _ruled(place: Place, rule: Rule, here: bool) -> Ruled:
    value, default = place.rules.show(rule.name), rule.write(rule.default)
    return Ruled(
        name=rule.name,
        says=rule.says,
        value=value,
        default=default,
        source=rule.source,
        unit=rule.unit,
        here=here,
        above=not here and value != default,
        ends=rule.ends,
    )


async def _change(turn: Turn, place: Place, words: str) -> Card:
    name, value = _read(words)
    rule = rule_named(name)
    if value is None:
        here = rule.name in await units.own_rules(turn.db, place.id)
        return rule_card(turn.speaks(place), place.name, _ruled(place, rule, here))
    text = None if fold(value) in _DEFAULT else parse(rule.name, value)
    changed = await units.set_rule(turn.db, place.id, rule.name, text)
    place = await units.place(turn.db, place.id, turn.home)
    return rule_card(
        turn.speaks(place),
        place.name,
        _ruled(place, rule, text is not None),
        news=await _news(turn, place, rule.name, len(set(changed) - {place.id})),
    )


def _read(words: str) -> tuple[str, str | None]:
    """The name of a rule, and the text after it; None where only the name was typed."""
    found = _TYPED.fullmatch(words)
    if found is None:
        raise Refused("Please write a rule and its value, for example: notice_days=10")
    name, sign, value = found.groups()
    return name, value if value or sign in {"=", ":"} else None


async def _news(turn: Turn, place: Place, name: str, below: int) -> list[str]:
    t = turn.speaks(place)
    lines = [t("{name} is now {value}.", name=name, value=place.rules.show(name))]
    if below:
        lines.append(
            t.plural("It also holds in {n} unit below.", "It also holds in {n} units below.", below)
        )
    found = await spread(turn, place)
    return lines + await consequences(turn, place, found)
