"""A feedback for the one who looks: who may see the author, who may answer, where it goes next."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.cards.feedback import Mine, ShowFeedback, ShowMyFeedback, Step, Taken
from bot.cards.inbox import ShowInbox, ShowWaiting, Waiting
from bot.chat import Urgency
from bot.domain.refusal import Refused
from bot.domain.roles import Right, Role
from bot.i18n import Speech
from bot.place import Place
from bot.turn import Turn
from handlers import clocks
from handlers.online import stamp
from storage import feedback, outbox, screens, units
from storage.feedback import Voiced
from storage.outbox import Debt
from storage.tables import Feedback

LEADS = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})


@dataclass(frozen=True)
class Heard:
    """A feedback with the unit that has it now, for one who may answer there."""

    voiced: Voiced
    holder: Place
    t: Speech

    @property
    def row(self) -> Feedback:
        return self.voiced.row


async def heard(turn: Turn, feedback_id: int, right: Right) -> Heard:
    """A feedback for one who has `right` at the unit that has it; the rest learn nothing of it."""
    found = await feedback.voiced(turn.db, feedback_id)
    if found is None:
        raise _unknown(feedback_id)
    holder = units.as_place(found.holder, turn.home)
    if not turn.may(holder, right):
        raise _unknown(feedback_id)
    return Heard(found, holder, turn.speaks(holder))


def _unknown(feedback_id: int) -> Refused:
    return Refused("No feedback #{id} waits for {you}. /inbox shows what does.", id=feedback_id)


def check_waits(at: Heard) -> None:
    """Refuse to act on what has been answered or settled."""
    if at.row.state not in feedback.WAITING:
        raise Refused("Feedback #{id} has been answered already.", id=at.row.id)


async def waiting(turn: Turn, found: Voiced, *, whole: bool = False) -> Waiting:
    """A feedback as who has to answer it may see it: the author only where shown, or at home."""
    row, holder = found.row, units.as_place(found.holder, turn.home)
    at_home = turn.me.standing_in(row.unit_id)
    knows = row.named or (at_home is not None and bool(at_home.roles & LEADS))
    steps = await feedback.steps(turn.db, row.id) if whole else ()
    return Waiting(
        feedback_id=row.id,
        unit=found.unit.name,
        words=row.words,
        sent_at=row.sent_at,
        author=found.author if knows else "",
        difficulty=row.difficulty,
        ends=row.clock_ends_at if row.state in feedback.WAITING else None,
        overdue=row.overdue_since is not None,
        outside=row.state == "outside",
        with_us=turn.may(holder, Right.ANSWER) and row.state in feedback.WAITING,
        top=holder.parent_id is None,
        at_cell=row.state == "new",
        steps=[Taken(Step(each.step), name, each.at, each.words) for each, name in steps],
    )


async def mine(turn: Turn, found: Voiced, *, whole: bool = False) -> Mine:
    """A feedback as its author sees it."""
    row = found.row
    steps = await feedback.steps(turn.db, row.id) if whole else ()
    answered = row.answered_at is not None and row.state in ("answered", "new")
    return Mine(
        feedback_id=row.id,
        unit=found.unit.name,
        words=row.words,
        state=row.state,
        holder=found.holder.name,
        ends=row.clock_ends_at if row.state in ("sent", "outside") else None,
        overdue=row.overdue_since is not None and row.state in ("sent", "outside"),
        named=row.named,
        difficulty=row.difficulty,
        steps=[Taken(Step(each.step), name, each.at, each.words) for each, name in steps],
        ask=answered,
        again=answered and not row.reopened,
    )


async def send_up(turn: Turn, row: Feedback, step: Step, *, words: str = "") -> Place:
    """Give a feedback to the committee above who has it, or leave it at the top; the clock starts.

    Returns who has it then. Whoever is told of it is the caller's to say.
    """
    holder = await units.place(turn.db, row.with_unit_id, turn.home)
    if holder.parent_id is not None:
        holder = await units.place(turn.db, holder.parent_id, turn.home)
    row.with_unit_id, row.arrived_at, row.state = holder.id, turn.now, "sent"
    row.answered_at = None
    await clocks.start(turn, holder, row)
    await feedback.step(
        turn.db, row, step.value, holder.id, by_id=turn.me.person_id, now=turn.now, words=words
    )
    await redraw(turn, row)
    return holder


async def redraw(turn: Turn, row: Feedback) -> None:
    """Every card that shows it is behind."""
    for shown in (ShowFeedback(row.id), ShowWaiting(row.id), ShowMyFeedback(0)):
        await screens.stale(turn.db, shown.pack(), now=turn.now)
    for unit_id in {row.unit_id, row.with_unit_id}:
        await screens.stale(turn.db, ShowInbox(unit_id, 0).pack(), now=turn.now)


async def tell_officers(turn: Turn, holder: Place, notice: str, **about: int) -> None:
    """Owe the officers of a committee one word on what has just come to them."""
    officers = (await units.officers_of(turn.db, [holder.id])).get(holder.id, [])
    await tell(turn, holder, notice, officers, **about)


async def tell(turn: Turn, place: Place, notice: str, people: Iterable[int], **about: int) -> None:
    """Owe people a word on what was just done, but not to who did it."""
    marks = ":".join(str(value) for value in about.values())
    await outbox.owe(
        turn.db,
        *(
            Debt(
                key=f"{notice}:{marks}:{person_id}:{stamp(turn)}",
                person_id=person_id,
                notice=notice,
                about=dict(about),
                unit_id=place.id,
                due_at=turn.now,
                urgency=Urgency.CHANGE,
            )
            for person_id in people
            if person_id != turn.me.person_id
        ),
        now=turn.now,
    )
