"""Who is asked, who is silent and who comes, as the database has it."""

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from storage import headcount, invitations, screens
from storage.tables import Account, Invitation, Meeting, Membership, Person, Screen
from tests.planning import a_meeting
from tests.world import World


@pytest.fixture
async def meeting(world: World) -> int:
    return await a_meeting(world, at="2026-12-03 19:30")


async def row_of(db: AsyncSession, meeting: int) -> Meeting:
    found = await db.get(Meeting, meeting)
    assert found is not None
    return found


async def asks(world: World, meeting: int, most: int = 200) -> list[int]:
    async with world.bots.database.transaction() as db:
        return list(await invitations.ask(db, await row_of(db, meeting), most=most))


async def test_everyone_summoned_is_asked_once_whatever_the_size_of_a_step(
    world: World, meeting: int
) -> None:
    called = [await world.member(f"Người {n}") for n in range(5)]
    monitor = await world.member("Hồ Giám", roles="member+monitor")
    for status in ("exempt", "suspended"):
        await world.member(f"Người {status}", status=status)

    steps = [await asks(world, meeting, most=4) for _ in range(4)]

    assert [len(step) for step in steps] == [4, 2, 0, 0]
    assert sorted(person for step in steps for person in step) == [*called, monitor]
    seats = {row.person_id: row.seat for row in await world.rows(Invitation)}
    assert {who for who, seat in seats.items() if seat == "monitor"} == {monitor}


async def test_who_left_or_erased_themselves_is_neither_asked_nor_reminded(
    world: World, meeting: int
) -> None:
    stays, leaves, erased = [await world.member(name) for name in ("Ở Lại", "Đi Rồi", "Đã Xóa")]
    await asks(world, meeting)
    async with world.bots.database.transaction() as db:
        person = await db.get(Person, erased)
        membership = await db.get(Membership, leaves)
        assert person is not None
        assert membership is not None
        person.erased_at = membership.left_at = world.clock.time
    later = await a_meeting(world, at="2026-12-20 19:30")

    async with world.bots.database.reading() as db:
        silent = await invitations.silent(db, await row_of(db, meeting))
    assert [row.person_id for row in silent] == [stays]
    assert await asks(world, later) == [stays]


async def test_the_silent_are_those_without_an_answer_for_the_time_it_has_now(
    world: World, meeting: int
) -> None:
    answers = {"present": 2, "absent": 2, "late": 1, None: 0}
    people = [await world.member(f"Người {answer}") for answer in answers]
    await world.member("Hồ Giám", roles="monitor")
    await world.member("Vũ Cụ Già", phone_only=True)
    await asks(world, meeting)
    async with world.bots.database.transaction() as db:
        (await row_of(db, meeting)).round = 2
        for person, (answer, round) in zip(people, answers.items(), strict=True):
            row = await invitations.of(db, meeting, person)
            assert row is not None
            await invitations.change(db, row, answer=answer, round=round)

    async with world.bots.database.reading() as db:
        now = await row_of(db, meeting)
        assert [row.person_id for row in await invitations.silent(db, now)] == people[2:]
        assert [row.person_id for row in await invitations.coming(db, now)] == people[:1]


@pytest.mark.parametrize(("granted", "comes"), [(None, 0), (False, 0), (True, 1)])
async def test_who_asked_to_join_online_comes_once_it_is_granted(
    world: World, meeting: int, granted: bool | None, comes: int
) -> None:
    person = await world.member("Nguyễn Thị Mai")
    await asks(world, meeting)
    async with world.bots.database.transaction() as db:
        found = await invitations.of(db, meeting, person)
        assert found is not None
        await invitations.change(db, found, answer="online", round=1, granted=granted)

    async with world.bots.database.reading() as db:
        assert len(await invitations.coming(db, await row_of(db, meeting))) == comes


async def test_an_invitation_is_made_for_one_who_came_later_and_for_nobody_else(
    world: World, meeting: int
) -> None:
    await world.unit("CB2", "Chi bộ Văn")
    newcomer = await world.member("Nguyễn Mới Đến")
    exempt = await world.member("Ngô Miễn", status="exempt")
    stranger = await world.member("Phạm Lạ", unit="CB2")
    async with world.bots.database.transaction() as db:
        row = await row_of(db, meeting)
        first = await invitations.made(db, row, newcomer)
        again = await invitations.made(db, row, newcomer)
        assert first is not None
        assert again is not None
        assert first.invitation.id == again.invitation.id
        assert await invitations.made(db, row, exempt) is None
        assert await invitations.made(db, row, stranger) is None
    assert len(await world.rows(Invitation)) == 1


async def test_it_is_known_whether_another_message_shows_the_invitation(
    world: World, meeting: int
) -> None:
    person, other = await world.member("Nguyễn Thị Mai"), await world.member("Trần Văn An")
    await asks(world, meeting)
    now = world.clock.time
    async with world.bots.database.transaction() as db:
        for account, owner in ((1, person), (2, person), (3, other)):
            db.add(
                Account(
                    id=account,
                    channel="telegram",
                    address=str(account),
                    person_id=owner,
                    last_seen_at=now,
                )
            )
        await db.flush()
        await screens.keep(db, 1, "10", "inv:1", now=now)
        await screens.keep(db, 3, "10", "inv:1", now=now)
        await screens.keep(db, 2, "10", "st:1", now=now)

    async def elsewhere(account: int, message: str) -> bool:
        async with world.bots.database.reading() as db:
            found = await invitations.to_answer(
                db, meeting, person, shows="inv:1", account_id=account, message=message
            )
        assert found is not None
        return found.elsewhere

    assert await elsewhere(1, "10") is False
    assert await elsewhere(1, "11") is True
    assert await elsewhere(2, "10") is True
    assert await elsewhere(1, "") is True


async def test_only_the_screens_of_one_person_are_drawn_again(world: World, meeting: int) -> None:
    people = [await world.member(name) for name in ("Nguyễn Thị Mai", "Trần Văn An")]
    now = world.clock.time
    async with world.bots.database.transaction() as db:
        for account, owner in enumerate((people[0], people[0], people[1]), start=1):
            db.add(
                Account(
                    id=account,
                    channel="telegram",
                    address=str(account),
                    person_id=owner,
                    last_seen_at=now,
                )
            )
            await db.flush()
            await screens.keep(db, account, "10", "inv:1", now=now)
        assert await screens.stale(db, "inv:1", now=now, person_id=people[0]) == 2
    behind = {each.account_id for each in await world.rows(Screen) if each.shown < each.wanted}
    assert behind == {1, 2}
    async with world.bots.database.transaction() as db:
        assert await screens.stale(db, "inv:1", now=now) == 3


async def test_who_entered_an_answer_is_told_with_it(world: World, meeting: int) -> None:
    secretary = await world.member("Lê Thị Thư", roles="secretary")
    mai = await world.member("Nguyễn Thị Mai")
    await asks(world, meeting)
    async with world.bots.database.transaction() as db:
        found = await invitations.of(db, meeting, mai)
        assert found is not None
        await invitations.change(db, found, answered_by=secretary)
        given = await invitations.given(db, meeting)
        numbered = await invitations.numbered(db, found.invitation.id)
    assert (given[mai].name, given[mai].entered_by) == ("Nguyễn Thị Mai", "Lê Thị Thư")
    assert given[secretary].entered_by == ""
    assert numbered is not None
    assert numbered.invitation.person_id == mai


async def test_the_headcount_takes_as_many_looks_for_many_as_for_few(
    world: World, meeting: int
) -> None:
    async def looks() -> int:
        seen: list[str] = []
        async with world.bots.database.reading() as db:
            row = await row_of(db, meeting)
            engine = db.get_bind()

            def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
                seen.append(statement)

            event.listen(engine, "before_cursor_execute", note)
            await headcount.called(db, row)
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    await world.member("Nguyễn Thị Mai")
    await asks(world, meeting)
    few = await looks()
    for n in range(20):
        await world.member(f"Người {n}")
    await asks(world, meeting)

    assert await looks() == few == 3
