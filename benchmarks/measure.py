"""What measurements share: processes pinned to a core, what they used, medians, one table."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from types import TracebackType

ROOT = Path(__file__).resolve().parent.parent
BOT_CORE, DRIVER_CORE = 0, 1
TICK = os.sysconf("SC_CLK_TCK")


def pin(core: int, pid: int = 0) -> None:
    """Keep a process (0: this one) on one core, where the machine has that core to give."""
    if core in os.sched_getaffinity(pid):
        os.sched_setaffinity(pid, {core})


def free_port() -> int:
    """Return a TCP port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def peak_mib(pid: int) -> float:
    """Return the most memory a process has held so far, in MiB (VmHWM)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(f"process {pid} has no memory any more")


def cpu_seconds(pid: int) -> float:
    """Return the processor time a process has used so far, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


class Program:
    """`python ARGS` as a process on a core of its own; ends with it.

    It stands in `folder` and sees the environment `env`, by default the repository's root and our
    own. What it writes goes to a file; `said()` returns it, for when something went wrong.
    """

    def __init__(
        self,
        args: Sequence[str],
        *,
        core: int = BOT_CORE,
        env: Mapping[str, str] | None = None,
        folder: Path = ROOT,
    ) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the program runs
        self._process = subprocess.Popen(
            [sys.executable, *args],
            cwd=folder,
            env={**(os.environ if env is None else env), "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self.pid = self._process.pid
        pin(core, self.pid)

    def __enter__(self) -> "Program":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        if error is not None:
            error.add_note(f"the program said:\n{self.said()}")
        self._log.close()

    def alive(self) -> bool:
        """Return whether it still runs."""
        return self._process.poll() is None

    def stop(self, seconds: float = 10.0) -> None:
        """Ask it to end, and end it when it has not after `seconds`."""
        if self.alive():
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def said(self, most: int = 4000) -> str:
        """Return the end of what it has written."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")[-most:]


def say(line: str) -> None:
    """Tell who waits how far it is, beside the tables."""
    print(line, file=sys.stderr, flush=True)


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that `percent` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]


def busiest_second(times: Sequence[float]) -> int:
    """Return the most of `times` (in seconds, in order) that lie within any one second."""
    first = most = 0
    for count, time in enumerate(times, start=1):
        while times[first] <= time - 1.0:
            first += 1
        most = max(most, count - first)
    return most


def spread(values: Sequence[float], digits: int = 0) -> str:
    """Return the median and, when there are several, the range: `1083 [990-1200]`."""
    middle = f"{median(values):,.{digits}f}"
    if len(values) == 1:
        return middle
    return f"{middle} [{min(values):,.{digits}f}-{max(values):,.{digits}f}]"


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as people and Markdown read it; the first column is text, the rest figures."""
    lines = [list(header), *[list(row) for row in rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    ruler = ["-" * widths[0], *["-" * (width - 1) + ":" for width in widths[1:]]]

    def drawn(line: Sequence[str]) -> str:
        first = line[0].ljust(widths[0])
        rest = [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        return f"| {' | '.join([first, *rest])} |"

    return "\n".join([title, "", drawn(lines[0]), drawn(ruler), *map(drawn, lines[1:])])
