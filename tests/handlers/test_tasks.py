"""A member has been given a task: reads it, puts it off, asks for help, reports it done."""

from datetime import date, timedelta

import pytest

from bot.cards.tasks import (
    AskHand,
    AskHelp,
    AskSnooze,
    DecideHanding,
    HandTask,
    ReportTask,
    SeeTask,
    SettleTask,
    ShowTask,
    SnoozeTask,
)
from storage.tables import Assignment, LedgerEntry
from tests.decisions import a_task
from tests.planning import a_meeting, redrawn, vietnam
from tests.world import World


@pytest.fixture
async def secretary(world: World):
    return await world.joined("Lê Thị Thư", roles="secretary")


@pytest.fixture
async def mai_id(world: World, secretary):
    return await world.member("Nguyễn Thị Mai")


@pytest.fixture
async def mai(world: World, mai_id):
    return await world.joined("Nguyễn Thị Mai", person=mai_id)


@pytest.fixture
async def task(world: World, mai_id) -> int:
    return await a_task(world, await a_meeting(world, at="2026-12-03 19:30"), mai_id)


async def the_task(world: World) -> Assignment:
    return (await world.rows(Assignment))[0]


async def test_who_has_nothing_to_do_is_told_so(world: World, mai) -> None:
    await mai.sends("/tasks")
    assert mai.sees == "Your tasks\n\nYou have no open task."


async def test_a_task_is_read_reported_and_confirmed(world: World, task, mai, secretary) -> None:
    await mai.sends("/nhiemvu")
    assert "1. Nộp báo cáo quý IV" in mai.sees
    await mai.picks("1. Nộp báo cáo quý IV")
    await mai.picks("Got it")
    assert "Being done." in mai.sees
    await mai.picks("Done")
    await world.settled()
    assert "waits for the secretary's word" in mai.sees
    assert "Nguyễn Thị Mai reports this task done." in secretary.sees

    await secretary.picks("Confirm: done")
    await world.settled()

    assert "Done, and confirmed by the secretary." in secretary.sees
    assert "The secretary has confirmed that this task is done." in mai.sees
    row = await the_task(world)
    assert (row.outcome, row.remind_at) == ("confirmed", None)
    changes = [each.change for each in await world.rows(LedgerEntry)]
    assert changes == ["seen", "reported", "confirmed"]


async def test_not_yet_done_goes_back_to_who_has_it(world: World, task, mai, secretary) -> None:
    await mai.sends("/tasks")
    await mai.picks("1. Nộp báo cáo quý IV")
    await mai.picks("Done")
    await world.settled()

    await secretary.picks("Not yet done")
    await world.settled()

    assert "not yet done" in mai.sees
    assert "Done" in mai.buttons
    assert (await the_task(world)).done_at is None


async def test_a_report_can_be_taken_back(world: World, task, mai, secretary) -> None:
    await mai.sends("/tasks")
    await mai.picks("1. Nộp báo cáo quý IV")
    await mai.picks("Done")
    await mai.picks("Not done yet after all")
    assert (await the_task(world)).done_at is None
    await world.settled()
    assert "reports this task done" not in secretary.sees


async def test_putting_off_moves_the_reminder_and_never_the_due_date(
    world: World, task, mai
) -> None:
    await world.until(vietnam("2026-12-12 08:30"))
    assert "Nộp báo cáo quý IV" in mai.sees
    await mai.picks("Remind me later")
    await mai.picks("Tomorrow morning")

    row = await the_task(world)
    assert row.due_on == date(2026, 12, 15)
    assert row.remind_at == vietnam("2026-12-13 08:00")
    before = len(mai.messages)
    await world.until(vietnam("2026-12-13 08:30"))
    assert len(mai.messages) == before + 1
    await world.until(vietnam("2026-12-15 08:30"))
    assert len(mai.messages) == before + 2


async def test_who_needs_help_says_so_to_the_secretary(world: World, task, mai, secretary) -> None:
    await mai.sends("/tasks")
    await mai.picks("1. Nộp báo cáo quý IV")
    await mai.picks("I need help")
    await mai.sends("Chưa có số liệu của tổ Lý")
    await world.settled()

    assert "Nguyễn Thị Mai needs help with this task." in secretary.sees
    assert "“Chưa có số liệu của tổ Lý”" in secretary.sees
    assert "The secretary is told." in mai.sees
    assert "Help is asked for." in mai.sees


async def test_a_member_hands_over_only_with_the_secretarys_word(
    world: World, task, mai, secretary
) -> None:
    an = await world.joined("Trần Văn An")
    await mai.sends("/tasks")
    await mai.picks("1. Nộp báo cáo quý IV")
    await mai.picks("Hand it over")
    await mai.sends("an")
    await world.settled()
    assert "The secretary is asked" in mai.sees
    assert "Nguyễn Thị Mai asks to hand this task over to Trần Văn An." in secretary.sees

    await secretary.picks("Agree")
    await world.settled()

    assert "This task has been given to you." in an.sees
    assert "Trần Văn An has this task now." in mai.sees
    await an.picks("Got it")
    assert "Being done." in an.sees


async def test_a_declined_handing_leaves_the_task_where_it_is(
    world: World, task, mai, mai_id, secretary
) -> None:
    await world.joined("Trần Văn An")
    await mai.sends("/tasks")
    await mai.picks("1. Nộp báo cáo quý IV")
    await mai.picks("Hand it over")
    await mai.picks("Trần Văn An")
    await world.settled()
    await secretary.picks("Do not agree")
    await world.settled()
    assert "asks you to keep this task" in mai.sees
    assert (await the_task(world)).person_id == mai_id


async def test_the_secretary_sees_what_needs_a_word_first(
    world: World, task, mai, mai_id, secretary
) -> None:
    meeting = (await the_task(world)).meeting_id
    await a_task(world, meeting, mai_id, "Việc quá hạn", due="2026-11-24")
    await world.until(timedelta(days=2))
    await secretary.sends("/tasks")
    await secretary.picks("Tasks of Chi bộ Toán")
    assert secretary.sees.index("Việc quá hạn") < secretary.sees.index("Nộp báo cáo quý IV")
    assert "Open: 2, overdue: 1" in secretary.sees


async def test_both_phones_show_the_same_task_truly(world: World, task, mai, secretary) -> None:
    await secretary.sends("/tasks")
    await secretary.picks("Tasks of Chi bộ Toán")
    await secretary.picks("1. Nộp báo cáo quý IV")
    await mai.sends("/tasks")
    await mai.picks("1. Nộp báo cáo quý IV")
    await mai.picks("Got it")
    await redrawn(world)
    assert "Being done." in secretary.sees


@pytest.mark.parametrize("roles", ["member", "note_taker", "subgroup_lead", "monitor"])
async def test_a_task_is_nobody_elses_business(world: World, task, mai, mai_id, roles) -> None:
    other_id = await world.member("Trần Văn An", roles=roles)
    other = await world.joined("Trần Văn An", person=other_id)
    for forged in (
        ShowTask(task),
        SeeTask(task),
        ReportTask(task, True),
        AskSnooze(task),
        SnoozeTask(task, 1),
        AskHelp(task),
        AskHand(task, 0),
        HandTask(task, mai_id, other_id),
        DecideHanding(task, mai_id, other_id, True),
        SettleTask(task, True),
    ):
        await other.presses_data(forged.pack())
        assert "somebody else's" in other.alert
    row = await the_task(world)
    assert (row.person_id, row.seen_at, row.outcome) == (mai_id, None, "")


async def test_who_has_a_task_cannot_settle_it(world: World, task, mai) -> None:
    await mai.presses_data(SettleTask(task, True).pack())
    assert "You may not do this" in mai.alert
    await mai.presses_data(SnoozeTask(task, 5000).pack())
    assert "no longer valid" in mai.alert


async def test_an_old_button_after_the_end_says_so(world: World, task, mai, secretary) -> None:
    await mai.sends("/tasks")
    await mai.picks("1. Nộp báo cáo quý IV")
    old = mai.newest
    await secretary.presses_data(SettleTask(task, True).pack())
    await mai.presses_data(ReportTask(task, True).pack(), message=old)
    assert "settled already" in mai.alert
    await secretary.presses_data(SettleTask(task, True).pack())
    assert "settled already" in secretary.toast
