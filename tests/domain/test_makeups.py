"""For whom a meeting can be made up."""

import pytest

from bot.domain.makeups import Missed, check, to_ask
from bot.domain.refusal import Refused

MAI = Missed(1, 1, "Nguyễn Thị Mai")
AN = Missed(2, 2, "Trần Văn An", made_up=True)
LAN = Missed(3, 3, "Vũ Thị Lan", waits=True)


def test_nobody_is_asked_twice() -> None:
    assert to_ask([MAI, AN, LAN]) == [MAI]


def test_a_second_session_is_for_those_not_yet_made_up() -> None:
    check([MAI, AN], is_makeup=False, closed=True)


@pytest.mark.parametrize(
    ("people", "is_makeup", "closed", "sentence"),
    [
        ([MAI], True, True, "a make-up session itself"),
        ([MAI], False, False, "not closed yet"),
        ([], False, True, "Nobody missed this meeting with a reason"),
        ([AN], False, True, "has made it up"),
        ([AN, LAN], False, True, "asked to a make-up session already"),
    ],
)
def test_what_cannot_be_made_up(
    people: list[Missed], is_makeup: bool, closed: bool, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        check(people, is_makeup=is_makeup, closed=closed)
