"""Help and language, built from the router: nothing to keep in step."""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from bot.chat import Action, Card, Choice
from bot.domain.names import fold
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.words import _
from bot.i18n import LANGUAGES, Speech
from bot.router import Audience, CommandEntry, Router
from bot.turn import Turn
from handlers import menus
from storage import people

router = Router()

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}
MOST_CHARACTERS = 3500  # of a message that people still read; the platforms cut at 4,096


class Group(Enum):
    """For whom a command is."""

    EVERYONE = 1
    SECRETARY = 2
    COMMITTEE = 3
    ADMIN = 4


HEADINGS = {
    Group.EVERYONE: _("For everyone"),
    Group.SECRETARY: _("For the secretary"),
    Group.COMMITTEE: _("For the committee"),
    Group.ADMIN: _("For the administrator"),
}
GROUPS = {
    Right.OWN: Group.EVERYONE,
    **dict.fromkeys((Right.INBOX, Right.ANSWER, Right.ESCALATE, Right.DIGEST), Group.COMMITTEE),
    **dict.fromkeys((Right.IMPORT, Right.SET_ROLES), Group.ADMIN),
}


@dataclass(frozen=True)
class SpeakLanguage(Action):
    """Speak this language with me from now on."""

    name: ClassVar[str] = "lang"
    language: str


@dataclass(frozen=True)
class ShowHelp(Action):
    """A part of the help that is too long for one message."""

    name: ClassVar[str] = "help"
    part: int


@router.command("help", "trogiup", summary="What I can do for you", audience=Audience.ANYONE)
async def help_me(turn: Turn, words: str) -> Card:
    """Every command this person may use, a line each; or all about the one that is named."""
    if words:
        return _about(turn, words)
    return show_part(turn, ShowHelp(0))


@router.action(ShowHelp, audience=Audience.ANYONE)
async def show_help(turn: Turn, action: ShowHelp) -> Card:
    """The part of the help that was asked for."""
    return show_part(turn, action)


def show_part(turn: Turn, action: ShowHelp) -> Card:
    """Everything where it fits into one message, else one part and buttons to the others."""
    parts = [part for group in Group if (part := _part(turn, group))]
    end = [turn.t("Never send secret documents here.")]
    example = _name(turn.t, turn.router.commands["language"])
    end.insert(0, turn.t("For more about one of them, for example: /help {name}", name=example))
    title = turn.t("What I can do for {you}")
    whole = "\n\n".join("\n".join(part) for part in [*parts, end])
    if len(whole) <= MOST_CHARACTERS:
        return Card(title=title, body=whole)
    number = min(max(action.part, 0), len(parts) - 1)
    return Card(
        title=title,
        body="\n\n".join("\n".join(part) for part in [parts[number], end]),
        choices=tuple(
            (Choice(part[0], ShowHelp(at)),) for at, part in enumerate(parts) if at != number
        ),
    )


def _part(turn: Turn, group: Group) -> list[str]:
    """The heading and the commands of a group; nothing when none of them is offered."""
    lines = [
        turn.t("/{name}: {summary}", name=_name(turn.t, entry), summary=turn.t(entry.summary))
        for entry in turn.router.every_command()
        if _group(entry) is group and menus.offered(entry, turn.who)
    ]
    return [turn.t(HEADINGS[group]), *lines] if lines else []


def _about(turn: Turn, words: str) -> Card:
    """One command: both names, and a sample to copy."""
    entry = turn.router.commands.get(fold(words).lstrip("/"))
    if entry is None:
        raise Refused("I do not know /{name}. Send /help to see what I can do.", name=words)
    names = " ".join(f"/{name}" for name in entry.names)
    lines = [turn.t(entry.summary), turn.t("Names: {names}", names=names)]
    if entry.usage:
        sample = f"/{_name(turn.t, entry)} {entry.usage}"
        lines.append(turn.t("For example: {sample}", sample=sample))
    if not menus.offered(entry, turn.who):
        lines.append(turn.t("Only somebody with another role can use it."))
    return Card(title=f"/{_name(turn.t, entry)}", body="\n".join(lines))


def _name(t: Speech, entry: CommandEntry) -> str:
    return entry.name_in(t.language)


def _group(entry: CommandEntry) -> Group:
    return Group.EVERYONE if entry.right is None else GROUPS.get(entry.right, Group.SECRETARY)


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
