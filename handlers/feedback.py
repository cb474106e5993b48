"""A member says something: sent, followed step by step, answered, settled or not."""

import re
from typing import Any

from bot.cards import feedback as cards
from bot.cards.feedback import (
    AskFeedback,
    SendFeedback,
    SettleFeedback,
    ShapeFeedback,
    ShowFeedback,
    ShowMyFeedback,
    Step,
)
from bot.chat import Card
from bot.domain.refusal import Refused
from bot.domain.words import _
from bot.place import Place
from bot.router import Router, Scope
from bot.turn import Turn
from handlers import places
from handlers.voices import mine, redraw, send_up, tell, tell_officers
from storage import drafts, feedback, units
from storage.feedback import Voiced
from storage.tables import Feedback

router = Router()

WORDS = "feedback"  # the kind of draft
LONGEST = 3000  # characters


@router.command(
    "feedback",
    "ykien",
    "kiennghi",
    summary="Say, ask or propose something",
    usage="Đề nghị sửa mái hội trường",
    scope=Scope.UNIT,
)
async def say(turn: Turn, words: str) -> Card:
    """What a member says; without words it is asked for."""
    place = _mine_to_speak_in(turn, turn.unit)
    if not words:
        turn.expect(AskFeedback(place.id))
        return cards.ask_feedback(turn.speaks(place), place.name)
    return await _begin(turn, place, words)


@router.typed(AskFeedback)
async def typed(turn: Turn, action: AskFeedback, text: str) -> Card:
    """The words."""
    place = await units.place(turn.db, action.unit_id, turn.home)
    return await _begin(turn, _mine_to_speak_in(turn, place), text)


def _mine_to_speak_in(turn: Turn, place: Place) -> Place:
    if turn.me.standing_in(place.id) is None:
        raise Refused("{You} do not belong to {unit}.", unit=place.name)
    return place


async def _begin(turn: Turn, place: Place, text: str) -> Card:
    words = _tidy(text)
    if not words:
        raise Refused("Please type the feedback in words.")
    if len(words) > LONGEST:
        raise Refused(
            "Please keep it under {most} characters, or send it in parts; this has {n}.",
            most=LONGEST,
            n=len(words),
        )
    mark = await drafts.keep(turn.db, turn.me.person_id, WORDS, words, now=turn.now)
    return await _shape(turn, place, words, SendFeedback(place.id, mark, False, False))


def _tidy(text: str) -> str:
    return re.sub("\n{3,}", "\n\n", "\n".join(line.strip() for line in text.strip().splitlines()))


@router.action(ShapeFeedback)
async def shape(turn: Turn, action: ShapeFeedback) -> Card:
    """With the name or without, a difficulty or not."""
    place, words = await _draft(turn, action.unit_id, action.mark)
    now = SendFeedback(action.unit_id, action.mark, action.named, action.difficulty)
    return await _shape(turn, place, words, now)


async def _shape(turn: Turn, place: Place, words: str, now: SendFeedback) -> Card:
    above = ""
    if place.parent_id is not None:
        above = (await units.place(turn.db, place.parent_id, turn.home)).name
    return cards.shape(turn.speaks(place), place.name, words, now, above=above)


async def _draft(turn: Turn, unit_id: int, mark: str) -> tuple[Place, str]:
    try:
        place = _mine_to_speak_in(turn, await units.place(turn.db, unit_id, turn.home))
    except LookupError:
        raise Refused("This unit is not there any more. Please send the command again.") from None
    words = await drafts.kept(turn.db, turn.me.person_id, WORDS, mark)
    if words is None:
        raise Refused("This has been sent already. /myfeedback shows where it stands.")
    return place, words


@router.action(SendFeedback)
async def send(turn: Turn, action: SendFeedback) -> Card:
    """Send it; a difficulty goes up at once."""
    place, words = await _draft(turn, action.unit_id, action.mark)
    await drafts.drop(turn.db, turn.me.person_id, WORDS)
    row = await feedback.put_down(
        turn.db,
        Feedback(
            unit_id=place.id,
            author_id=turn.me.person_id,
            named=action.named,
            difficulty=action.difficulty,
            words=words,
            sent_at=turn.now,
            with_unit_id=place.id,
            arrived_at=turn.now,
        ),
    )
    await feedback.step(
        turn.db, row, Step.SENT.value, place.id, by_id=turn.me.person_id, now=turn.now
    )
    leaders = await units.leaders(turn.db, place.id)
    await tell(turn, place, "feedback_new", leaders, feedback=row.id)
    if action.difficulty:
        holder = await send_up(turn, row, Step.FORWARDED)
        await tell_officers(turn, holder, "feedback_difficulty", feedback=row.id)
    await redraw(turn, row)
    return await _one(turn, row.id, above=_("Sent. {You} will see every step here."))


@router.command("myfeedback", "ykiencuatoi", summary="Where my feedback stands")
async def my_feedback(turn: Turn, words: str) -> Card:
    """Everything I have sent."""
    if words:
        raise Refused("/myfeedback takes no words; it shows {your} feedback.")
    return await show_mine(turn, ShowMyFeedback(0))


@router.action(ShowMyFeedback)
async def show_mine(turn: Turn, action: ShowMyFeedback) -> Card:
    """A page of it, the newest first."""
    t = places.speech(turn, await places.own(turn))
    all_ = [await mine(turn, each) for each in await feedback.mine(turn.db, turn.me.person_id)]
    return cards.my_feedback(t, all_, action.page)


@router.action(ShowFeedback)
async def show(turn: Turn, action: ShowFeedback) -> Card:
    """One of mine, with every step."""
    return await _one(turn, action.feedback_id)


@router.action(SettleFeedback)
async def settle(turn: Turn, action: SettleFeedback) -> Card:
    """The answer settles it, or it is open again, once, one level up."""
    found = await _mine(turn, action.feedback_id)
    row, t = found.row, await _speech(turn, found)
    shown = await mine(turn, found)
    if not shown.ask:
        return await _one(turn, row.id, note=t("This has changed meanwhile. Please look again."))
    if action.settled:
        if row.state == "answered":
            row.state, row.remind_at = "settled", None
        await feedback.step(
            turn.db,
            row,
            Step.SETTLED.value,
            row.with_unit_id,
            by_id=turn.me.person_id,
            now=turn.now,
        )
        row.answered_at = None
        await redraw(turn, row)
        return await _one(turn, row.id, note=t("Noted. Thank {you}!"))
    if not shown.again:
        raise Refused(
            "It has been open again once already. Please speak with the secretary about it."
        )
    row.reopened = True
    holder = await send_up(turn, row, Step.REOPENED)
    await tell_officers(turn, holder, "feedback_reopened", feedback=row.id)
    return await _one(turn, row.id, note=t("It is open again, now with {unit}.", unit=holder.name))


async def _mine(turn: Turn, feedback_id: int) -> Voiced:
    found = await feedback.voiced(turn.db, feedback_id)
    if found is None or found.row.author_id != turn.me.person_id:
        raise Refused("This feedback is somebody else's. /myfeedback shows {your} own.")
    return found


async def _speech(turn: Turn, found: Voiced) -> Any:
    return turn.speaks(units.as_place(found.unit, turn.home))


async def _one(turn: Turn, feedback_id: int, *, above: str = "", note: str = "") -> Card:
    found = await _mine(turn, feedback_id)
    t = await _speech(turn, found)
    said = t(above) if above else ""
    return cards.one_of_mine(t, await mine(turn, found, whole=True), above=said, note=note)


@router.notice(
    "feedback_answered", why=_("Whoever sent feedback gets the answer and says whether it settles.")
)
async def answered_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The answer, to the one who asked."""
    found = await feedback.voiced(turn.db, about["feedback"])
    if found is None or found.row.author_id != turn.me.person_id:
        return None
    if found.row.answered_at is None:
        return None
    return await _one(turn, found.row.id, above=_("There is an answer to {your} feedback."))


@router.notice("feedback_late", why=_("Whoever sent feedback is told when its answer is overdue."))
async def late_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The committee has not answered in time, to the one who asked."""
    found = await feedback.voiced(turn.db, about["feedback"])
    if found is None or found.row.author_id != turn.me.person_id:
        return None
    if found.row.overdue_since is None or found.row.state not in feedback.WAITING:
        return None
    return await _one(
        turn,
        found.row.id,
        above=_("The answer to {your} feedback is overdue; the committee above has been told."),
    )
