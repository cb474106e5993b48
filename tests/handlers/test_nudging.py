"""Who leads a sub-group has their own silent people reminded, the secretary everyone."""

from datetime import UTC, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.cards.status import Nudge
from storage.tables import Meeting, Membership, Owed
from tests.people import OnTelegram
from tests.planning import a_meeting, vietnam
from tests.world import World


@pytest.fixture
async def secretary(world: World) -> OnTelegram:
    return await world.joined("Lê Thị Thư", roles="secretary")


@pytest.fixture
async def lead(world: World, secretary: OnTelegram) -> OnTelegram:
    return await in_subgroup(world, "Lê Tổ Trưởng", "Tổ 1", roles="subgroup_lead")


@pytest.fixture
async def mai(world: World, lead: OnTelegram) -> OnTelegram:
    return await in_subgroup(world, "Nguyễn Thị Mai", "Tổ 1")


@pytest.fixture
async def an(world: World, mai: OnTelegram) -> OnTelegram:
    return await in_subgroup(world, "Trần Văn An", "Tổ 2")


async def in_subgroup(
    world: World, name: str, subgroup: str, *, roles: str = "member"
) -> OnTelegram:
    person = await world.member(name, roles=roles)
    of_theirs = update(Membership).where(col(Membership.person_id) == person)
    async with world.bots.database.transaction() as db:
        await db.execute(of_theirs.values(subgroup=subgroup))
    return await world.joined(name, person=person)


async def invited(world: World) -> int:
    """A meeting in a week, to which everybody has been asked; no reminder is due yet."""
    meeting = await a_meeting(world, at="2026-12-03 19:30")
    await world.until(vietnam("2026-11-27 09:00"))
    return meeting


async def nudged(world: World) -> list[int]:
    """Whom a nudge was owed to, by person."""
    rows = await world.rows(Owed)
    return [each.person_id for each in rows if each.key.startswith("nudge:")]


def reminded(phone: OnTelegram) -> int:
    return sum("You have not answered yet" in message.text for message in phone.messages)


async def test_a_lead_reminds_only_the_silent_of_their_own(
    world: World, lead: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    await invited(world)
    await lead.sends("/status")
    await lead.picks("Remind the silent of Tổ 1 (1)")
    await world.settled()

    assert lead.toast == "1 person is reminded."
    assert (reminded(mai), reminded(an), reminded(lead)) == (1, 0, 0)
    assert await nudged(world) == [3]
    await mai.picks("Present")
    await lead.sends("/status")
    assert not any("Remind" in label for label in lead.buttons)


async def test_the_secretary_reminds_the_whole_cell_and_nobody_twice_a_day(
    world: World, secretary: OnTelegram, lead: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    meeting = await invited(world)
    await lead.presses_data(Nudge(meeting).pack())
    await secretary.sends("/status")
    await secretary.picks("Remind everyone silent (3)")
    assert secretary.toast == "2 people are reminded."
    await secretary.presses_data(Nudge(meeting).pack())
    assert secretary.toast == "Everyone silent has been reminded today."
    await world.settled()
    assert (reminded(mai), reminded(an)) == (1, 1)

    world.clock.time += timedelta(days=1)
    await secretary.presses_data(Nudge(meeting).pack())
    assert secretary.toast == "3 people are reminded."


async def test_at_night_the_reminder_waits_for_the_morning(
    world: World, lead: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    meeting = await invited(world)
    world.clock.time = vietnam("2026-11-27 22:30").astimezone(UTC)
    await lead.presses_data(Nudge(meeting).pack())
    await world.settled()
    assert lead.toast == "1 person is reminded at 07:00, after the night."
    assert reminded(mai) == 0
    await world.until(vietnam("2026-11-28 07:01"))
    assert reminded(mai) == 1
    await lead.presses_data(Nudge(meeting).pack())
    assert lead.toast == "Everyone silent has been reminded today."


async def test_before_a_meeting_early_in_the_morning_there_is_nobody_to_disturb(
    world: World, secretary: OnTelegram, mai: OnTelegram
) -> None:
    meeting = await a_meeting(world, at="2026-12-03 06:30")
    await world.until(vietnam("2026-11-27 09:00"))
    world.clock.time = vietnam("2026-12-02 23:00").astimezone(UTC)
    await secretary.presses_data(Nudge(meeting).pack())
    assert "Nobody is disturbed before 07:00" in secretary.alert


async def test_when_it_has_no_point_it_is_refused(
    world: World, secretary: OnTelegram, lead: OnTelegram, mai: OnTelegram
) -> None:
    meeting = await a_meeting(world, at="2026-12-03 19:30")
    await secretary.presses_data(Nudge(meeting).pack())
    assert "have not gone out yet" in secretary.alert
    await world.until(vietnam("2026-12-03 19:31"))
    await secretary.presses_data(Nudge(meeting).pack())
    assert "This meeting has begun" in secretary.alert
    async with world.bots.database.transaction() as db:
        (await db.get_one(Meeting, meeting)).cancelled_at = world.clock.time
    await lead.presses_data(Nudge(meeting).pack())
    assert "was cancelled" in lead.alert


@pytest.mark.parametrize("roles", ["member", "note_taker", "monitor", "committee_member"])
async def test_a_forged_button_of_anybody_else_is_refused(
    world: World, mai: OnTelegram, an: OnTelegram, roles: str
) -> None:
    meeting = await invited(world)
    other = await in_subgroup(world, "Đỗ Văn Khác", "Tổ 1", roles=roles)
    await other.presses_data(Nudge(meeting).pack())
    assert "You may not do this" in other.alert
    assert await nudged(world) == []


async def test_a_lead_of_no_sub_group_and_one_of_another_cell_reach_nobody(
    world: World, mai: OnTelegram, an: OnTelegram
) -> None:
    meeting = await invited(world)
    nowhere = await world.joined("Đỗ Văn Khác", roles="subgroup_lead")
    await nowhere.presses_data(Nudge(meeting).pack())
    assert "lead no sub-group" in nowhere.alert
    await world.unit("CB2", "Chi bộ Văn")
    elsewhere = await world.joined("Trần Tổ Khác", unit="CB2", roles="subgroup_lead")
    await elsewhere.presses_data(Nudge(meeting).pack())
    assert "You may not do this" in elsewhere.alert
    assert await nudged(world) == []


async def test_the_day_before_a_lead_is_told_who_of_their_own_comes(
    world: World, secretary: OnTelegram, lead: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    await invited(world)
    nowhere = await world.joined("Đỗ Văn Khác", roles="subgroup_lead")
    await mai.picks("Present")
    await world.until(vietnam("2026-12-03 12:00"))
    told = [each.text for each in lead.messages if "This is how the answers stand." in each.text]
    assert len(told) == 1
    assert "Only the people of Tổ 1 are shown." in told[0]
    assert "Coming: 1 of 2" in told[0]
    assert "Trần Văn An" not in told[0]
    assert any("Trần Văn An" in each.text for each in secretary.messages)
    assert not any("how the answers stand" in each.text for each in nowhere.messages)
