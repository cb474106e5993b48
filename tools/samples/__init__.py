"""One call of every card with sample values: what docs/messages.md shows, in every language."""

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import get_type_hints

import bot.cards
from bot.chat import Card
from tools.samples import (
    away,
    breaks,
    closings,
    decisions,
    digests,
    holding,
    invitations,
    links,
    members,
    persons,
    planning,
    reports,
    rollcalls,
    shifts,
    tasks,
    voices,
    years,
)
from tools.samples.sample import Builder, Sample

SAMPLES: tuple[Sample, ...] = (
    *invitations.SAMPLES,
    *links.SAMPLES,
    *away.SAMPLES,
    *shifts.SAMPLES,
    *breaks.SAMPLES,
    *holding.SAMPLES,
    *planning.SAMPLES,
    *reports.SAMPLES,
    *members.SAMPLES,
    *persons.SAMPLES,
    *rollcalls.SAMPLES,
    *decisions.SAMPLES,
    *closings.SAMPLES,
    *tasks.SAMPLES,
    *voices.SAMPLES,
    *digests.SAMPLES,
    *years.SAMPLES,
)


def builders() -> Iterator[Builder]:
    """Every public function of bot/cards that makes a card."""
    for found in pkgutil.walk_packages(bot.cards.__path__, "bot.cards."):
        module = import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            mine = function.__module__ == module.__name__ and not name.startswith("_")
            if mine and get_type_hints(function).get("return") is Card:
                yield function
