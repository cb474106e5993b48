"""Listens on a port with uvicorn, inside a program that has more to do."""

import errno
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.config import BadSettings
from bot.tasks import Background

GRACE = 2  # seconds for requests under way at the end


@asynccontextmanager
async def serving(
    app: ASGIApp, host: str, port: int, before_end: Callable[[], None]
) -> AsyncIterator[int]:
    """Listen until left and give the port; raises BadSettings when that cannot be.

    `before_end` sends away who would listen for ever.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        lifespan="off",
        # of a proxy on this machine only: whence a visitor comes is counted, nothing else
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    sock = listening(host, port)
    server = _Server(config)
    background = Background()
    background.spawn(server.serve(sockets=[sock]))
    try:
        yield int(sock.getsockname()[1])
    finally:
        before_end()
        server.should_exit = True
        await background.close(GRACE + 1)
        sock.close()


class PortTaken(BadSettings):
    """Another program listens there."""


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises BadSettings, PortTaken when it is in use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except PermissionError:
        text = f"Port {port} may not be used; set BOT_WEB_PORT to one above 1023."
        raise BadSettings(text) from None
    except OSError as fault:
        if isinstance(fault, socket.gaierror) or fault.errno == errno.EADDRNOTAVAIL:
            text = f"BOT_WEB_HOST {host} is no address of this machine."
            raise BadSettings(text) from None
        text = f"Port {port} is in use; set BOT_WEB_PORT to a free one."
        raise PortTaken(text) from None


class _Server(uvicorn.Server):
    """Leaves the signals to the program, which has more to end than this."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
