"""What people do on Telegram is taken once, in order, whatever stands before it."""

import asyncio
from datetime import timedelta
from unicodedata import normalize

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from storage.tables import Invitation, Membership, Person, Receipt, Trouble
from tests.faults.program import until
from tests.faults.town import Held
from tests.people import OnTelegram
from tests.planning import a_meeting
from tests.world import World


async def invited(world: World, *names: str) -> list[OnTelegram]:
    """People who have an invitation in front of them."""
    phones = [await world.joined(name) for name in names]
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(timedelta(days=4))
    return phones


async def answers(world: World) -> list[str | None]:
    rows = sorted(await world.rows(Invitation), key=lambda row: row.id)
    return [row.answer for row in rows]


async def roles_become(world: World, name: str, roles: str) -> None:
    """Put roles into somebody's membership, such as one that no program knows."""
    whose = select(col(Person.id)).where(col(Person.full_name) == name).scalar_subquery()
    async with world.bots.database.transaction() as db:
        await db.execute(
            update(Membership).where(col(Membership.person_id) == whose).values(roles=roles)
        )


async def test_an_update_nobody_can_read_stands_in_nobodys_way(world: World) -> None:
    mai, an = await invited(world, "Nguyễn Thị Mai", "Trần Văn An")
    before = len(an.messages)

    await mai.picks("Present", wait=False)
    poison = world.api.feed({"message": {"from": an.account.json, "date": "yesterday"}})
    await an.picks("Late", wait=False)
    await world.api.settled()

    assert await answers(world) == ["present", "late"]
    [trouble] = await world.rows(Trouble)
    assert (trouble.number, trouble.set_aside) == (poison.id, True)
    said = [message.text for message in an.messages[before:]]
    assert any(f"the code {trouble.code}" in text for text in said)


async def test_an_update_of_a_shape_from_nowhere_is_passed_over(world: World) -> None:
    [mai] = await invited(world, "Nguyễn Thị Mai")
    world.api.feed({"message": ["no", "message"]})
    world.api.feed({"callback_query": {"id": 7}})
    world.api.feed({"something_new_in_2030": {"id": 1}})
    world.api.feed({})
    await mai.picks("Present")

    assert await answers(world) == ["present"]


async def test_a_turn_that_fails_three_times_is_set_aside_and_the_person_is_told(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    mai, an = await invited(world, "Nguyễn Thị Mai", "Trần Văn An")
    await roles_become(world, "Nguyễn Thị Mai", "nonsense")

    await mai.picks("Present", wait=False)
    await an.picks("Late", wait=False)
    await until(lambda: "late" in an.sees)  # who did nothing wrong waits for nobody
    await world.api.settled()

    assert await answers(world) == [None, "late"]
    [trouble] = await world.rows(Trouble)
    assert (trouble.times, trouble.set_aside) == (3, True)
    assert f"the code {trouble.code}" in mai.alert
    assert trouble.error == "ValueError"

    await roles_become(world, "Nguyễn Thị Mai", "member")
    await mai.picks("Present")
    assert await answers(world) == ["present", "late"]
    assert "Nguyễn Thị Mai" not in caplog.text


async def test_while_the_database_is_away_no_update_is_set_aside(
    world: World, database_url: str
) -> None:
    mai, an = await invited(world, "Nguyễn Thị Mai", "Trần Văn An")
    with Held(database_url):
        await mai.picks("Present", wait=False)
        await an.picks("Late", wait=False)
        await asyncio.sleep(1)
        assert world.api.updates.waiting
    await world.api.settled()

    assert await answers(world) == ["present", "late"]
    assert not await world.rows(Trouble)


async def test_what_one_person_does_is_taken_in_order(world: World) -> None:
    [mai] = await invited(world, "Nguyễn Thị Mai")
    for label in ("Present", "Late", "Absent", "Present", "Late"):
        await mai.picks(label, message=mai.newest, wait=False)
    await world.api.settled()

    assert await answers(world) == ["late"]
    assert "late" in mai.sees


async def test_a_failing_update_is_not_overtaken_by_the_next_of_the_same_person(
    world: World,
) -> None:
    [mai] = await invited(world, "Nguyễn Thị Mai")
    await roles_become(world, "Nguyễn Thị Mai", "nonsense")
    await mai.picks("Absent", message=mai.newest, wait=False)
    await until(lambda: world.api.poll.polls > 2 and world.api.updates.waiting)
    await mai.picks("Late", message=mai.newest, wait=False)
    await roles_become(world, "Nguyễn Thị Mai", "member")
    await world.api.settled()

    assert await answers(world) == ["late"]
    numbers = [row.number for row in await world.rows(Receipt)]
    assert {press.update_id for press in mai.presses[-2:]} <= set(numbers)


async def test_two_people_of_one_name_are_two_people(world: World) -> None:
    first, second = await invited(world, "Nguyễn Thị Mai", "Nguyễn Thị  Mai")
    await first.picks("Present")
    await second.picks("Late")

    assert await answers(world) == ["present", "late"]


async def test_a_tap_too_old_to_be_acknowledged_still_counts(world: World) -> None:
    [mai] = await invited(world, "Nguyễn Thị Mai")
    world.api.too_old = True
    await mai.presses_data(mai.newest.buttons[0].callback_data, wait=False)
    await until(lambda: "you will be present" in mai.sees)

    assert await answers(world) == ["present"]


async def test_a_refusal_too_late_for_its_button_is_said_below(world: World) -> None:
    [mai] = await invited(world, "Nguyễn Thị Mai")
    world.api.too_old = True
    await mai.presses_data("rsvp:9999:1:present", wait=False)
    await until(lambda: "not invited" in mai.sees)


FORGED = (
    *("x", ":", "rsvp", "rsvp:", "rsvp:1", "rsvp:1:1:maybe", "rsvp:1:1:present:1", "inv:-1"),
    *("inv:99999999999999999999", "inv:2147483648", "inv:1 ", "inv:٣", "inv:1_0", "lang:\0"),
    *("agree:1", "decline:-5", "unit:0", "ẩn:1", "😀" * 16, "lang:" + "x" * 59),
)


async def test_a_forged_button_changes_nothing_and_is_answered(world: World) -> None:
    [mai] = await invited(world, "Nguyễn Thị Mai")
    invitation = mai.newest
    for data in FORGED:
        await mai.presses_data(data, message=invitation)
        assert mai.last_press.toast is not None, data

    assert await answers(world) == [None]
    assert not await world.rows(Trouble)


async def test_a_button_of_another_cell_is_refused(world: World) -> None:
    [mai] = await invited(world, "Nguyễn Thị Mai")
    await world.unit("CB2", "Chi bộ Lý")
    stranger = await world.joined("Trần Văn An", unit="CB2")
    await stranger.presses_data(mai.newest.buttons[0].callback_data)

    assert "not invited" in stranger.alert
    assert await answers(world) == [None]


async def test_in_a_group_nobody_answers_with_anybodys_button(world: World) -> None:
    [mai] = await invited(world, "Nguyễn Thị Mai")
    group = world.api.group(-500, "Chi bộ Toán", mai)
    at_group = mai.at(group)
    await at_group.presses_data(mai.newest.buttons[0].callback_data)

    assert "private chat" in at_group.toast
    assert await answers(world) == [None]


TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


async def test_words_are_shown_as_they_were_typed(world: World) -> None:
    [mai] = await invited(world, "Nguyễn Thị Mai")
    for words in (
        *("<b>ốm</b> & mệt", "ốm " * 90, "👩‍👩‍👧‍👦" * 20),
        *("\u202eمريض\u202c", "a\u0301\u0302 \u200f!", "{you} %s"),
    ):
        await mai.sends("/meeting")
        await mai.picks("Absent", message=mai.newest)
        await mai.picks("Another reason", message=mai.newest)
        await mai.sends(words)

        # but for what would turn the direction of everything behind it
        shown = normalize("NFC", words.translate(dict.fromkeys(map(ord, TURNING))).strip())
        [row] = await world.rows(Invitation)
        assert row.reason_words == shown
        assert shown in mai.sees


async def test_words_that_are_too_many_are_refused_kindly(world: World) -> None:
    [mai] = await invited(world, "Nguyễn Thị Mai")
    await mai.picks("Absent")
    await mai.picks("Another reason")
    await mai.sends("ố" * 5000)

    assert any("too long" in message.text for message in mai.messages)
    assert not await world.rows(Trouble)


async def test_a_cell_may_be_called_as_it_likes(world: World) -> None:
    await world.unit("CB9", '<A&B> "C" ' + "😀" * 30)
    mai = await world.joined("<i>Mai & Co</i>", unit="CB9", roles="secretary")
    await a_meeting(world, at="2026-12-03 19:30", unit="CB9", place="<script>", title="</b>&amp;")
    await world.until(timedelta(days=4))
    assert '<A&B> "C" ' in mai.sees
    assert "</b>&amp;" in mai.sees
    assert "<script>" in mai.sees

    await mai.sends("/status")
    assert "<A&B>" in mai.sees
    assert not [call for call in world.api.calls if call.refusal]


async def test_a_lone_tap_is_answered_at_once(world: World) -> None:
    [mai] = await invited(world, "Nguyễn Thị Mai")
    waits = []
    for label in ["Present", "Late"] * 10:
        await mai.picks(label, message=mai.newest)
        waits.append(world.api.called("editMessageText")[-1].at - mai.last_press.at)
        await asyncio.sleep(0.05)  # the next slot of the pace is free again

    assert sorted(waits)[len(waits) // 2] < 0.3  # 0.03 on a machine that does nothing else


async def test_who_comes_later_does_not_wait_for_an_update_that_fails(world: World) -> None:
    mai, an = await invited(world, "Nguyễn Thị Mai", "Trần Văn An")
    await roles_become(world, "Nguyễn Thị Mai", "nonsense")
    await mai.picks("Present", wait=False)
    await asyncio.sleep(0.4)  # fetched, failed once, to be tried again in a moment
    await an.picks("Late", wait=False)
    await until(lambda: "late" in an.sees)
    assert not await _set_aside(world)

    await world.api.settled()
    assert await _set_aside(world) == [mai.last_press.update_id]


async def _set_aside(world: World) -> list[int]:
    return [row.number for row in await world.rows(Trouble) if row.set_aside]


async def test_a_hundred_taps_leave_nothing_behind_in_memory(world: World) -> None:
    phones = await invited(world, *(f"Mai {number}" for number in range(5)))
    for _ in range(20):
        for phone in phones:
            await phone.picks("Present", message=phone.newest, wait=False)
    await world.api.settled(within=20)
    await world.bots.screens.note()

    assert world.bots.telegram is not None
    assert not world.bots.telegram._queues
    assert not world.bots.telegram._polling._taken
    assert not world.bots.screens._slots
    assert not world.bots.screens._drawn
    assert not world.bots.background.busy
