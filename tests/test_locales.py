"""Every word is translated, with the same values, and the tool that checks it does find fault."""

import re
import shutil
from pathlib import Path

import pytest

from bot.domain.answers import REASON_LABELS, Answer, Mode, label
from bot.i18n import LANGUAGES, catalogue
from tools import words
from tools.extraction import Harvest, harvest, read

VIETNAMESE_LETTER = re.compile(r"[à-ỹđ]", re.IGNORECASE)


def test_every_word_is_translated_with_the_same_values() -> None:
    assert words.check() == []


def test_every_language_the_bot_speaks_has_a_catalogue() -> None:
    assert set(words.FORMS) == set(LANGUAGES)


def test_the_invitation_reads_in_vietnamese_as_it_is_written_on_notices() -> None:
    said = catalogue("vi").plain
    assert [said(label(each, Mode.MIXED)) for each in Answer] == [
        "Có mặt",
        "Trực tuyến",
        "Đến muộn",
        "Xin vắng",
    ]
    assert said(label(Answer.ONLINE, Mode.IN_PERSON)) == "Xin dự trực tuyến"
    assert [said(each) for each in REASON_LABELS.values()] == [
        "Ốm",
        "Việc gia đình",
        "Đi công tác",
        "Trực ca",
        "Ở xa, làm việc xa",
        "Nghỉ hè",
        "Lý do khác",
    ]
    assert said("I agree") == "Tôi đồng ý"
    assert "vẫn dự được?" in said("Can {you} still come? Please tap one answer.")


def test_vietnamese_is_written_with_its_diacritics() -> None:
    bare = [
        text
        for forms in catalogue("vi").forms.values()
        for text in forms
        if len(re.findall(r"[^\W\d]{2,}", re.sub(r"\{\w+\}|/\w+", "", text))) > 3
        and not VIETNAMESE_LETTER.search(text)
    ]
    assert bare == []


def test_whoever_is_said_to_see_reasons_is_never_the_secretary_alone() -> None:
    said = {
        text
        for language in LANGUAGES
        for forms in catalogue(language).forms.values()
        for text in forms
        if re.search(r"(only|chỉ) (the )?(secretary|bí thư)|who sees it|ai được xem", text, re.I)
        and not re.search(r"correct|sửa", text)
    }
    assert len(said) >= 8
    assert [each for each in said if "deputy" not in each and "phó bí thư" not in each] == []


def test_vietnamese_names_commands_by_their_vietnamese_names() -> None:
    from handlers import router

    english = {each.english: each.vietnamese for each in router.every_command()}
    wrong = [
        (text, f"/{name}", f"/{english[name]}")
        for forms in catalogue("vi").forms.values()
        for text in forms
        for name in re.findall(r"(?<![\w/])/([a-z]+)", text)
        if name in english
    ]
    assert wrong == []


def test_every_command_that_a_sentence_names_exists() -> None:
    from handlers import router

    named = {
        (text, name)
        for language in LANGUAGES
        for forms in catalogue(language).forms.values()
        for text in forms
        for name in re.findall(r"(?<![\w/])/([a-z]+)", text)
    }
    assert sorted(each for each in named if each[1] not in router.commands) == []


def gathered(source: str) -> Harvest:
    kept = Harvest()
    read(source, "bot/some.py", kept)
    return kept


def test_words_are_found_wherever_they_may_stand() -> None:
    source = """
_("A")
turn.t("B {x}", x=1)
turn.speaks(place)("C")
self._speech(talk, None, None)("L")
raise Refused("D " "and E")
fault(3, "F")
t.plural("{n} G", "{n} Gs", 2)
@router.command("help", "trogiup", summary="H")
async def f(): ...
@router.notice("name", why=_("I"))
async def g(): ...
t("J" if late else "K")
t(NAMES[role])
"""
    found = gathered(source).found
    assert list(found) == ["A", "B {x}", "C", "L", "D and E", "F", "{n} G", "H", "I", "J", "K"]
    assert found["{n} G"].many == "{n} Gs"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('t(f"Due {day}")', "put together"),
        ('t("Due " + day)', "put together"),
        ('Toast("Saved.")', "nobody translates"),
        ('Card(title=t("A"), body="Saved.")', "nobody translates"),
        ('says("Due on {day}.", day=day)', "not extracted"),
        ('tongue(place)("Saved.")', "not extracted"),
        ('t.plural("{n} a", "{n} b", 1); t.plural("{n} a", "{n} c", 1)', "two forms"),
    ],
)
def test_words_that_could_never_be_translated_are_found(source: str, complaint: str) -> None:
    [fault] = gathered(source).faults
    assert complaint in fault


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small program whose words are all in order."""
    for folder in ("bot", "handlers", "storage"):
        (tmp_path / folder).mkdir()
    (tmp_path / "bot" / "a.py").write_text(
        't("Hello {name}.")\nt.plural("{n} day", "{n} days", 2)\n', encoding="utf-8"
    )
    words.write(tmp_path)
    path = words.path_of("vi", tmp_path)
    text = path.read_text(encoding="utf-8")
    text = text.replace('"Hello {name}."\nmsgstr ""', '"Hello {name}."\nmsgstr "Chào {name}."')
    text = text.replace('msgstr[0] ""', 'msgstr[0] "{n} ngày"')
    path.write_text(text, encoding="utf-8")
    assert words.check(tmp_path) == []
    return tmp_path


def change(tree: Path, old: str, new: str, file: str = "locales/vi/messages.po") -> list[str]:
    path = tree / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return words.check(tree)


def test_a_lost_translation_is_found(tree: Path) -> None:
    [fault] = change(tree, "Chào {name}.", "")
    assert "“Hello {name}.” is not translated" in fault


def test_a_value_that_is_spelt_otherwise_is_found(tree: Path) -> None:
    [fault] = change(tree, "Chào {name}.", "Chào {ten}.")
    assert "has the values ['name'], its translation ['ten']" in fault


def test_the_address_may_come_and_go(tree: Path) -> None:
    assert change(tree, "Chào {name}.", "Chào {you} {name}.") == []


def test_a_fuzzy_translation_is_found(tree: Path) -> None:
    faults = change(tree, '#, python-brace-format\nmsgid "Hello', '#, fuzzy\nmsgid "Hello')
    assert any("fuzzy or obsolete" in fault for fault in faults)


def test_a_leftover_of_what_was_once_said_is_found(tree: Path) -> None:
    path = words.path_of("vi", tree)
    with path.open("a", encoding="utf-8") as file:
        file.write('\n#~ msgid "Bye."\n#~ msgstr "Tạm biệt."\n')
    assert any("“Bye.” is fuzzy or obsolete" in fault for fault in words.check(tree))


def test_a_translation_glued_to_something_is_found(tree: Path) -> None:
    [fault] = change(tree, "Chào {name}.", "Chào {name}. ")
    assert "a space at its end" in fault


def test_a_sentence_glued_to_something_is_found(tree: Path) -> None:
    faults = change(tree, "Hello {name}.", "Hello {name}. ", file="bot/a.py")
    assert any("is it glued?" in fault for fault in faults)


def test_a_new_sentence_makes_the_catalogues_stale(tree: Path) -> None:
    faults = change(tree, "Hello", "Welcome", file="bot/a.py")
    assert "locales/vi/messages.po: not what the code says; run make words" in faults
    assert "locales/en/messages.po: not what the code says; run make words" in faults


def test_writing_keeps_translations_drops_what_is_gone_and_lists_what_is_new(tree: Path) -> None:
    path = tree / "bot" / "a.py"
    path.write_text('t("Bye.")\nt.plural("{n} day", "{n} days", 2)\n', encoding="utf-8")

    [missing] = words.write(tree)

    assert "“Bye.” is not translated" in missing
    strings, doubtful = words.load(words.path_of("vi", tree), "vi")
    assert strings == {"Bye.": ("",), "{n} day": ("{n} ngày",)}
    assert doubtful == []
    assert words.load(words.path_of("en", tree), "en")[0]["{n} day"] == ("{n} day", "{n} days")


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    for folder in ("bot", "handlers", "storage", "locales"):
        shutil.copytree(words.REPOSITORY / folder, tmp_path / folder)

    def written() -> list[bytes]:
        words.write(tmp_path)
        return [words.path_of(language, tmp_path).read_bytes() for language in words.FORMS]

    assert written() == written()


def test_catalogues_name_no_day_machine_or_line() -> None:
    for language in words.FORMS:
        text = words.path_of(language).read_text(encoding="utf-8")
        assert not re.search(r"Date:|Generated|Translator|\.py:\d|^#: /", text, re.MULTILINE)


def test_the_code_says_something() -> None:
    assert len(harvest(words.REPOSITORY).found) > 200
