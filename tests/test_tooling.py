"""What surrounds the code keeps its promises: locks, Makefile, settings, layers."""

import re
import tomllib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.config import BESIDE_THE_PROGRAM, PREFIX, Settings

REPOSITORY = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
TARGETS = {"demo", "test", "run", "check", "bench"}  # on which others rely


def text(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def pyproject() -> dict[str, Any]:
    return tomllib.loads(text("pyproject.toml"))


def locked(name: str) -> dict[str, str]:
    """Version by package, as one lock has them."""
    return {pin.name: str(pin.specifier).removeprefix("==") for pin in map(Requirement, pins(name))}


def pins(name: str) -> list[str]:
    """The packages of one lock as it pins them, extras and all, without hashes and markers."""
    return re.findall(r"(?m)^([a-z0-9][a-z0-9.-]*(?:\[[a-z0-9,-]+\])?==[^ ;\\]+)", text(name))


def wanted(*extras: str) -> list[Requirement]:
    project = pyproject()["project"]
    optional = project["optional-dependencies"]
    lines = project["dependencies"] + [line for extra in extras for line in optional[extra]]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("name", [*LOCKS, "pyproject.toml", "Makefile"])
def test_no_lock_says_where_packages_come_from(name: str) -> None:
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links", text(name)) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_its_hashes(name: str) -> None:
    blocks = re.split(r"(?m)^(?=[a-z0-9])", text(name))
    bare = [block.split()[0] for block in blocks if block and "--hash=sha256:" not in block]
    assert bare == []
    assert len(locked(name)) == len([block for block in blocks if block])


def test_the_two_locks_agree_on_every_version() -> None:
    running, developing = (locked(name) for name in LOCKS)
    assert running.items() <= developing.items()


@pytest.mark.parametrize(("name", "extras"), [(LOCKS[0], ()), (LOCKS[1], ("dev",))])
def test_the_locks_hold_what_the_project_asks_for(name: str, extras: tuple[str, ...]) -> None:
    found = locked(name)
    missing = [
        str(want)
        for want in wanted(*extras)
        if not want.specifier.contains(found.get(want.name.lower().replace("_", "-"), "0"))
    ]
    assert missing == []


def test_the_lock_pins_what_is_asked_for_with_its_extras() -> None:
    """A line without the extra pins nothing for pip once a newer version is out."""
    pinned = {Requirement(line).name: Requirement(line).extras for line in pins(LOCKS[1])}
    asked = wanted("dev")
    for name in pinned:
        with suppress(PackageNotFoundError):  # some are locked for another system or Python
            asked += [Requirement(line) for line in requires(name) or []]
    lacking = {
        f"{want.name}[{extra}]"
        for want in asked
        for extra in want.extras - pinned.get(canonicalize_name(want.name), want.extras)
        if want.marker is None or want.marker.evaluate({"extra": ""})
    }
    assert lacking == set()


def test_every_target_of_the_makefile_says_what_it_is_for() -> None:
    makefile = text("Makefile")
    targets = set(re.findall(r"(?m)^([a-z][a-z-]*):", makefile))
    explained = set(re.findall(r"(?m)^([a-z][a-z-]*):.*## \S", makefile))
    phony = set(re.findall(r"(?m)^\.PHONY: (.+)$", makefile)[0].split())
    assert targets == explained == phony
    assert targets >= TARGETS


def test_the_example_of_settings_names_every_setting_and_no_other() -> None:
    shown = re.findall(r"(?m)^#?([A-Z][A-Z_]*)=", text(".env.example"))
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    assert sorted(shown) == sorted(known)
    assert not BESIDE_THE_PROGRAM & set(shown)


def test_the_example_of_settings_shows_the_defaults() -> None:
    shown = dict(re.findall(r"(?m)^#(BOT_[A-Z_]+)=(.*)$", text(".env.example")))
    for name, field in Settings.model_fields.items():
        if field.default is not None:
            assert shown[f"{PREFIX}{name.upper()}"] == str(field.default), name


def test_every_module_has_its_layer() -> None:
    layers = pyproject()["tool"]["importlinter"]["contracts"][0]["layers"]
    placed = {name.strip(" ()") for layer in layers for name in re.split(r"[:|]", layer)}
    present = {
        f"bot.{path.stem}"
        for path in (REPOSITORY / "bot").iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or any(path.glob("*.py"))
    }
    assert present <= placed
