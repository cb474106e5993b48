"""Samples of tasks, as those see them who have them and who gave them."""

from dataclasses import replace
from datetime import date

from bot.cards import agenda, day_before, task_lists, tasks
from bot.cards.answering import Somebody
from bot.cards.invitation import Said
from bot.cards.task_lists import ShowOfUnit
from bot.cards.tasks import Shown
from bot.chat import Card
from bot.domain.answers import Answer
from bot.domain.tasks import Task
from bot.i18n import Speech
from tools.samples.sample import NOW, STARTS, UNIT, Sample, facts

TODAY = date(2026, 11, 26)
REPORT = Shown(
    7,
    UNIT,
    "Nộp báo cáo chuyên môn quý IV",
    who="Nguyễn Thị Mai",
    person_id=2,
    measure="báo cáo đã nộp cho đảng ủy",
    task=Task(due_on=date(2026, 12, 15)),
)
OVERDUE = Shown(
    8,
    UNIT,
    "Rà soát hồ sơ đảng viên dự bị",
    who="Trần Văn An",
    person_id=3,
    task=Task(due_on=date(2026, 11, 20), seen=True),
)
ORPHAN = Shown(9, UNIT, "Chuẩn bị chuyên đề quý I", left=True, task=Task())


MINE = replace(REPORT, mine=True)
LED = replace(REPORT, leads=True, task=Task(due_on=date(2026, 12, 15), seen=True, done=True))


def _review(t: Speech) -> list[str]:
    return task_lists.review(t, [REPORT, OVERDUE, ORPHAN], TODAY, most=8)


def agenda_with_review(t: Speech) -> Card:
    point = agenda.Point(1, "Thời sự", 20, "Tình hình trong tháng")
    return agenda.agenda_card(
        t, UNIT, 42, STARTS, 90, [point], review=_review(t), tasks=ShowOfUnit(1, 0)
    )


def see_you_with_review(t: Speech) -> Card:
    said = Said(answer=Answer.PRESENT, stands=True)
    return day_before.see_you(t, facts(), said, now=NOW, review=_review(t))


SAMPLES: tuple[Sample, ...] = (
    Sample("My tasks", task_lists.mine, ([MINE], TODAY, 0), {"leads": ()}),
    Sample(
        "The tasks of a unit, what needs a word first",
        task_lists.of_unit,
        (1, UNIT, [REPORT, OVERDUE, ORPHAN, LED], TODAY, 0),
    ),
    Sample("A task, as who has it sees it", tasks.task_card, (MINE, TODAY)),
    Sample("A task reported done, as the secretary sees it", tasks.task_card, (LED, TODAY)),
    Sample("When to be reminded again", tasks.snoozes, (MINE, TODAY)),
    Sample("Help is needed", tasks.ask_help, (MINE,)),
    Sample(
        "Handing a task over",
        tasks.choose_owner,
        (MINE, [Somebody(3, "Trần Văn An"), Somebody(4, "Phạm Thu Hà")]),
        {"number": 0},
    ),
    Sample(
        "Somebody asks to hand a task over",
        tasks.handing,
        (replace(REPORT, leads=True), TODAY, Somebody(3, "Trần Văn An")),
    ),
    Sample("Open tasks head the agenda", agenda_with_review),
    Sample("Open tasks head the note of the day before", see_you_with_review),
)
