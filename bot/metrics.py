"""What can be counted, for Prometheus: numbers by channel and kind, nobody's name or words."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

TYPE = CONTENT_TYPE_LATEST
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)

_TURNS = Counter(
    "sinhhoat_turns",
    "What people did, by channel and by what came of it",
    ("channel", "came"),
    registry=REGISTRY,
)
_SECONDS = Histogram(
    "sinhhoat_turn_seconds",
    "From what somebody did to its commit",
    ("channel",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=REGISTRY,
)
_SENT = Counter(
    "sinhhoat_sent",
    "Messages the bot began itself and brought, by channel and kind",
    ("channel", "notice"),
    registry=REGISTRY,
)
_FAILED = Counter(
    "sinhhoat_failed",
    "Messages that could not be brought, by channel, kind and what became of them",
    ("channel", "notice", "why"),
    registry=REGISTRY,
)
_OWED = Gauge("sinhhoat_owed", "Messages that are due and not brought yet", registry=REGISTRY)
_OLDEST = Gauge(
    "sinhhoat_oldest_owed_seconds", "How long the oldest of them has been due", registry=REGISTRY
)
_STREAMS = Gauge("sinhhoat_streams", "Browsers that listen for changes", registry=REGISTRY)


@contextmanager
def turn(channel: str) -> Iterator[None]:
    """Time a turn."""
    began = perf_counter()
    try:
        yield
    finally:
        _SECONDS.labels(channel).observe(perf_counter() - began)


def came(channel: str, how: str) -> None:
    """Count a turn: `done`, `refused`, `repeated`, `failed` or `set aside`."""
    _TURNS.labels(channel, how).inc()


def sent(channel: str, notice: str) -> None:
    """Count a message that was brought."""
    _SENT.labels(channel, notice).inc()


def failed(channel: str, notice: str, why: str) -> None:
    """Count a message that was not: `again`, `rejected` or `unreachable`."""
    _FAILED.labels(channel, notice, why).inc()


def page(*, owed: int, oldest: float, streams: int) -> bytes:
    """All numbers as Prometheus reads them; `oldest` is in seconds."""
    _OWED.set(owed)
    _OLDEST.set(oldest)
    _STREAMS.set(streams)
    return generate_latest(REGISTRY)
