"""Samples of how a meeting's answers stand, and of entering one for somebody."""

from datetime import timedelta

from bot.cards import answering, day_before, status
from bot.cards.answering import Somebody
from bot.cards.invitation import Said
from bot.cards.planning import ShowPlan
from bot.cards.sittings import Sits
from bot.cards.status import Offer
from bot.cards.status_people import Part, Person, Sight
from bot.domain.answers import Answer, Reason
from tools.samples.sample import NEXT, NOW, STARTS, Sample, facts


def _said(answer: Answer, reason: Reason | None = None, entered_by: str = "") -> Said:
    return Said(answer=answer, stands=True, reason=reason, entered_by=entered_by)


PEOPLE = (
    Person("Nguyễn Thị Mai", _said(Answer.PRESENT)),
    Person("Trần Văn An", _said(Answer.LATE, entered_by="Lê Văn Thư")),
    Person("Phạm Thu Hà", _said(Answer.ONLINE)),
    Person("Đỗ Minh Quân", _said(Answer.ABSENT, reason=Reason.TRAVEL)),
    Person("Vũ Thị Lan", _said(Answer.ABSENT, reason=Reason.SICK)),
    Person("Bùi Văn Sơn", _said(Answer.ABSENT)),
    Person("Hoàng Gia Bảo", Said(answer=Answer.PRESENT)),
    Person("Ngô Thị Yến", unreachable="đã chặn bot"),
    Person("Đặng Quốc Việt", monitor=True),
)
SOMEBODY = Somebody(2, "Trần Văn An")
ENTERED = _said(Answer.ABSENT, reason=Reason.SICK, entered_by="Lê Văn Thư")

SAMPLES: tuple[Sample, ...] = (
    Sample(
        "Who comes, as the secretary sees it",
        status.status,
        (facts(), PEOPLE, Sight(names=True, reasons=True, totals=True)),
        {
            "now": NOW,
            "offer": Offer(
                requests=1,
                nudge=1,
                plan=ShowPlan(42),
                enter=status.ShowStatus(42, Part.ALL, 0),
                others=[(44, NEXT)],
            ),
        },
    ),
    Sample(
        "Only the silent",
        status.status,
        (facts(), PEOPLE, Sight(names=True)),
        {"now": NOW, "part": Part.SILENT},
    ),
    Sample(
        "Who comes, as the lead of a sub-group sees it",
        status.status,
        (facts(), PEOPLE[:2], Sight(names=True, subgroup="Tổ 2")),
        {
            "now": NOW,
            "part": Part.UNREACHABLE,
            "offer": Offer(nudge=1, subgroup="Tổ 2", sits=Sits("Tổ 2", STARTS, "Phòng 201", 2)),
        },
    ),
    Sample(
        "Who comes, as the committee above sees it",
        status.status,
        (facts(), PEOPLE, Sight(totals=True)),
        {"now": NOW},
    ),
    Sample(
        "Nobody has been invited yet",
        status.status,
        (facts(), (), Sight(names=True)),
        {"now": NOW, "asked": False},
    ),
    Sample(
        "For whom an answer is entered",
        answering.choose,
        (facts(), [SOMEBODY, Somebody(4, "Phạm Thu Hà")]),
        {"everyone": False, "number": 0},
    ),
    Sample(
        "Nobody is left to enter an answer for",
        answering.choose,
        (facts(), []),
        {"everyone": False, "number": 0},
    ),
    Sample(
        "Several people fit the name of one who telephoned",
        answering.which,
        (facts(), "An", [SOMEBODY, Somebody(4, "Trần Thị An")], "k3"),
    ),
    Sample("Which answer to enter", answering.answers, (facts(), SOMEBODY, Said())),
    Sample("Why somebody will be absent", answering.reasons, (facts(), SOMEBODY, ENTERED)),
    Sample("Typing why somebody will be absent", answering.type_reason, (facts(), SOMEBODY)),
    Sample(
        "An answer was entered",
        answering.entered,
        (facts(), SOMEBODY, ENTERED),
        {"told": True},
    ),
    Sample(
        "An answer was entered for one without the bot",
        answering.entered,
        (facts(), SOMEBODY, ENTERED),
        {"told": False},
    ),
    Sample(
        "The day before, to everyone coming",
        day_before.see_you,
        (facts(), _said(Answer.PRESENT)),
        {"now": STARTS - timedelta(days=1)},
    ),
    Sample(
        "Documents are due",
        day_before.documents_due,
        (facts(),),
        {"days": 1},
    ),
)
