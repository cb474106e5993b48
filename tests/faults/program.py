"""The program as it is really run: a process of its own, which can be killed."""

import asyncio
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import aiohttp

from bot.commands import main

PATIENCE = 20.0  # seconds until a process has started, on a machine that is busy

# Processes are forked from one that has loaded the program already: loading takes a second or two.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["bot.app", "bot.commands"])


@dataclass
class Program:
    """One `sinhhoat run`, and what it wrote to standard error."""

    process: ForkServerProcess
    log: Path

    def kill(self) -> None:
        """As a power cut would end it."""
        os.kill(self.process.pid or 0, signal.SIGKILL)

    async def gone(self) -> int:
        """Wait for its end; its exit code, negative for the signal that ended it."""
        await asyncio.to_thread(self.process.join, PATIENCE)
        assert self.process.exitcode is not None, f"it still runs:\n{self.said}"
        return self.process.exitcode

    async def stop(self) -> int:
        """Ask it to end, as a supervisor does."""
        self.process.terminate()
        return await self.gone()

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")


class Programs:
    """Starts programs and leaves none behind."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[Program] = []

    async def start(self, settings: Mapping[str, str]) -> Program:
        """Run the bot with these settings and none of this machine's."""
        log = self._folder / f"program-{len(self._started)}.log"
        process = FORKS.Process(target=_run, args=(dict(settings), str(self._folder), str(log)))
        await asyncio.to_thread(process.start)
        self._started.append(Program(process, log))
        return self._started[-1]

    async def close(self) -> None:
        for program in self._started:
            if program.process.exitcode is None:
                program.kill()
                await program.gone()


def _run(settings: dict[str, str], folder: str, log: str) -> None:
    """`python -m bot run` in a folder of its own; the rest of the process's life."""
    written = os.open(log, os.O_WRONLY | os.O_CREAT)
    os.dup2(written, 1)
    os.dup2(written, 2)
    os.chdir(folder)
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        del os.environ[name]
    os.environ.update(settings)
    sys.exit(main(["run"]))


async def until(what: Callable[[], object], within: float = PATIENCE) -> None:
    """Wait until something is true; fails the test when it never is."""
    deadline = time.monotonic() + within
    while not what():
        assert time.monotonic() < deadline, f"not within {within} s"
        await asyncio.sleep(0.01)


async def until_healthy(port: int) -> None:
    """Wait until the program answers at its health page."""
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as client:
        while True:
            try:
                async with client.get(f"http://127.0.0.1:{port}/healthz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                await asyncio.sleep(0.02)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
