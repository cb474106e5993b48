"""Those of the sample committee who are on none of the four phones: they answer as people do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.invitation import AnswerInvitation, GiveReason
from bot.commands.sample import DEPUTY, FAR, NEW, NOTE_TAKER, OTHER_SECRETARY, VISITOR
from bot.domain.answers import Answer, Reason

if TYPE_CHECKING:
    from bot.commands.demo_stage import Stage

ANSWERS = {
    DEPUTY: Answer.PRESENT,
    NOTE_TAKER: Answer.ABSENT,
    FAR: Answer.ONLINE,
    NEW: Answer.LATE,
    VISITOR: Answer.PRESENT,
    OTHER_SECRETARY: Answer.PRESENT,
}
NAMES = tuple(ANSWERS)


async def prepare(stage: Stage) -> None:
    """The other cell has its regular meeting already."""
    when = "thứ bảy đầu tiên 8h" if stage.t.language == "vi" else "first sat 08:00"
    await stage.says(OTHER_SECRETARY, f"/schedule {when}; Hội trường B")


async def act(stage: Stage) -> bool:
    """Everybody answers what has come to them; says whether anybody did something."""
    acted = False
    for name, answer in ANSWERS.items():
        for message_id, wire in await stage.offered(name):
            asked = stage.action(wire)
            if not isinstance(asked, AnswerInvitation) or asked.answer is not answer:
                continue
            if (name, asked.meeting_id, asked.round) in stage.answered:
                continue
            stage.answered.add((name, asked.meeting_id, asked.round))
            await stage.pick(name, message_id, wire)
            if answer is Answer.ABSENT:
                why = GiveReason(asked.meeting_id, asked.round, Reason.TRAVEL)
                await stage.pick(name, message_id, why.pack())
            acted = True
    return acted
