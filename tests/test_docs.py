"""README.md names every setting and every command, and its links lead somewhere."""

import re
from functools import cache
from pathlib import Path

import pytest

from bot.config import PREFIX, Settings
from handlers import router

REPOSITORY = Path(__file__).parents[1]
WEB = {"healthz", "metrics"}
GLOSSARY = REPOSITORY / "docs" / "glossary.md"


@cache
def readme() -> str:
    return (REPOSITORY / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert re.search(rf"\b{PREFIX}{name.upper()}\b", readme())


@pytest.mark.parametrize("entry", list(router.every_command()), ids=lambda entry: entry.english)
def test_every_command_is_in_the_readme_under_each_of_its_names(entry) -> None:
    missing = [name for name in entry.names if not re.search(rf"/{name}\b", readme())]
    assert missing == []


def test_the_readme_names_no_command_that_is_not_there() -> None:
    named = set(re.findall(r"`/([a-z]+)\b(?![/.])", readme()))
    assert sorted(named - set(router.commands) - WEB) == []


def test_links_between_the_pages_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(REPOSITORY)}: {link}"
        for page in (*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md"))
        for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert broken == []


def test_the_glossary_names_things_as_the_code_does() -> None:
    """Every name in the glossary's last column is a word of the code."""
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("bot", "handlers", "storage")
        for path in (REPOSITORY / folder).rglob("*.py")
    )
    rows = re.findall(r"(?m)^\|[^|]+\|[^|]+\| *(`[^|]+`) *\|$", GLOSSARY.read_text("utf-8"))
    names = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert len(names) > 30
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}\b", code)] == []
