"""Samples of a meeting's end: closing, the result, the minutes and the ledger."""

from dataclasses import replace
from datetime import date, timedelta

from bot.cards import absences, closing, ledger, minutes, published
from bot.cards.absences import Reached
from bot.cards.closing import AskEnd, Session, ShowClosing
from bot.cards.decisions import ShowDrafts
from bot.cards.ledger import Entry
from bot.cards.makeups import AskMakeup
from bot.cards.minutes import ShowLedger, ShowMinutes, There
from bot.cards.rollcall import EVERYONE, Group, ShowRoll, View
from bot.cards.sittings import Sits
from bot.cards.tasks import ShowTask
from bot.chat import Choice
from bot.domain.absences import Limit
from bot.domain.attendance import Surprise
from bot.domain.closing import Missing
from tools.samples.decisions import ONE, REPORT, VISIT
from tools.samples.rollcalls import OPENED, ROLL
from tools.samples.sample import NEXT, STARTS, Sample, facts

ENDED = OPENED + timedelta(minutes=95)
PUBLISHED = replace(ONE, version=1)
MENDING = {
    Missing.ROLL: ShowRoll(42, View.TICK, EVERYONE, 0),
    Missing.END: AskEnd(42),
    Missing.DECISION: ShowDrafts(42),
}
OPEN = Session(began=STARTS, mending=MENDING)
WHOLE = Session(
    began=OPENED,
    opened=True,
    ended=ENDED,
    minutes=95,
    roll=ROLL,
    guests=("Hoàng Gia Bảo, Hiệu trưởng",),
    decided=(PUBLISHED,),
    others=(VISIT,),
    feedback=2,
    by="Lê Văn Thư",
    at=ENDED,
)
THERE = There(
    summoned=[("chính thức", 4), ("dự bị", 1)],
    present=3,
    excused=["Vũ Thị Lan"],
    unexcused=["Ngô Thị Yến"],
    spoke=["Trần Văn An"],
    note_takers=["Phạm Thu Hà"],
    made_up=["Vũ Thị Lan"],
)
APART = [
    (Group("Tổ 1", 2, 3), Sits("Tổ 1", STARTS, "Phòng 201")),
    (Group("Tổ 2", 1, 2), Sits("Tổ 2", STARTS, "Hội trường A")),
]
ENTRIES = (
    Entry(ENDED, "Lê Văn Thư", "", "meeting", "closed", {}, {"value": ENDED.isoformat()}),
    Entry(
        OPENED,
        "Phạm Thu Hà",
        "Nguyễn Thị Mai",
        "attendance",
        "marked",
        {"state": "present", "spoke": False},
        {"state": "late", "spoke": True},
    ),
    Entry(
        OPENED,
        "Lê Văn Thư",
        "",
        "resolution",
        "words",
        {"words": "Chi bộ thống nhất."},
        {"words": "Chi bộ thống nhất nhiệm vụ tháng 12."},
    ),
)

SAMPLES: tuple[Sample, ...] = (
    Sample(
        "To the secretary: whose absences reach what the rules speak of",
        absences.absences,
        (
            facts(),
            [
                Reached("Phan Quốc Bảo", Limit.EXCUSED_IN_A_ROW, 4, made_up=1),
                Reached("Trần Văn An", Limit.UNEXCUSED_MONTHS, 3),
            ],
        ),
    ),
    Sample(
        "Closing, with what is missing",
        closing.closing,
        (facts(), OPEN, [Missing.ROLL, Missing.END, Missing.DECISION, Missing.ASSIGNMENT]),
        {"readers": (22, 1)},
    ),
    Sample("Closing, nothing missing", closing.closing, (facts(), WHOLE, []), {"readers": (22, 1)}),
    Sample(
        "The real end",
        closing.ask_end,
        (facts(), [("Theo dự kiến", ENDED, AskEnd(42))]),
        {"back": ShowClosing(42)},
    ),
    Sample("Why nothing was decided", closing.ask_why_none, (facts(), "")),
    Sample(
        "The meeting is closed",
        closing.closed,
        (facts(), WHOLE),
        {
            "minutes": ShowMinutes(42),
            "corrections": ShowDrafts(42),
            "told": (22, 1),
            "surprises": {
                Surprise.MISSING: ["Trần Văn An"],
                Surprise.CAME: ["Nguyễn Thị Mai", "Vũ Hòa"],
            },
        },
    ),
    Sample(
        "The meeting is closed, one absence was made up and one was not",
        closing.closed,
        (facts(), replace(WHOLE, roll=replace(ROLL, excused=2, made_up=1))),
        {
            "minutes": ShowMinutes(42),
            "corrections": ShowDrafts(42),
            "makeup": AskMakeup(42),
        },
    ),
    Sample(
        "What a make-up session closes with, to those asked",
        published.result,
        (facts(makes_up=date(2026, 12, 3)), Session(began=NEXT, makes_up=True), [], ()),
    ),
    Sample(
        "What was decided, to each member",
        published.result,
        (facts(), WHOLE, [REPORT], ((Choice("Nộp báo cáo chuyên môn quý IV", ShowTask(7)),),)),
    ),
    Sample("The text for the national app", published.paste, (facts(), WHOLE)),
    Sample("The meeting waits to be closed", closing.please_close, (facts(), [Missing.ROLL])),
    Sample("To the committee above: not closed", published.not_closed, (facts(),)),
    Sample(
        "The report is due",
        published.report_due,
        (facts(),),
        {"by": "Thứ Bảy, 05/12/2026", "decided": True},
    ),
    Sample(
        "The minutes",
        minutes.minutes_card,
        (facts(), WHOLE, THERE),
        {"review": ["Rà soát hồ sơ: Trần Văn An. Hạn 20/11, đã xong"], "ledger": ShowLedger(42, 0)},
    ),
    Sample(
        "The minutes of a meeting held by sub-group",
        minutes.minutes_card,
        (facts(by_subgroup=True), WHOLE, replace(THERE, apart=APART)),
        {"ledger": ShowLedger(42, 0)},
    ),
    Sample(
        "The minutes, with blanks",
        minutes.minutes_card,
        (facts(agenda=()), OPEN, None),
        {"ledger": ShowLedger(42, 0)},
    ),
    Sample("The ledger of a meeting", ledger.ledger_card, (facts(), ENTRIES, 0)),
)
