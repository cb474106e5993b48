"""The minutes of a meeting as text, and the ledger of every change to its record."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.cards.ledger import Entry, ledger_card
from bot.cards.minutes import ShowLedger, ShowMinutes, There, minutes_card
from bot.cards.rollcall import Group
from bot.cards.sittings import Sits
from bot.cards.task_lists import line as task_line
from bot.chat import Card
from bot.domain.attendance import THERE, Attended
from bot.domain.refusal import Refused
from bot.domain.roles import STATUS_NAMES, Right, Role, Status
from bot.i18n import Speech
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.decided import Table, table
from handlers.meeting_facts import facts_of, meeting_for
from handlers.session import session
from handlers.task_facts import shown
from handlers.where import all_of
from storage import assignments, attendance, held, ledger, makeups
from storage.attendance import OnRoll

router = Router()


@router.command(
    "minutes",
    "bienban",
    summary="The minutes of the meeting",
    right=Right.MINUTES,
    scope=Scope.UNIT,
)
async def minutes(turn: Turn, words: str) -> Card:
    """The minutes of the meeting that is not closed yet, else of the last one closed."""
    if words:
        raise Refused(
            "/minutes takes nothing but the code of a unit, like /minutes {code}.",
            code=turn.unit.code,
        )
    unclosed = await held.unclosed(turn.db, turn.unit.id, now=turn.now)
    if unclosed:
        return await show(turn, ShowMinutes(unclosed[0].id))
    last = await held.last_closed(turn.db, turn.unit.id, before=turn.now)
    if last is None:
        raise Refused("{unit} has held no meeting yet.", unit=turn.unit.name)
    return await show(turn, ShowMinutes(last[0].id))


@router.action(ShowMinutes, right=Right.MINUTES)
async def show(turn: Turn, action: ShowMinutes) -> Card:
    """The minutes of one meeting, in its unit's own language."""
    meeting, unit = await meeting_for(turn, action.meeting_id, Right.MINUTES)
    at = await table(turn, meeting.id)
    t = replace(at.t, language=at.place.locale)
    return minutes_card(
        t,
        await facts_of(turn, meeting, unit),
        await session(turn, replace(at, t=t)),
        await _there(turn, t, at),
        review=await _review(turn, t, at),
        ledger=ShowLedger(meeting.id, 0),
    )


async def _there(turn: Turn, t: Speech, at: Table) -> There | None:
    if at.happened is None or at.happened.roll_at is None:
        return None
    marked = [each for each in await attendance.roll(turn.db, at.meeting) if each.state]
    counted = [each for each in marked if each.counts]
    name = {each.person_id: each.name or t("somebody who has left") for each in marked}

    def of(state: Attended) -> list[str]:
        return [name[each.person_id] for each in counted if each.state is state]

    done = await makeups.of_meeting(turn.db, at.meeting)
    standings = Counter(each.status for each in counted)
    return There(
        summoned=[(t(STATUS_NAMES[each]), standings[each]) for each in Status if standings[each]],
        present=sum(each.state in THERE for each in counted),
        excused=of(Attended.EXCUSED),
        unexcused=of(Attended.UNEXCUSED),
        not_counted=[
            name[each.person_id] for each in marked if not each.counts and each.state in THERE
        ],
        spoke=[name[each.person_id] for each in marked if each.spoke],
        made_up=[name[each.person_id] for each in counted if each.person_id in done],
        apart=await _apart(turn, t, at, counted),
        note_takers=[name[each.person_id] for each in marked if Role.NOTE_TAKER in each.roles],
    )


async def _apart(
    turn: Turn, t: Speech, at: Table, counted: Sequence[OnRoll]
) -> list[tuple[Group, Sits]]:
    """Each sub-group with its figures and where it sat; who is in none sat with the secretary."""
    where = {each.subgroup: each for each in await all_of(turn, at.place, at.meeting)}
    if not where:
        return []
    found = []
    for name in [*sorted({each.subgroup for each in counted if each.subgroup}), ""]:
        people = [each for each in counted if each.subgroup == name]
        there = sum(each.state in THERE for each in people)
        own = Sits(name, at.meeting.starts_at, at.meeting.place)
        if not name:
            own = replace(own, subgroup=t("In no sub-group, with the secretary"))
        if people:
            found.append((Group(name, there, len(people)), where.get(name, own)))
    return found


async def _review(turn: Turn, t: Speech, at: Table) -> list[str]:
    """The tasks of the meeting closed before this one, each with its state."""
    before = await held.last_closed(turn.db, at.place.id, before=at.meeting.starts_at)
    if before is None:
        return []
    today = at.place.local_day(turn.now)
    given = await assignments.given_by(turn.db, before[0].id)
    return [f"{each.row.what}: {task_line(t, shown(each), today)}" for each in given]


@router.action(ShowLedger, right=Right.MINUTES)
async def show_ledger(turn: Turn, action: ShowLedger) -> Card:
    """A page of every change, the newest first."""
    meeting, unit = await meeting_for(turn, action.meeting_id, Right.MINUTES)
    at = await table(turn, meeting.id)
    changes = await ledger.of_meeting(turn.db, meeting.id)
    entries = [
        Entry(
            at=each.entry.at,
            by=each.by,
            whom=each.whom,
            subject=each.entry.subject,
            change=each.entry.change,
            was=each.entry.was,
            became=each.entry.became,
        )
        for each in reversed(changes)
    ]
    return ledger_card(at.t, await facts_of(turn, meeting, unit), entries, action.page)
