"""A make-up session for those who missed a meeting with a reason; the meeting's figures stay."""

from datetime import timedelta

import pytest

from bot.cards.invitation import ShowInvitation
from bot.cards.makeups import AskMakeup
from storage import attendance, visits
from storage.tables import Held, Invitation, Meeting, Unit
from tests.people import OnTelegram
from tests.planning import a_meeting, vietnam
from tests.world import World

MET = "2026-12-03 19:30"


@pytest.fixture
async def secretary(world: World) -> OnTelegram:
    return await world.joined("Lê Thị Thư", roles="secretary")


@pytest.fixture
async def deputy(world: World, secretary: OnTelegram) -> OnTelegram:
    return await world.joined("Phạm Văn Phó", roles="deputy_secretary")


@pytest.fixture
async def mai(world: World, deputy: OnTelegram) -> OnTelegram:
    return await world.joined("Nguyễn Thị Mai")


@pytest.fixture
async def an(world: World, mai: OnTelegram) -> OnTelegram:
    return await world.joined("Trần Văn An")


async def met(world: World, secretary: OnTelegram, *excused: OnTelegram, close: bool = True) -> int:
    """The meeting of December: these people told the cell and missed it, the rest were silent."""
    meeting = await a_meeting(world, at=MET)
    await world.until(vietnam("2026-11-27 09:00"))
    for phone in excused:
        await phone.presses_data(f"rsvp:{meeting}:1:absent")
        await phone.picks("Ill")
    await world.until(vietnam("2026-12-03 19:35"))
    await secretary.sends("/open")
    await world.until(vietnam("2026-12-03 21:10"))
    if close:
        await calls_the_roll(secretary, "✗? Lê Thị Thư")
        await secretary.sends("/resolution Thống nhất nhiệm vụ tháng 12; 1-0")
        await secretary.sends("/assign Thư; Nộp báo cáo quý IV; 15/12/2026; báo cáo đã nộp")
        await closes(world, secretary)
    return meeting


async def calls_the_roll(secretary: OnTelegram, *there: str) -> None:
    await secretary.sends("/rollcall")
    for name in there:
        await secretary.picks(name)
    await secretary.picks("Confirm the roll call")


async def closes(world: World, secretary: OnTelegram) -> None:
    await secretary.sends("/close")
    await secretary.picks("Enter the end")
    await secretary.picks("Now: ")
    await secretary.picks("Close and send")
    await world.settled()


async def made_up(world: World, secretary: OnTelegram, mai: OnTelegram) -> None:
    """The session of the 20th, to which Mai comes; it is held and closed."""
    await secretary.sends("/makeup 20/12 19:30; Phòng A")
    await world.until(vietnam("2026-12-14 09:00"))
    await mai.picks("Present")
    await world.until(vietnam("2026-12-20 19:35"))
    await secretary.sends("/open")
    await world.until(vietnam("2026-12-20 20:40"))
    await calls_the_roll(secretary)
    await closes(world, secretary)


async def sessions(world: World) -> list[Meeting]:
    return [each for each in await world.rows(Meeting) if each.makes_up_id is not None]


async def asked(world: World, meeting_id: int) -> dict[int, str]:
    """Who is asked to a meeting, by person, and as what."""
    rows = await world.rows(Invitation)
    return {each.person_id: each.seat for each in rows if each.meeting_id == meeting_id}


async def test_only_those_who_missed_it_with_a_reason_are_asked_and_who_leads_it(
    world: World, secretary: OnTelegram, deputy: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    meeting = await met(world, secretary, mai)
    await secretary.picks("Make-up session")
    card = next(each.text for each in secretary.messages if "would be asked" in each.text)
    assert "1 person missed it with a reason and would be asked:\n• Nguyễn Thị Mai" in card
    await secretary.sends("20/12 19:30; Phòng A")
    assert "1 person who missed it with a reason is asked." in secretary.sees
    assert "Make-up session for those excused from the meeting of Thursday, 3 Dec" in secretary.sees
    await world.until(vietnam("2026-12-14 09:00"))

    [session] = await sessions(world)
    assert (session.kind, session.makes_up_id, session.place) == ("makeup", meeting, "Phòng A")
    assert await asked(world, session.id) == {1: "host", 2: "host", 3: "summoned"}
    line = "Make-up session for those excused from the meeting of Thursday, 3 Dec 2026."
    assert line in mai.sees
    assert line in deputy.sees
    assert line not in "\n".join(message.text for message in an.messages)
    await an.presses_data(ShowInvitation(session.id).pack())
    assert "were not invited" in an.alert


async def test_a_session_is_closed_without_a_decision_and_the_figures_stay(
    world: World, secretary: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    meeting = await met(world, secretary, mai, an)
    before = next(row for row in await world.rows(Held) if row.meeting_id == meeting).model_dump()
    await made_up(world, secretary, mai)

    assert "The make-up session is closed" in mai.sees
    rows = {row.meeting_id: row for row in await world.rows(Held)}
    assert rows[meeting].model_dump() == before
    [session] = await sessions(world)
    figures = rows[session.id]
    assert figures.closed_at is not None
    assert (figures.counted, figures.present, figures.unexcused) == (2, 1, 1)


async def test_made_up_is_shown_apart_wherever_the_meeting_is_shown(
    world: World, secretary: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    meeting = await met(world, secretary, mai, an)
    await made_up(world, secretary, mai)
    apart = "Excused: 2, of these made up since: 1"

    await secretary.presses_data(f"cl:{meeting}")
    assert "Absent: 2 excused, 1 not" in secretary.sees
    assert apart in secretary.sees
    await secretary.sends("/status")
    assert apart in secretary.sees
    await secretary.sends("/digest")
    assert apart in secretary.sees
    assert "There 1 of 4" in secretary.sees or "there 1 of 4" in secretary.sees
    await secretary.sends("/minutes")
    assert "Vắng có lý do: 2 (Trần Văn An, Nguyễn Thị Mai)" in secretary.sees
    assert "Trong đó đã họp bù: 1 (Nguyễn Thị Mai)" in secretary.sees


async def test_the_committee_sees_it_in_the_digest_of_the_month(
    world: World, secretary: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    committee = await world.unit("DU", "Đảng ủy", kind="committee")
    officer = await world.joined("Hoàng Thị Hoa", unit="DU", roles="secretary")
    async with world.bots.database.transaction() as db:
        (await db.get_one(Unit, 1)).parent_id = committee.id
    await met(world, secretary, mai, an)
    await made_up(world, secretary, mai)
    await officer.sends("/digest")
    assert "Excused: 2, of these made up since: 1" in officer.sees
    assert "There: 1 of 4, 25%" in officer.sees


async def test_a_correction_of_the_roll_takes_it_back(
    world: World, secretary: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    meeting = await met(world, secretary, mai, an)
    await made_up(world, secretary, mai)
    await secretary.presses_data(f"rcm:{meeting}:3:unexcused")
    await secretary.presses_data(f"cl:{meeting}")
    assert "made up since" not in secretary.sees


async def test_a_second_session_asks_only_those_not_yet_made_up(
    world: World, secretary: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    await met(world, secretary, mai, an)
    await made_up(world, secretary, mai)
    await secretary.sends("/hopbu")
    assert "• Trần Văn An" in secretary.sees
    assert "• Nguyễn Thị Mai" not in secretary.sees
    await secretary.sends("28/12 19:30")
    await world.until(vietnam("2026-12-22 09:00"))
    _first, second = await sessions(world)
    assert second.place == "Phòng họp 1"
    assert await asked(world, second.id) == {1: "host", 2: "host", 4: "summoned"}


async def test_who_cannot_come_to_a_session_may_be_asked_to_another(
    world: World, secretary: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    await met(world, secretary, mai, an)
    await secretary.sends("/makeup 20/12 19:30; Phòng A")
    await secretary.sends("/makeup 21/12 19:30; Phòng A")
    assert "is asked to a make-up session already" in secretary.sees
    await world.until(vietnam("2026-12-14 09:00"))
    [session] = await sessions(world)
    await mai.presses_data(f"rsvp:{session.id}:1:absent")
    await secretary.sends("/makeup 21/12 19:30; Phòng A")
    assert "1 person who missed it with a reason is asked." in secretary.sees
    await world.until(vietnam("2026-12-15 09:00"))
    _first, second = await sessions(world)
    assert await asked(world, second.id) == {1: "host", 2: "host", 3: "summoned"}


async def test_silence_is_reminded_but_never_of_who_only_leads_it(
    world: World, secretary: OnTelegram, deputy: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    await met(world, secretary, mai)
    await secretary.sends("/makeup 20/12 19:30; Phòng A")
    await world.until(vietnam("2026-12-19 12:00"))
    assert any("You have not answered yet" in each.text for each in mai.messages)
    since = [each.text for each in deputy.messages if "Phòng A" in each.text]
    assert not any("You have not answered yet" in each for each in since)
    await secretary.sends("/status")
    await secretary.picks("Meeting at 19:30, Sunday, 20 Dec 2026")
    assert "Coming: 0 of 1" in secretary.sees
    assert "Leads the session, not counted:" in secretary.sees


async def test_a_made_up_absence_is_told_beside_the_row_it_stands_in(
    world: World, secretary: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    await secretary.sends("/rules excused_in_a_row=1")
    await met(world, secretary, mai)
    await made_up(world, secretary, mai)
    meeting = await a_meeting(world, at="2026-12-28 19:30")
    await world.until(vietnam("2026-12-22 09:00"))
    await mai.presses_data(f"rsvp:{meeting}:1:absent")
    await mai.picks("Ill")
    await world.until(vietnam("2026-12-28 19:35"))
    await secretary.sends("/open")
    await world.until(vietnam("2026-12-28 21:10"))
    await calls_the_roll(secretary, "✗? Lê Thị Thư")
    await secretary.sends("/resolution Thống nhất; 1-0")
    await secretary.sends("/assign Thư; Nộp báo cáo; 30/12/2026; đã nộp")
    await closes(world, secretary)
    await world.until(timedelta(days=1))
    told = next(each.text for each in secretary.messages if "Only those who lead" in each.text)
    assert "Nguyễn Thị Mai: excused 2 times in a row." in told
    assert "Of these made up in a make-up session: 1" in told


async def test_the_session_is_nobodys_next_meeting_and_no_paper_goes_there(
    world: World, secretary: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    await met(world, secretary, mai)
    await secretary.sends("/makeup 20/12 19:30; Phòng A")
    await an.sends("/meeting")
    assert "No meeting is planned yet" in an.sees
    await secretary.sends("/rollcall")
    assert "has no meeting to work on" in secretary.sees


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("20/11 19:30; Phòng A", "has just passed"),
        ("03/12/2026 19:30; Phòng A", "has passed"),
        ("20/12; Phòng A", "Please write the day and the time"),
        ("20/12 19:30; Phòng A; Họp bù", "one place after the time"),
    ],
)
async def test_a_time_that_will_not_do(
    world: World, secretary: OnTelegram, mai: OnTelegram, an: OnTelegram, words: str, sentence: str
) -> None:
    await met(world, secretary, mai)
    await secretary.sends(f"/makeup {words}")
    assert sentence in secretary.sees
    assert await sessions(world) == []


async def test_a_meeting_that_cannot_be_made_up(
    world: World, secretary: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    await secretary.sends("/makeup")
    assert "has closed no meeting yet" in secretary.sees
    meeting = await met(world, secretary, close=False)
    await secretary.presses_data(AskMakeup(meeting).pack())
    assert "is not closed yet" in secretary.alert
    await calls_the_roll(secretary, "✗? Lê Thị Thư")
    await secretary.sends("/resolution Thống nhất nhiệm vụ tháng 12; 1-0")
    await secretary.sends("/assign Thư; Nộp báo cáo quý IV; 15/12/2026; báo cáo đã nộp")
    await closes(world, secretary)
    assert "Make-up session" not in secretary.buttons
    await secretary.sends("/makeup 20/12 19:30")
    assert "Nobody missed this meeting with a reason" in secretary.sees


async def test_a_make_up_of_a_make_up_and_of_what_everyone_made_up_is_refused(
    world: World, secretary: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    await met(world, secretary, mai)
    await made_up(world, secretary, mai)
    [session] = await sessions(world)
    await secretary.presses_data(AskMakeup(session.id).pack())
    assert "This is a make-up session itself." in secretary.alert
    await secretary.sends("/makeup 28/12 19:30")
    assert "has made it up" in secretary.sees


@pytest.mark.parametrize("roles", ["member", "note_taker", "subgroup_lead", "monitor"])
async def test_nobody_else_plans_one(
    world: World, secretary: OnTelegram, mai: OnTelegram, an: OnTelegram, roles: str
) -> None:
    meeting = await met(world, secretary, mai)
    other = await world.joined("Đỗ Văn Khác", roles=roles)
    await other.sends("/makeup 20/12 19:30; Phòng A")
    assert "is for the secretary" in other.sees
    await other.presses_data(AskMakeup(meeting).pack())
    assert "You may not do this" in other.alert
    assert await sessions(world) == []


async def test_a_session_missed_too_leaves_nobody_out_once_more(
    world: World, secretary: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    await met(world, secretary, mai, an)
    await made_up(world, secretary, mai)
    async with world.bots.database.reading() as db:
        missed = await attendance.missed(db, 1, since=vietnam("2026-01-01 00:00"))
        people = [1, 2, 3, 4]
        first, last = vietnam("2026-12-01 00:00"), vietnam("2027-01-01 00:00")
        own = await visits.of_officers(db, people, first=first, last=last)
    assert missed == {2: 1, 3: 1, 4: 1}
    assert own == (1, 4)


async def test_of_a_session_only_those_it_asks_are_counted_as_apart(
    world: World, secretary: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    await met(world, secretary, mai)
    for phone in (secretary, an):
        await phone.sends("/away 19/12-21/12; công tác")
    await secretary.sends("/makeup 20/12 19:30; Phòng A")
    await world.until(vietnam("2026-12-20 19:00"))
    assert not any("03-HD/TW" in message.text for message in secretary.messages)
    [session] = await sessions(world)
    await secretary.presses_data(f"hold:{session.id}")
    assert "In person" in secretary.sees
    assert "Cannot be in one place" not in secretary.sees
