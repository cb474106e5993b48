"""What Telegram's errors mean for the message that met them."""

from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram_errors import explained
from bot.chat import Gone, Moved, Rejected, TryLater, Unreachable


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), "blocked"),
        (Forbidden("Forbidden: user is deactivated"), "deleted"),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), "never started"),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), "removed"),
        (Forbidden("Forbidden: something new"), "forbidden"),
        (BadRequest("Chat not found"), "never started"),
        (BadRequest("Not enough rights to send text messages to the chat"), "forbidden"),
    ],
)
def test_who_cannot_be_reached(error: TelegramError, why: str) -> None:
    meaning = explained(error)
    assert isinstance(meaning, Unreachable)
    assert meaning.why == why


@pytest.mark.parametrize("error", [NetworkError("x"), TimedOut()])
def test_what_the_network_lost_is_tried_again(error: TelegramError) -> None:
    meaning = explained(error)
    assert isinstance(meaning, TryLater)
    assert (meaning.after, meaning.everyone) == (None, False)


def test_a_flood_wait_is_for_everyone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # as the program does
    meaning = explained(RetryAfter(timedelta(seconds=7)))
    assert isinstance(meaning, TryLater)
    assert (meaning.after, meaning.everyone) == (7, True)


def test_a_token_that_is_refused_costs_no_message() -> None:
    meaning = explained(InvalidToken("Unauthorized"))
    assert isinstance(meaning, TryLater)
    assert meaning.everyone


def test_a_group_tells_its_new_number() -> None:
    meaning = explained(ChatMigrated(-1_000_000_000_500))
    assert isinstance(meaning, Moved)
    assert meaning.address == "-1000000000500"


@pytest.mark.parametrize("words", ["Message to edit not found", "Message can't be edited"])
def test_a_message_that_is_gone(words: str) -> None:
    assert isinstance(explained(BadRequest(words)), Gone)


def test_a_refusal_for_good_repeats_no_words_of_the_message() -> None:
    meaning = explained(BadRequest('Can\'t parse entities: unsupported start tag "Mai" at 7'))
    assert isinstance(meaning, Rejected)
    assert "Mai" not in meaning.why
