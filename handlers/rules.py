"""The numbers by which a unit's meetings run: shown, and changed for it and all units below."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.cards.rules import Ruled, SetRule, ShowRules, confirm_rule, rule_card, rules_card
from bot.chat import Action, Card
from bot.domain.names import fold
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.rule_kinds import Rule
from bot.domain.rules import RULES, parse, rule_named
from bot.place import Place
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.at_once import would_go_out
from handlers.desk import own
from handlers.replanning import consequences, spread
from storage import drafts, units

router = Router()

RULE = "rule"  # the kind of draft
# Those that say when a meeting is and when people are invited to it.
HASTENS = frozenset(
    {
        "first_week_ends",
        "weekends",
        "plan_day",
        "plan_lead_days",
        "notice_days",
        "notice_days_in_break",
        "morning",
        "quiet_from",
        "quiet_until",
    }
)

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
    """Change a rule, or ask first when that would invite people at once."""
    name, value = _read(words)
    rule = rule_named(name)
    if value is None:
        here = rule.name in await units.own_rules(turn.db, place.id)
        return rule_card(turn.speaks(place), place.name, _ruled(place, rule, here))
    text = _text(rule, value)
    if rule.name in HASTENS:
        asked = await _asked_first(turn, place, rule, text, words)
        if asked is not None:
            return asked
    return await _set(turn, place, rule, text)


async def _asked_first(
    turn: Turn, place: Place, rule: Rule, text: str | None, words: str
) -> Card | None:
    """The question before people are invited at once; None when nobody would be."""
    will_be = ""

    async def change() -> Sequence[int]:
        nonlocal will_be
        changed = await units.set_rule(turn.db, place.id, rule.name, text)
        will_be = (await units.place(turn.db, place.id, turn.home)).rules.show(rule.name)
        return changed

    found = await would_go_out(turn, place, change)
    if not found:
        return None
    mark = await drafts.keep(turn.db, turn.me.person_id, RULE, words, now=turn.now)
    return confirm_rule(
        turn.speaks(place),
        place.name,
        _ruled(place, rule, here=False),
        will_be,
        people=found.people,
        unknown=found.unknown,
        change=SetRule(place.id, mark),
    )


@router.action(SetRule, right=Right.SET_RULES)
async def set_rule(turn: Turn, action: SetRule) -> Card:
    """The change is meant, with the invitations that it sends at once."""
    place = await own(turn, action.unit_id, Right.SET_RULES)
    words = await drafts.kept(turn.db, turn.me.person_id, RULE, action.mark)
    if words is None:
        raise Refused("Something else has been typed since. Please send /rules again.")
    await drafts.drop(turn.db, turn.me.person_id, RULE)
    name, value = _read(words)
    rule = rule_named(name)
    return await _set(turn, place, rule, _text(rule, value or ""))


def _text(rule: Rule, value: str) -> str | None:
    """The text to store for a rule, None for what holds without one."""
    return None if fold(value) in _DEFAULT else parse(rule.name, value)


async def _set(turn: Turn, place: Place, rule: Rule, text: str | None) -> Card:
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
