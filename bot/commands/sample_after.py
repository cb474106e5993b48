"""The second half of the month that the demo plays: the meeting itself and what follows."""

from bot.cards.assigning import LeaveOpen
from bot.cards.closing import AskEnd, CloseMeeting, SetEnd
from bot.cards.feedback import SendFeedback, SettleFeedback
from bot.cards.inbox import AskAnswer, Forward, ShowInbox, ShowWaiting
from bot.cards.rollcall import ConfirmRoll, ShowRoll, Tick, View
from bot.cards.tasks import ReportTask, SettleTask, ShowTask
from bot.commands.sample import ELDER, OFFICER, QUIET, SECRETARY, YOUNG
from bot.commands.sample_stage import Stage


async def play(stage: Stage) -> None:
    """From the opening to the answer that reaches the asker."""
    await opening(stage)
    await calling_the_roll(stage)
    await deciding(stage)
    await closing(stage)
    await asking(stage)
    await doing(stage)
    await the_digest(stage)


async def opening(stage: Stage) -> None:
    """The real start is noted; closing now says what is missing."""
    t = stage.t
    await stage.part(t("10. The meeting is opened"), until="2026-12-04 19:34")
    await stage.commands(SECRETARY, "open")
    await stage.says(t("Closed too early, it says exactly what is missing."))
    await stage.commands(SECRETARY, "close")


async def calling_the_roll(stage: Stage) -> None:
    """The list is filled in from the answers; whoever differs is ticked."""
    t = stage.t
    await stage.part(t("11. The roll call is filled in from the answers"))
    await stage.picks(SECRETARY, ShowRoll, view=View.TICK)
    await stage.says(t("{name} came without having answered for the new day.", name=ELDER))
    await stage.picks(SECRETARY, Tick, person_id=stage.people[ELDER])
    await stage.picks(SECRETARY, ShowRoll, view=View.SPOKE)
    await stage.picks(SECRETARY, Tick, person_id=stage.people[QUIET])
    await stage.picks(SECRETARY, ConfirmRoll)


async def deciding(stage: Stage) -> None:
    """A resolution with its vote, and a task with a date."""
    t = stage.t
    await stage.part(t("12. What is decided, and who does it by when"), until="2026-12-04 20:40")
    await stage.commands(
        SECRETARY, "resolution", "Thống nhất dạy thí điểm hai lớp bằng hai thứ tiếng; 6-0"
    )
    await stage.commands(SECRETARY, "assign", f"{YOUNG}; Soạn kế hoạch dạy thí điểm; 08/12/2026")
    await stage.picks(SECRETARY, LeaveOpen)


async def closing(stage: Stage) -> None:
    """One tap publishes to everyone."""
    t = stage.t
    await stage.part(
        t("13. The meeting is closed, and everyone gets what was decided"),
        until="2026-12-04 20:55",
    )
    await stage.commands(SECRETARY, "close")
    await stage.picks(SECRETARY, AskEnd)
    await stage.picks(SECRETARY, SetEnd)
    await stage.picks(SECRETARY, CloseMeeting)


async def asking(stage: Stage) -> None:
    """A question goes up and its answer comes back."""
    t = stage.t
    await stage.part(t("14. A question goes up"), until="2026-12-05 08:30")
    await stage.commands(YOUNG, "feedback", "Đề nghị sớm sửa máy chiếu phòng 205")
    await stage.picks(YOUNG, SendFeedback)
    await stage.commands(SECRETARY, "forward")
    await stage.picks(SECRETARY, Forward)
    await stage.says(t("The committee sees the cell, not who wrote it."))
    await stage.picks(OFFICER, ShowInbox)
    await stage.picks(OFFICER, ShowWaiting)
    await stage.picks(OFFICER, AskAnswer)
    await stage.says_to_bot(OFFICER, "Đã giao phòng Hành chính thay máy trong tuần tới")
    await stage.picks(YOUNG, SettleFeedback, settled=True)


async def doing(stage: Stage) -> None:
    """The task is reminded, reported and confirmed."""
    t = stage.t
    await stage.part(t("15. The task is done"), until="2026-12-08 08:05")
    await stage.commands(YOUNG, "tasks")
    await stage.picks(YOUNG, ShowTask)
    await stage.picks(YOUNG, ReportTask, done=True)
    await stage.picks(SECRETARY, SettleTask, done=True)


async def the_digest(stage: Stage) -> None:
    """The officers get the digest: exceptions first."""
    await stage.part(
        stage.t("16. The committee gets its digest on the tenth"), until="2026-12-10 08:05"
    )
