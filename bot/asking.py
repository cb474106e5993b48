"""From what somebody did to the handler that answers it."""

from dataclasses import replace

from rapidfuzz import process

from bot.cards.invitation import AnswerInvitation, ShowInvitation
from bot.chat import (
    Asked,
    Attachment,
    Back,
    BadAction,
    Card,
    Command,
    Left,
    Pick,
    Reply,
    Toast,
    Words,
)
from bot.choosing import ChooseUnit, settle_unit, typed_before
from bot.domain import codes
from bot.domain.answer_words import is_unclear, typed_answer
from bot.domain.names import fold
from bot.domain.refusal import Refused
from bot.domain.secrecy import check_not_secret
from bot.place import Place
from bot.router import Audience, CommandEntry, Scope
from bot.turn import Turn
from storage import awaiting, meetings, people, screens, units

MOST_CHARACTERS = 4000  # of one message from a person


async def answer(turn: Turn, asked: Asked) -> Reply:
    """Find the handler for a deed and let it answer. Raises Refused."""
    deed = asked.deed
    if isinstance(deed, Left):
        await people.unreachable(turn.db, turn.talk.id, "blocked", now=turn.now)
        return None
    if isinstance(deed, Back):
        for handler in turn.router.returning:
            await handler(turn)
        return None
    if not asked.private:
        return _not_in_a_group(turn, deed)
    if isinstance(deed, Attachment):
        raise Refused(
            "I cannot take photos or files yet. Please write it in words, or hand the document to "
            "the secretary."
        )
    if isinstance(deed, Pick):
        turn.tapped = deed.message_id
        return await _picked(turn, deed.wire)
    text = deed.words if isinstance(deed, Command) else deed.text
    check_not_secret(text)
    if len(text) > MOST_CHARACTERS:
        raise Refused(
            "This is too long: {n} characters. Please keep it under {most}.",
            n=len(text),
            most=MOST_CHARACTERS,
        )
    if isinstance(deed, Command):
        return await _commanded(turn, deed)
    return await _said(turn, deed)


async def mark(turn: Turn, asked: Asked, reply: Reply) -> screens.Mark | None:
    """Note what the tapped message has to show now, in the turn's own transaction."""
    if not (isinstance(asked.deed, Pick) and isinstance(reply, Card)):
        return None
    if reply.fresh or reply.shows is None:
        return None
    return await screens.tapped(
        turn.db, turn.talk.id, asked.deed.message_id, reply.shows.pack(), now=turn.now
    )


def _not_in_a_group(turn: Turn, deed: object) -> Reply:
    if isinstance(deed, Command | Pick):
        return Toast(turn.t("Please write to me in a private chat; {your} answers stay there."))
    return None


async def _picked(turn: Turn, wire: str) -> Reply:
    try:
        action = turn.router.known.read(wire)
        if isinstance(action, ChooseUnit):
            return await _chosen(turn, action)
        entry = turn.router.actions[type(action)]
    except (BadAction, KeyError):
        raise Refused(
            "This button is no longer valid. Send /meeting to see the next meeting."
        ) from None
    if entry.audience is Audience.MEMBER:
        _ = turn.me
    turn.right = entry.right
    return await entry.handler(turn, action)


async def _commanded(turn: Turn, command: Command) -> Reply:
    entry = turn.router.commands.get(fold(command.name))
    if entry is None:
        # Telegram ends a command at the first letter with a mark: /l of /lịchhọp
        named = _plain_command(turn, f"{command.name}{command.words}")
        if named is None:
            return _unknown_command(turn, command.name)
        entry, command = named
    await awaiting.settle(turn.db, turn.talk.id)
    return await _run(turn, entry, command.words.strip())


async def _run(
    turn: Turn, entry: CommandEntry, words: str, *, chosen: Place | None = None
) -> Reply:
    if entry.audience is Audience.MEMBER:
        _ = turn.me
    turn.right = entry.right
    if entry.scope is Scope.UNIT:
        settled = (chosen, words) if chosen else await settle_unit(turn, entry, words)
        if isinstance(settled, Card):
            return settled
        turn.settled_unit, words = settled
        turn.t = turn.speaks(turn.unit)
        if turn.talk.unit_id != turn.unit.id:
            await people.speaks_of(turn.db, turn.talk.id, turn.unit.id)
    return await entry.handler(turn, words)


async def _chosen(turn: Turn, choice: ChooseUnit) -> Reply:
    waiting = await typed_before(turn)
    entry = turn.router.commands.get(waiting[0]) if waiting else None
    if waiting is None or entry is None:
        raise Refused("This question has been answered already. Please send the command again.")
    try:
        place = await units.place(turn.db, choice.unit_id, turn.home)
    except LookupError:
        raise Refused("This unit is not there any more. Please send the command again.") from None
    turn.demand(place, entry.right)
    return await _run(turn, entry, waiting[1], chosen=place)


async def _said(turn: Turn, words: Words) -> Reply:
    waiting = await awaiting.expected(turn.db, turn.talk.id, now=turn.now)
    if waiting is not None:
        taken = await _awaited(turn, waiting.action, words.text.strip())
        if taken is not None:
            return taken
    # before codes: "toi di duoc roi" has the twelve letters of one
    answered = turn.who is not None and typed_answer(words.text) is not None
    if not answered and codes.normalise(words.text) is not None:
        return await _commanded(turn, Command("start", words.text))
    if turn.who is None:
        return Toast(
            turn.t("Hello. Please send the join code that the secretary of the cell gave you.")
        )
    # "vắng" answers, "vang" may be vâng: neither is the command of that name without its slash
    named = None if answered or is_unclear(words.text) else _plain_command(turn, words.text)
    if named is not None:
        return await _run(turn, named[0], named[1].words.strip())
    return await _answered_in_words(turn, words.text)


def _plain_command(turn: Turn, text: str) -> tuple[CommandEntry, Command] | None:
    """A command typed with marks, spaces or without its slash: `lịch họp`, `/ datlich 3 19:30`.

    Without a slash the whole message has to be the name: any longer text may only begin like one.
    """
    bare = text.strip()
    entry = turn.router.commands.get(fold(bare).lstrip("/").replace(" ", ""))
    if entry is not None:
        return entry, Command(entry.english)
    name, _, rest = bare.lstrip("/ ").partition(" ")
    entry = turn.router.commands.get(fold(name))
    if entry is None or not bare.startswith("/"):
        return None
    return entry, Command(entry.english, rest)


async def _answered_in_words(turn: Turn, text: str) -> Reply:
    """A clear answer to the one open invitation is taken; else the invitation comes back."""
    ahead = await meetings.invited_to(turn.db, turn.me.person_id, now=turn.now, most=2)
    if not ahead:
        return Toast(
            turn.t("I did not expect words here. Send /help to see what I can do for {you}.")
        )
    meeting, said = ahead[0].meeting, typed_answer(text)
    if said is not None and len(ahead) == 1:
        answering = turn.router.actions[AnswerInvitation].handler
        return await answering(turn, AnswerInvitation(meeting.id, meeting.round, said))
    card = await turn.router.actions[ShowInvitation].handler(turn, ShowInvitation(meeting.id))
    if not isinstance(card, Card):
        return card
    unsure = turn.t("I am not sure what {you} mean. Please tap one answer, or send /help.")
    return replace(card, body=f"{unsure}\n\n{card.body}")


async def _awaited(turn: Turn, wire: str, text: str) -> Reply:
    try:
        action = turn.router.known.read(wire)
        handler = turn.router.words[type(action)]
    except (BadAction, KeyError):
        return None
    _ = turn.me
    entry = turn.router.actions.get(type(action))
    turn.right = entry.right if entry else None
    await awaiting.settle(turn.db, turn.talk.id)
    return await handler(turn, action, text)


def _unknown_command(turn: Turn, name: str) -> Reply:
    names = list(turn.router.commands)
    near = process.extractOne(fold(name), names, score_cutoff=70)
    if near is None:
        return Toast(turn.t("I do not know /{name}. Send /help to see what I can do.", name=name))
    return Toast(turn.t("I do not know /{name}. Did you mean /{near}?", name=name, near=near[0]))
