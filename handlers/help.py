"""Help and language, built from the router: nothing to keep in step."""

from dataclasses import dataclass
from typing import ClassVar

from bot.chat import Action, Card, Choice
from bot.domain.names import fold
from bot.domain.refusal import Refused
from bot.i18n import LANGUAGES, Speech
from bot.router import Audience, CommandEntry, Router
from bot.turn import Turn
from handlers import menus
from storage import people

router = Router()

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@dataclass(frozen=True)
class SpeakLanguage(Action):
    """Speak this language with me from now on."""

    name: ClassVar[str] = "lang"
    language: str


@router.command("help", "trogiup", summary="What I can do for you", audience=Audience.ANYONE)
async def help_me(turn: Turn, words: str) -> Card:
    """Every command this person may use, a line each."""
    lines = [
        _line(turn.t, entry)
        for entry in turn.router.every_command()
        if menus.offered(entry, turn.who)
    ]
    lines += ["", turn.t("Never send secret documents here.")]
    return Card(title=turn.t("What I can do for {you}"), body="\n".join(lines))


def _line(t: Speech, entry: CommandEntry) -> str:
    name = entry.vietnamese if t.language == "vi" else entry.english
    return f"/{name}: {t(entry.summary)}"


@router.command(
    "language",
    "ngonngu",
    summary="Choose the language",
    usage="en",
    audience=Audience.ANYONE,
)
async def language(turn: Turn, words: str) -> Card:
    """Change the language at once, or ask which."""
    if words:
        wanted = {"tieng viet": "vi", "viet": "vi", "tieng anh": "en", "english": "en"}
        return await speak(turn, SpeakLanguage(wanted.get(fold(words), fold(words))))
    return Card(
        title=turn.t("Which language shall I speak with {you}?"),
        choices=tuple((Choice(LANGUAGE_NAMES[each], SpeakLanguage(each)),) for each in LANGUAGES),
    )


@router.action(SpeakLanguage, audience=Audience.ANYONE)
async def speak(turn: Turn, action: SpeakLanguage) -> Card:
    """Remember the language of this person, on every phone of theirs."""
    if action.language not in LANGUAGES:
        raise Refused("I speak Vietnamese and English: /language vi or /language en.")
    person_id = turn.who.person_id if turn.who else None
    await people.speak(turn.db, turn.talk.id, person_id, action.language)
    if person_id is not None:
        await menus.owe_menu(turn.db, person_id, now=turn.now)
    t = Speech(action.language, turn.t.zone, turn.t.address)
    return Card(title=t("From now on I speak English with {you}."))
