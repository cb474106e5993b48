"""Somebody telephones, and the secretary enters their answer."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.cards.answering import AnswerFor, EnterAnswer, EnterReason, Meant
from bot.domain.answers import Answer, Reason
from storage.tables import Invitation, Meeting, Owed, Person
from tests.planning import a_meeting
from tests.world import World


async def invited(world: World, unit: str = "CB1") -> int:
    meeting = await a_meeting(world, at="2026-12-03 19:30", unit=unit)
    await world.until(timedelta(days=4))
    return meeting


async def number(world: World, name: str) -> int:
    return next(each.id for each in await world.rows(Person) if each.full_name == name)


async def answer_of(world: World, name: str) -> Invitation:
    person = await number(world, name)
    return next(each for each in await world.rows(Invitation) if each.person_id == person)


@pytest.fixture
async def secretary(world: World):
    return await world.joined("Lê Thị Thư", roles="secretary")


async def test_one_line_enters_an_absence_with_its_reason(world: World, secretary) -> None:
    await world.member("Nguyễn Văn Bảy")
    await invited(world)

    await secretary.sends("/baoho Nguyễn Văn Bảy; vắng; ốm")

    row = await answer_of(world, "Nguyễn Văn Bảy")
    assert (row.answer, row.reason) == ("absent", "sick")
    assert row.answered_by == await number(world, "Lê Thị Thư")
    assert "Answer: Absent" in secretary.sees
    assert "Reason: Ill" in secretary.sees
    assert "Entered by Lê Thị Thư." in secretary.sees
    assert "I cannot write to Nguyễn Văn Bảy." in secretary.sees
    await secretary.sends("/status")
    assert "• Nguyễn Văn Bảy: Ill (entered by Lê Thị Thư)" in secretary.sees


@pytest.mark.parametrize(
    ("words", "answer", "reason", "typed"),
    [
        ("Mai; có mặt", "present", None, ""),
        ("mai; co mat", "present", None, ""),
        ("Mai; muộn", "late", None, ""),
        ("Mai; online", "online", None, ""),
        ("MAI; Absent; business trip", "absent", "travel", ""),
        ("Mai; xin vắng; đưa con đi viện; ngày mai về", "absent", "other",
         "đưa con đi viện; ngày mai về"),
    ],
)  # fmt: skip
async def test_answers_and_reasons_are_understood(
    world: World, secretary, words, answer, reason, typed
) -> None:
    await world.member("Nguyễn Thị Mai")
    await invited(world)

    await secretary.sends(f"/answerfor {words}")

    row = await answer_of(world, "Nguyễn Thị Mai")
    assert (row.answer, row.reason, row.reason_words) == (answer, reason, typed)


async def test_joining_online_that_the_secretary_enters_is_granted(world: World, secretary) -> None:
    await world.member("Nguyễn Thị Mai")
    await invited(world)

    await secretary.sends("/answerfor Mai; online")
    await secretary.sends("/status")

    assert "Coming: 1 of 2" in secretary.sees


async def test_the_member_is_told_once_and_their_own_answer_replaces_it(
    world: World, secretary
) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await invited(world)
    before = len(mai.messages)

    await secretary.sends("/answerfor Mai; absent; việc gia đình")
    await world.settled()

    assert len(mai.messages) == before + 1
    assert "Lê Thị Thư has entered an answer for you: Absent." in mai.sees
    assert "Entered by Lê Thị Thư; tap to change it." in mai.sees
    await mai.picks("Present")
    row = await answer_of(world, "Nguyễn Thị Mai")
    assert (row.answer, row.reason, row.answered_by) == ("present", None, None)
    assert "you will be present" in mai.sees


async def test_step_by_step_without_words(world: World, secretary) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await world.member("Trần Văn An")
    await invited(world)
    before = len(mai.messages)

    await secretary.sends("/answerfor")
    assert [label for label in secretary.buttons if "Thư" in label or "An" in label]
    await secretary.picks("Nguyễn Thị Mai")
    await secretary.picks("Absent")
    await secretary.picks("On shift")
    await world.settled()

    row = await answer_of(world, "Nguyễn Thị Mai")
    assert (row.answer, row.reason) == ("absent", "shift")
    assert "I am telling Nguyễn Thị Mai" in secretary.sees
    assert len(mai.messages) == before + 1
    assert "Reason: On shift" in mai.sees
    await secretary.picks("Somebody else")
    assert "Nguyễn Thị Mai" not in secretary.screen
    await secretary.picks("Everyone who is asked")
    assert "Nguyễn Thị Mai" in secretary.screen


async def test_another_reason_is_typed(world: World, secretary) -> None:
    await world.member("Nguyễn Thị Mai")
    await invited(world)
    await secretary.sends("/answerfor Mai; vắng")
    await secretary.picks("Another reason")
    assert "Please type why Nguyễn Thị Mai will be absent" in secretary.sees

    await secretary.sends("Đưa mẹ đi khám <&>\nở tỉnh")

    row = await answer_of(world, "Nguyễn Thị Mai")
    assert (row.reason, row.reason_words) == ("other", "Đưa mẹ đi khám <&> ở tỉnh")
    assert "Reason: Đưa mẹ đi khám <&> ở tỉnh" in secretary.sees


async def test_silent_people_are_picked_from_pages(world: World, secretary) -> None:
    for n in range(12):
        await world.member(f"Nguyễn Văn {chr(65 + n)}")
    await invited(world)

    await secretary.sends("/answerfor")
    assert "Page 1 of 2." in secretary.sees
    await secretary.picks("Next page")

    assert any(label.startswith("Nguyễn Văn") for label in secretary.buttons)


async def test_when_two_people_fit_it_asks_which_and_remembers_the_rest(
    world: World, secretary
) -> None:
    await world.member("Nguyễn Văn An")
    await world.member("Trần Văn An")
    await invited(world)

    await secretary.sends("/answerfor An; vắng; bận việc đột xuất")
    assert "Whom do" in secretary.sees
    await secretary.picks("Trần Văn An")

    row = await answer_of(world, "Trần Văn An")
    assert (row.answer, row.reason_words) == ("absent", "bận việc đột xuất")
    assert (await answer_of(world, "Nguyễn Văn An")).answer is None


async def test_words_typed_for_one_are_never_entered_for_another(world: World, secretary) -> None:
    for name in ("Nguyễn Văn An", "Trần Văn An", "Lê Bình", "Vũ Bình"):
        await world.member(name)
    await invited(world)
    await secretary.sends("/answerfor An; vắng; ốm")
    first = secretary.newest
    await secretary.sends("/answerfor Bình; muộn")

    await secretary.picks("Trần Văn An", message=first)

    assert (await answer_of(world, "Trần Văn An")).answer is None
    assert "For Trần Văn An:" in first.text
    await secretary.picks("Lê Bình")
    assert (await answer_of(world, "Lê Bình")).answer == "late"


async def test_a_misspelt_name_is_asked_about(world: World, secretary) -> None:
    await world.member("Nguyễn Thị Phượng")
    await invited(world)

    await secretary.sends("/answerfor Nguyễn Thị Phưonggg; vắng; ốm")

    assert "Whom do" in secretary.sees
    assert (await answer_of(world, "Nguyễn Thị Phượng")).answer is None


async def test_namesakes_are_told_apart(world: World, secretary) -> None:
    await world.member("Nguyễn Văn An")
    await world.member("Nguyễn Văn An", status="probationary")
    await invited(world)

    await secretary.sends("/answerfor Nguyễn Văn An; có mặt")
    await secretary.picks("probationary member")

    rows = {each.person_id: each.answer for each in await world.rows(Invitation)}
    assert sorted(rows.values(), key=str) == [None, None, "present"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Khánh; vắng", "Nobody called Khánh is asked to this meeting."),
        ("Mai; có lẽ", "I did not understand “có lẽ”."),
        ("Mai; muộn; kẹt xe", "Only an absence has a reason."),
        ("; vắng", "Please begin with the name"),
        ("Mai; vắng; " + "a" * 301, "under 300 characters; this has 301"),
        ("Mai; vắng\nMẬT", "MẬT"),
    ],
)
async def test_bad_words_are_one_clear_sentence_and_change_nothing(
    world: World, secretary, words, said
) -> None:
    await world.member("Nguyễn Thị Mai")
    await invited(world)

    await secretary.sends(f"/answerfor {words}")

    assert said in secretary.sees
    assert {each.answer for each in await world.rows(Invitation)} == {None}


async def test_too_many_who_fit_are_not_listed(world: World, secretary) -> None:
    for n in range(21):
        await world.member(f"Nguyễn Văn A{n:02} Hùng")
    await invited(world)
    await secretary.sends("/answerfor Hùng; vắng")
    assert "21 people fit Hùng." in secretary.sees


async def test_before_invitations_and_without_a_meeting_it_says_so(world: World, secretary) -> None:
    await secretary.sends("/answerfor")
    assert secretary.sees == "Chi bộ Toán has no meeting ahead to answer."
    await a_meeting(world, at="2026-12-20 08:00")
    await secretary.sends("/answerfor")
    assert "have not gone out yet" in secretary.sees


async def test_never_after_the_meeting_has_begun_or_was_cancelled(world: World, secretary) -> None:
    await world.member("Nguyễn Thị Mai")
    meeting = await invited(world)
    await secretary.sends("/answerfor Mai")
    async with world.bots.database.transaction() as db:
        where = update(Meeting).where(col(Meeting.id) == meeting)
        await db.execute(where.values(cancelled_at=world.clock.time))
    await secretary.picks("Present")
    assert "was cancelled" in secretary.alert
    async with world.bots.database.transaction() as db:
        await db.execute(where.values(cancelled_at=None))
    await world.until(datetime.fromisoformat("2026-12-03T19:30+07:00"))

    await secretary.picks(
        "Present", message=next(m for m in secretary.messages if "For " in m.text)
    )

    assert "has begun" in secretary.alert
    assert (await answer_of(world, "Nguyễn Thị Mai")).answer is None


async def test_a_card_from_before_a_move_asks_again(world: World, secretary) -> None:
    await world.member("Nguyễn Thị Mai")
    meeting = await invited(world)
    await secretary.sends("/answerfor Mai")
    async with world.bots.database.transaction() as db:
        await db.execute(update(Meeting).where(col(Meeting.id) == meeting).values(round=2))

    await secretary.picks("Late")

    assert "The time has changed" in secretary.toast
    assert (await answer_of(world, "Nguyễn Thị Mai")).answer is None
    await secretary.picks("Late")
    assert (await answer_of(world, "Nguyễn Thị Mai")).answer == "late"


async def test_a_reason_does_not_undo_what_the_member_has_answered_since(
    world: World, secretary
) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await invited(world)
    await secretary.sends("/answerfor Mai; vắng")
    asking = secretary.newest
    await mai.picks("Present")

    await secretary.picks("Ill", message=asking)

    assert "has answered since" in secretary.toast
    assert (await answer_of(world, "Nguyễn Thị Mai")).answer == "present"


async def test_entering_the_same_again_tells_nobody_twice(world: World, secretary) -> None:
    await world.joined("Nguyễn Thị Mai")
    await invited(world)
    await secretary.sends("/answerfor Mai; muộn")
    await secretary.sends("/answerfor Mai; muộn")
    await world.settled()
    owed = [each for each in await world.rows(Owed) if each.notice == "answered_for"]
    assert len(owed) == 1


async def test_an_entry_for_oneself_is_ones_own_answer(world: World, secretary) -> None:
    await invited(world)
    await secretary.sends("/answerfor Thư; có mặt")
    row = await answer_of(world, "Lê Thị Thư")
    assert (row.answer, row.answered_by) == ("present", None)


async def test_who_is_added_after_the_invitations_can_be_entered(world: World, secretary) -> None:
    await invited(world)
    await world.member("Nguyễn Mới Đến")
    await secretary.sends("/answerfor Nguyễn Mới Đến; có mặt")
    assert (await answer_of(world, "Nguyễn Mới Đến")).answer == "present"


@pytest.mark.parametrize("roles", ["member", "note_taker", "subgroup_lead", "monitor"])
async def test_nobody_but_secretary_and_deputy_may(world: World, roles: str) -> None:
    other = await world.joined("Trần Văn An", roles=roles)
    mai = await world.member("Nguyễn Thị Mai")
    meeting = await invited(world)

    await other.sends("/answerfor Mai; vắng")
    assert "is for the secretary" in other.sees
    for action in (
        AnswerFor(meeting, mai),
        EnterAnswer(meeting, 1, mai, Answer.ABSENT),
        EnterReason(meeting, 1, mai, Reason.SICK),
        Meant(meeting, mai, "00000000"),
    ):
        await other.presses_data(action.pack())
        assert "You may not do this" in other.alert
    assert (await answer_of(world, "Nguyễn Thị Mai")).answer is None


async def test_forged_buttons_reach_nobody_of_another_cell(world: World, secretary) -> None:
    await world.unit("CB2", "Chi bộ Văn")
    stranger = await world.member("Phạm Thị Xa", unit="CB2")
    own = await invited(world)
    theirs = await a_meeting(world, at="2026-12-03 19:30", unit="CB2")
    await world.until(timedelta(hours=1))

    await secretary.presses_data(EnterAnswer(theirs, 1, stranger, Answer.ABSENT).pack())
    assert "You may not do this" in secretary.alert
    for forged in (AnswerFor(own, stranger), EnterAnswer(own, 1, stranger, Answer.LATE)):
        await secretary.presses_data(forged.pack())
        assert "This person is not asked to this meeting." in secretary.alert

    assert (await answer_of(world, "Phạm Thị Xa")).answer is None
