"""web: a tap in a browser beside a bare form, 200 open streams, and the weight of the page."""

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path

import aiohttp

from benchmarks.measure import (
    Program,
    cpu_seconds,
    free_port,
    peak_mib,
    percentile,
    say,
    spread,
    table,
)
from benchmarks.organisation import CELL, Organisation, meeting
from benchmarks.taps import ANSWERS
from benchmarks.truth import Untrue
from bot.app import utc_now
from bot.cards.invitation import AnswerInvitation
from bot.pages.keys import Keys, new_once
from bot.pages.visitors import COOKIE
from storage.tables import Account, Bubble, Kept

CELLS = 20
IN_FLIGHT = 16
STREAMS = 200
PAINT = 100_000  # bytes
KEY = "the key of the benchmarks"
FIRST = 1_000_000  # the first number of an account and of a bubble of the web
STARTS_WITHIN = 60.0  # seconds
HEADER = ("what takes the form", "taps/s", "changed card p50", "p99 ms", "CPU ms/tap", "peak MiB")


@dataclass
class Side:
    """One of the programs that are measured side by side."""

    port: int
    program: Program
    session: aiohttp.ClientSession
    taps: Iterator[tuple[str, dict[str, str]]]
    speeds: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    works: list[float] = field(default_factory=list)

    def forget(self) -> None:
        """Count from now."""
        for each in (self.speeds, self.times, self.works):
            each.clear()

    def row(self, name: str) -> list[str]:
        """Return its line of the table."""
        return [
            name,
            spread(self.speeds),
            f"{percentile(self.times, 50):.1f}",
            f"{percentile(self.times, 99):.1f}",
            spread(self.works, 2),
            f"{peak_mib(self.program.pid):.0f}",
        ]


async def measure(scratch: Path, quick: bool) -> str:
    """Measure the web channel as a browser uses it."""
    rounds, each = (3, 100) if quick else (11, 200)
    organisation = _with_browsers(scratch / "web.db")
    keys = Keys(KEY)
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(_running(_bot(organisation), _our_taps(keys)))
        bare = await stack.enter_async_context(_running(_form(), _bare_taps()))
        for side in (ours, bare):
            await _round(side, each)
            side.forget()
        say(f"web: {rounds} rounds of {each} taps, {IN_FLIGHT} in flight")
        for n in range(rounds):
            for side in (ours, bare) if n % 2 else (bare, ours):
                await _round(side, each)
        ratio = [mine / other for mine, other in zip(ours.speeds, bare.speeds, strict=True)]
        title = f"Taps on the web, {IN_FLIGHT} in flight, {rounds} rounds of {each}"
        rows = [ours.row("ours"), bare.row("a bare form")]
        weight = await _weight(ours, keys)
        streams = await _streams(ours, keys, each)
    return "\n".join(
        [
            table(title, HEADER, rows),
            f"taps a second, ours : bare form {spread(ratio, 2)}; the bare form stores nothing",
            "",
            streams,
            "",
            f"the page of a chat with its style, script and icon: {weight:,} bytes of {PAINT:,}",
        ]
    )


async def _round(side: Side, each: int) -> None:
    before, began = cpu_seconds(side.program.pid), time.perf_counter()
    waiting = list(islice(side.taps, each))

    async def work() -> None:
        while waiting:
            cookie, fields = waiting.pop()
            side.times.append(await _tap(side, cookie, fields))

    await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))
    side.speeds.append(each / (time.perf_counter() - began))
    side.works.append((cpu_seconds(side.program.pid) - before) * 1000 / each)


async def _tap(side: Side, cookie: str, fields: dict[str, str]) -> float:
    """Milliseconds from the POST to the changed card. Raises Untrue for any other answer."""
    began = time.perf_counter()
    async with side.session.post(
        f"http://127.0.0.1:{side.port}/tap",
        data=fields,
        headers={"Accept": "application/json", "Cookie": f"{COOKIE}={cookie}"},
    ) as answer:
        told = await answer.json()
    if answer.status != 200 or not any(each["kind"] == "card" for each in told["changes"]):
        raise Untrue(f"a tap was answered with {answer.status}: {told}")
    return (time.perf_counter() - began) * 1000


async def _streams(side: Side, keys: Keys, each: int) -> str:
    """Open many streams, and tap meanwhile."""
    before = _rss_mib(side.program.pid)
    side.times.clear()
    async with AsyncExitStack() as stack:
        for n in range(STREAMS):
            answer = await stack.enter_async_context(
                side.session.get(
                    f"http://127.0.0.1:{side.port}/stream?after=1000000",
                    headers={"Cookie": f"{COOKIE}={keys.cookie(_address(n))}"},
                    timeout=aiohttp.ClientTimeout(total=None),
                )
            )
            await answer.content.readline()
        held = _rss_mib(side.program.pid)
        await _round(side, each)
        tapping = _rss_mib(side.program.pid)
    return (
        f"{STREAMS} open streams: {before:.0f} MiB before, {held:.0f} MiB with them, "
        f"{tapping:.0f} MiB after {each} taps; a tap meanwhile "
        f"p50 {percentile(side.times, 50):.1f} ms, p99 {percentile(side.times, 99):.1f} ms"
    )


async def _weight(side: Side, keys: Keys) -> int:
    """Bytes of everything that the first paint of a chat needs."""
    headers = {"Cookie": f"{COOKIE}={keys.cookie(_address(0))}"}
    base = f"http://127.0.0.1:{side.port}"
    async with side.session.get(f"{base}/chat", headers=headers) as answer:
        page = await answer.text()
    total = len(page.encode())
    for link in set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page)):
        async with side.session.get(f"{base}{link}") as answer:
            total += len(await answer.read())
    return total


def _with_browsers(file: Path) -> Organisation:
    """Cells whose members all have the invitation in a browser."""
    organisation = Organisation(file, CELLS, utc_now())
    organisation.plan(asked=CELLS)
    members = range(CELLS * CELL)
    organisation.write(Kept, iter([{"name": "web_key", "value": KEY}]))
    organisation.write(
        Account,
        (
            {
                "id": FIRST + n,
                "channel": "web",
                "address": _address(n),
                "person_id": n + 1,
                "locale": "vi",
                "consented_at": organisation.now,
                "last_seen_at": organisation.now,
            }
            for n in members
        ),
    )
    organisation.write(
        Bubble,
        (
            {
                "id": FIRST + n,
                "account_id": FIRST + n,
                "seq": 1,
                "title": "Giấy mời",
                "choices": [],
                "sent_at": organisation.now,
                "changed_at": organisation.now,
            }
            for n in members
        ),
    )
    return organisation


def _our_taps(keys: Keys) -> Iterator[tuple[str, dict[str, str]]]:
    """Taps of all members in turn, every one a change, for ever."""
    for n in count():
        round, who = divmod(n, CELLS * CELL)
        answer = ANSWERS[(who + round) % len(ANSWERS)]
        address = _address(who)
        yield (
            keys.cookie(address),
            {
                "message": str(FIRST + who),
                "wire": AnswerInvitation(meeting(who), 1, answer).pack(),
                "word": keys.word(address),
                "once": str(new_once()),
                "after": str(2 * round + 1),
            },
        )


def _bare_taps() -> Iterator[tuple[str, dict[str, str]]]:
    for n in count():
        yield "", {"message": str(n), "wire": "Có mặt", "word": "x", "once": str(n), "after": "1"}


def _address(member: int) -> str:
    return f"browser-{member}"


def _bot(organisation: Organisation) -> tuple[int, Program]:
    port = free_port()
    others = {name: text for name, text in os.environ.items() if not name.startswith("BOT_")}
    given = {"BOT_DATABASE_URL": organisation.url, "BOT_WEB_PORT": str(port)}
    return port, Program(
        ["-m", "bot", "run"], env={**others, **given}, folder=organisation.file.parent
    )


def _form() -> tuple[int, Program]:
    port = free_port()
    return port, Program(["-m", "benchmarks.stock_form", str(port)])


@asynccontextmanager
async def _running(
    started: tuple[int, Program], taps: Iterator[tuple[str, dict[str, str]]]
) -> AsyncIterator[Side]:
    port, program = started
    connector = aiohttp.TCPConnector(limit=0)
    with program:
        async with aiohttp.ClientSession(connector=connector) as session:
            await _started(session, port)
            yield Side(port, program, session, taps)


async def _started(session: aiohttp.ClientSession, port: int) -> None:
    """Wait until a program answers. Raises Untrue when it never does."""
    for _ in range(int(STARTS_WITHIN / 0.1)):
        if await _answers(session, port):
            return
        await asyncio.sleep(0.1)
    raise Untrue("a program did not begin to listen")


async def _answers(session: aiohttp.ClientSession, port: int) -> bool:
    try:
        async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


def _rss_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(f"process {pid} has no memory any more")
