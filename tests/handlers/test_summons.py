"""What a meeting makes the bot say by itself, to whom and when."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.sweeps import Sweep
from handlers.summons import do_the_next_step
from storage.tables import AgendaItem, Attendance, Held, Invitation, Meeting, Membership, Owed
from tests.people import OnTelegram
from tests.planning import a_meeting, vietnam
from tests.world import World

MEETING = "2026-12-03 19:30"


def at(local: str) -> datetime:
    return datetime.fromisoformat(f"{local}+07:00")


async def invited(world: World, when: str = MEETING) -> int:
    meeting = await a_meeting(world, at=when, place="Hội trường A")
    await world.until(timedelta(days=4))
    return meeting


async def changes(world: World, meeting: int, **values: object) -> None:
    async with world.bots.database.transaction() as db:
        await db.execute(update(Meeting).where(col(Meeting.id) == meeting).values(**values))


def saying(phone: OnTelegram, words: str) -> list[str]:
    return [message.text for message in phone.messages if words in message.text]


async def test_the_reminder_says_that_it_is_one(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await invited(world)

    await world.until(at("2026-11-30 08:00"))

    assert mai.sees.startswith("Chi bộ Toán: meeting on Thursday, 3 Dec 2026\n\nYou have not")
    await mai.picks("Present")
    assert "have not answered" not in mai.sees


async def test_the_monitor_is_invited_and_may_answer_but_is_not_reminded(world: World) -> None:
    monitor = await world.joined("Hồ Giám", roles="monitor")
    await invited(world)
    assert "Will you come?" in monitor.sees

    await world.until(at("2026-12-03 18:00"))
    assert saying(monitor, "have not answered") == []

    await monitor.picks("Present")
    assert "you will be present" in monitor.sees


async def test_exempt_and_suspended_members_are_not_summoned(world: World) -> None:
    for name, status in (("Ngô Miễn", "exempt"), ("Đinh Đình Chỉ", "suspended")):
        await world.joined(name, status=status)
    await invited(world)
    assert await world.rows(Invitation) == []
    assert len(world.named("Miễn").messages) == 1


async def test_who_became_exempt_or_left_is_not_reminded(world: World) -> None:
    exempt = await world.joined("Ngô Miễn")
    left = await world.joined("Vũ Chuyển Đi")
    await invited(world)
    async with world.bots.database.transaction() as db:
        await db.execute(update(Membership).where(col(Membership.id) == 1).values(status="exempt"))
        await db.execute(
            update(Membership).where(col(Membership.id) == 2).values(left_at=world.clock.time)
        )

    await world.until(at("2026-12-03 18:00"))

    assert saying(exempt, "have not answered") == []
    assert saying(left, "have not answered") == []
    await left.picks("Present")
    assert "not invited" in left.alert


async def test_see_you_goes_to_those_who_come_the_day_before(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    an = await world.joined("Trần Văn An")
    silent = await world.joined("Phạm Bình")
    meeting = await invited(world)
    async with world.bots.database.transaction() as db:
        db.add(
            AgendaItem(
                meeting_id=meeting, position=1, category="news", minutes=15, title="Thời sự <&>"
            )
        )
    await changes(world, meeting, agenda_items=1)
    await mai.picks("Late")
    await an.picks("Absent")

    await world.until(at("2026-12-02 08:00"))

    assert mai.sees == (
        "Chi bộ Toán: meeting on Thursday, 3 Dec 2026\n\n"
        "See you tomorrow.\n\n"
        "Time: 19:30, Thursday, 3 Dec 2026\n"
        "Place: Hội trường A\n\n"
        "Agenda:\n"
        "1. Thời sự <&> (15 minutes)\n\n"
        "Your answer: you will come late."
    )
    assert saying(an, "See you") == []
    assert saying(silent, "See you") == []
    await mai.picks("Change my answer")
    await mai.picks("Present")
    assert "you will be present" in mai.sees


async def test_see_you_has_no_point_for_one_who_says_no_before_it_is_sent(
    world: World,
) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await invited(world)
    await mai.picks("Present")
    await world.until(at("2026-12-02 07:59"))
    world.clock.time = at("2026-12-02 08:00")
    await world.bots.jobs.run_all()
    await mai.picks("Absent")

    await world.settled()

    assert saying(mai, "See you") == []
    assert [e.outcome for e in await world.rows(Owed) if e.notice == "see_you"] == ["stale"]


async def test_whose_answer_was_for_the_old_time_is_not_told_see_you(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    meeting = await invited(world)
    await mai.picks("Present")
    await changes(world, meeting, round=2)

    await world.until(at("2026-12-02 08:00"))

    assert saying(mai, "See you") == []
    assert "The time has changed" in mai.sees


async def test_the_secretary_gets_who_comes_and_the_documents_in_time(world: World) -> None:
    secretary = await world.joined("Lê Thị Thư", roles="secretary")
    deputy = await world.joined("Trần Phó", roles="deputy_secretary")
    mai = await world.joined("Nguyễn Thị Mai")
    await invited(world)
    await mai.picks("Absent")
    await mai.picks("Ill")
    await secretary.picks("Present")

    await world.until(at("2026-12-01 08:00"))
    assert "due on the national app by Wednesday, 2 Dec 2026" in secretary.sees
    assert saying(mai, "national app") == []

    await world.until(at("2026-12-02 08:00"))
    assert "This is how the answers stand." in secretary.sees
    assert "See you tomorrow." in secretary.sees
    assert "• Nguyễn Thị Mai: Ill" in secretary.sees
    assert "This is how the answers stand." in deputy.sees
    assert saying(mai, "how the answers stand") == []
    assert len(saying(secretary, "how the answers stand")) == 1


async def test_who_leads_no_more_is_not_told_who_comes(world: World) -> None:
    former = await world.joined("Lê Thị Thư", roles="secretary")
    mai = await world.joined("Nguyễn Thị Mai")
    await invited(world)
    await former.picks("Present")
    await mai.picks("Absent")
    await mai.picks("Ill")
    await world.until(at("2026-12-02 07:59"))
    # The note is owed at once when the hour strikes; the roles change before it is brought.
    world.clock.time = at("2026-12-02 08:00")
    await world.bots.jobs.run_all()
    async with world.bots.database.transaction() as db:
        await db.execute(update(Membership).where(col(Membership.id) == 1).values(roles="member"))

    await world.settled()

    assert saying(former, "how the answers stand") == []
    [owed] = [each for each in await world.rows(Owed) if each.notice == "who_comes"]
    assert owed.outcome == "stale"


@pytest.mark.parametrize("notice", ["who_comes", "documents", "see_you", "reminder"])
async def test_nothing_is_said_of_a_meeting_cancelled_meanwhile(world: World, notice: str) -> None:
    secretary = await world.joined("Lê Thị Thư", roles="secretary")
    meeting = await invited(world)
    if notice == "see_you":
        await secretary.picks("Present")
    days = {"documents": "2026-12-01", "reminder": "2026-11-30"}
    moment = at(f"{days.get(notice, '2026-12-02')} 08:00")
    await world.until(moment - timedelta(minutes=1))
    world.clock.time = moment
    await world.bots.jobs.run_all()
    before = len(secretary.messages)
    await changes(world, meeting, cancelled_at=moment)

    await world.settled()

    assert len(secretary.messages) == before
    assert [e.outcome for e in await world.rows(Owed) if e.notice == notice] == ["stale"]


async def test_phone_only_people_are_asked_on_the_roster_but_never_pinged(world: World) -> None:
    await world.member("Vũ Cụ Già", phone_only=True)
    await invited(world)
    await world.until(at("2026-12-03 18:00"))
    assert len(await world.rows(Invitation)) == 1
    assert [e for e in await world.rows(Owed) if e.outcome == "sent" and e.notice != "menu"] == []


async def test_a_sweep_that_runs_twice_changes_nothing(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await invited(world)
    await mai.picks("Present")
    await world.until(at("2026-12-02 08:00"))
    before = len(await world.rows(Owed))

    await world.settled()
    await world.settled()

    assert len(await world.rows(Owed)) == before


async def test_a_bot_that_was_away_invites_late_and_does_not_remind_in_the_same_breath(
    world: World,
) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at=MEETING)
    world.clock.time = at("2026-12-01 10:00")
    await world.settled()

    assert mai.sees.startswith("(late) Chi bộ Toán")
    assert saying(mai, "have not answered") == []

    await world.until(at("2026-12-02 08:00"))
    assert len(saying(mai, "have not answered")) == 1


async def test_what_a_morning_brings_is_one_message_however_the_sweeps_fall(world: World) -> None:
    thu = await world.joined("Lê Thư", roles="secretary")
    await invited(world)
    await world.until(at("2026-12-02 07:59"))
    before = len(thu.messages)

    world.clock.time = at("2026-12-02 08:00") + timedelta(seconds=3)
    for step in ("see you", "who comes", "reminder"):
        async with world.bots.database.transaction() as db:
            turns = world.bots.turns
            assert await do_the_next_step(Sweep(db, turns.now(), turns.home, turns.router)), step
        await world.bots.delivery.drain()
        world.clock.time += timedelta(seconds=10)
    await world.until(at("2026-12-02 08:01"))

    assert len(thu.messages) == before + 1
    assert "have not answered" in thu.sees
    assert "This is how the answers stand." in thu.sees


async def test_whoever_blocked_the_bot_gets_the_invitation_on_coming_back(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30", place="Hội trường A")
    await mai.blocks_the_bot()
    await world.until(vietnam("2026-11-26 09:00"))
    assert "Hội trường A" not in mai.sees

    await mai.unblocks()
    await world.settled()
    assert "Hội trường A" in mai.sees
    before = len(mai.messages)
    await mai.blocks_the_bot()
    await mai.unblocks()
    await world.settled()
    assert len(mai.messages) == before


async def test_one_long_silent_is_asked_privately_to_prepare_a_point(world: World) -> None:
    mai_id = await world.member("Nguyễn Thị Mai")
    mai = await world.joined("Nguyễn Thị Mai", person=mai_id)
    an_id = await world.member("Trần Văn An")
    an = await world.joined("Trần Văn An", person=an_id)
    async with world.bots.database.transaction() as db:
        for month in (8, 9, 10):
            start = vietnam(f"2026-{month:02}-03 19:30")
            past = Meeting(unit_id=1, starts_at=start, minutes=90)
            db.add(past)
            await db.flush()
            db.add(Held(meeting_id=past.id, closed_at=start, spoke=1, counted=2, present=2))
            for person, spoke in ((mai_id, False), (an_id, True)):
                db.add(
                    Attendance(
                        meeting_id=past.id,
                        membership_id=person,
                        person_id=person,
                        state="present",
                        spoke=spoke,
                        marked_at=start,
                    )
                )
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(vietnam("2026-11-26 09:00"))
    await mai.picks("Present")
    await an.picks("Present")
    await world.until(vietnam("2026-12-02 09:00"))
    assert "The meeting would like to hear you: please prepare a point." in mai.sees
    assert "prepare a point" not in an.sees
