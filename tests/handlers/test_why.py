"""/why tells from the outbox's own records why a message came, or did not."""

from datetime import datetime, timedelta

from tests.planning import a_meeting
from tests.world import World


async def test_each_message_is_told_with_its_rule_and_its_meeting(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(datetime.fromisoformat("2026-11-30T09:00+07:00"))

    await mai.sends("/why")

    newest, older = mai.sees.split("2. ")
    assert "1. 08:00, Monday, 30 Nov 2026: sent on Telegram" in newest
    assert "Rule: Only those who have not answered the invitation are reminded." in newest
    assert "08:00, Thursday, 26 Nov 2026: sent on Telegram" in older
    assert "Chi bộ Toán: meeting on Thursday, 3 Dec 2026" in older
    assert "Rule: Everyone summoned is invited" in older


async def test_what_was_not_sent_says_why(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    await mai.blocks_the_bot()
    await world.until(timedelta(days=4))
    await mai.unblocks()

    await mai.sends("/visao")

    assert "not sent, because no phone could be reached" in mai.sees


async def test_the_menu_is_no_message_and_a_newcomer_has_none(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")

    await mai.sends("/why")

    assert "I have not sent you any message yet." in mai.sees


async def test_only_the_last_ten_are_told_and_only_ones_own(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    for day in range(1, 13):
        await a_meeting(world, at=f"2026-12-{day:02} 19:30")
    await world.until(timedelta(days=12))
    an = await world.joined("Trần Văn An")

    await mai.sends("/why")
    assert "10. " in mai.sees
    assert "11. " not in mai.sees
    await an.sends("/why")
    assert "I have not sent you any message yet." in an.sees
