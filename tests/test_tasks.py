"""Work beside the one who started it: none dies silently, none outlives the program."""

import asyncio

import pytest

from bot import tasks
from bot.tasks import Background, kept_going
from bot.trouble import FIRST, LONGEST, Trouble


async def test_failed_work_begins_again_and_is_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "PAUSE", 0.001)
    begun = 0

    async def work() -> None:
        nonlocal begun
        begun += 1
        if begun == 1:
            raise LookupError
        if begun > 2:
            await asyncio.Event().wait()

    task = Background().spawn(kept_going("reading", work))
    while begun < 3:
        await asyncio.sleep(0)
        await asyncio.sleep(0.001)
    task.cancel()

    assert "reading failed: LookupError" in caplog.text
    assert "reading ended by itself" in caplog.text


async def test_what_is_under_way_may_finish_and_so_may_what_it_starts() -> None:
    background, done = Background(), []

    async def second() -> None:
        await asyncio.sleep(0.01)
        done.append("second")

    async def first() -> None:
        await asyncio.sleep(0.01)
        background.spawn(second())
        done.append("first")

    background.spawn(first())
    assert background.busy
    await background.close(5)
    assert done == ["first", "second"]
    assert not background.busy


async def test_what_takes_too_long_is_ended() -> None:
    background = Background()
    task = background.spawn(asyncio.sleep(60))
    await background.close(0.01)
    assert task.cancelled()


async def test_a_fault_in_the_background_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    background = Background()

    async def fail() -> None:
        raise LookupError

    background.spawn(fail())
    await background.close(1)
    assert "LookupError" in caplog.text


async def test_trouble_lasts_longer_each_time_until_something_goes_well() -> None:
    trouble = Trouble()
    assert trouble.wait == 0
    for expected in (FIRST, 2 * FIRST, 4 * FIRST):
        trouble.begins()
        trouble.begins()  # of several that fail at once one counts
        assert trouble.wait == pytest.approx(expected, abs=0.1)
        trouble._until = 0.0
    assert trouble.lasts
    for _ in range(2000):
        trouble.begins()
        trouble._until = 0.0
    trouble.begins()
    assert trouble.wait == pytest.approx(LONGEST, abs=0.1)
    trouble.ends()
    assert not trouble.lasts


async def test_a_platform_may_ask_for_silence_itself() -> None:
    trouble = Trouble()
    trouble.begins(7)
    assert trouble.wait == pytest.approx(7, abs=0.1)
    assert not trouble.lasts
