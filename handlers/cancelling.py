"""Calling a meeting off: with a reason that everyone invited reads, and one tap to do it."""

from bot.cards.moving import AskCancel, Cancel, TryCancel, confirm_cancel, told
from bot.cards.planning import TakeBack, ask
from bot.chat import Card
from bot.domain import reading
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.stamps import stamp
from bot.place import Place
from bot.router import Router, Scope
from bot.turn import Turn
from handlers import clocks
from handlers.changes import owe_change
from handlers.desk import ahead, check_ahead, theirs, which
from handlers.moving import effect
from handlers.planning import facts_of, plan_of
from handlers.replanning import redraw
from storage import drafts, held, meetings, moments
from storage.tables import Meeting

router = Router()

REASON = "cancel"  # the kind of draft
LONGEST_REASON = 300


@router.command(
    "cancel",
    "huyhop",
    summary="Cancel a meeting",
    usage="REASON",
    right=Right.SCHEDULE,
    scope=Scope.UNIT,
)
async def cancel(turn: Turn, words: str) -> Card:
    """Cancel the unit's next meeting, or the one picked where several are ahead."""
    found = await ahead(turn, turn.unit)
    if not words:
        if len(found) > 1:
            return which(turn, turn.unit, found, AskCancel)
        return _asked(turn, turn.unit, found[0])
    if len(found) == 1:
        return await _preview(turn, turn.unit, found[0], words)
    mark = await _kept(turn, words)
    return which(turn, turn.unit, found, lambda meeting_id: TryCancel(meeting_id, mark))


def _asked(turn: Turn, place: Place, meeting: Meeting) -> Card:
    turn.expect(AskCancel(meeting.id))
    t = turn.speaks(place)
    return ask(
        t,
        place.name,
        t(
            "Why is the meeting of {time} cancelled? Everyone invited reads the reason. For "
            "example: The hall is closed.",
            time=t.when(meeting.starts_at),
        ),
    )


@router.action(AskCancel, right=Right.SCHEDULE)
async def ask_cancel(turn: Turn, action: AskCancel) -> Card:
    """This meeting is meant; now ask for the reason."""
    meeting, place = await theirs(turn, action.meeting_id)
    check_ahead(meeting, now=turn.now)
    return _asked(turn, place, meeting)


@router.typed(AskCancel)
async def typed_reason(turn: Turn, action: AskCancel, text: str) -> Card:
    """The reason."""
    meeting, place = await theirs(turn, action.meeting_id)
    return await _preview(turn, place, meeting, text)


@router.action(TryCancel, right=Right.SCHEDULE)
async def try_cancel(turn: Turn, action: TryCancel) -> Card:
    """The reason that was typed is meant for this meeting."""
    meeting, place = await theirs(turn, action.meeting_id)
    return await _preview(turn, place, meeting, await _typed(turn, action.mark))


async def _kept(turn: Turn, words: str) -> str:
    """Keep a reason until it is confirmed; returns its mark."""
    reason = reading.tidy(words)
    if not reading.says_something(reason) or len(reason) > LONGEST_REASON:
        raise Refused(
            "Please write the reason in words, in at most {most} characters.", most=LONGEST_REASON
        )
    return await drafts.keep(turn.db, turn.me.person_id, REASON, reason, now=turn.now)


async def _typed(turn: Turn, mark: str) -> str:
    reason = await drafts.kept(turn.db, turn.me.person_id, REASON, mark)
    if reason is None:
        raise Refused("Something else has been typed since. Please send /cancel again.")
    return reason


async def _preview(turn: Turn, place: Place, meeting: Meeting, words: str) -> Card:
    """Show what would happen; nothing has happened yet."""
    check_ahead(meeting, now=turn.now)
    mark = await _kept(turn, words)
    return confirm_cancel(
        turn.speaks(place),
        await facts_of(turn, place, meeting),
        await _typed(turn, mark),
        effect(meeting, await meetings.to_tell(turn.db, meeting)),
        Cancel(meeting.id, stamp(meeting.starts_at), mark),
    )


@router.action(Cancel, right=Right.SCHEDULE)
async def do_cancel(turn: Turn, action: Cancel) -> Card:
    """Cancel the meeting as it was shown; once it is off, the same tap changes nothing more."""
    meeting, place = await theirs(turn, action.meeting_id)
    t = turn.speaks(place)
    if meeting.cancelled_at is not None:
        return await plan_of(turn, place, meeting, note=t("The meeting is cancelled already."))
    check_ahead(meeting, now=turn.now)
    happened = await held.of(turn.db, meeting.id)
    if happened is not None and happened.opened_at is not None:
        raise Refused("This meeting has been opened, so it cannot be cancelled any more.")
    if action.was != stamp(meeting.starts_at):
        raise Refused(
            "The meeting has been moved meanwhile, to {time}. Please send /cancel again.",
            time=t.when(meeting.starts_at),
        )
    reason = await _typed(turn, action.mark)
    await drafts.drop(turn.db, turn.me.person_id, REASON)
    return await _call_off(turn, place, meeting, reason)


@router.action(TakeBack, right=Right.SCHEDULE)
async def take_back(turn: Turn, action: TakeBack) -> Card:
    """Call off a meeting just planned, while nobody knows of it; later it needs a reason."""
    meeting, place = await theirs(turn, action.meeting_id)
    t = turn.speaks(place)
    if meeting.cancelled_at is not None:
        return await plan_of(turn, place, meeting, note=t("The meeting is cancelled already."))
    check_ahead(meeting, now=turn.now)
    if action.starts != stamp(meeting.starts_at):
        note = t("The plan has changed meanwhile. Please look again.")
        return await plan_of(turn, place, meeting, note=note)
    if meeting.invited_at is not None:
        return _asked(turn, place, meeting)
    return await _call_off(turn, place, meeting, t("Planned by mistake."))


async def _call_off(turn: Turn, place: Place, meeting: Meeting, reason: str) -> Card:
    t = turn.speaks(place)
    meeting.cancel_reason = reason
    meeting.cancelled_at = turn.now
    await turn.db.flush()
    reached = await meetings.to_tell(turn.db, meeting)
    await owe_change(turn, meeting, reached, "cancelled")
    await moments.drop(turn.db, meeting.id)
    await clocks.follow_meetings(turn, place)
    await redraw(turn, meeting)
    note = t("The meeting has been cancelled.")
    news = told(t, effect(meeting, reached))
    return await plan_of(turn, place, meeting, news=news, note=note)
