"""Tasks are assigned at the meeting: who, what, by when, measured how."""

from datetime import date

import pytest

from bot.cards.assigning import (
    AskAssignment,
    AskPart,
    DeleteAssignment,
    GiveTo,
    LeaveOpen,
    SetDue,
    ShowAssignment,
)
from bot.domain.items import Part
from storage.tables import Assignment
from tests.planning import a_meeting, vietnam
from tests.world import World


@pytest.fixture
async def secretary(world: World):
    return await world.joined("Lê Thị Thư", roles="secretary")


@pytest.fixture
async def meeting(world: World, secretary) -> int:
    meeting = await a_meeting(world, at="2026-12-03 19:30")
    await world.until(vietnam("2026-12-03 19:40"))
    return meeting


async def the_task(world: World) -> Assignment:
    return (await world.rows(Assignment))[0]


async def test_at_once_with_words(world: World, secretary, meeting) -> None:
    a = await world.member("Nguyễn Văn A")
    await secretary.sends("/phancong nguyen van a; Nộp báo cáo quý IV; 15/12/2026")
    assert "Nộp báo cáo quý IV; Nguyễn Văn A; by 15/12/2026" in secretary.sees
    assert "Still missing: how it is measured." in secretary.sees
    row = await the_task(world)
    assert (row.person_id, row.due_on, row.published_at) == (a, date(2026, 12, 15), None)


async def test_when_two_people_fit_it_asks_which(world: World, secretary, meeting) -> None:
    await world.member("Nguyễn Văn An")
    second = await world.member("Trần Thị An")
    await secretary.sends("/assign An; Nộp báo cáo; 15/12")
    assert "Whom do you mean by “An”?" in secretary.sees
    assert await world.rows(Assignment) == []
    await secretary.picks("Trần Thị An")
    assert (await the_task(world)).person_id == second
    await secretary.presses_data(secretary.messages[-1].buttons[0].callback_data)


async def test_several_people_and_the_whole_unit(world: World, secretary, meeting) -> None:
    a = await world.member("Nguyễn Văn Bình")
    b = await world.member("Trần Thị Cúc")
    await secretary.sends("/assign Bình, Cúc; Chuẩn bị hội nghị; 20/12")
    assert "2 tasks have been put down." in secretary.sees
    assert {each.person_id for each in await world.rows(Assignment)} == {a, b}
    await secretary.sends("/assign cả chi bộ; Đóng góp ý kiến dự thảo; 20/12")
    assert (await world.rows(Assignment))[-1].person_id is None


async def test_step_by_step(world: World, secretary, meeting) -> None:
    await world.member("Nguyễn Văn Bình")
    await a_meeting(world, at="2027-01-04 19:30")
    await secretary.sends("/assign")
    await secretary.sends("Bình; Nộp báo cáo")
    await secretary.picks("Say by when")
    await secretary.picks("The next meeting: Monday, 4 Jan 2027")
    await secretary.picks("Say how it is measured")
    await secretary.sends("báo cáo đã nộp")
    assert "Nộp báo cáo; Nguyễn Văn Bình; by 04/01/2027; báo cáo đã nộp" in secretary.sees
    await secretary.picks("Change: by when")
    await secretary.sends("01/12/2026")
    assert "has passed" in secretary.sees
    await secretary.picks("Back")
    await secretary.picks("Change: who")
    await secretary.sends("Thư")
    await secretary.picks("Change: what")
    await secretary.sends("Nộp báo cáo năm")
    assert "Nộp báo cáo năm; Lê Thị Thư; by 04/01/2027" in secretary.sees
    await secretary.picks("Delete it")
    assert "Deleted." in secretary.sees
    assert await world.rows(Assignment) == []


async def test_nobody_of_that_name(world: World, secretary, meeting) -> None:
    await secretary.sends("/assign Trần Không Có; Nộp báo cáo; 15/12")
    assert "Nobody in Chi bộ Toán is called Trần Không Có." in secretary.sees


async def test_a_draft_whose_owner_erased_everything_asks_for_another(
    world: World, secretary, meeting
) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await secretary.sends("/assign Mai; Nộp báo cáo; 15/12")
    await secretary.picks("Leave it so")
    await mai.sends("/mydata")
    await mai.picks("Erase everything about me")
    await mai.picks("Yes, erase everything")
    await secretary.presses_data(ShowAssignment((await the_task(world)).id).pack())
    assert "Still missing: who, how it is measured." in secretary.sees


@pytest.mark.parametrize("roles", ["member", "monitor", "subgroup_lead", "committee_member"])
async def test_nobody_else_assigns(world: World, secretary, meeting, roles: str) -> None:
    own = await world.member("Trần Văn An", roles=roles)
    await secretary.sends("/assign Thư; Nộp báo cáo; 15/12")
    which = (await the_task(world)).id
    other = await world.joined("Trần Văn An", person=own)
    await other.sends("/assign Thư; Việc khác; 15/12")
    assert "is for" in other.sees
    for forged in (
        AskAssignment(meeting),
        ShowAssignment(which),
        AskPart(which, Part.WHO, 0),
        GiveTo(which, own),
        SetDue(which, 0),
        LeaveOpen(which),
        DeleteAssignment(which),
    ):
        await other.presses_data(forged.pack())
        assert "You may not do this" in other.alert
    assert len(await world.rows(Assignment)) == 1


async def test_forged_days_and_people_are_refused(world: World, secretary, meeting) -> None:
    await world.unit("CB2", "Chi bộ Văn")
    stranger = await world.member("Phạm Thị Xa", unit="CB2")
    await secretary.sends("/assign Thư; Nộp báo cáo; 15/12")
    which = (await the_task(world)).id
    await secretary.presses_data(GiveTo(which, stranger).pack())
    assert "cannot have the task" in secretary.alert
    for day in (-5, 2_000_000_000):
        await secretary.presses_data(SetDue(which, day).pack())
        assert "no longer valid" in secretary.alert
    assert (await the_task(world)).due_on == date(2026, 12, 15)
