"""What is owed is owed once, claimed once, settled once, and never lost."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.chat import Urgency
from storage import outbox
from storage.database import Database, Lane
from storage.outbox import Debt
from storage.tables import Owed, Person

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)
LEASE = timedelta(seconds=90)


def debt(
    key: str,
    person_id: int,
    due_at: datetime = NOW,
    *,
    notice: str = "note",
    urgency: Urgency = Urgency.NOTICE,
) -> Debt:
    return Debt(key=key, person_id=person_id, notice=notice, due_at=due_at, urgency=urgency)


@pytest.fixture
async def people(database: Database) -> Sequence[int]:
    """Two people to owe something to, by number."""
    async with database.transaction() as db:
        added = await db.execute(
            insert(Person).returning(col(Person.id)),
            [{"full_name": name, "phone_only": False} for name in ("Mai", "An")],
        )
        return sorted(added.scalars())


async def owe(database: Database, *debts: Debt, now: datetime = NOW) -> int:
    async with database.transaction() as db:
        return await outbox.owe(db, *debts, now=now)


async def claim(database: Database, most: int = 8, now: datetime = NOW) -> list[str]:
    async with database.transaction(Lane.SENDING) as db:
        return [row.key for row in await outbox.claim(db, now=now, until=now + LEASE, most=most)]


async def next_due(database: Database) -> datetime | None:
    async with database.reading() as db:
        return await outbox.next_due(db)


async def ids(database: Database, *keys: str) -> list[int]:
    async with database.reading() as db:
        rows = await db.execute(select(col(Owed.id)).where(col(Owed.key).in_(keys)))
        return list(rows.scalars())


async def test_one_key_is_owed_once_whatever_becomes_of_it(
    database: Database, people: Sequence[int]
) -> None:
    mai = people[0]
    assert await owe(database, debt("a", mai), debt("b", mai), debt("a", mai)) == 2
    assert await owe(database, debt("a", mai), debt("c", mai)) == 1
    async with database.transaction() as db:
        await outbox.settle(db, await ids(database, "a"), "sent", now=NOW)
    assert await owe(database, debt("a", mai)) == 0
    assert await owe(database) == 0


async def test_only_what_is_due_wakes_the_sender(database: Database, people: Sequence[int]) -> None:
    async with database.transaction() as db:
        await outbox.owe(db, debt("later", people[0], NOW + A_MINUTE), now=NOW)
        assert not db.info.get(outbox.WOKEN)
        await outbox.owe(db, debt("now", people[0]), now=NOW)
        assert db.info[outbox.WOKEN]


async def test_the_urgent_goes_first_then_what_waited_longest(
    database: Database, people: Sequence[int]
) -> None:
    await owe(
        database,
        debt("notice", people[0], NOW - A_MINUTE),
        debt("older", people[0], NOW - 2 * A_MINUTE),
        debt("future", people[0], NOW + A_MINUTE),
        debt("reply", people[0], urgency=Urgency.REPLY),
    )
    assert await claim(database, most=2) == ["reply", "older"]
    assert await claim(database) == ["notice"]
    assert await claim(database) == []


async def test_what_was_claimed_by_one_who_died_is_claimed_again(
    database: Database, people: Sequence[int]
) -> None:
    await owe(database, debt("a", people[0]))
    assert await claim(database) == ["a"]
    assert await claim(database, now=NOW + LEASE - A_MINUTE) == []
    assert await claim(database, now=NOW + LEASE) == ["a"]


async def test_what_is_being_sent_is_not_claimed_even_when_its_lease_has_run_out(
    database: Database, people: Sequence[int]
) -> None:
    mai = people[0]
    await owe(database, *(debt(key, mai, notice="morning") for key in ("a", "b", "c")))
    [being_sent] = await ids(database, "b")
    async with database.transaction(Lane.SENDING) as db:
        [first] = await outbox.claim(
            db, now=NOW, until=NOW + LEASE, most=1, without=await ids(database, "a", "b")
        )
        along = await outbox.companions(
            db, first, ["morning"], now=NOW, until=NOW + LEASE, without=[being_sent]
        )
    assert [first.key, *(row.key for row in along)] == ["c", "a"]


async def test_after_a_restart_nobody_holds_anything(
    database: Database, people: Sequence[int]
) -> None:
    await owe(database, debt("a", people[0]), debt("b", people[0], NOW + A_MINUTE))
    await claim(database)
    async with database.transaction() as db:
        assert await outbox.release_all(db) == 1
    assert await claim(database) == ["a"]


async def test_what_is_settled_is_settled_for_good(
    database: Database, people: Sequence[int]
) -> None:
    await owe(database, debt("a", people[0]))
    which = await ids(database, "a")
    async with database.transaction() as db:
        assert await outbox.settle(db, which, "sent", now=NOW) == 1
        assert await outbox.settle(db, which, "failed", now=NOW) == 0
        await outbox.postpone(db, which, due_at=NOW + A_MINUTE)
    assert await claim(database, now=NOW + 2 * A_MINUTE) == []
    assert await next_due(database) is None


async def test_the_next_look_is_due_when_anything_may_be_tried(
    database: Database, people: Sequence[int]
) -> None:
    assert await next_due(database) is None
    await owe(database, debt("a", people[0]), debt("b", people[0], NOW + 5 * A_MINUTE))
    assert await next_due(database) == NOW
    await claim(database)
    assert await next_due(database) == NOW + LEASE
    async with database.transaction() as db:
        await outbox.postpone(db, await ids(database, "a"), leased_until=NOW + 9 * A_MINUTE)
    assert await next_due(database) == NOW + 5 * A_MINUTE
    async with database.reading() as db:
        assert await outbox.oldest_due(db, now=NOW + A_MINUTE) == NOW
        assert await outbox.oldest_due(db, now=NOW - A_MINUTE) is None


async def test_what_is_gathered_comes_along_for_one_person_only(
    database: Database, people: Sequence[int]
) -> None:
    mai, an = people
    await owe(
        database,
        debt("first", mai, notice="morning"),
        debt("second", mai, notice="morning"),
        debt("future", mai, NOW + A_MINUTE, notice="morning"),
        debt("other", mai, notice="alone"),
        debt("hers", an, notice="morning"),
    )
    async with database.transaction(Lane.SENDING) as db:
        [first] = await outbox.claim(db, now=NOW, until=NOW + LEASE, most=1)
        along = await outbox.companions(db, first, ["morning"], now=NOW, until=NOW + LEASE)
    assert [row.key for row in along] == ["second"]
    assert await claim(database) == ["other", "hers"]


async def test_a_prefix_with_signs_in_it_drops_only_its_own(
    database: Database, people: Sequence[int]
) -> None:
    await owe(database, debt("in_vite:1:", people[0]), debt("inXvite:1:", people[0]))
    async with database.transaction() as db:
        assert await outbox.drop(db, now=NOW, prefix="in_vite:1:") == 1
    assert await claim(database) == ["inXvite:1:"]


async def test_four_claimers_share_two_thousand_messages(
    database: Database, people: Sequence[int]
) -> None:
    for start in range(0, 2000, 500):
        await owe(database, *(debt(f"k{n}", people[0]) for n in range(start, start + 500)))

    async def claimer() -> list[str]:
        mine: list[str] = []
        while found := await database.certain(_fifty, Lane.SENDING, (0.01,) * 50):
            mine += found
        return mine

    shares = await asyncio.gather(*(claimer() for _ in range(4)))
    counted = Counter(key for share in shares for key in share)
    assert len(counted) == 2000
    assert set(counted.values()) == {1}
    assert sum(bool(share) for share in shares) > 1


async def _fifty(db: AsyncSession) -> list[str]:
    rows = await outbox.claim(db, now=NOW, until=NOW + LEASE, most=50)
    return [row.key for row in rows]


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_crashes_and_whoever_helps_each_message_is_settled_once(
    database: Database, people: Sequence[int], seed: int
) -> None:
    """Two senders that die, retry and come late: none is lost, none is settled twice."""
    chance, now = random.Random(seed), NOW
    await owe(database, *(debt(f"k{n}", people[0]) for n in range(12)))
    held: list[list[int]] = [[], []]
    settled: Counter[int] = Counter()
    for _ in range(400):
        sender = chance.randrange(2)
        match chance.choice(["claim", "settle", "settle", "retry", "crash", "wait"]):
            case "claim":
                async with database.transaction(Lane.SENDING) as db:
                    most = chance.randint(1, 4)
                    rows = await outbox.claim(db, now=now, until=now + LEASE, most=most)
                held[sender] += [row.id for row in rows]
            case "settle" if held[sender]:
                one = held[sender].pop()
                async with database.transaction(Lane.SENDING) as db:
                    settled[one] += await outbox.settle(db, [one], "sent", now=now)
            case "retry" if held[sender]:
                async with database.transaction(Lane.SENDING) as db:
                    later = now + timedelta(seconds=chance.randint(1, 200))
                    await outbox.postpone(db, [held[sender].pop()], leased_until=later)
            case "crash":
                held[sender].clear()
            case "wait":
                now += timedelta(seconds=chance.randint(1, 120))
    while (due := await next_due(database)) is not None:
        now = max(now, due)
        async with database.transaction(Lane.SENDING) as db:
            for row in await outbox.claim(db, now=now, until=now + LEASE, most=8):
                settled[row.id] += await outbox.settle(db, [row.id], "sent", now=now)

    assert len(settled) == 12
    assert set(settled.values()) == {1}


async def test_looking_for_what_is_due_reads_no_table(
    database: Database, people: Sequence[int]
) -> None:
    """However much is owed: the statements, as they are run, go by an index."""
    await owe(database, *(debt(f"k{n}", people[0], NOW + A_MINUTE) for n in range(500)))
    asked: list[str] = []
    engine = (database._reader if database.is_sqlite else database._writer).sync_engine
    event.listen(
        engine,
        "before_cursor_execute",
        lambda connection, cursor, statement, *rest: asked.append(statement),
    )
    await next_due(database)
    looks = [statement for statement in asked if "min(" in statement]
    assert len(looks) == 1
    async with database.reading() as db:
        if database.is_sqlite:
            plan = (await db.execute(text(f"EXPLAIN QUERY PLAN {looks[0]}"))).all()
        else:
            await db.execute(text("SET LOCAL enable_seqscan = off"))
            plan = (await db.execute(text(f"EXPLAIN {looks[0]}"))).all()
    told = "\n".join(str(row) for row in plan)
    assert "ix_outbox_waiting" in told
    assert "ix_outbox_leased" in told
    assert "Seq Scan" not in told
    assert "SCAN outbox'" not in told
