"""Whether the web port is free, or held by a bot that is well."""

import json
import urllib.request
from typing import Any
from urllib.error import HTTPError, URLError

from bot.config import BadSettings
from bot.serving import PortTaken, listening

PATIENCE = 5.0  # seconds
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # listens everywhere; reached here

# Not through a proxy that the environment names: it would ask its own machine.
_directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def look(host: str, port: int) -> list[str]:
    """A line for everything that is wrong."""
    try:
        listening(host, port).close()
    except PortTaken as taken:
        said = _health(ANYWHERE.get(host, host), port)
        if said is None:
            return [str(taken)]
        return [f"The running bot is not well: {line}." for line in said["wrong"]]
    except BadSettings as wrong:
        return [str(wrong)]
    return []


def _health(host: str, port: int) -> dict[str, Any] | None:
    """What /healthz of our own bot says, None for anything else."""
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    try:
        try:
            with _directly.open(f"{address}/healthz", timeout=PATIENCE) as answer:
                said = json.load(answer)
        except HTTPError as refused:  # 503 when it is not well
            with refused:
                said = json.load(refused)
    except (URLError, OSError, ValueError):
        return None
    ours = isinstance(said, dict) and isinstance(said.get("wrong"), list) and "leading" in said
    return said if ours else None
