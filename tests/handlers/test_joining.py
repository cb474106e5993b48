"""A code, a card that says as whom, and an agreement: only then is a phone tied to a person."""

from datetime import timedelta

from bot.cards.joining import Agree
from storage.tables import JoinCode
from tests.planning import a_meeting, vietnam
from tests.world import World


async def used(world: World) -> list[bool]:
    return [code.used_at is not None for code in await world.rows(JoinCode)]


async def test_a_code_shows_whom_one_would_be_and_agreeing_joins(world: World) -> None:
    code = await world.code_for(await world.member("Nguyễn Thị Mai", roles="secretary"))
    mai = world.phone("Nguyễn Thị Mai")

    await mai.sends(f"/start {code}")

    assert "Are you Nguyễn Thị Mai?" in mai.sees
    assert "Chi bộ Toán: secretary" in mai.sees
    for said in ("What I keep", "Who sees it", "/mydata", "secret documents"):
        assert said in mai.sees
    assert await world.whose(mai) == ""
    assert await used(world) == [False]

    await mai.picks("I agree")

    assert "Welcome, Nguyễn Thị Mai." in mai.sees
    assert await world.whose(mai) == "Nguyễn Thị Mai"
    assert await used(world) == [True]


async def test_in_vietnamese_the_button_reads_as_the_contract_says(world: World) -> None:
    code = await world.code_for(await world.member("Nguyễn Thị Mai"))
    mai = world.phone("Nguyễn Thị Mai", language="vi")

    await mai.sends(f"/batdau {code}")

    assert mai.buttons[0] == "Tôi đồng ý"


async def test_declining_keeps_nothing_and_the_code_stays_good(world: World) -> None:
    code = await world.code_for(await world.member("Nguyễn Thị Mai"))
    an, mai = world.phone("Trần Văn An"), world.phone("Nguyễn Thị Mai")

    await an.sends(code)
    await an.picks("That is not me")
    assert "Nothing has been kept." in an.sees
    assert await world.whose(an) == ""

    await mai.sends(code)
    await mai.picks("I agree")
    assert await world.whose(mai) == "Nguyễn Thị Mai"


async def test_a_code_of_somebody_else_is_refused_on_a_phone_that_belongs_to_one(
    world: World,
) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    code = await world.code_for(await world.member("Trần Văn An"))

    await mai.sends(code)

    assert "This account belongs to Nguyễn Thị Mai" in mai.sees
    assert await world.whose(mai) == "Nguyễn Thị Mai"
    assert (await used(world)).count(True) == 1


async def test_a_forged_agreement_joins_nobody(world: World) -> None:
    await world.code_for(await world.member("Nguyễn Thị Mai", roles="secretary"))
    [row] = await world.rows(JoinCode)
    stranger = world.phone("Kẻ Lạ")
    await stranger.sends("/help")

    await stranger.presses_data(Agree(row.id).pack())

    assert "send the join code again" in stranger.alert
    assert await world.whose(stranger) == ""


async def test_an_agreement_must_come_within_twelve_hours_of_the_code(world: World) -> None:
    code = await world.code_for(await world.member("Nguyễn Thị Mai"))
    mai = world.phone("Nguyễn Thị Mai")
    await mai.sends(code)

    await world.until(timedelta(hours=13))
    await mai.picks("I agree")
    assert "send the join code again" in mai.alert

    await mai.sends(code)
    await mai.picks("I agree")
    assert await world.whose(mai) == "Nguyễn Thị Mai"


async def test_tapping_agree_twice_is_no_harm(world: World) -> None:
    code = await world.code_for(await world.member("Nguyễn Thị Mai"))
    mai = world.phone("Nguyễn Thị Mai")
    await mai.sends(code)
    [row] = await world.rows(JoinCode)
    await mai.presses_data(Agree(row.id).pack())

    await mai.presses_data(Agree(row.id).pack())

    assert "joined already" in mai.alert


async def test_one_code_serves_all_memberships_of_a_person(world: World) -> None:
    await world.unit("DU", "Đảng ủy Khoa", kind="committee")
    person = await world.member("Nguyễn Thị Mai", roles="secretary")
    await world.member("Nguyễn Thị Mai", unit="DU", roles="committee_member", person=person)
    mai = world.phone("Nguyễn Thị Mai")

    await mai.sends(await world.code_for(person))

    assert "Chi bộ Toán: secretary" in mai.sees
    assert "Đảng ủy Khoa: committee member" in mai.sees


async def test_who_joins_late_gets_the_open_invitations(world: World) -> None:
    person = await world.member("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30", place="Hội trường A")
    await world.until(timedelta(days=4))

    mai = await world.joined("Nguyễn Thị Mai", person=person)

    assert "Hội trường A" in mai.sees
    assert "Present" in mai.buttons


async def test_one_who_is_telephoned_is_told_so_and_never_pinged(world: World) -> None:
    person = await world.member("Nguyễn Thị Mai", phone_only=True)
    mai = await world.joined("Nguyễn Thị Mai", person=person)
    assert "The secretary telephones you" in mai.sees
    before = len(mai.messages)

    await a_meeting(world, at="2026-12-03 19:30", place="Hội trường A")
    await world.until(timedelta(days=11))
    assert len(mai.messages) == before

    await mai.sends("/help")
    assert "What I can do" in mai.sees


async def test_a_greeting_without_a_code_says_what_to_do(world: World) -> None:
    stranger = world.phone("Kẻ Lạ")

    await stranger.sends("/start")
    assert "send the join code" in stranger.sees
    await stranger.sends("xin chào")
    assert "send the join code" in stranger.sees
    await stranger.sends("/start xin chào")
    assert "I do not know this code" in stranger.sees
    await stranger.sends("/members")
    assert "You have not joined yet" in stranger.sees


async def test_a_joined_person_is_greeted_by_name(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")

    await mai.sends("/start")

    assert "Hello Nguyễn Thị Mai" in mai.sees


async def test_the_secretary_sees_at_once_who_has_joined(world: World) -> None:
    binh = await world.joined("Lê Văn Bình", roles="secretary")
    mai = await world.member("Nguyễn Thị Mai")
    await binh.sends("/members")
    assert "Nguyễn Thị Mai, not joined yet" in binh.sees

    await world.joined("Nguyễn Thị Mai", person=mai)

    await binh.sends("/members")
    assert "Nguyễn Thị Mai, joined" in binh.sees


async def test_who_joins_at_night_is_answered_with_the_invitation_at_once(world: World) -> None:
    person = await world.member("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(vietnam("2026-11-28 22:00"))

    mai = await world.joined("Nguyễn Thị Mai", person=person)

    assert "Will you come?" in mai.sees
