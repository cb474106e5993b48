"""What is kept about a person: they see all of it, and may erase it."""

from bot.cards import mydata as cards
from bot.cards.mydata import AskErase, EraseMe, InUnit, MyAnswer, ShowMyAnswers, ShowMyData
from bot.chat import Card, Urgency
from bot.domain.answers import Answer, Mode, Reason
from bot.domain.refusal import Refused
from bot.domain.roles import Presence, Right, Role, Status
from bot.domain.words import _
from bot.router import Router
from bot.turn import Turn
from bot.who import roles_of
from handlers import places
from handlers.connecting import connected
from handlers.help import LANGUAGE_NAMES
from storage import awaiting, outbox, people, privacy, shifts, told, units
from storage.outbox import Debt
from storage.privacy import Answered

router = Router()

LEADERS = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})


@router.command("mydata", "dulieu", summary="Everything kept about me; erase it")
async def my_data(turn: Turn, words: str) -> Card:
    """What is kept about the person asking."""
    return await show(turn, ShowMyData())


@router.action(ShowMyData)
async def show(turn: Turn, action: ShowMyData) -> Card:
    """The same, as it is now."""
    me = turn.me
    answers = await privacy.answers(turn.db, me.person_id)
    mine = await places.own(turn)
    counts = await privacy.counts(turn.db, me.person_id)
    return cards.my_data(
        places.speech(turn, mine),
        cards.Kept(
            name=me.name,
            language=LANGUAGE_NAMES[turn.t.language],
            phone_only=me.phone_only,
            units=await _units(turn),
            accounts=connected(await people.accounts_of(turn.db, me.person_id), here=turn.talk.id),
            messages=await told.count(turn.db, me.person_id),
            answers=len(answers),
            reasons=sum(each.invitation.reason is not None for each in answers),
            codes=await privacy.open_codes(turn.db, me.person_id, now=turn.now),
            drafts=await privacy.drafts(turn.db, me.person_id),
            away=await privacy.away(turn.db, me.person_id),
            shifts=len(await shifts.rows_of(turn.db, me.person_id)),
            months=max((each.rules.retention_months for each in mine), default=12),
            attended=counts.attended,
            tasks=counts.tasks,
            feedback=counts.feedback,
        ),
    )


@router.action(ShowMyAnswers)
async def show_answers(turn: Turn, action: ShowMyAnswers) -> Card:
    """A page of the answers, the latest meeting first."""
    found = await privacy.answers(turn.db, turn.me.person_id)
    t = places.speech(turn, await places.own(turn))
    return cards.my_answers(t, [_answer(each) for each in found], action.page)


@router.action(AskErase)
async def ask(turn: Turn, action: AskErase) -> Card:
    """Say what erasing does; only then may it be done."""
    turn.expect(EraseMe())
    led = [each.unit_id for each in turn.me.standings if each.roles & LEADERS]
    alone = [
        place.name
        for place in await places.own(turn)
        if place.id in led and await units.leaders(turn.db, place.id) == [turn.me.person_id]
    ]
    admins = await people.admins(turn.db)
    return cards.ask_erase(turn.t, alone=alone, only_admin=admins == [turn.me.person_id])


@router.action(EraseMe)
async def erase(turn: Turn, action: EraseMe) -> Card:
    """Let the person asking vanish, once they have read what happens."""
    waiting = await awaiting.expected(turn.db, turn.talk.id, now=turn.now)
    if waiting is None or waiting.action != action.pack():
        raise Refused("Please send /mydata again, read what erasing does, and then confirm.")
    await _tell_leaders(turn)
    await privacy.erase(turn.db, turn.me.person_id, now=turn.now)
    return cards.erased(turn.t)


async def _tell_leaders(turn: Turn) -> None:
    """Owe those who lead the units of the person a word, for they have to be asked otherwise now.

    It names nobody: whoever wants to be forgotten is not announced by name, and a message owed
    would keep the name. The list of members tells a secretary who is missing.
    """
    me = turn.me.person_id
    units_of_mine = [each.unit_id for each in turn.me.standings]
    leaders = await units.leaders_of(turn.db, units_of_mine)
    debts = [
        Debt(
            key=f"gone:{unit_id}:{me}:{leader}",
            person_id=leader,
            notice="gone",
            unit_id=unit_id,
            due_at=turn.now,
            urgency=Urgency.CHANGE,
        )
        for unit_id in units_of_mine
        for leader in leaders.get(unit_id, ())
        if leader != me
    ]
    await outbox.owe(turn.db, *debts, now=turn.now)


@router.notice(
    "gone", why=_("Those who lead a unit are told when somebody there erases everything of theirs.")
)
async def gone(turn: Turn, about: dict[str, int]) -> Card | None:
    """Somebody has left the unit and wants to be forgotten."""
    place = turn.settled_unit
    if place is None or not turn.may(place, Right.SCHEDULE):
        return None
    return cards.somebody_left(turn.t, place.name)


async def _units(turn: Turn) -> list[InUnit]:
    return [
        InUnit(
            unit=unit.name,
            roles=roles_of(membership.roles),
            status=Status(membership.status),
            presence=Presence(membership.presence),
            subgroup=membership.subgroup,
            left=membership.left_at,
        )
        for membership, unit in await privacy.memberships(turn.db, turn.me.person_id)
    ]


def _answer(one: Answered) -> MyAnswer:
    row = one.invitation
    return MyAnswer(
        unit=one.unit.name,
        at=one.meeting.starts_at,
        mode=Mode(one.meeting.mode),
        answer=Answer(row.answer) if row.answer else None,
        reason=Reason(row.reason) if row.reason else None,
        reason_words=row.reason_words,
        entered_by=one.entered_by,
    )
