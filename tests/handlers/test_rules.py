"""The rules of a unit: shown, changed, and what follows from a change."""

import pytest

from bot.domain.rules import RULES
from handlers import at_once
from storage.tables import Meeting, Moment, Unit
from tests.people import OnTelegram
from tests.planning import a_meeting, vietnam
from tests.world import World


async def secretary(world: World, name: str = "Lê Thư", unit: str = "CB1") -> OnTelegram:
    return await world.joined(name, unit=unit, roles="secretary")


async def invites(world: World) -> list:
    return sorted(row.due_at for row in await world.rows(Moment) if row.step == "invite")


async def own_rules(world: World) -> list[dict]:
    return [row.own_rules for row in await world.rows(Unit)]


async def test_the_rules_are_shown_page_by_page_with_value_and_source(world: World) -> None:
    thu = await secretary(world)
    await thu.sends("/rules")
    card = thu.newest
    seen = ""
    while True:
        assert len(card.text) < 3500
        seen += card.text
        if not any("Next page" in label for label in thu.buttons):
            break
        await thu.picks("Next page", message=card)
    for rule in RULES:
        assert f"{rule.name} = " in seen
    assert "notice_days = 7 (days)" in seen
    assert "This is the default, by 50-CT/TW." in seen


async def test_a_longer_notice_moves_the_invitations(world: World) -> None:
    thu = await secretary(world)
    await a_meeting(world, at="2026-12-10 19:30")
    assert await invites(world) == [vietnam("2026-12-03 08:00")]

    await thu.sends("/rules notice_days=10")

    assert "notice_days is now 10." in thu.sees
    assert "Set here. The default is 7" in thu.sees
    assert "the invitations go out: 08:00, Monday, 30 Nov 2026" in thu.sees
    assert await invites(world) == [vietnam("2026-11-30 08:00")]

    await thu.sends("/caidat notice_days=mặc định")
    assert "notice_days is now 7." in thu.sees
    assert await own_rules(world) == [{}]
    assert await invites(world) == [vietnam("2026-12-03 08:00")]


async def test_reminders_of_a_meeting_that_people_are_invited_to_follow(world: World) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-11-28 19:30")
    await world.settled()

    await thu.sends("/rules reminder_days=2")
    assert "People have been invited to" in thu.sees
    count = len(mai.messages)
    await world.until(vietnam("2026-11-25 09:00"))
    assert len(mai.messages) == count
    await world.until(vietnam("2026-11-26 08:00"))
    assert len(mai.messages) == count + 1


async def test_weekends_that_move(world: World) -> None:
    thu = await secretary(world)
    await world.until(vietnam("2026-12-05 09:00"))
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await world.until(vietnam("2026-12-20 08:00"))
    assert [row.starts_at for row in await world.rows(Meeting)] == [vietnam("2027-01-03 19:30")]

    await thu.sends("/rules weekends=move")

    assert "is now: 19:30, Monday, 4 Jan 2027" in thu.sees
    assert [row.starts_at for row in await world.rows(Meeting)] == [vietnam("2027-01-04 19:30")]
    await thu.sends("/schedule")
    assert "(moved from Sunday, 3 Jan 2027: weekend)" in thu.sees


async def test_a_committees_rule_holds_below_but_not_where_another_is_set(world: World) -> None:
    await world.unit("DU", "Đảng ủy Trường", kind="committee")
    for code, name in (("CB2", "Chi bộ Văn"), ("CB3", "Chi bộ Hóa")):
        await world.unit(code, name, parent="DU")
        await a_meeting(world, at="2026-12-10 19:30", unit=code)
    uy = await secretary(world, "Lê Ủy", "DU")
    van = await secretary(world, "Lê Văn", "CB2")
    await van.sends("/rules notice_days=5")

    await uy.sends("/rules notice_days=10")
    assert "It also holds in 1 unit below." in uy.sees
    await world.settled()

    assert await invites(world) == [vietnam("2026-11-30 08:00"), vietnam("2026-12-05 08:00")]
    await van.sends("/rules notice_days")
    assert "notice_days = 5" in van.sees
    await van.sends("/rules notice_days=")
    assert "Set by a committee above. The default is 7" in van.sees
    assert await invites(world) == [vietnam("2026-11-30 08:00")] * 2


async def test_the_length_of_a_planned_meeting_follows(world: World) -> None:
    thu = await secretary(world)
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await thu.sends("/rules meeting_minutes = 120")
    [meeting] = await world.rows(Meeting)
    assert meeting.minutes == 120


async def test_one_rule_and_a_typed_answer(world: World) -> None:
    thu = await secretary(world)
    await thu.sends("/rules notice_days")
    assert "Allowed: from 1 to 30." in thu.sees
    await thu.sends("/rules")
    await thu.sends("notice_days 12")
    assert "notice_days is now 12." in thu.sees


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("notice_days=0", "notice_days is a whole number from 1 to 30"),
        ("notice_days=ten", "notice_days is a whole number"),
        ("notise_days=10", "did you mean notice_days?"),
        ("=10", "Please write a rule and its value"),
        ("weekends=maybe", "weekends is keep or move"),
        ("zzz=1", "There is no such rule"),
    ],
)
async def test_what_is_no_rule_or_no_value_is_refused(world: World, words: str, said: str) -> None:
    thu = await secretary(world)
    await thu.sends(f"/rules {words}")
    assert said in thu.sees
    assert await own_rules(world) == [{}]


async def test_others_cannot_see_or_set_rules_there(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await world.unit("CB2", "Chi bộ Văn")
    van = await secretary(world, "Lê Văn", "CB2")
    await mai.sends("/rules notice_days=10")
    assert "/rules is for the secretary" in mai.sees
    for stranger in (mai, van):
        await stranger.presses_data("rules:1:0")
        assert "You may not do this in Chi bộ Toán" in stranger.alert
    await van.sends("/rules CB1 notice_days=10")
    assert "You may not do this in Chi bộ Toán" in van.sees
    assert await own_rules(world) == [{}, {}]


async def test_a_shorter_notice_takes_no_reminder_from_those_invited_already(world: World) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(vietnam("2026-11-28 09:00"))

    await thu.sends("/rules notice_days=2")
    await world.until(vietnam("2026-11-30 08:00"))

    assert "You have not answered yet." in mai.sees


async def test_a_rule_that_invites_people_at_once_is_asked_about_first(world: World) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    count = len(mai.messages)

    await thu.sends("/rules notice_days=12")

    assert "Now: notice_days = 7" in thu.sees
    assert "New: notice_days = 12" in thu.sees
    assert "With this, 2 people would be invited at once." in thu.sees
    await world.settled()
    assert await own_rules(world) == [{}]
    assert await invites(world) == [vietnam("2026-11-26 08:00")]
    assert len(mai.messages) == count
    question = thu.newest
    await mai.presses_data(question.buttons[0].callback_data)
    assert "You may not do this" in mai.alert

    await thu.picks("Change the rule")
    assert "notice_days is now 12." in thu.sees
    await world.settled()
    assert len(mai.messages) == count + 1
    assert await own_rules(world) == [{"notice_days": "12"}]


async def test_leaving_the_rule_as_it_is_invites_nobody(world: World) -> None:
    thu = await secretary(world)
    await a_meeting(world, at="2026-12-03 19:30")
    await thu.sends("/rules notice_days=12")
    change = thu.newest.buttons[0].callback_data
    await thu.picks("Leave it as it is")
    assert "notice_days = 7 (days)" in thu.sees
    await thu.sends("/rules notice_days=13")
    await thu.presses_data(change)
    assert "Something else has been typed since" in thu.alert
    assert await own_rules(world) == [{}]


async def test_a_committees_rule_counts_the_units_below(world: World) -> None:
    await world.unit("DU", "Đảng ủy Trường", kind="committee")
    for code, name in (("CB2", "Chi bộ Văn"), ("CB3", "Chi bộ Hóa")):
        await world.unit(code, name, parent="DU")
        await world.member(f"Người {code}", unit=code)
        await a_meeting(world, at="2026-12-03 19:30", unit=code)
    uy = await secretary(world, "Lê Ủy", "DU")

    await uy.sends("/rules notice_days=12")
    assert "With this, 2 people would be invited at once." in uy.sees
    await uy.sends("/rules notice_days=9")
    assert "notice_days is now 9." in uy.sees


async def test_more_units_than_can_be_tried_are_asked_about_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.unit("DU", "Đảng ủy Trường", kind="committee")
    for code in ("CB2", "CB3", "CB4"):
        await world.unit(code, f"Chi bộ {code}", parent="DU")
    uy = await secretary(world, "Lê Ủy", "DU")
    monkeypatch.setattr(at_once, "MOST_TRIED", 2)

    await uy.sends("/rules notice_days=12")
    assert "In 2 more units below, people may be invited at once as well." in uy.sees
    await uy.sends("/rules address=anh chị")
    assert "address is now anh chị." in uy.sees


async def test_refusals_and_passing_words_address_people_as_their_unit_does(world: World) -> None:
    await world.unit("CB2", "Chi bộ Văn")
    thu = await world.joined("Lê Thư", roles="secretary", language="vi")
    mai = await world.joined("Nguyễn Thị Mai", language="vi")
    van = await world.joined("Lê Văn", unit="CB2", language="vi")
    await thu.sends("/caidat address=thầy cô")

    await mai.sends("xin chào")
    assert "thầy cô" in mai.sees
    assert "đồng chí" not in mai.sees
    await mai.sends("/ketnoi abc")
    assert "Thầy cô" in mai.sees
    await van.sends("xin chào")
    assert "đồng chí" in van.sees
    an = await world.joined("Trần Văn An", language="vi")
    assert all("đồng chí" not in message.text for message in an.messages)
