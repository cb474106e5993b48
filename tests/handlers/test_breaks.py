"""A break is told ahead: members are asked once, the secretary plans with the figures."""

from datetime import timedelta

import pytest

from storage.tables import Away, BreakAnswer, Invitation, Meeting, Moment, Owed, UnitBreak
from tests.people import OnTelegram
from tests.planning import a_meeting, vietnam
from tests.world import World

SUMMER = "/break 01/06/2027-31/08/2027; Nghỉ hè"


@pytest.fixture
async def thu(world: World) -> OnTelegram:
    return await world.joined("Lê Thư", roles="secretary")


@pytest.fixture
async def mai(world: World) -> OnTelegram:
    return await world.joined("Nguyễn Thị Mai")


async def asked(world: World, at: str = "2027-05-04 09:00") -> None:
    """The summer is set and its question has come, four weeks before."""
    await world.named("Thư").sends(SUMMER)
    await world.until(vietnam(at))


async def test_every_member_is_asked_once_four_weeks_before(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    an = await world.joined("Trần Văn An")
    await world.joined("Vũ Thị Già", status="exempt")
    await asked(world, "2027-05-04 07:59")
    assert "Nghỉ hè" not in mai.sees
    await world.until(vietnam("2027-05-04 08:10"))

    for phone in (thu, mai, an):
        assert "Nghỉ hè, 1 Jun 2027 – 31 Aug 2027" in phone.sees
        assert "Are you away in these days?" in phone.sees
    debts = [row for row in await world.rows(Owed) if row.notice == "break_question"]
    assert len(debts) == 3
    seen = len(an.messages)
    await world.until(vietnam("2027-09-01 08:00"))
    assert not any("Are you away" in message.text for message in an.messages[seen:])


async def test_none_is_an_answer_and_so_is_a_word(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    await asked(world)
    await mai.picks("I am not away")
    assert "Your answer: not away." in mai.sees
    await thu.sends("/away none")
    assert await world.rows(Away) == []
    assert {row.person_id for row in await world.rows(BreakAnswer)} == {1, 2}


async def test_away_all_the_summer_is_one_tap_and_answers_its_meetings(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await asked(world)
    await mai.picks("Away all the time")
    assert "Reason: Summer break" in mai.sees

    await world.until(vietnam("2027-05-27 09:00"))
    row = next(row for row in await world.rows(Invitation) if row.person_id == 2 and row.answer)
    assert (row.answer, row.reason) == ("absent", "summer_break")


async def test_some_days_are_typed_without_a_reason_or_with_one(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    await asked(world)
    await mai.picks("Away on some days")
    await mai.sends("01/07-15/07")
    await thu.picks("Away on some days")
    await thu.sends("01/07-15/07; công tác")

    said = [(row.person_id, f"{row.first:%d/%m}", row.reason) for row in await world.rows(Away)]
    assert said == [(2, "01/07", "summer_break"), (1, "01/07", "travel")]
    assert len(await world.rows(BreakAnswer)) == 2


async def test_the_secretary_gets_the_figures_with_a_plan_for_each_meeting(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    an = await world.joined("Trần Văn An")
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await asked(world)
    await mai.picks("Away on some days")
    await mai.sends("01/06/2027-05/06/2027")
    await an.picks("Away all the time")
    await an.picks("I can join online from there")
    await world.until(vietnam("2027-05-11 08:30"))

    assert "Have said when they are away: 2 of 3." in thu.sees
    assert "➜ 19:30, Thursday, 3 Jun 2027: 1 here, 1 online, 1 away" in thu.sees
    assert "• 19:30, Monday, 7 Jun 2027: 2 here, 1 online, 0 away" in thu.sees
    planned = [
        row.starts_at for row in await world.rows(Meeting) if (row.period or "") >= "2027-06"
    ]
    assert planned == [vietnam(f"2027-0{month}-03 19:30") for month in (6, 7, 8)]

    await thu.picks("Choose the day: 3 Jun 2027")
    assert "1 more than on the day that is planned." in thu.sees
    await thu.picks("Move to 19:30, Sunday, 6 Jun 2027")
    await thu.picks("Move the meeting")
    june = next(row for row in await world.rows(Meeting) if row.period == "2027-06")
    assert june.starts_at == vietnam("2027-06-06 19:30")


async def test_people_are_invited_fourteen_days_before_in_and_before_a_break(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await asked(world)
    await world.until(vietnam("2027-05-21 09:00"))
    invites = {
        row.meeting_id: row.due_at for row in await world.rows(Moment) if row.step == "invite"
    }
    by_period = {row.period: invites[row.id] for row in await world.rows(Meeting)}
    assert by_period["2027-04"] == vietnam("2027-03-27 08:00")
    assert by_period["2027-05"] == vietnam("2027-04-20 08:00")  # the 4th: the 3rd is a holiday
    assert by_period["2027-06"] == vietnam("2027-05-20 08:00")


async def test_a_committees_break_asks_everybody_below_once_and_tells_each_secretary(
    world: World,
) -> None:
    await world.unit("DU", "Đảng ủy Trường", kind="committee")
    await world.unit("CB2", "Chi bộ Văn", parent="DU")
    await world.unit("CB3", "Chi bộ Hóa", parent="DU")
    uy = await world.joined("Lê Ủy", unit="DU", roles="secretary")
    van = await world.joined("Lê Văn", unit="CB2", roles="secretary")
    hoa = await world.joined("Lê Hóa", unit="CB3", roles="secretary")
    both = await world.member("Lê Hai", unit="CB2")
    await world.member("Lê Hai", unit="CB3", person=both)
    hai = await world.joined("Lê Hai", person=both)
    await uy.sends(SUMMER)
    await van.sends("/break")
    assert "(set by Đảng ủy Trường)" in van.sees
    assert "Remove Nghỉ hè" not in van.buttons

    await world.until(vietnam("2027-05-04 08:10"))
    questions = [row for row in await world.rows(Owed) if row.notice == "break_question"]
    assert len(questions) == 4
    assert "Are you away in these days?" in hai.sees
    await world.until(vietnam("2027-05-11 08:30"))
    for phone in (uy, van, hoa):
        assert "Have said when they are away: 0 of" in phone.sees


async def test_a_break_that_begins_soon_is_asked_about_at_once(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    soon = (world.clock.time + timedelta(days=3)).date()
    await thu.sends(f"/break {soon:%d/%m/%Y}-{soon + timedelta(days=20):%d/%m/%Y}; Thi học kỳ")
    await world.until(timedelta(hours=14))
    assert "Thi học kỳ" in mai.sees
    await mai.picks("Away all the time")
    assert "Reason: Thi học kỳ" in mai.sees


async def test_a_meeting_already_held_stays_and_a_settled_one_is_told_of(
    world: World, thu: OnTelegram
) -> None:
    await a_meeting(world, at="2026-12-03 19:30")
    await a_meeting(world, at="2026-12-20 19:30")
    await world.until(vietnam("2026-12-05 09:00"))
    await thu.sends("/break 01/12/2026-31/12/2026; Thi học kỳ")
    assert (
        "The meeting of 19:30, Thursday, 3 Dec 2026 has been held and stays as it is." in thu.sees
    )
    assert "20 Dec 2026 falls on it and stays as it is" in thu.sees


async def test_two_breaks_that_overlap_are_refused(world: World, thu: OnTelegram) -> None:
    await thu.sends(SUMMER)
    await thu.sends("/kynghi 15/08/2027-20/09/2027; Thực tập")
    assert "These days overlap with Nghỉ hè, 01/06/2027 to 31/08/2027." in thu.sees
    assert len(await world.rows(UnitBreak)) == 1


async def test_a_break_taken_back_asks_nobody_and_meetings_go_back(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await thu.sends("/break")
    await thu.sends("01/12/2026-05/12/2026; Thi học kỳ")
    december = [row for row in await world.rows(Meeting) if row.period == "2026-12"]
    assert [row.starts_at for row in december] == [vietnam("2026-12-06 19:30")]
    await thu.picks("Remove Thi học kỳ")

    assert "Thi học kỳ is no break any more." in thu.sees
    december = [row for row in await world.rows(Meeting) if row.period == "2026-12"]
    assert [row.starts_at for row in december] == [vietnam("2026-12-03 19:30")]
    await world.until(timedelta(days=1))
    assert "Are you away" not in mai.sees


async def test_members_may_not_set_breaks_and_strangers_get_no_answer_to_them(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    await mai.sends(SUMMER)
    assert "/break is for the secretary" in mai.sees
    assert await world.rows(UnitBreak) == []
    await asked(world)
    await world.unit("CB9", "Chi bộ Sử")
    su = await world.joined("Phan Sử", unit="CB9")
    await su.presses_data("brkall:1")
    assert await world.rows(Away) == []
    assert await world.rows(BreakAnswer) == []


async def test_a_button_of_a_break_that_is_gone_changes_nothing(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    await asked(world)
    card = mai.newest
    await thu.sends("/break")
    await thu.picks("Remove Nghỉ hè")
    await mai.picks("Away all the time", message=card)
    assert "This break is not there any more." in mai.toast + mai.alert + mai.sees
    assert await world.rows(Away) == []
