"""Samples of a committee's digest, and of one cell in it."""

from datetime import timedelta

from bot.cards import digest
from bot.cards.attendance_year import ShowYear
from bot.cards.digest import Digest, FromAbove, ShowDigest, Which
from bot.domain.attendance_year import Figures
from bot.domain.digest import Cell, Concern, Sum
from tools.samples.sample import NOW, UNIT, Sample

ABOVE = "Đảng ủy Trường"
MET = NOW - timedelta(days=23)
LOW = Cell(
    1, UNIT, met_at=MET, closed=True, minutes=80, there=13, counted=20, usual=0.95, decided=1
)
LATE = Cell(2, "Chi bộ Văn", tasks_open=4, tasks_overdue=2, feedback_waiting=1, feedback_overdue=1)
FINE = Cell(3, "Chi bộ Sử", met_at=MET, closed=True, minutes=95, there=18, counted=19, usual=0.93)
WHOLE = Digest(
    unit_id=9,
    unit=ABOVE,
    month=NOW,
    sums=Sum(
        cells=12,
        met=11,
        closed=11,
        there=201,
        counted=224,
        decided=11,
        tasks_open=31,
        tasks_done=12,
        tasks_overdue=2,
        feedback_waiting=3,
        feedback_overdue=1,
        feedback_since=NOW - timedelta(days=33),
        reasons={"sick": 9, "shift": 5, "far": 3},
    ),
    exceptions={Concern.NOT_MET: [LATE], Concern.LOW: [LOW]},
    concerned={
        1: [Concern.LOW],
        2: [Concern.NOT_MET, Concern.FEEDBACK_OVERDUE, Concern.TASKS_OVERDUE],
    },
    folded=10,
    now=NOW,
    from_above=FromAbove(visited=9, missed=["Chi bộ Văn"], there=11, due=12),
)
MANY = Digest(
    unit_id=9,
    unit=ABOVE,
    month=NOW,
    sums=Sum(cells=500, met=480, there=9100, counted=10200, closed=470, decided=466),
    exceptions={Concern.NOT_MET: [LATE] * 20, Concern.LOW: [LOW] * 7},
    concerned={},
    folded=473,
    below=[(10, "Đảng ủy Khoa Sư phạm")],
    now=NOW,
)

SAMPLES: tuple[Sample, ...] = (
    Sample("The digest of a committee", digest.digest, (WHOLE,)),
    Sample("The digest where many cells need attention", digest.digest, (MANY,)),
    Sample("All cells of a digest", digest.cell_list, (WHOLE, [LOW, LATE, FINE], Which.ALL, 0)),
    Sample(
        "One cell in the digest",
        digest.one_cell,
        (WHOLE, LOW),
        {"wanted": 90, "back": ShowDigest(9), "year_before": Figures(15, 20), "year": ShowYear(1)},
    ),
)
