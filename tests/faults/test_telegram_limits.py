"""What Telegram refuses: too much, too late, to those who left; and when it is not there at all."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.app import running
from bot.config import Settings
from storage.tables import Account, Owed, Screen
from tests.bot_api import BotApiServer, busiest_second
from tests.faults.program import until
from tests.faults.town import Town
from tests.planning import a_meeting, vietnam
from tests.world import World


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_flood_wait_silences_everything_then_all_goes_on_evenly(
    town: Town, api: BotApiServer, settings: Settings
) -> None:
    await town.settle_in(70)
    await town.meeting()
    api.latency = 0.05
    async with running(settings):
        await until(lambda: len(api.sent) >= 20)
        api.refuse_sends_for(2)
        await until(lambda: api.flood.refused)
        refused_at = api.called("sendMessage")[-1].at
        await until(lambda: len(api.sent) == 70)
        await api.settled()

    calls = [call.at - refused_at for call in api.called("sendMessage")]
    assert not [at for at in calls if 0.3 < at < 1.9]
    assert api.flood.refused <= 8
    assert busiest_second(api.sent) <= 30
    assert set(Counter(sent.chat_id for sent in api.sent).values()) == {1}


async def test_who_blocked_the_bot_is_reached_on_their_other_account(world: World) -> None:
    person = await world.member("Nguyễn Thị Mai")
    old = await world.joined("Mai old phone", person=person)
    new = await world.joined("Mai new phone", person=person)
    await a_meeting(world, at="2026-12-03 19:30")
    world.api.block(new)
    await world.until(timedelta(days=4))

    assert "Will" in old.sees
    [gone] = [row for row in await world.rows(Account) if row.unreachable_since]
    assert (gone.address, gone.unreachable_why) == (str(new.id), "blocked")
    assert [row.outcome for row in await _invitations(world)] == ["sent"]


async def test_who_can_be_reached_nowhere_is_settled_as_such(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    mai.deletes_account()
    await world.until(timedelta(days=4))

    [gone] = await world.rows(Account)
    assert gone.unreachable_why == "deleted"
    assert [row.outcome for row in await _invitations(world)] == ["unreachable"]


async def test_who_comes_back_is_reachable_again(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await mai.blocks_the_bot()
    [account] = await world.rows(Account)
    assert account.unreachable_since is not None
    await mai.unblocks()
    [account] = await world.rows(Account)
    assert account.unreachable_since is None


async def test_a_group_that_gets_a_new_number_keeps_its_account(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    group = world.api.group(-500, "Chi bộ Toán", mai)
    await mai.at(group).sends("/meeting@sinhhoat_bot")
    await group.becomes_supergroup(-1_000_000_000_500, mai)

    assert [row.address for row in await world.rows(Account)] == [str(mai.id), "-1000000000500"]


async def test_a_message_follows_a_group_whose_move_nobody_told(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    group = world.api.group(-500, "Chi bộ Toán", mai)
    await mai.at(group).sends("/meeting@sinhhoat_bot")
    async with world.bots.database.transaction() as db:  # the group as a way to reach Mai
        [account] = [row for row in await world.rows(Account) if row.address == str(mai.id)]
        await db.execute(
            update(Account)
            .where(col(Account.address) == "-500")
            .values(person_id=account.person_id, last_seen_at=world.clock.time + timedelta(days=1))
        )
    await group.becomes_supergroup(-1_000_000_000_500, mai, tell=False)
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(timedelta(days=4))

    assert "Will" in group.sees
    assert str(group.chat.id) in [row.address for row in await world.rows(Account)]


async def test_an_edit_that_changes_nothing_is_no_trouble(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(timedelta(days=4))
    await mai.picks("Present")
    await mai.picks("Present")

    edit = world.api.called("editMessageText")[-1]
    assert edit.refusal is not None
    assert "not modified" in edit.refusal.description
    assert [row.shown - row.wanted for row in await world.rows(Screen)] == [0]
    assert not caplog.records


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("hang_up", [False, True])
async def test_after_an_hour_without_telegram_everything_arrives_marked_late(
    world: World, hang_up: bool
) -> None:
    phones = [await world.joined(name) for name in ("Nguyễn Thị Mai", "Trần Văn An")]
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(vietnam("2026-11-26 07:50"))
    world.api.outage(True, hang_up=hang_up)
    await world.until(vietnam("2026-11-26 09:05"))
    world.api.outage(False)
    await world.until(vietnam("2026-11-26 09:30"))

    for phone in phones:
        assert phone.newest.text.startswith("(late)")
        assert len([m for m in phone.messages if "Will" in m.text]) == 1
    assert {row.outcome for row in await _invitations(world)} == {"sent"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_lost_its_point_during_an_outage_is_dropped(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(vietnam("2026-12-03 16:00"))
    before = len(mai.messages)
    world.api.outage(True)
    await world.until(vietnam("2026-12-03 19:31"))
    world.api.outage(False)
    await world.until(vietnam("2026-12-03 20:30"))

    assert len(mai.messages) == before
    assert "late" in {row.outcome for row in await world.rows(Owed)}


async def test_a_token_that_is_refused_for_a_while_loses_nothing(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    world.api.fail_next("sendMessage", 401, times=2)
    await world.until(timedelta(days=4))

    assert "Will" in mai.sees
    assert [row.outcome for row in await _invitations(world)] == ["sent"]


async def test_a_send_whose_answer_was_lost_is_made_again(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    world.api.fail_next("sendMessage", 502)
    world.api.fail_next("sendMessage", 500)
    await world.until(timedelta(days=4))

    assert "Will" in mai.sees


async def _invitations(world: World) -> list[Owed]:
    return [row for row in await world.rows(Owed) if row.notice == "invitation"]
