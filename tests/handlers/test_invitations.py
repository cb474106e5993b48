"""A meeting is planned, people are asked, they answer."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, update
from sqlmodel import col

from bot.cards.invitation import AnswerInvitation, GiveReason
from bot.chat import Action, Asked, Card, Pick
from bot.domain.answers import Answer, Reason
from storage import awaiting
from storage.database import Database
from storage.tables import Invitation, Meeting
from tests.people import OnTelegram
from tests.planning import a_meeting, redrawn, vietnam
from tests.world import World

MEETING = "2026-12-03 19:30"


@pytest.fixture
async def mai(world: World) -> OnTelegram:
    return await world.joined("Nguyễn Thị Mai")


async def invited(world: World) -> int:
    meeting = await a_meeting(world, at=MEETING, place="Hội trường A")
    await world.until(timedelta(days=4))
    return meeting


async def the_row(world: World) -> Invitation:
    [row] = await world.rows(Invitation)
    return row


async def changes(world: World, meeting: int, **values: object) -> None:
    async with world.bots.database.transaction() as db:
        await db.execute(update(Meeting).where(col(Meeting.id) == meeting).values(**values))


async def test_one_tap_answers_the_invitation(world: World, mai) -> None:
    await invited(world)

    assert "Hội trường A" in mai.sees
    await mai.picks("Present")

    assert "you will be present" in mai.sees
    assert (await the_row(world)).answer == "present"
    assert len(mai.messages) == 2


async def test_only_the_silent_are_reminded(world: World, mai) -> None:
    an = await world.joined("Trần Văn An")
    await invited(world)
    await mai.picks("Present")
    before = len(mai.messages)

    await world.until(datetime.fromisoformat("2026-11-30T08:00+07:00"))

    assert len(an.messages) == 3
    assert len(mai.messages) == before


async def test_absent_takes_a_second_tap_for_the_reason(world: World, mai) -> None:
    await invited(world)

    await mai.picks("Absent")
    assert (await the_row(world)).answer == "absent"
    await mai.picks("Business trip")

    row = await the_row(world)
    assert (row.answer, row.reason) == ("absent", "travel")
    assert "Reason: Business trip" in mai.sees


async def test_coming_after_all_clears_the_reason(world: World, mai) -> None:
    await invited(world)
    await mai.picks("Absent")
    await mai.picks("Ill")

    await mai.picks("Present")

    row = await the_row(world)
    assert (row.answer, row.reason, row.reason_words) == ("present", None, "")
    assert "Ill" not in mai.sees


async def test_the_reason_can_be_changed_by_tapping_absent_again(world: World, mai) -> None:
    await invited(world)
    await mai.picks("Absent")
    await mai.picks("Ill")

    await mai.picks("Absent")
    assert "Reason: Ill" in mai.sees
    await mai.picks("On shift")

    assert (await the_row(world)).reason == "shift"


async def test_another_reason_is_typed(world: World, mai) -> None:
    await invited(world)
    await mai.picks("Absent")
    await mai.picks("Another reason")

    await mai.sends("Đưa con <đi> viện & về quê\n🌻")

    row = await the_row(world)
    assert (row.reason, row.reason_words) == ("other", "Đưa con <đi> viện & về quê 🌻")
    assert "Reason: Đưa con <đi> viện & về quê 🌻" in mai.sees


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("MẬT", "marked MẬT"),
        ("Độ mật: tuyệt mật", "TUYỆT MẬT"),
        ("dài " * 100, "under 300 characters"),
        ("x" * 5_000, "under 300 characters"),
    ],
)
async def test_a_reason_that_cannot_be_kept_is_refused_and_may_be_typed_again(
    world: World, mai, typed: str, said: str
) -> None:
    await invited(world)
    await mai.picks("Absent")
    await mai.picks("Another reason")

    await mai.sends(typed)
    assert said in mai.sees
    assert (await the_row(world)).reason_words == ""
    await mai.sends("Bận thật")

    assert (await the_row(world)).reason_words == "Bận thật"


async def test_a_command_instead_of_the_reason_ends_the_waiting(world: World, mai) -> None:
    await invited(world)
    await mai.picks("Absent")
    await mai.picks("Another reason")
    await mai.sends("/help")

    await mai.sends("Cảm ơn nhé")

    assert "I am not sure what you mean." in mai.sees
    row = await the_row(world)
    assert (row.answer, row.reason_words) == ("absent", "")


@pytest.mark.parametrize(
    ("instead", "kept"),
    [
        (AnswerInvitation(1, 1, Answer.PRESENT), "present"),
        (GiveReason(1, 1, Reason.SICK), "absent"),
    ],
)
async def test_words_after_another_tap_are_no_reason(
    world: World, mai, instead: Action, kept: str
) -> None:
    await invited(world)
    await mai.picks("Absent")
    await mai.picks("Another reason")
    await mai.presses_data(instead.pack())

    await mai.sends("cảm ơn đồng chí")

    assert "I did not expect words here" in mai.sees
    row = await the_row(world)
    assert (row.answer, row.reason_words) == (kept, "")


async def test_a_double_tap_is_one_answer(world: World, mai) -> None:
    await invited(world)
    wire = AnswerInvitation(1, 1, Answer.PRESENT).pack()

    await mai.presses_data(wire, wait=False)
    await mai.presses_data(wire)

    assert "you will be present" in mai.sees
    assert len(mai.messages) == 2


async def test_a_quick_correction_is_kept(world: World, mai) -> None:
    await invited(world)

    await mai.presses_data(AnswerInvitation(1, 1, Answer.PRESENT).pack(), wait=False)
    await mai.presses_data(AnswerInvitation(1, 1, Answer.LATE).pack())

    assert (await the_row(world)).answer == "late"
    assert "you will come late" in mai.sees


async def test_an_older_tap_that_comes_after_a_newer_one_changes_nothing(world: World, mai) -> None:
    await invited(world)
    await mai.picks("Present")
    row = await the_row(world)
    assert row.answer_order is not None

    older = Asked(
        "telegram",
        str(mai.id),
        Pick(AnswerInvitation(1, 1, Answer.LATE).pack(), str(mai.newest.id)),
        order=row.answer_order - 1_000_000,
    )
    outcome = await world.bots.turns.take(older)

    assert (await the_row(world)).answer == "present"
    assert isinstance(outcome.reply, Card)
    assert "you will be present" in outcome.reply.body


async def test_after_a_week_of_quiet_a_lower_number_is_no_older_tap(world: World, mai) -> None:
    meeting = await invited(world)
    await changes(world, meeting, starts_at=vietnam("2026-12-20 19:30"))
    await mai.picks("Present")
    order = (await the_row(world)).answer_order
    assert order is not None
    world.clock.time += timedelta(days=8)

    wire = AnswerInvitation(1, 1, Answer.LATE).pack()
    pick = Pick(wire, str(mai.newest.id))
    await world.bots.turns.take(Asked("telegram", str(mai.id), pick, order=order - 50))

    assert (await the_row(world)).answer == "late"


async def test_after_the_start_an_answer_is_answered_kindly(world: World, mai) -> None:
    await invited(world)
    card = mai.newest
    await world.until(datetime.fromisoformat("2026-12-03T19:30+07:00"))

    await mai.picks("Present", message=card)

    assert "already begun" in mai.toast
    assert "The meeting has begun." in card.text
    assert "Please tap" not in card.text
    assert not card.buttons
    assert (await the_row(world)).answer is None


async def test_what_was_answered_before_the_start_stays_on_the_card(world: World, mai) -> None:
    await invited(world)
    await mai.picks("Late")
    await world.until(datetime.fromisoformat("2026-12-03T19:30+07:00"))
    await mai.sends("/meeting")
    await mai.presses_data(AnswerInvitation(1, 1, Answer.ABSENT).pack())
    assert (await the_row(world)).answer == "late"
    assert "you will come late" in mai.sees
    assert "can change it" not in mai.sees


async def test_after_a_cancellation_too(world: World, mai) -> None:
    meeting = await invited(world)
    await changes(world, meeting, cancelled_at=world.clock.time, cancel_reason="Trường thi")

    await mai.picks("Present")

    assert "was cancelled" in mai.toast
    assert "This meeting has been cancelled: Trường thi" in mai.sees
    assert (await the_row(world)).answer is None


async def test_a_typed_reason_after_the_start_is_not_kept(world: World, mai) -> None:
    await invited(world)
    await mai.picks("Absent")
    await mai.picks("Another reason")
    world.clock.time = datetime.fromisoformat("2026-12-03T19:30+07:00")
    async with world.bots.database.transaction() as db:
        await awaiting.expect(db, 1, GiveReason(1, 1, Reason.OTHER).pack(), now=world.clock.time)

    await mai.sends("Bận")

    assert "The meeting has begun." in mai.sees
    assert (await the_row(world)).reason_words == ""


async def test_a_card_from_before_a_move_asks_again(world: World, mai) -> None:
    meeting = await invited(world)
    await changes(world, meeting, round=2)

    await mai.picks("Present")

    assert "The time has changed" in mai.toast
    assert (await the_row(world)).answer is None
    await mai.picks("Present")
    row = await the_row(world)
    assert (row.answer, row.round) == ("present", 2)


async def test_two_phones_of_one_person_show_one_answer(world: World) -> None:
    person = await world.member("Nguyễn Thị Mai")
    first = await world.joined("Nguyễn Thị Mai", person=person)
    await invited(world)
    invitation = first.newest
    second = await world.joined("Mai máy hai", person=person)
    await second.sends("/meeting")
    assert "Will you come?" in second.sees

    await second.picks("Present")
    await redrawn(world)
    assert "you will be present" in invitation.text

    await first.picks("Absent")
    await first.picks("Ill")
    await redrawn(world)
    assert "you will be absent" in second.sees
    assert "Reason: Ill" in second.sees
    assert len(await world.rows(Invitation)) == 1


async def test_the_older_card_on_the_same_phone_follows_too(world: World, mai) -> None:
    await invited(world)
    older = mai.newest
    await mai.sends("/meeting")

    await mai.picks("Late")
    await redrawn(world)

    assert "you will come late" in older.text


async def test_a_typed_reason_reaches_the_card_it_was_asked_from(world: World, mai) -> None:
    await invited(world)
    asked = mai.newest
    await mai.picks("Absent")
    await mai.picks("Another reason")
    await mai.sends("Bận")
    await redrawn(world)
    assert "Reason: Bận" in asked.text


@asynccontextmanager
async def statements_of(database: Database, hear: Callable[[str], None]) -> AsyncIterator[None]:
    """Hear every statement that writers run; the ways to SQLite meet only in its own module."""
    if not database.is_sqlite:
        engine = database._writer.sync_engine

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            hear(statement)

        event.listen(engine, "before_cursor_execute", note)
        yield
        event.remove(engine, "before_cursor_execute", note)
        return
    async with database.transaction() as db:
        raw = (await (await db.connection()).get_raw_connection()).driver_connection
    assert raw is not None
    raw._conn.set_trace_callback(hear)
    yield
    raw._conn.set_trace_callback(None)


async def test_a_tap_costs_no_more_looks_than_it_must(world: World, mai) -> None:
    await invited(world)
    await mai.picks("Present")
    seen: list[str] = []
    async with statements_of(world.bots.database, seen.append):
        await mai.presses_data(AnswerInvitation(1, 1, Answer.LATE).pack())

    words = [statement.split()[0] for statement in seen]
    told = [word for word in words if word in {"SELECT", "INSERT", "UPDATE", "DELETE"}]
    assert sorted(told[:5]) == ["INSERT", "INSERT", "SELECT", "SELECT", "UPDATE"]
    assert told[5:] in ([], ["UPDATE"])  # once the card is on the phone, that it is


async def test_who_is_late_looks_up_where_the_meeting_is(world: World, mai: OnTelegram) -> None:
    await invited(world)
    await mai.picks("Present")
    await a_meeting(world, at="2027-01-03 19:30", place="Hội trường B")
    world.clock.time = vietnam("2026-12-03 19:45")
    await mai.sends("/meeting")
    assert "Hội trường A" in mai.sees
    assert "The meeting has begun" in mai.sees

    world.clock.time = vietnam("2026-12-03 23:45")
    await mai.sends("/meeting")
    assert "Hội trường B" in mai.sees


async def test_people_of_one_name_answer_each_for_themselves(world: World) -> None:
    first = await world.joined("Nguyễn Văn An")
    second_person = await world.member("Nguyễn Văn An")
    second = await world.joined("An thứ hai", person=second_person)
    await invited(world)

    await second.picks("Present")

    assert "Will you come?" in first.sees
    assert sorted(str(row.answer) for row in await world.rows(Invitation)) == ["None", "present"]


async def test_a_person_in_two_units_answers_in_each(world: World) -> None:
    await world.unit("CB2", "Chi bộ Văn")
    person = await world.member("Nguyễn Thị Mai")
    await world.member("Nguyễn Thị Mai", unit="CB2", person=person)
    mai = await world.joined("Nguyễn Thị Mai", person=person)
    await a_meeting(world, at=MEETING)
    await a_meeting(world, at="2026-12-03 08:00", unit="CB2")
    await world.until(timedelta(days=4))

    maths = next(m for m in mai.messages if m.text.startswith("Chi bộ Toán"))
    letters = next(m for m in mai.messages if m.text.startswith("Chi bộ Văn"))
    await mai.picks("Present", message=maths)
    await mai.picks("Late", message=letters)

    assert "you will be present" in maths.text
    assert "you will come late" in letters.text


async def test_somebody_who_was_not_invited_cannot_answer(world: World, mai) -> None:
    await world.unit("CB2", "Chi bộ Văn")
    stranger = await world.joined("Phạm Lạ", unit="CB2")
    meeting = await invited(world)
    for forged in (
        AnswerInvitation(meeting, 1, Answer.PRESENT),
        GiveReason(meeting, 1, Reason.SICK),
        AnswerInvitation(999, 1, Answer.PRESENT),
    ):
        await stranger.presses_data(forged.pack())
        assert "were not invited" in stranger.alert
    assert (await the_row(world)).answer is None
