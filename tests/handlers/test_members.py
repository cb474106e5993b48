"""The secretary's roster: who can be reached, and what to do about those who cannot."""

import re
from datetime import timedelta

import pytest

from bot.cards.members import CallOnly, EndTheirs
from bot.cards.roster import MakeCode, ShowMember, ShowMembers, ShowNotJoined
from storage.tables import Account, JoinCode, Person, Unit
from tests.people import OnTelegram
from tests.planning import a_meeting
from tests.world import World


async def unit_id(world: World, code: str = "CB1") -> int:
    return next(unit.id for unit in await world.rows(Unit) if unit.code == code)


async def account_of(world: World, phone: OnTelegram) -> int:
    return next(a.id for a in await world.rows(Account) if a.address == str(phone.id))


async def test_the_roster_says_what_everyone_is_and_how_to_reach_them(world: World) -> None:
    binh = await world.joined("Lê Văn Bình", roles="secretary")
    mai = await world.joined("Nguyễn Thị Mai", status="probationary")
    await world.member("Trần Văn An")
    await world.member("Phạm Thị Cúc", phone_only=True, status="exempt")
    await mai.blocks_the_bot()

    await binh.sends("/members")

    assert "Chi bộ Toán: members" in binh.sees
    assert "4 people" in binh.sees
    assert "1. Lê Văn Bình, secretary, joined" in binh.sees
    assert "Trần Văn An, not joined yet" in binh.sees
    assert "Phạm Thị Cúc, exempt, phone only" in binh.sees
    assert "Nguyễn Thị Mai, probationary member, cannot be reached" in binh.sees
    for count in ("Joined: 1", "Not joined yet: 1", "Cannot be reached: 1", "Phone only: 1"):
        assert count in binh.sees
    await binh.picks("Mai")
    assert "the bot was blocked there" in binh.sees


async def test_a_long_roster_comes_in_pages(world: World) -> None:
    binh = await world.joined("Lê Văn Bình", roles="secretary")
    for n in range(25):
        await world.member(f"Nguyễn Văn A{n:02}")

    await binh.sends("/dangvien")
    assert "26 people" in binh.sees
    assert "10. Nguyễn Văn A08" in binh.sees
    await binh.picks("Next page")
    await binh.picks("Next page")
    assert "26. Nguyễn Văn A24" in binh.sees
    assert not any("Next" in label for label in binh.buttons)
    await binh.picks("Previous page")
    assert "11. Nguyễn Văn A09" in binh.sees
    assert len(binh.messages) == 2


async def test_phone_only_is_set_and_taken_back_with_one_tap(world: World) -> None:
    binh = await world.joined("Lê Văn Bình", roles="secretary")
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30", place="Hội trường A")
    await binh.sends("/members Mai")
    await binh.picks("Mark as phone only")
    assert "Phone only" in binh.sees
    before = len(mai.messages)

    await world.until(timedelta(days=4))
    assert len(mai.messages) == before

    await binh.picks("Send messages again")
    assert [p.phone_only for p in await world.rows(Person)] == [False, False]
    await world.until(timedelta(days=4))  # the reminder of three days before
    assert "Hội trường A" in mai.sees


async def test_a_code_for_a_member_is_made_by_name_without_diacritics(world: World) -> None:
    binh = await world.joined("Lê Văn Bình", roles="secretary")
    await world.member("Nguyễn Thị Mai")

    await binh.sends("/moi nguyen thi mai")
    assert "join code for Nguyễn Thị Mai" in binh.sees
    assert "23 Dec 2026" in binh.sees  # thirty days
    code = re.search(r"Code: (\S+)", binh.sees)
    link = re.search(r"Link: (\S+)", binh.sees)
    assert code
    assert link
    assert code[1] in link[1]
    mai = world.phone("Nguyễn Thị Mai")
    await mai.opens(link[1])
    await mai.picks("I agree")

    assert "Welcome, Nguyễn Thị Mai." in mai.sees


async def test_without_a_name_those_who_have_not_joined_are_offered(world: World) -> None:
    binh = await world.joined("Lê Văn Bình", roles="secretary")
    await world.joined("Phạm Thị Cúc")
    for n in range(12):
        await world.member(f"Nguyễn Văn A{n:02}")

    await binh.sends("/invite")
    assert "12 people have not joined yet" in binh.sees
    assert "Cúc" not in binh.screen
    await binh.picks("Next page")
    await binh.picks("12. Nguyễn Văn A11")

    assert "join code for Nguyễn Văn A11" in binh.sees
    assert "12 people have not joined yet" in binh.messages[-2].text  # the list stays


async def test_when_everyone_has_joined_invite_says_so(world: World) -> None:
    binh = await world.joined("Lê Văn Bình", roles="secretary")

    await binh.sends("/invite")

    assert "Everyone has joined." in binh.sees


async def test_when_two_people_fit_it_asks_which(world: World) -> None:
    binh = await world.joined("Lê Văn Bình", roles="secretary")
    await world.member("Nguyễn Văn An", status="probationary")
    await world.member("Trần Văn An")

    await binh.sends("/invite An")
    assert "whom do you mean?" in binh.sees
    assert "Nguyễn Văn An, probationary member" in binh.sees
    await binh.picks("Trần Văn An")
    await binh.picks("Make a join code")

    assert "join code for Trần Văn An" in binh.sees


async def test_a_misspelt_name_is_asked_about_and_an_unknown_one_refused(world: World) -> None:
    binh = await world.joined("Lê Văn Bình", roles="secretary")
    await world.member("Nguyễn Thị Phượng")

    await binh.sends("/invite Phuong Nguyen Thij")
    assert "whom do you mean?" in binh.sees
    await binh.sends("/invite Hồ Xuân Hương")
    assert "Nobody in Chi bộ Toán is called Hồ Xuân Hương" in binh.sees
    assert len(await world.rows(JoinCode)) == 1  # the secretary's own


async def test_who_has_joined_gets_a_code_for_another_phone_and_the_old_one_ended(
    world: World,
) -> None:
    binh = await world.joined("Lê Văn Bình", roles="secretary")
    old = await world.joined("Nguyễn Thị Mai")

    await binh.sends("/invite Mai")
    assert "Nguyễn Thị Mai has joined already." in binh.sees
    await binh.picks("End 1")
    assert "no invitation reaches Nguyễn Thị Mai" in binh.sees
    await binh.picks("Yes, end it")
    assert binh.toast == "Ended."
    assert "Has not joined yet." in binh.sees
    await old.sends("/meeting")
    assert "You have not joined yet" in old.sees

    await binh.picks("Make a join code")
    code = re.search(r"Code: (\S+)", binh.sees)
    assert code
    new = world.phone("Máy mới")
    await new.sends(code[1])
    await new.picks("I agree")
    assert "Welcome, Nguyễn Thị Mai." in new.sees


async def test_nobody_outside_the_unit_is_invited(world: World) -> None:
    await world.unit("CB2", "Chi bộ Văn")
    binh = await world.joined("Lê Văn Bình", roles="secretary")
    stranger = await world.member("Nguyễn Thị Mai", unit="CB2")

    await binh.sends("/invite Nguyễn Thị Mai")
    assert "Nobody in Chi bộ Toán is called" in binh.sees
    await binh.sends("/invite CB2 Nguyễn Thị Mai")
    assert "You may not do this in Chi bộ Văn" in binh.sees
    await binh.presses_data(MakeCode(await unit_id(world), stranger).pack())
    assert "not in Chi bộ Toán" in binh.alert
    await binh.presses_data(MakeCode(await unit_id(world, "CB2"), stranger).pack())
    assert "You may not do this in Chi bộ Văn" in binh.alert
    assert len(await world.rows(JoinCode)) == 1


async def test_the_monitor_gets_the_code_in_their_own_unit(world: World) -> None:
    binh = await world.joined("Lê Văn Bình", roles="secretary")
    monitor = await world.member("Hoàng Văn Dũng", roles="monitor")

    await binh.sends("/invite Dũng")
    assert "secretary of their own unit" in binh.sees
    await binh.presses_data(MakeCode(await unit_id(world), monitor).pack())
    assert "secretary of their own unit" in binh.alert

    await binh.sends("/invite")
    assert "Everyone has joined." in binh.sees


async def test_an_administrator_invites_anywhere(world: World) -> None:
    await world.unit("CB2", "Chi bộ Văn")
    root = await world.joined("Vũ Quản Trị", roles="admin")
    await world.member("Nguyễn Thị Mai", unit="CB2", roles="monitor")

    await root.sends("/invite CB2 Mai")

    assert "Chi bộ Văn: join code for Nguyễn Thị Mai" in root.sees


@pytest.mark.parametrize("roles", ["member", "note_taker", "subgroup_lead", "monitor"])
async def test_others_may_not_see_the_roster_nor_touch_anybody(world: World, roles: str) -> None:
    an = await world.joined("Trần Văn An", roles=roles)
    mai = await world.member("Nguyễn Thị Mai")
    phone = await world.joined("Nguyễn Thị Mai", person=mai)
    cell, account = await unit_id(world), await account_of(world, phone)

    for command in ("/members", "/dangvien", "/invite", "/moi Mai"):
        await an.sends(command)
        assert "is for the secretary" in an.sees
    for forged in (
        ShowMembers(cell, 0),
        ShowNotJoined(cell, 0),
        ShowMember(cell, mai),
        MakeCode(cell, mai),
        CallOnly(cell, mai, on=True),
        EndTheirs(cell, mai, account, sure=True),
        ShowMembers(99, 0),
    ):
        await an.presses_data(forged.pack())
        assert "You may not do this" in an.alert or "no longer there" in an.alert

    await phone.sends("/mydata")
    assert "Nguyễn Thị Mai" in phone.sees
    assert [p.phone_only for p in await world.rows(Person)] == [False, False]


async def test_a_secretary_ends_only_accounts_of_the_person_named(world: World) -> None:
    await world.unit("CB2", "Chi bộ Văn")
    binh = await world.joined("Lê Văn Bình", roles="secretary")
    own = await world.member("Nguyễn Thị Mai")
    other = await world.joined("Trần Văn An", unit="CB2")

    forged = EndTheirs(await unit_id(world), own, await account_of(world, other), sure=True)
    await binh.presses_data(forged.pack())

    assert "has ended already" in binh.alert
    await other.sends("/mydata")
    assert "Trần Văn An" in other.sees
