"""Keeps the catalogues in step with the code: `make words` writes them, `--check` finds fault.

The files hold nothing that changes by itself: no dates, no line numbers, no names of people.
"""

import io
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tools.extraction import Found, Harvest, harvest

REPOSITORY = Path(__file__).parents[1]
FORMS = {"vi": 1, "en": 2}  # of a sentence about several things
_PLURALS = {1: "nplurals=1; plural=0;", 2: "nplurals=2; plural=(n != 1);"}
_ALWAYS = {
    "you",
    "You",
    "your",
    "Your",
}  # supplied to every sentence, so a translation may use or leave them
_WIDTH = 100

Strings = dict[str, tuple[str, ...]]


def path_of(language: str, root: Path = REPOSITORY) -> Path:
    return root / "locales" / language / "messages.po"


def load(path: Path, language: str) -> tuple[Strings, list[str]]:
    """The forms of each msgid in a file, and the msgids that are marked fuzzy or obsolete."""
    if not path.is_file():
        return {}, []
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    strings: Strings = {}
    doubtful: list[str] = [_one(entry.id) for entry in catalogue.obsolete.values()]
    for entry in catalogue:
        if not entry.id:
            continue
        if entry.fuzzy:
            doubtful.append(_one(entry.id))
        text = entry.string or ""
        strings[_one(entry.id)] = (text,) if isinstance(text, str) else tuple(text)
    return strings, doubtful


def _one(id: str | list[str] | tuple[str, ...]) -> str:
    return id if isinstance(id, str) else id[0]


def render(found: Harvest, strings: Strings, language: str) -> str:
    """The text of a catalogue that has exactly what was found, with the translations there are."""
    catalogue = Catalog(language)
    for entry in _in_order(found):
        forms = _forms(entry, strings.get(entry.one, ()), language)
        catalogue.add(
            entry.one if entry.many is None else (entry.one, entry.many),
            forms[0] if entry.many is None else forms,
            locations=[(file, 0) for file in entry.files],
        )
    written = io.BytesIO()
    write_po(written, catalogue, width=_WIDTH, omit_header=True, include_lineno=False)
    return _header(language) + written.getvalue().decode().rstrip() + "\n"


def _in_order(found: Harvest) -> list[Found]:
    """By the first file that says it, then as they stand there."""
    return sorted(found.found.values(), key=lambda entry: entry.files[0])


def _forms(entry: Found, known: tuple[str, ...], language: str) -> tuple[str, ...]:
    """As many forms as the language has; English says what the code says until told otherwise."""
    wanted = 1 if entry.many is None else FORMS[language]
    if len(known) == wanted and (all(known) or language != "en"):
        return known
    return entry.ids if language == "en" else ("",) * wanted


def _header(language: str) -> str:
    lines = (
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {_PLURALS[FORMS[language]]}",
    )
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n"


def faults(found: Harvest, language: str, root: Path = REPOSITORY) -> Iterator[str]:
    """What is wrong with one catalogue, a line each."""
    path = path_of(language, root)
    where = path.relative_to(root).as_posix()
    strings, doubtful = load(path, language)
    for message in doubtful:
        yield f"{where}: “{message}” is fuzzy or obsolete; translate it anew or remove it"
    for entry in _in_order(found):
        for fault in _wrong_with(entry, strings.get(entry.one, ()), language):
            yield f"{where}: “{entry.one}” {fault}"
    if not path.is_file() or path.read_text(encoding="utf-8") != render(found, strings, language):
        yield f"{where}: not what the code says; run make words"


def _wrong_with(entry: Found, forms: tuple[str, ...], language: str) -> Iterator[str]:
    wanted = 1 if entry.many is None else FORMS[language]
    if len(forms) != wanted or not all(forms):
        yield "is not translated"
        return
    ids = entry.ids if len(entry.ids) == wanted else entry.ids[-1:]
    for message, form in zip(ids, forms, strict=True):
        given, used = names(message) - _ALWAYS, names(form) - _ALWAYS
        if given != used:
            yield f"has the values {sorted(given)}, its translation {sorted(used)}"
        if form != form.strip():
            yield "has a translation with a space at its end"


def names(sentence: str) -> set[str]:
    """The values a sentence names: {"unit", "day"}."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def msgid_faults(found: Harvest) -> Iterator[str]:
    """What is wrong with the sentences of the code themselves, a line each."""
    yield from found.faults
    for entry in _in_order(found):
        for message in entry.ids:
            if message != message.strip():
                yield f"{entry.files[0]}: “{message}” begins or ends with a space: is it glued?"
            try:
                odd = [name for name in names(message) if not name.isidentifier()]
            except ValueError:
                odd = ["?"]
            if odd:
                yield f"{entry.files[0]}: “{message}” has values that are no names"


def check(root: Path = REPOSITORY) -> list[str]:
    """Everything wrong with the words below `root`, a line each."""
    found = harvest(root)
    wrong = list(msgid_faults(found))
    for language in FORMS:
        wrong += faults(found, language, root)
    return wrong


def write(root: Path = REPOSITORY) -> list[str]:
    """Bring the catalogues up to date; what is still wrong with the words, a line each."""
    found = harvest(root)
    for language in FORMS:
        path = path_of(language, root)
        strings, _ = load(path, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render(found, strings, language), encoding="utf-8")
    return check(root)


def main(arguments: list[str]) -> int:
    """Write, or with --check only find fault; what is not translated yet fails only the check."""
    if arguments not in ([], ["--check"]):
        print("Usage: python -m tools.words [--check]", file=sys.stderr)
        return 2
    wrong = check() if arguments else write()
    for line in wrong:
        print(line)
    return 1 if wrong and arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
