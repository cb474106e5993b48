"""A published decision was corrected: everyone concerned is told once of what holds now."""

from typing import Any

from bot.cards.decisions import assignment_line, decision_lines, name_of
from bot.chat import Card
from bot.domain.words import _
from bot.router import Router
from bot.turn import Turn
from handlers.decided import as_given, decided_for
from storage import assignments, people, resolutions, units
from storage.tables import Assignment

router = Router()


@router.notice(
    "correction", why=_("Whoever is concerned is told once when a published decision is corrected.")
)
async def correction(turn: Turn, about: dict[str, Any]) -> Card | None:
    """What holds now, in whatever way it was corrected."""
    if "resolution" in about:
        return await _resolution(turn, about["resolution"])
    return await _assignment(turn, about["assignment"])


async def _resolution(turn: Turn, resolution_id: int) -> Card | None:
    row = await resolutions.by_id(turn.db, resolution_id)
    if row is None or turn.me.standing_in(row.unit_id) is None:
        return None
    place = await units.place(turn.db, row.unit_id, turn.home)
    t = turn.speaks(place)
    one = await decided_for(turn, row)
    return Card(
        title=t("{unit}: a correction", unit=place.name),
        body="\n".join([t("{name} now reads:", name=name_of(t, one)), "", *decision_lines(t, one)]),
    )


async def _assignment(turn: Turn, assignment_id: int) -> Card | None:
    row = await turn.db.get(Assignment, assignment_id)
    if row is None or turn.me.standing_in(row.unit_id) is None:
        return None
    place = await units.place(turn.db, row.unit_id, turn.home)
    t = turn.speaks(place)
    found = await assignments.of_meeting(turn.db, row.meeting_id)
    line = assignment_line(t, next(as_given(each) for each in found if each.row.id == row.id))
    if row.outcome == "dropped":
        said = t("This task has been taken back; nothing has to be done:")
    elif row.person_id == turn.me.person_id:
        said = t("{Your} task now reads:")
    else:
        name = await people.name_of(turn.db, row.person_id or 0)
        said = t("This task is no longer with {you} but with {name}:", name=name or t("nobody"))
    return Card(title=t("{unit}: a correction", unit=place.name), body=f"{said}\n{line}")
