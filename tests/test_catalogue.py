"""docs/messages.md shows every card the bot has, as it is today."""

import pytest

from bot.chat import Card, Choice
from bot.i18n import LANGUAGES
from tools import docs
from tools.samples import SAMPLES, builders
from tools.samples.sample import Sample


def test_every_card_has_a_sample() -> None:
    shown = {sample.builder for sample in SAMPLES}
    missing = [f"{each.__module__}.{each.__name__}" for each in builders() if each not in shown]
    assert missing == []
    assert len(shown) >= 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.when)
def test_every_card_can_be_shown(sample: Sample, language: str) -> None:
    card = sample.card(docs.SPEECHES[language])
    assert card.title
    assert "{" not in docs.card_html(card)
    assert len(docs.card_html(card)) > len(card.title)


def test_samples_are_told_apart() -> None:
    told = [sample.when for sample in SAMPLES]
    assert len(set(told)) == len(told)


def test_the_generated_pages_are_what_the_bot_says_today() -> None:
    assert docs.stale() == []


def test_a_stale_page_is_found_and_written_anew(tmp_path, capsys) -> None:
    docs.write(tmp_path)
    assert docs.stale(tmp_path) == []
    page = tmp_path / "docs" / "messages.md"
    page.write_text(page.read_text(encoding="utf-8") + "And more.\n", encoding="utf-8")
    assert docs.stale(tmp_path) == ["docs/messages.md"]


def test_a_card_cannot_break_the_page() -> None:
    shown = docs.card_html(Card("<b>A&B", "</pre>", ((Choice("<i>", url="https://a.example"),),)))
    assert shown == "<b>&lt;b&gt;A&amp;B</b>\n\n&lt;/pre&gt;\n\n[ &lt;i&gt; ]"


def test_wrong_words_on_the_command_line_are_named(capsys) -> None:
    assert docs.main(["--chek"]) == 2
    assert "--check" in capsys.readouterr().err
