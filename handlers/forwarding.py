"""After the meeting all feedback of a unit goes to the committee above; nothing is left out."""

from typing import Any

from bot.cards import inbox as cards
from bot.cards.feedback import Step
from bot.cards.inbox import AskForward, Forward, ShowInbox
from bot.chat import Card, Choice
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.words import _
from bot.place import Place
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.desk import own
from handlers.voices import send_up, tell_officers, waiting
from storage import feedback, headcount, meetings, units

router = Router()


@router.command(
    "forward",
    "guicaptren",
    summary="Send the unit's feedback up",
    right=Right.FORWARD,
    scope=Scope.UNIT,
)
async def forward(turn: Turn, words: str) -> Card:
    """Everything that has not gone up yet, to be confirmed."""
    if words:
        raise Refused(
            "/forward takes nothing but the code of a unit: all feedback goes up together."
        )
    return await _ask(turn, turn.unit)


@router.action(AskForward, right=Right.FORWARD)
async def ask(turn: Turn, action: AskForward) -> Card:
    """What would go up."""
    return await _ask(turn, await own(turn, action.unit_id, Right.FORWARD))


@router.action(Forward, right=Right.FORWARD)
async def send(turn: Turn, action: Forward) -> Card:
    """Send it all up, if it is what was read."""
    place = await own(turn, action.unit_id, Right.FORWARD)
    found = await feedback.to_forward(turn.db, place.id)
    if not found:
        return await _ask(turn, place)
    if (len(found), found[-1].id) != (action.count, action.last_id):
        note = turn.speaks(place)("There is more by now. Please look again.")
        return await _ask(turn, place, note=note)
    last = await headcount.begun(turn.db, place.id, now=turn.now)
    holder = place
    for row in found:
        row.meeting_id = last.id if last is not None else None
        answered = row.answered_at
        holder = await send_up(turn, row, Step.FORWARDED)
        row.answered_at = answered
    await turn.db.flush()
    await tell_officers(turn, holder, "feedback_arrived", unit=holder.id, origin=place.id)
    return cards.forwarded(turn.speaks(place), place.name, holder.name, len(found))


async def _ask(turn: Turn, place: Place, *, note: str = "") -> Card:
    rows = await feedback.to_forward(turn.db, place.id)
    found = [each for row in rows if (each := await feedback.voiced(turn.db, row.id))]
    above = place.name
    if place.parent_id is not None:
        above = (await units.place(turn.db, place.parent_id, turn.home)).name
    shown = [await waiting(turn, each) for each in found]
    return cards.ask_forward(turn.speaks(place), place.id, place.name, above, shown, note=note)


@router.notice(
    "forward_it",
    why=_("All feedback goes to the committee above after the meeting."),
    gathered=True,
)
async def forward_it(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The day after the meeting: there is feedback that has not gone up."""
    meeting = await meetings.by_id(turn.db, about["meeting"])
    if meeting is None:
        return None
    place = await units.place(turn.db, meeting.unit_id, turn.home)
    turn.demand(place, Right.FORWARD)
    if not await feedback.to_forward(turn.db, place.id):
        return None
    return await _ask(turn, place)


@router.notice(
    "feedback_arrived", why=_("The officers of a committee are told what a unit below sends up.")
)
async def arrived_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """A unit below has sent its feedback up: how much waits from there."""
    place = await units.place(turn.db, about["unit"], turn.home)
    turn.demand(place, Right.INBOX)
    found = await feedback.waiting_with(turn.db, place.id)
    theirs = [each for each in found if each.row.unit_id == about["origin"]]
    if not theirs:
        return None
    t = turn.speaks(place)
    body = t.plural(
        "{unit} has sent up {n} piece of feedback.",
        "{unit} has sent up {n} pieces of feedback.",
        len(theirs),
        unit=theirs[0].unit.name,
    )
    return Card(
        title=t("{unit}: feedback has arrived", unit=place.name),
        body=body,
        choices=((Choice(t("Read"), ShowInbox(place.id, 0)),),),
    )
