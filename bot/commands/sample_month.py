"""The month that the demo plays: what people do, in their order; all the rest is the bot's."""

from bot.cards.invitation import AnswerInvitation, GiveReason
from bot.cards.moving import Cancel, Move
from bot.cards.online_requests import Decide, Verdict
from bot.cards.planning import ConfirmPlan
from bot.commands import sample_after
from bot.commands.sample import (
    DEPUTY,
    ELDER,
    EXEMPT,
    FAR,
    MATHS,
    NEW,
    NOTE_TAKER,
    OFFICER,
    OTHER_NEW,
    OTHER_QUIET,
    OTHER_SECRETARY,
    PEOPLE,
    QUIET,
    SECRETARY,
    UNITS,
    VISITOR,
    YOUNG,
)
from bot.commands.sample_stage import Stage
from bot.domain.answers import Answer, Reason

MEMBERS = (DEPUTY, NOTE_TAKER, YOUNG, QUIET, FAR, NEW, EXEMPT)
OTHERS = (OTHER_SECRETARY, OTHER_NEW, OTHER_QUIET)


async def play(stage: Stage) -> None:
    """Tell the whole month."""
    await beginning(stage)
    await joining(stage)
    await scheduling(stage)
    await planning(stage)
    await inviting(stage)
    await reminding(stage)
    await moving(stage)
    await cancelling(stage)
    await the_day_before(stage)
    await the_day(stage)
    await sample_after.play(stage)
    await ending(stage)


async def beginning(stage: Stage) -> None:
    """Say what this is."""
    t = stage.t
    await stage.part(t("A month of a sample committee"))
    await stage.says(
        t(
            "{committee} has two cells: {first} (CB1) and {second} (CB2). Nobody here is real. The "
            "bot is: every card below comes from the same program that runs on Telegram, on a "
            "database that is thrown away. The clock is moved.",
            committee=UNITS[0][1],
            first=UNITS[1][1],
            second=UNITS[2][1],
        )
    )
    await stage.says(
        t(
            "» is what somebody types or taps, [1] is a button, and several names above a card "
            "mean that each of them got it."
        )
    )


async def joining(stage: Stage) -> None:
    """Codes are opened on phones."""
    t = stage.t
    await stage.part(t("1. Joining with a code"))
    await stage.joins(SECRETARY)
    rest = (*MEMBERS, VISITOR, *OTHERS, OFFICER)
    await stage.join(rest)
    await stage.says(
        t.plural(
            "{n} more person joins in the same way.",
            "{n} more people join in the same way.",
            len(rest),
        )
    )
    await stage.says(
        t("{name} has no smartphone; the secretary answers for him after a call.", name=ELDER)
    )


async def scheduling(stage: Stage) -> None:
    """The secretaries set their regular meetings, one line each."""
    t = stage.t
    await stage.part(t("2. The regular meetings are set"), until="2026-11-16 09:10")
    await stage.commands(SECRETARY, "schedule", "3 19:30; Phòng 205, nhà A1")
    when = "thứ bảy đầu tiên 8h" if t.language == "vi" else "first sat 08:00"
    await stage.commands(OTHER_SECRETARY, "schedule", f"{when}; Hội trường B")


async def planning(stage: Stage) -> None:
    """The plan comes on the 20th; the secretary puts an agenda to it and confirms."""
    t = stage.t
    await stage.part(t("3. The plan of the month comes by itself"), until="2026-11-20 08:05")
    await stage.picks(SECRETARY, ConfirmPlan)
    await stage.commands(SECRETARY, "agenda", "Chuyên đề; 50; Dạy học bằng hai thứ tiếng")


async def inviting(stage: Stage) -> None:
    """Invitations go out; people answer in one tap."""
    t = stage.t
    await stage.part(t("4. Everyone is invited a week ahead"), until="2026-11-26 08:10")
    await stage.picks(YOUNG, AnswerInvitation, answer=Answer.PRESENT)
    await stage.picks(NOTE_TAKER, AnswerInvitation, answer=Answer.ABSENT)
    await stage.picks(NOTE_TAKER, GiveReason, reason=Reason.TRAVEL)
    await stage.says(t("{name} lives far away and asks to join online.", name=FAR))
    await stage.picks(FAR, AnswerInvitation, answer=Answer.ONLINE)
    await stage.picks(SECRETARY, Decide, verdict=Verdict.GRANTED)
    await stage.quietly([NEW], AnswerInvitation, answer=Answer.LATE)
    await stage.quietly([SECRETARY, VISITOR], AnswerInvitation, answer=Answer.PRESENT)
    await stage.says(t("Others answer too. {name} calls the secretary.", name=ELDER))
    await stage.commands(SECRETARY, "answerfor", f"{ELDER}; có mặt")
    await stage.says(t("Two days later the other cell is invited to its own meeting."))
    await stage.until("2026-11-28 08:05")


async def reminding(stage: Stage) -> None:
    """Only the silent hear of it again."""
    t = stage.t
    await stage.part(t("5. Only the silent are reminded"), until="2026-11-30 08:05")
    await stage.picks(QUIET, AnswerInvitation, answer=Answer.PRESENT)
    await stage.commands(SECRETARY, "status")
    await stage.says(t("The committee above sees numbers, no names and no reasons."))
    await stage.commands(OFFICER, "status", MATHS)


async def moving(stage: Stage) -> None:
    """Another day: everyone is asked once more."""
    t = stage.t
    await stage.part(
        t("6. The meeting moves, and everyone is asked once more"), until="2026-12-01 09:00"
    )
    await stage.commands(SECRETARY, "move", "04/12 19:30")
    await stage.picks(SECRETARY, Move)
    await stage.picks(YOUNG, AnswerInvitation, answer=Answer.PRESENT)
    rest = (SECRETARY, DEPUTY, FAR, NEW, VISITOR)
    await stage.quietly(rest, AnswerInvitation, answer=Answer.PRESENT)
    await stage.says(t("Others answer for the new time; {name} stays silent.", name=QUIET))


async def cancelling(stage: Stage) -> None:
    """The other cell calls its meeting off."""
    t = stage.t
    await stage.part(t("7. The other cell calls its meeting off"), until="2026-12-01 10:00")
    await stage.commands(OTHER_SECRETARY, "cancel", "Hội trường B sửa điện")
    await stage.picks(OTHER_SECRETARY, Cancel)


async def the_day_before(stage: Stage) -> None:
    """Who comes is told once more, the secretary gets the list."""
    await stage.part(stage.t("8. The day before"), until="2026-12-03 08:05")


async def the_day(stage: Stage) -> None:
    """Three hours before, the last reminder; then answers are closed."""
    t = stage.t
    await stage.part(t("9. The day of the meeting"), until="2026-12-04 16:35")
    await stage.picks(QUIET, AnswerInvitation, answer=Answer.PRESENT)
    await stage.until("2026-12-04 19:31")
    await stage.says(t("The meeting has begun: answers are closed."))
    await stage.picks(QUIET, AnswerInvitation, answer=Answer.LATE)


async def ending(stage: Stage) -> None:
    """Say what to try next."""
    t = stage.t
    sent = sum(len(phone.cards) for phone in stage.phones.values())
    await stage.says(
        t.plural(
            "That was the month: {people} people, {n} message.",
            "That was the month: {people} people, {n} messages.",
            sent,
            people=len({each.name for each in PEOPLE}),
        )
    )
    await stage.says(
        t(
            "Next: put your own cells into a file and run\n"
            "python -m bot import FILE\n"
            "python -m bot invites\n"
            "python -m bot rehearse\n"
            "make run\n"
            "README.md says the rest."
        )
    )
