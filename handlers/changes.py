"""What people invited to a meeting are told when it is moved, changed or called off."""

from datetime import datetime, timedelta

from bot.chat import Card, Urgency
from bot.domain.stamps import moment, stamp
from bot.domain.words import _
from bot.router import Router
from bot.turn import Turn
from handlers import away_answers
from handlers.invitations import card, said
from handlers.summons import still_ahead
from storage import invitations, outbox, units
from storage.invitations import Asked
from storage.meetings import Told
from storage.outbox import Debt
from storage.portions import portions
from storage.tables import Meeting

router = Router()

# People learn that a meeting was called off even where the night held the message back.
AFTERWARDS = timedelta(hours=12)


async def owe_change(
    turn: Turn,
    meeting: Meeting,
    reached: Told,
    notice: str,
    *,
    was: datetime | None = None,
    elsewhere: bool = False,
    held: bool = False,
) -> None:
    """Owe everyone reached one message about a change.

    `notice` is `moved`, which asks again, `changed` or `cancelled`; `was` is when the meeting
    would have begun, `elsewhere` says that its place is new, `held` that the way it is held is, or
    the link to join it.
    """
    about = {"meeting": meeting.id, "round": meeting.round, "change": meeting.changes}
    if was is not None:
        about |= {"was": stamp(was), "elsewhere": int(elsewhere), "held": int(held)}
    until = meeting.starts_at + (AFTERWARDS if notice == "cancelled" else timedelta())
    for some in portions(reached.people):
        await outbox.owe(
            turn.db,
            *(
                Debt(
                    key=f"{notice}:{meeting.id}:{meeting.round}:{meeting.changes}:{person_id}",
                    person_id=person_id,
                    notice=notice,
                    about=about,
                    unit_id=meeting.unit_id,
                    due_at=turn.now,
                    until=until,
                    urgency=Urgency.CHANGE,
                )
                for person_id in some
            ),
            now=turn.now,
        )


@router.notice(
    "moved",
    why=_("The meeting has moved to another time, so everyone invited is asked once more."),
)
async def moved(turn: Turn, about: dict[str, int]) -> Card | None:
    """The invitation for the new time, for those who have not answered for it yet."""
    asked = await still_ahead(turn, about["meeting"])
    if asked is None or asked.meeting.round != about["round"]:
        return None
    stands = (await said(turn, asked.meeting, asked.invitation)).stands
    if stands and not await away_answers.tells(turn, asked):
        return None
    return await card(turn, asked, above="\n".join(_news(turn, asked, about)))


@router.notice(
    "changed",
    why=_("Everyone invited is told when the time or the place of a meeting changes a little."),
)
async def changed(turn: Turn, about: dict[str, int]) -> Card | None:
    """The invitation with what is new; the answers given stand."""
    asked = await still_ahead(turn, about["meeting"])
    if asked is None or asked.meeting.changes != about["change"]:
        return None
    return await card(turn, asked, above="\n".join(_news(turn, asked, about)))


def _news(turn: Turn, asked: Asked, about: dict[str, int]) -> list[str]:
    """What is new, a line each."""
    t = turn.speaks(units.as_place(asked.unit, turn.home))
    old, news = moment(about["was"]), []
    if old != asked.meeting.starts_at:
        news.append(t("The time of the meeting has changed. Before: {time}", time=t.when(old)))
    if about["elsewhere"]:
        news.append(t("The place of the meeting has changed."))
    if about.get("held"):
        news.append(t("How the meeting is held has changed, or the link to join it."))
    return news


@router.notice(
    "cancelled", why=_("Everyone invited is told when a meeting is cancelled, with the reason.")
)
async def cancelled(turn: Turn, about: dict[str, int]) -> Card | None:
    """That the meeting is off."""
    asked = await invitations.of(turn.db, about["meeting"], turn.me.person_id)
    if asked is None or asked.meeting.cancelled_at is None:
        return None
    return await card(turn, asked)
