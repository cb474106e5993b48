"""A member says ahead when they are away; meetings on those days follow."""

from datetime import date, timedelta

import pytest

from storage import privacy
from storage.tables import Assignment, Away, Invitation
from tests.people import OnTelegram
from tests.planning import a_meeting, redrawn, vietnam
from tests.world import World

MEETING = "2026-12-03 19:30"


@pytest.fixture
async def mai(world: World) -> OnTelegram:
    return await world.joined("Nguyễn Thị Mai")


async def the_row(world: World, person: int = 1) -> Invitation:
    return next(row for row in await world.rows(Invitation) if row.person_id == person)


async def invited(world: World) -> None:
    await a_meeting(world, at=MEETING, place="Hội trường A")
    await world.until(timedelta(days=4))


async def test_who_is_away_is_answered_for_told_once_and_never_reminded(
    world: World, mai: OnTelegram
) -> None:
    await mai.sends("/away 01/12-15/12; nghỉ hè")
    assert "Away: 01/12/2026" in mai.sees.replace("1 Dec 2026", "01/12/2026")
    await invited(world)

    row = await the_row(world)
    assert (row.answer, row.reason, row.answer_channel) == ("absent", "summer_break", "away")
    assert "I answered for you" in mai.sees
    assert "Summer break" in mai.sees
    before = len(mai.messages)
    await world.until(vietnam("2026-12-03 19:00"))
    assert len(mai.messages) == before


async def test_who_wants_to_be_asked_all_the_same_is_asked_and_reminded(
    world: World, mai: OnTelegram
) -> None:
    await mai.sends("/away 01/12-15/12; công tác")
    await mai.picks("Ask me all the same")
    await invited(world)

    assert "You said that you are away" in mai.sees
    assert "Will you come?" in mai.sees
    await world.until(timedelta(days=4))
    assert "You have not answered yet" in mai.sees


async def test_who_wants_quiet_hears_nothing_and_counts_as_absent(
    world: World, mai: OnTelegram
) -> None:
    thu = await world.joined("Lê Thị Thư", roles="secretary")
    await mai.sends("/away 01/12-15/12; trông cháu ở quê")
    await mai.picks("Answer absent and do not ask me")
    before = len(mai.messages)
    await invited(world)
    await world.until(vietnam("2026-12-03 19:00"))

    assert len(mai.messages) == before
    await thu.sends("/status")
    assert "trông cháu ở quê" in thu.sees
    await mai.sends("/meeting")
    assert "I answered for you" in mai.sees


async def test_days_said_after_the_invitation_change_it_but_never_an_own_answer(
    world: World, mai: OnTelegram
) -> None:
    an = await world.joined("Trần Văn An")
    await invited(world)
    await an.picks("Present")
    for phone in (mai, an):
        await phone.sends("/vang 01/12-15/12 nghi he")
    await redrawn(world)

    assert (await the_row(world, 1)).answer == "absent"
    assert (await the_row(world, 2)).answer == "present"
    assert "your own answer stays" in an.sees
    card = next(m for m in mai.messages if m.text.startswith("Chi bộ Toán"))
    assert "I answered for you" in card.text


async def test_what_is_taken_back_is_asked_again(world: World, mai: OnTelegram) -> None:
    await mai.sends("/away 01/12-15/12; nghỉ hè")
    await invited(world)
    await mai.sends("/away")
    await mai.picks("1 Dec 2026 – 15 Dec 2026")
    await mai.picks("I am not away after all")
    assert not await world.rows(Away)
    row = await the_row(world)
    assert (row.answer, row.reason) == (None, None)
    await world.until(timedelta(days=4))
    assert "You have not answered yet" in mai.sees


async def test_somebody_away_may_answer_all_the_same(world: World, mai: OnTelegram) -> None:
    await mai.sends("/away 01/12-15/12; nghỉ hè")
    await invited(world)
    await mai.picks("Present")
    await mai.sends("/away")
    await mai.picks("1 Dec 2026 – 15 Dec 2026")
    await mai.picks("Answer absent and do not ask me")

    assert (await the_row(world)).answer == "present"


async def test_a_meeting_that_moves_into_days_away_is_answered_for_and_told(
    world: World, mai: OnTelegram
) -> None:
    thu = await world.joined("Lê Thị Thư", roles="secretary")
    await mai.sends("/away 10/12-15/12; công tác")
    await invited(world)
    await mai.picks("Present")
    await thu.sends("/move 11/12 19:30")
    await thu.picks("Move the meeting")
    await world.settled()

    row = await the_row(world)
    assert (row.answer, row.round, row.answer_channel) == ("absent", 2, "away")
    assert "I answered for you" in mai.sees
    assert "The time of the meeting has changed" in mai.sees


async def test_a_meeting_that_moves_out_of_days_away_asks(world: World, mai: OnTelegram) -> None:
    thu = await world.joined("Lê Thị Thư", roles="secretary")
    await mai.sends("/away 01/12-05/12; công tác")
    await invited(world)
    await thu.sends("/move 11/12 19:30")
    await thu.picks("Move the meeting")
    await world.settled()

    assert "Can you still come?" in mai.sees


async def test_at_the_end_there_is_one_question(world: World, mai: OnTelegram) -> None:
    await mai.sends("/away 25/11-30/11; công tác")
    await world.until(vietnam("2026-12-01 08:05"))
    assert "Are you back?" in mai.sees
    before = len(mai.messages)
    await world.until(timedelta(days=20))
    assert len(mai.messages) == before

    await mai.picks("I am back")
    assert "Welcome back." in mai.sees


async def test_who_is_not_back_yet_goes_on_being_away(world: World, mai: OnTelegram) -> None:
    await mai.sends("/away 25/11-30/11; công tác")
    await world.until(vietnam("2026-12-01 08:05"))
    await mai.picks("One more week")
    await invited(world)
    assert (await the_row(world)).answer == "absent"
    await world.until(vietnam("2026-12-09 08:05"))
    assert "Are you back?" in mai.sees
    await mai.picks("I do not know yet")
    [row] = await world.rows(Away)
    assert row.last is None


async def test_days_without_an_end_are_asked_about_every_month(
    world: World, mai: OnTelegram
) -> None:
    await mai.sends("/away từ 25/11; làm việc xa")
    await world.until(timedelta(days=100))
    asked = [m for m in mai.messages if m.text.startswith("Are you back?")]
    assert len(asked) == 3
    await mai.picks("I am back")
    await a_meeting(world, at="2027-03-20 19:30")
    await world.until(vietnam("2027-03-14 09:00"))
    assert (await the_row(world)).answer is None


async def test_back_early_the_next_meeting_asks_again(world: World, mai: OnTelegram) -> None:
    await mai.sends("/away từ 20/11; công tác")
    await invited(world)
    assert (await the_row(world)).answer == "absent"
    await world.until(vietnam("2026-12-20 08:05"))
    await a_meeting(world, at="2026-12-29 19:30")
    await world.until(vietnam("2026-12-22 09:00"))
    assert [row.answer for row in await world.rows(Invitation)] == ["absent", "absent"]
    await mai.presses_data("awayback:1")
    assert [row.answer for row in await world.rows(Invitation)] == ["absent", None]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("15/12/2026-01/12/2026; ốm", "before it begins"),
        ("15/12-01/12; ốm", "has just passed"),
        ("01/11/2026-10/11/2026; ốm", "are over"),
        ("01/01/2027-01/06/2029; công tác", "longer than two years"),
        ("01/12-15/12", "the days and the reason"),
        ("hè này; nghỉ", "Please write the days like"),
    ],
)
async def test_days_that_cannot_be_are_refused_in_one_sentence(
    world: World, mai: OnTelegram, typed: str, sentence: str
) -> None:
    await mai.sends(f"/away {typed}")
    assert sentence in mai.sees
    assert not await world.rows(Away)


async def test_none_is_an_answer_and_the_same_days_twice_are_kept_once(
    world: World, mai: OnTelegram
) -> None:
    await mai.sends("/away none")
    assert "nothing of days" in mai.sees
    for _ in range(2):
        await mai.sends("/away 01/12-15/12; nghỉ hè")
    assert len(await world.rows(Away)) == 1
    await mai.sends("/away 05/12-10/12; công tác")
    assert len(await world.rows(Away)) == 2


async def test_of_two_the_newest_word_counts(world: World, mai: OnTelegram) -> None:
    await mai.sends("/away 01/12-31/12; nghỉ hè")
    world.clock.time += timedelta(seconds=1)
    await mai.sends("/away 01/12-05/12; công tác")
    await invited(world)
    assert (await the_row(world)).reason == "travel"


async def test_where_several_words_stand_the_newest_that_is_left_counts(
    world: World, mai: OnTelegram
) -> None:
    await mai.sends("/away 01/12-31/12; nghỉ hè")
    world.clock.time += timedelta(seconds=1)
    await mai.sends("/away 01/12-05/12; công tác")
    await invited(world)
    await mai.presses_data("awaydo:1:quiet")  # an older word changes nothing of these days
    assert (await the_row(world)).reason == "travel"
    await mai.presses_data("awayno:2")
    row = await the_row(world)
    assert (row.answer, row.reason) == ("absent", "summer_break")
    await mai.presses_data("awayno:1")
    assert (await the_row(world)).answer is None


async def test_nobody_sees_or_changes_the_days_of_another(world: World, mai: OnTelegram) -> None:
    an = await world.joined("Trần Văn An")
    await mai.sends("/away 01/12-15/12; nghỉ hè")
    for wire in ("away:1", "awaydo:1:ask", "awayno:1", "awayback:1", "awayyet:1:7"):
        await an.presses_data(wire)
        assert "Summer break" not in an.sees
    [row] = await world.rows(Away)
    assert (row.person_id, row.behaviour) == (1, "absent")


async def test_days_away_are_shown_erased_and_forgotten(world: World, mai: OnTelegram) -> None:
    await mai.sends("/away 01/12-15/12; trông cháu")
    await mai.sends("/mydata")
    assert "1 Dec 2026 – 15 Dec 2026" in mai.sees
    async with world.bots.database.transaction() as db:
        await privacy.erase(db, 1, now=world.clock.time)
    assert not await world.rows(Away)

    an = await world.joined("Trần Văn An")
    await an.sends("/away 01/12-15/12; nghỉ hè")
    await world.until(vietnam("2027-12-17 04:00"))
    assert not await world.rows(Away)


async def test_a_task_due_on_days_away_is_offered_to_both(world: World, mai: OnTelegram) -> None:
    thu = await world.joined("Lê Thị Thư", roles="secretary")
    meeting = await a_meeting(world, at="2026-12-20 19:30")
    async with world.bots.database.transaction() as db:
        db.add(
            Assignment(
                unit_id=1,
                meeting_id=meeting,
                what="Nộp báo cáo quý IV",
                person_id=1,
                due_on=date(2026, 12, 10),
                drafted_at=world.clock.time,
                published_at=world.clock.time,
            )
        )
    await mai.sends("/away 01/12-15/12; nghỉ hè")
    await world.settled()

    assert "Nộp báo cáo quý IV, by 10 Dec 2026" in mai.sees
    assert "Nguyễn Thị Mai is away 1 Dec 2026 – 15 Dec 2026, when this task is due." in thu.sees
    await thu.picks("Hand it over")
    await mai.picks("Nộp báo cáo quý IV")
    await mai.picks("Hand it over")


async def test_a_task_on_another_day_is_left_alone(world: World, mai: OnTelegram) -> None:
    thu = await world.joined("Lê Thị Thư", roles="secretary")
    before = len(thu.messages)
    await mai.sends("/away 01/12-05/12; nghỉ hè")
    await world.settled()
    assert len(thu.messages) == before


@pytest.mark.parametrize("typed", ["vắng", "Vắng ạ"])
async def test_the_bare_word_answers_the_invitation_and_only_the_command_says_days(
    world: World, mai: OnTelegram, typed: str
) -> None:
    await invited(world)
    await mai.sends(typed)
    assert (await the_row(world)).answer == "absent"
    await mai.sends("/vang")
    assert "Days on which you are away" in mai.sees
