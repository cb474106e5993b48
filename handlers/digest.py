"""The digest: what officers are told of the cells below, now, monthly, and weekly if it matters."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bot.cards import digest as cards
from bot.cards.attendance_year import ShowYear
from bot.cards.digest import Digest, FromAbove, ShowCells, ShowDigest, Which
from bot.chat import Card, Choice
from bot.domain.attendance_year import MONTHS, Figures, periods
from bot.domain.calendar import period_of, starts_at
from bot.domain.digest import Cell, Concern, Limits, by_concern, concerns, folded, total
from bot.domain.quiet import waits_until
from bot.domain.refusal import Refused
from bot.domain.roles import Right, UnitKind
from bot.domain.words import _
from bot.place import Place
from bot.router import Router
from bot.sweeps import Job, Sweep
from bot.turn import Turn
from handlers import places
from handlers.alone import alone
from handlers.desk import together
from storage import attendance_year, digest, outbox, units, visits
from storage.digest import Month
from storage.outbox import Debt
from storage.tables import Recurring

router = Router()

MONTHLY, WEEKLY = "digest", "weekly_digest"
A_FEW = 20  # committees in one transaction
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
DUE = (Concern.NOT_CLOSED, Concern.FEEDBACK_OVERDUE, Concern.TASKS_OVERDUE)
CLOSED_WITHIN = timedelta(days=2)  # of its start a meeting should have been closed


@router.command(
    "digest",
    "tonghop",
    summary="The digest of the cells below",
    usage="CB1",
    right=Right.FIGURES,
)
async def now(turn: Turn, words: str) -> Card:
    """The digest of my committee, or one cell below it by its code."""
    if words:
        place = await units.by_code(turn.db, words, turn.home)
        if place is None:
            raise Refused("There is no unit with the code {code}.", code=words[:40])
        return await _card(turn, await _looked_at(turn, place.id))
    mine = turn.me.own_units(Right.DIGEST)
    if not mine:
        raise Refused("The digest is for the officers of a committee and for secretaries.")
    if len(mine) == 1:
        return await _card(turn, await _looked_at(turn, mine[0].unit_id))
    t = places.speech(turn, await places.own(turn))
    return Card(
        title=t("Which unit's digest?"),
        choices=tuple((Choice(each.unit_name, ShowDigest(each.unit_id)),) for each in mine),
    )


@router.action(ShowDigest, right=Right.FIGURES)
async def show(turn: Turn, action: ShowDigest) -> Card:
    """A committee's digest, or the figures of one cell."""
    return await _card(turn, await _looked_at(turn, action.unit_id))


@router.action(ShowCells, right=Right.FIGURES)
async def show_cells(turn: Turn, action: ShowCells) -> Card:
    """A page of the cells below."""
    place = await _looked_at(turn, action.unit_id)
    found, all_ = await gather(turn, place)
    chosen: Sequence[Cell] = all_
    if action.which is not Which.ALL:
        chosen = found.exceptions.get(Concern(action.which.value), ())
    return cards.cell_list(turn.speaks(place), found, chosen, action.which, action.page)


async def _looked_at(turn: Turn, unit_id: int) -> Place:
    """A unit for one who sees its digest: its own desk, or an officer anywhere above it."""
    try:
        place = await units.place(turn.db, unit_id, turn.home)
    except LookupError:
        raise Refused("This unit is not there any more. Please send the command again.") from None
    above: Place | None = place
    while above is not None:
        if turn.may(above, Right.FIGURES):
            return place
        parent = above.parent_id
        above = await units.place(turn.db, parent, turn.home) if parent is not None else None
    turn.demand(place, Right.FIGURES)
    return place


async def _card(turn: Turn, place: Place, *, above: str = "") -> Card:
    found, all_ = await gather(turn, place)
    t = turn.speaks(place)
    if place.kind is UnitKind.CELL:
        back = None
        if place.parent_id is not None:
            parent = await units.place(turn.db, place.parent_id, turn.home)
            back = ShowDigest(parent.id) if turn.may(parent, Right.DIGEST) else None
        wanted = place.rules.meeting_minutes
        return cards.one_cell(
            t,
            found,
            all_[0],
            wanted=wanted,
            back=back,
            year_before=await _year_before(turn, place),
            year=ShowYear(place.id) if turn.may(place, Right.SEE_COUNTS) else None,
        )
    return cards.digest(t, found, above=above)


async def gather(turn: Turn, place: Place) -> tuple[Digest, list[Cell]]:
    """Everything a digest of a unit says, and its cells by code."""
    month = _month(place, turn.now)
    all_ = await digest.cells(turn.db, place.id, month)
    if place.kind is UnitKind.COMMITTEE:
        all_ = [each for each in all_ if each.unit_id != place.id]
    limits = Limits(
        wanted=place.rules.attendance_wanted / 100,
        first_week_ends=place.rules.first_week_ends,
        close_by=turn.now - CLOSED_WITHIN,
        today=month.today,
    )
    committees = await units.below(turn.db, place.id, UnitKind.COMMITTEE)
    found = Digest(
        unit_id=place.id,
        unit=place.name,
        month=turn.now,
        sums=total(all_),
        exceptions=by_concern(all_, limits),
        concerned={each.unit_id: concerns(each, limits) for each in all_},
        folded=len(folded(all_, limits)),
        below=[(unit.id, unit.name) for unit in committees],
        now=turn.now,
        totals_from=place.rules.totals_from,
        from_above=await _from_above(turn, place, month),
    )
    return found, all_


async def _year_before(turn: Turn, place: Place) -> Figures | None:
    """The attendance of a unit in this month of the year before."""
    before = periods(period_of(place.local_day(turn.now)), MONTHS + 1)[0]
    found = (await attendance_year.figures(turn.db, place.id, [before])).get(before)
    return found if found is not None and found.counted else None


async def _from_above(turn: Turn, place: Place, month: Month) -> FromAbove:
    """What the officers of a committee did themselves this month."""
    if place.kind is not UnitKind.COMMITTEE:
        return FromAbove()
    first, last = month.first, month.last
    seen = await visits.of_monitors(turn.db, place.id, first=first, last=last)
    officers = (await units.officers_of(turn.db, [place.id])).get(place.id, [])
    there, due = await visits.of_officers(turn.db, officers, first=first, last=last)
    return FromAbove(
        visited=sum(each.visited for each in seen),
        missed=[each.unit for each in seen if not each.visited],
        there=there,
        due=due,
    )


def _month(place: Place, now: datetime) -> Month:
    today = place.local_day(now)
    first = today.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    midnight = datetime.min.time()
    return Month(
        first=starts_at(first, midnight, place.zone),
        last=starts_at(following, midnight, place.zone),
        year_before=starts_at(first.replace(year=first.year - 1), midnight, place.zone),
        now=now,
        today=today,
    )


async def send_digests(sweep: Sweep) -> int:
    """Owe the digests that are due; a committee whose own fails stops none of the others."""
    fresh = 0
    for what in (MONTHLY, WEEKLY):
        for unit in await digest.without(sweep.db, what, most=A_FEW):
            at = _next(units.as_place(unit, sweep.home), what, after=sweep.now)
            sweep.db.add(Recurring(unit_id=unit.id, what=what, due_at=at))
            fresh += 1
    await sweep.db.flush()
    found = await digest.due(sweep.db, (MONTHLY, WEEKLY), now=sweep.now, most=A_FEW)
    for row, unit in found:
        place = units.as_place(unit, sweep.home)
        owe = partial(_owe, sweep, place, row)
        if await alone(sweep, "the digest of unit", place.id, owe) is None:
            await sweep.db.refresh(row)
        row.due_at = _next(place, row.what, after=sweep.now)
    await sweep.db.flush()
    return fresh + len(found)


async def _owe(sweep: Sweep, place: Place, row: Recurring) -> int:
    officers = (await units.officers_of(sweep.db, [place.id])).get(place.id, [])
    day = place.local_day(row.due_at).isoformat()
    return await outbox.owe(
        sweep.db,
        *(
            Debt(
                key=f"{row.what}:{place.id}:{day}:{person_id}",
                person_id=person_id,
                notice=row.what,
                about={"unit": place.id},
                unit_id=place.id,
                due_at=together(sweep, row.due_at),
                until=_next(place, row.what, after=sweep.now),
            )
            for person_id in officers
        ),
        now=sweep.now,
    )


def _next(place: Place, what: str, *, after: datetime) -> datetime:
    """The next morning on which a digest is due: `digest_day` of a month, or a Monday; in UTC."""
    day = place.local_day(after)
    while True:
        on = day.day == place.rules.digest_day if what == MONTHLY else day.weekday() == 0
        at = waits_until(starts_at(day, place.rules.morning, place.zone), place.rules, place.zone)
        if on and at > after:
            return at
        day += timedelta(days=1)


async def _due(db: Any) -> datetime | None:
    """When a digest is due next; at once while a committee has no date for its own."""
    for what in (MONTHLY, WEEKLY):
        if await digest.without(db, what, most=1):
            return LONG_AGO
    return await digest.next_due(db)


@router.notice(
    MONTHLY, why=_("The officers of a committee get the digest once a month."), gathered=True
)
async def monthly(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The digest, for one who is an officer there still."""
    place = await units.place(turn.db, about["unit"], turn.home)
    turn.demand(place, Right.DIGEST)
    found, _all = await gather(turn, place)
    return cards.digest(turn.speaks(place), found) if found.sums.cells else None


@router.notice(
    WEEKLY,
    why=_("The officers of a committee get a digest on Monday when something is due or overdue."),
    gathered=True,
)
async def weekly(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The digest, only when something below is due or overdue."""
    place = await units.place(turn.db, about["unit"], turn.home)
    turn.demand(place, Right.DIGEST)
    found, _all = await gather(turn, place)
    mine = {concern for each in found.concerned.values() for concern in each}
    if mine.isdisjoint(DUE):
        return None
    t = turn.speaks(place)
    return cards.digest(t, found, above=t("Something is due or overdue."))


JOBS = (Job("digests", 60, send_digests, _due),)
