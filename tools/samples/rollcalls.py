"""Samples of a meeting's opening and its roll call."""

from datetime import datetime, timedelta

from bot.cards import opening, rollcall, walkins
from bot.cards.rollcall import EVERYONE, Called, Group, OnTheRoll, ShowRoll, View
from bot.domain.attendance import Attended, Roll
from tools.samples.sample import STARTS, Sample, facts
from tools.samples.tasks import OVERDUE

PEOPLE = (
    OnTheRoll(1, "Trần Văn An", Attended.PRESENT, sure=True, spoke=True),
    OnTheRoll(2, "Phạm Thu Hà", Attended.LATE, sure=True),
    OnTheRoll(3, "Nguyễn Thị Mai", Attended.PRESENT),
    OnTheRoll(4, "Vũ Thị Lan", Attended.EXCUSED),
    OnTheRoll(5, "Ngô Thị Yến", Attended.UNEXCUSED),
    OnTheRoll(6, "Đặng Quốc Việt", Attended.PRESENT, sure=True, note="theo dõi"),
)
ROLL = Roll(counted=5, present=2, late=1, excused=1, unexcused=1, voters=3, spoke=1)
HERE = ShowRoll(42, View.TICK, EVERYONE, 0)
OPENED: datetime = STARTS + timedelta(minutes=7)

SAMPLES: tuple[Sample, ...] = (
    Sample(
        "The meeting is opened",
        opening.opened,
        (facts(),),
        {"at": OPENED, "by": "Lê Văn Thư", "roll": HERE, "review": [OVERDUE.what]},
    ),
    Sample(
        "The roll call, filled in from the answers",
        rollcall.roll_card,
        (facts(), Called(ROLL, PEOPLE, begun=False, groups=("Tổ 1", "Tổ 2")), HERE),
    ),
    Sample(
        "The roll call, confirmed",
        rollcall.roll_card,
        (
            facts(),
            Called(
                ROLL,
                PEOPLE,
                guests=("Hoàng Gia Bảo, Hiệu trưởng",),
                by="Lê Văn Thư",
                at=OPENED,
                surprises=(1, 0),
            ),
            HERE,
        ),
    ),
    Sample(
        "The roll call of a meeting held by sub-group",
        rollcall.roll_card,
        (
            facts(by_subgroup=True),
            Called(
                ROLL,
                PEOPLE,
                groups=("Tổ 1", "Tổ 2"),
                apart=(Group("Tổ 1", 2, 2), Group("Tổ 2", 1, 2, called=False), Group("", 0, 1)),
            ),
            HERE,
        ),
    ),
    Sample(
        "The roll call, as the lead of a sub-group calls it",
        rollcall.roll_card,
        (facts(), Called(ROLL, PEOPLE[:3], only="Tổ 1", may_confirm=False, own_waits=True), HERE),
    ),
    Sample(
        "One person in the roll call",
        rollcall.person_card,
        (facts(), PEOPLE[2]),
        {"may_change": True},
    ),
    Sample(
        "Who came without being summoned",
        walkins.walk_ins,
        (facts(), (OnTheRoll(9, "Nguyễn Văn Già", Attended.UNEXCUSED),), ("Hoàng Gia Bảo",)),
        {"back": HERE},
    ),
)
