"""Every button survives the wire, and no text that is not one of ours does any harm."""

import enum
import typing
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import MOST_BYTES, MOST_NUMBER, Action, BadAction
from handlers import router

KINDS = sorted(router.known, key=lambda kind: kind.name)
EVERY_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
SHORT_WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz_0123456789", max_size=12)


def values(hint: type) -> st.SearchStrategy[object]:
    """What a field of an action may hold: numbers of rows, words of ours."""
    if hint is bool:
        return st.booleans()
    if hint is int:
        return st.integers(0, MOST_NUMBER)
    if issubclass(hint, enum.Enum):
        return st.sampled_from(list(hint))
    return SHORT_WORDS


def actions(kind: type[Action]) -> st.SearchStrategy[Action]:
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{field.name: values(hints[field.name]) for field in fields(kind)})


@EVERY_KIND
@given(data=st.data())
def test_an_action_survives_the_wire(kind: type[Action], data: st.DataObject) -> None:
    action = data.draw(actions(kind))
    wire = action.pack()

    assert 1 <= len(wire.encode()) <= MOST_BYTES
    assert router.known.read(wire) == action


@EVERY_KIND
def test_an_action_has_a_handler(kind: type[Action]) -> None:
    assert kind in router.actions or kind in router.words or kind.name == "unit"


def test_names_are_short_and_differ() -> None:
    names = [kind.name for kind in KINDS]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 16 and ":" not in name for name in names)


def reads(wire: str) -> None:
    """Read a text that anybody may have sent: an action that packs into just this, or BadAction."""
    try:
        action = router.known.read(wire)
    except BadAction:
        return
    assert action.pack() == wire


@given(st.text(max_size=80))
def test_any_text_is_an_action_or_bad(wire: str) -> None:
    reads(wire)


NAMES = st.sampled_from([kind.name for kind in KINDS])
PARTS = st.one_of(
    st.text(max_size=12),
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(["", " 1", "1 ", "+1", "-0", "01", "1_0", "٣", "1.0", "1e3", "\0", "\ud800"]),
)


@given(NAMES, st.lists(PARTS, max_size=6))
def test_a_known_name_with_any_parts_is_an_action_or_bad(name: str, parts: list[str]) -> None:
    reads(":".join([name, *parts]))


@given(st.data())
def test_a_tampered_action_is_an_action_or_bad(data: st.DataObject) -> None:
    wire = data.draw(actions(data.draw(st.sampled_from(KINDS)))).pack()
    at = data.draw(st.integers(0, len(wire)))
    reads(wire[:at] + data.draw(st.characters()) + wire[at:])
    reads(wire[:at] + wire[at + 1 :])
