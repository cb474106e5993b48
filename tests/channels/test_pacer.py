"""Sending at a pace: never a burst, the urgent first, silent when told, nobody forgotten."""

import asyncio
import math
import selectors
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.pacer import Pacer


class Hurried(selectors.DefaultSelector):
    """A selector that never waits, and says how long it would have."""

    skipped = 0.0

    def select(self, timeout: float | None = None) -> Any:
        assert timeout is not None, "everybody waits for ever"
        self.skipped += max(timeout, 0)
        return super().select(0)


class FakeTime(asyncio.SelectorEventLoop):
    """A loop whose clock jumps to the next timer: hours pass in no time, in their order."""

    def __init__(self) -> None:
        self.hurry = Hurried()
        super().__init__(self.hurry)

    def time(self) -> float:
        return self.hurry.skipped


def in_fake_time(story: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=FakeTime) as runner:
        runner.run(asyncio.wait_for(story, 1_000_000))


def clock() -> float:
    return asyncio.get_running_loop().time()


@dataclass
class Post:
    """Everybody who wants to send, and who was let through when."""

    pacer: Pacer
    sent: list[tuple[float, int, int]] = field(default_factory=list)  # when, priority, number
    waiting: dict[int, int] = field(default_factory=dict)  # number -> priority
    overtaken: list[tuple[int, int]] = field(default_factory=list)

    async def send(self, number: int, priority: int = 0, after: float = 0.0) -> None:
        await asyncio.sleep(after)
        self.waiting[number] = priority
        try:
            await self.pacer.slot(priority)
        finally:
            del self.waiting[number]
        self.sent.append((clock(), priority, number))
        self.overtaken += [
            (number, other) for other, rank in self.waiting.items() if rank < priority
        ]

    @property
    def times(self) -> list[float]:
        return [when for when, _, _ in self.sent]

    @property
    def order(self) -> list[int]:
        return [number for _, _, number in self.sent]


def most_in_a_second(times: list[float]) -> int:
    return max((sum(start <= t <= start + 1 for t in times) for start in times), default=0)


def test_nine_hundred_invitations_leave_at_29_a_second_and_never_more_than_30() -> None:
    async def story() -> None:
        post = Post(Pacer(30, clock))
        async with asyncio.TaskGroup() as group:
            for number in range(900):
                group.create_task(post.send(number))
        assert 899 / (post.times[-1] - post.times[0]) >= 29.5
        assert most_in_a_second(post.times) <= 30
        assert post.order == list(range(900))

    in_fake_time(story())


def test_thirty_a_second_still_arrive_when_timers_ring_late_and_the_network_dawdles() -> None:
    lateness = [0.0, 0.012, 0.001, 0.0, 0.002, 0.0, 0.004]
    delays = [0.015, 0.0, 0.0, 0.009, 0.0, 0.002, 0.012]

    async def story() -> None:
        sleeps = 0

        async def late(seconds: float) -> None:
            nonlocal sleeps
            sleeps += 1
            await asyncio.sleep(seconds + lateness[sleeps % 7])

        post = Post(Pacer(30, clock, late))
        async with asyncio.TaskGroup() as group:
            for number in range(600):
                group.create_task(post.send(number))
        arrivals = [t + delays[n % 7] for n, t in enumerate(post.times)]
        assert most_in_a_second(arrivals) <= 30
        assert 599 / (post.times[-1] - post.times[0]) >= 29.2

    in_fake_time(story())


def test_a_quiet_hour_saves_nothing_up() -> None:
    async def story() -> None:
        post = Post(Pacer(10, clock))
        await post.send(0)
        await asyncio.sleep(3600)
        async with asyncio.TaskGroup() as group:
            for number in range(1, 21):
                group.create_task(post.send(number))
        gaps = [b - a for a, b in zip(post.times[1:], post.times[2:], strict=False)]
        assert post.times[1] == pytest.approx(3600)
        assert min(gaps) > 0.09

    in_fake_time(story())


def test_a_stalled_program_does_not_catch_up_in_a_burst() -> None:
    async def story() -> None:
        stalls = iter([0.0, 0.0, 5.0])

        async def stalling(seconds: float) -> None:
            await asyncio.sleep(seconds + next(stalls, 0.0))

        post = Post(Pacer(10, clock, stalling))
        async with asyncio.TaskGroup() as group:
            for number in range(30):
                group.create_task(post.send(number))
        assert most_in_a_second(post.times) <= 10

    in_fake_time(story())


def test_a_reply_goes_before_invitations_that_came_first() -> None:
    async def story() -> None:
        post = Post(Pacer(25, clock))
        async with asyncio.TaskGroup() as group:
            for number in range(100):
                group.create_task(post.send(number, priority=5))
            group.create_task(post.send(1000, priority=0, after=1.0))
            group.create_task(post.send(1001, priority=0, after=1.001))
        reply = post.order.index(1000)
        assert post.order[reply + 1] == 1001
        assert post.times[reply] - 1.0 <= 0.05
        assert [n for n in post.order if n < 1000] == list(range(100))

    in_fake_time(story())


def test_told_to_wait_five_seconds_everybody_waits_and_then_goes_evenly() -> None:
    async def story() -> None:
        post = Post(Pacer(30, clock))

        async def refused() -> None:
            await asyncio.sleep(2.0)
            post.pacer.pause(5)
            post.pacer.pause(1)  # a shorter wait told later does not end the longer one

        async with asyncio.TaskGroup() as group:
            for number in range(200):
                group.create_task(post.send(number))
            group.create_task(refused())
        assert not [t for t in post.times if 2.0 < t < 7.0]
        assert [t for t in post.times if 7.0 <= t < 7.01]
        assert most_in_a_second(post.times) <= 30
        assert len(post.times) == 200

    in_fake_time(story())


def test_whoever_gives_up_leaves_the_others_their_turn() -> None:
    async def story() -> None:
        post = Post(Pacer(10, clock))
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(post.send(number)) for number in range(10)]
            await asyncio.sleep(0.05)
            tasks[1].cancel()  # the one who sleeps for all
            tasks[5].cancel()
            await asyncio.sleep(0)
            tasks[2].cancel()  # the one just asked to sleep in their place
        assert post.order == [0, 3, 4, 6, 7, 8, 9]
        await post.send(10)
        assert post.order[-1] == 10

    in_fake_time(story())


@pytest.mark.parametrize("when", ["before", "after"])
def test_giving_up_in_the_moment_of_being_let_through_disturbs_nobody(when: str) -> None:
    async def story() -> None:
        urgent: list[asyncio.Task[None]] = []

        async def sleep(seconds: float) -> None:
            if when == "after" and clock() > 0.18:
                urgent[0].cancel()  # has its slot, and does not know yet
            await asyncio.sleep(seconds)
            if when == "before" and clock() > 0.18:
                urgent[0].cancel()  # the slot is about to be given away

        post = Post(Pacer(10, clock, sleep))
        async with asyncio.TaskGroup() as group:
            for number in range(4):
                group.create_task(post.send(number, priority=1))
            urgent.append(group.create_task(post.send(9, priority=0, after=0.12)))
        assert post.order == [0, 1, 2, 3]
        spent = 0.1 if when == "after" else 0.0
        assert post.times[2] == pytest.approx(0.2 + spent, abs=0.01)
        assert most_in_a_second(post.times) <= 10

    in_fake_time(story())


def test_a_pace_of_nothing_is_refused() -> None:
    for rate in (0, -1, math.nan):
        with pytest.raises(ValueError, match="above 0"):
            Pacer(rate)


@dataclass(frozen=True)
class Wish:
    after: float
    priority: int
    patience: float | None


wishes = st.lists(
    st.builds(
        Wish,
        after=st.floats(0, 5).map(lambda t: round(t, 3)),
        priority=st.integers(0, 3),
        patience=st.none() | st.floats(0, 2).map(lambda t: round(t, 3)),
    ),
    max_size=80,
)
pauses = st.lists(st.tuples(st.floats(0, 5), st.floats(0, 4)), max_size=3)


@settings(max_examples=60, deadline=None)
@given(
    rate=st.floats(0.4, 60),
    wanted=wishes,
    told=pauses,
    late=st.lists(st.floats(0, 0.05), min_size=1, max_size=7),
)
def test_whatever_happens_the_pace_the_order_and_the_pauses_hold(
    rate: float, wanted: list[Wish], told: list[tuple[float, float]], late: list[float]
) -> None:
    async def story() -> None:
        sleeps = 0

        async def sleep(seconds: float) -> None:
            nonlocal sleeps
            sleeps += 1
            await asyncio.sleep(seconds + late[sleeps % len(late)])

        post = Post(Pacer(rate, clock, sleep))
        silences: list[tuple[float, float]] = []

        async def wish(number: int, one: Wish) -> None:
            await asyncio.sleep(one.after)
            try:
                async with asyncio.timeout(one.patience):
                    await post.send(number, one.priority)
            except TimeoutError:
                given_up.add(number)

        async def pause(after: float, seconds: float) -> None:
            await asyncio.sleep(after)
            silences.append((clock(), clock() + seconds))
            post.pacer.pause(seconds)

        given_up: set[int] = set()
        async with asyncio.TaskGroup() as group:
            for number, one in enumerate(wanted):
                group.create_task(wish(number, one))
            for after, seconds in told:
                group.create_task(pause(after, seconds))

        assert most_in_a_second(post.times) <= math.ceil(rate)
        assert sorted([*post.order, *given_up]) == list(range(len(wanted)))
        assert post.overtaken == []
        for since, until in silences:
            assert not [t for t in post.times if since < t < until - 1e-9]

    in_fake_time(story())
