"""Writes the pages of docs/ that follow from the code, and with --check finds the stale ones."""

import sys
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.channels import telegram_words
from bot.chat import Card
from bot.i18n import LANGUAGES, Speech, catalogue
from handlers import router
from tools import rights_table
from tools.extraction import Found, harvest
from tools.samples import SAMPLES
from tools.samples.sample import Sample

REPOSITORY = Path(__file__).parents[1]
SPEECHES = {each: Speech(each, ZoneInfo("Asia/Ho_Chi_Minh")) for each in LANGUAGES}


def messages() -> str:
    """docs/messages.md: every card as Telegram shows it, then every sentence, in each language."""
    found = list(harvest(REPOSITORY).found.values())
    refusals = [each for each in found if "Refused" in each.callers]
    faults = [each for each in found if each not in refusals and _of_files(each)]
    commands = [each for each in found if "command" in each.callers]
    others = [each for each in found if each not in (*refusals, *faults, *commands)]
    parts = [
        "# What the bot says",
        "Written by `make messages`; not to be edited by hand. Names and places are samples.",
        "## Cards",
        *(_sample(each) for each in SAMPLES),
        "## Messages the bot sends by itself",
        _notices(),
        "## Commands in menus and help",
        _table(sorted(commands, key=lambda each: each.one)),
        "## Refusals",
        _table(refusals),
        "## Faults found in a roster file",
        _table(faults),
        "## Every other sentence, label and passing word",
        *_by_file(others),
    ]
    return "\n\n".join(parts) + "\n"


def _of_files(found: Found) -> bool:
    return all(
        file.startswith(("bot/papers/", "bot/domain/roster", "bot/domain/faults"))
        for file in found.files
    )


def _sample(sample: Sample) -> str:
    shown = (f"<pre>{card_html(sample.card(t))}</pre>" for t in SPEECHES.values())
    return "\n\n".join((f"### {sample.when}", *shown))


def card_html(card: Card) -> str:
    """A card as Telegram shows it: its pages, then a line for each row of buttons."""
    markup = telegram_words.keyboard(card)
    rows = markup["inline_keyboard"] if markup else ()
    buttons = [
        "  ".join(f"[ {escape(button['text'], quote=False)} ]" for button in row) for row in rows
    ]
    return "\n".join([*telegram_words.pages(card), *(["", *buttons] if buttons else [])])


def _notices() -> str:
    lines = ["| notice | sent because | | at night |", "|---|---|---|---|"]
    for name, entry in sorted(router.notices.items()):
        why = " | ".join(_cell(t(entry.why)) for t in SPEECHES.values())
        lines.append(f"| `{name}` | {why} | {'waits' if entry.quiet else 'goes out'} |")
    return "\n".join(lines)


def _by_file(found: list[Found]) -> Iterator[str]:
    files = sorted({each.files[0] for each in found})
    for file in files:
        yield f"### {file}"
        yield _table([each for each in found if each.files[0] == file])


def _table(found: list[Found]) -> str:
    lines = ["| tiếng Việt | English |", "|---|---|"]
    for each in found:
        shown = (_cell(" / ".join(_forms(language, each))) for language in LANGUAGES)
        lines.append(f"| {' | '.join(shown)} |")
    return "\n".join(lines)


def _forms(language: str, found: Found) -> tuple[str, ...]:
    return catalogue(language).forms.get(found.one, found.ids)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", "<br>")


PAGES: dict[str, Callable[[], str]] = {
    "docs/messages.md": messages,
    "docs/commands.md": rights_table.page,
}


def stale(root: Path = REPOSITORY) -> list[str]:
    """The pages that are not what the code makes them."""
    return [
        name
        for name, page in PAGES.items()
        if not (root / name).is_file() or (root / name).read_text(encoding="utf-8") != page()
    ]


def write(root: Path = REPOSITORY) -> None:
    """Write every page anew."""
    for name, page in PAGES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(page(), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check name the stale ones and fail."""
    if arguments not in ([], ["--check"]):
        print("Usage: python -m tools.docs [--check]", file=sys.stderr)
        return 2
    if not arguments:
        write()
        return 0
    found = stale()
    for name in found:
        print(f"{name}: not what the code says; run make messages")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
