"""A meeting held by sub-group: the secretary says so, each lead says where their people sit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.cards import sittings as cards
from bot.cards.invitation import title
from bot.cards.planning import ShowPlan
from bot.cards.sittings import AskSitting, HoldBySubgroup, Sits
from bot.cards.status import ShowStatus
from bot.cards.status_people import Part
from bot.chat import Action, Card, Urgency
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.subgroups import check_may_split, read
from bot.domain.words import _
from bot.i18n import Speech
from bot.router import Router
from bot.turn import Turn
from handlers.changes import owe_change
from handlers.desk import check_ahead, theirs
from handlers.invitations import card
from handlers.meeting_facts import facts_of, meeting_for
from handlers.planning import plan_of
from handlers.replanning import redraw
from handlers.status import nudges
from handlers.summons import still_ahead
from handlers.where import sits
from storage import meetings, outbox, sittings, units
from storage.outbox import Debt
from storage.tables import Meeting, Sitting, Unit

router = Router()


@router.action(HoldBySubgroup, right=Right.SCHEDULE)
async def hold(turn: Turn, action: HoldBySubgroup) -> Card:
    """By sub-group from now on, or in one place again; those who have to know are told."""
    meeting, place = await theirs(turn, action.meeting_id)
    check_ahead(meeting, now=turn.now)
    if meeting.by_subgroup is action.on:
        return await plan_of(turn, place, meeting)
    found = await sittings.groups(turn.db, place.id)
    if action.on:
        check_may_split(found.names, is_makeup=meeting.makes_up_id is not None)
        await sittings.lay_out(turn.db, meeting.id, found.names)
    meeting.by_subgroup = action.on
    meeting.changes += 1
    await turn.db.flush()
    await redraw(turn, meeting)
    if action.on:
        await _ask_leads(turn, meeting, found.leads)
    else:
        reached = await meetings.to_tell(turn.db, meeting)
        at = meeting.starts_at
        await owe_change(turn, meeting, reached, "changed", was=at, elsewhere=True)
    return await plan_of(turn, place, meeting, note=turn.speaks(place)("Noted. Thank {you}!"))


async def _ask_leads(turn: Turn, meeting: Meeting, leads: Sequence[tuple[int, str]]) -> None:
    """Owe each lead the question where their people sit."""
    numbers = {each.subgroup: each.id for each in await sittings.of_meeting(turn.db, meeting.id)}
    await outbox.owe(
        turn.db,
        *(
            Debt(
                key=f"sitting_wanted:{meeting.id}:{meeting.changes}:{person_id}",
                person_id=person_id,
                notice="sitting_wanted",
                about={"sitting": numbers[subgroup]},
                unit_id=meeting.unit_id,
                due_at=turn.now,
                until=meeting.starts_at,
            )
            for person_id, subgroup in leads
            if person_id != turn.me.person_id and subgroup in numbers
        ),
        now=turn.now,
    )


@dataclass(frozen=True)
class _At:
    """A sitting of a meeting still ahead, for one who may say where it is."""

    row: Sitting
    meeting: Meeting
    unit: Unit
    sits: Sits
    back: Action


async def _theirs(turn: Turn, sitting_id: int) -> _At:
    """A sitting, for the lead of that sub-group or who leads the unit; Refused for the rest."""
    row = await sittings.one(turn.db, sitting_id)
    if row is None:
        raise Refused("This meeting is not there any more. Send /meeting to see the next one.")
    meeting, unit = await meeting_for(turn, row.meeting_id, Right.NUDGE_OWN_PEOPLE)
    place = units.as_place(unit, turn.home)
    own = nudges(turn, place)
    if own is None or own not in ("", row.subgroup):
        raise Refused(
            "Where {subgroup} sits is said by its lead or the secretary.", subgroup=row.subgroup
        )
    check_ahead(meeting, now=turn.now)
    if not meeting.by_subgroup:
        raise Refused("This meeting is held in one place, not by sub-group.")
    back = ShowStatus(meeting.id, Part.ALL, 0) if own else ShowPlan(meeting.id)
    return _At(row, meeting, unit, sits(place, meeting, row), back)


async def _called_in(turn: Turn, at: _At) -> tuple[Speech, str]:
    """How to speak in the meeting's unit, and the heading of cards about the meeting."""
    t = turn.speaks(units.as_place(at.unit, turn.home))
    return t, title(t, await facts_of(turn, at.meeting, at.unit))


@router.action(AskSitting, right=Right.NUDGE_OWN_PEOPLE)
async def ask(turn: Turn, action: AskSitting) -> Card:
    """When and where? It is typed next."""
    at = await _theirs(turn, action.sitting_id)
    turn.expect(action)
    return cards.ask(*await _called_in(turn, at), at.sits, back=at.back)


@router.typed(AskSitting)
async def typed(turn: Turn, action: AskSitting, text: str) -> Card:
    """The time, the place or both; the people of the sub-group who were invited hear of it."""
    at = await _theirs(turn, action.sitting_id)
    place = units.as_place(at.unit, turn.home)
    clock, where = read(
        text, start=at.meeting.starts_at, zone=place.zone, today=place.local_day(turn.now)
    )
    at.row.at, at.row.place = clock.isoformat("minutes") if clock else "", where
    at.row.changes += 1
    await turn.db.flush()
    await redraw(turn, at.meeting)
    reached = await meetings.to_tell(turn.db, at.meeting, subgroup=at.row.subgroup)
    await outbox.owe(
        turn.db,
        *(
            Debt(
                key=f"sitting:{at.row.id}:{at.row.changes}:{person_id}",
                person_id=person_id,
                notice="sitting",
                about={"sitting": at.row.id, "change": at.row.changes},
                unit_id=at.unit.id,
                due_at=turn.now,
                until=at.meeting.starts_at,
                urgency=Urgency.CHANGE,
            )
            for person_id in reached.people
            if person_id != turn.me.person_id
        ),
        now=turn.now,
    )
    others = [each for each in reached.people if each != turn.me.person_id]
    t, heading = await _called_in(turn, at)
    told = max(0, len(others) - reached.by_telephone)
    return cards.noted(t, heading, sits(place, at.meeting, at.row), told=told, back=at.back)


@router.notice(
    "sitting",
    why=_("The people of a sub-group are told when it is settled where and when it sits."),
)
async def sitting_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The invitation with the time and place of one's sub-group, unless they changed again."""
    row = await sittings.one(turn.db, about["sitting"])
    asked = await still_ahead(turn, row.meeting_id) if row is not None else None
    if row is None or asked is None or row.changes != about["change"]:
        return None
    if not asked.meeting.by_subgroup:
        return None
    t = turn.speaks(units.as_place(asked.unit, turn.home))
    return await card(
        turn, asked, above=t("It is settled where {subgroup} sits.", subgroup=row.subgroup)
    )


@router.notice(
    "sitting_wanted",
    why=_("A sub-group lead is told when a meeting is held by sub-group."),
)
async def wanted_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """That it is held by sub-group, and the way to say where; None once that has no point."""
    try:
        at = await _theirs(turn, about["sitting"])
    except Refused:
        return None
    return cards.wanted(*await _called_in(turn, at), at.sits)
