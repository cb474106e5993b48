"""What days away do to meetings: the bot answers for whoever has asked it to."""

from collections.abc import Iterable

from bot.cards.invitation import ShowInvitation
from bot.domain.answers import Answer, Mode
from bot.domain.away import Behaviour
from bot.place import Place
from handlers.desk import Doing
from storage import away, invitations, screens, units
from storage.invitations import Asked
from storage.tables import Away, Meeting

CHANNEL = "away"  # of an answer that the bot gave for somebody


async def answer_for(
    doing: Doing, place: Place, meeting: Meeting, people: Iterable[int]
) -> set[int]:
    """Answer absent for those of these people who are away and have not answered themselves.

    Returns who is not to be told of it.
    """
    day = place.local_day(meeting.starts_at)
    quiet: set[int] = set()
    for person_id, row in (await away.of_people(doing.db, people, day)).items():
        if _asks(row, meeting):
            continue
        asked = await invitations.of(doing.db, meeting.id, person_id)
        if asked is None or not needs_answer(asked):
            continue
        await _answer(doing, asked, row)
        if row.behaviour == Behaviour.QUIET:
            quiet.add(person_id)
    return quiet


def _asks(row: Away, meeting: Meeting) -> bool:
    """Whether somebody is asked all the same: by their wish, or since they can join online."""
    return row.behaviour == Behaviour.ASK or (row.online and meeting.mode != Mode.IN_PERSON)


async def follow(doing: Doing, asked: Asked) -> None:
    """Have an invitation be as its person's newest word on the day says; an own answer stays."""
    if not needs_answer(asked):
        return
    row = await known(doing, asked)
    if row is None or _asks(row, asked.meeting):
        await _take_back(doing, asked)
    else:
        await _answer(doing, asked, row)


async def follow_all(doing: Doing, place: Place, meeting: Meeting) -> None:
    """Have the invitations of everybody who is away on the day of a meeting follow."""
    given = await invitations.given(doing.db, meeting.id)
    for person_id in await away.of_people(doing.db, given, place.local_day(meeting.starts_at)):
        asked = await invitations.of(doing.db, meeting.id, person_id)
        if asked is not None:
            await follow(doing, asked)


def needs_answer(asked: Asked) -> bool:
    """Whether nobody has answered for the time the meeting has now, or only the bot has."""
    row = asked.invitation
    if row.answer is None or row.round != asked.meeting.round:
        return True
    return row.answer_channel == CHANNEL


async def _answer(doing: Doing, asked: Asked, row: Away) -> None:
    """Answer absent for somebody with the reason they gave for these days."""
    await invitations.change(
        doing.db,
        asked,
        answer=Answer.ABSENT.value,
        reason=row.reason,
        reason_words=row.reason_words,
        granted=None,
        round=asked.meeting.round,
        answered_at=doing.now,
        answered_by=None,
        answer_channel=CHANNEL,
        answer_order=None,
    )
    await _redraw(doing, asked)


async def tells(doing: Doing, asked: Asked) -> bool:
    """Whether the bot has answered for somebody who wants to hear of it."""
    if asked.invitation.answer_channel != CHANNEL:
        return False
    row = await known(doing, asked)
    return row is not None and row.behaviour == Behaviour.ABSENT


async def known(doing: Doing, asked: Asked) -> Away | None:
    """What the person invited has said of the day of the meeting, the newest word."""
    place = units.as_place(asked.unit, doing.home)
    day = place.local_day(asked.meeting.starts_at)
    return await away.on(doing.db, asked.invitation.person_id, day)


async def _take_back(doing: Doing, asked: Asked) -> None:
    """Forget what the bot answered for somebody: they are silent again, and reminded."""
    if asked.invitation.answer_channel != CHANNEL:
        return
    await invitations.change(
        doing.db,
        asked,
        answer=None,
        reason=None,
        reason_words="",
        granted=None,
        answered_at=None,
        answered_by=None,
        answer_channel="",
        answer_order=None,
    )
    await _redraw(doing, asked)


async def _redraw(doing: Doing, asked: Asked) -> None:
    shown = ShowInvitation(asked.meeting.id).pack()
    await screens.stale(doing.db, shown, now=doing.now, person_id=asked.invitation.person_id)
