"""Samples of what a secretary plans, moves and cancels."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.cards import agenda, days_off, makeups, moving, planning, rules, schedule, sittings
from bot.cards.days_off import Day
from bot.cards.moving import Cancel, Effect, Move
from bot.cards.planning import Option, Plan, ShowPlan
from bot.cards.rules import Ruled, SetRule
from bot.cards.schedule import Ahead
from bot.cards.sittings import Sits
from bot.domain.calendar import WEEKEND, Ordinal, Schedule, Weekday
from bot.domain.rule_kinds import OURS
from bot.domain.stamps import stamp
from tools.samples.sample import MOVED, NEXT, NOW, STARTS, UNIT, Sample

PLAN = Plan(
    meeting_id=42,
    unit=UNIT,
    starts_at=STARTS,
    minutes=90,
    place="Hội trường A",
    invites_at=NOW,
    regular=True,
)
CONFIRMED = replace(PLAN, confirmed=True, invited=21, by_telephone=2)
SITTINGS = (
    Sits("Tổ 1", STARTS, "Phòng 201", 1),
    Sits("Tổ 2", STARTS, "Hội trường A", 2),
)
HEADING = f"{UNIT}: buổi họp Thứ Năm, 03/12/2026"
MONTHLY = Schedule(time(19, 30), "Hội trường A", day=3)
SATURDAYS = Schedule(time(8), "Hội trường A", ordinal=Ordinal.FIRST, weekday=Weekday.SAT)
TET = date(2027, 2, 6)
AFTER_TET = datetime(2027, 2, 10, 1, 0, tzinfo=UTC)

_MOVE = Move(42, 1, stamp(STARTS), stamp(MOVED), "")
_CANCEL = Cancel(42, stamp(STARTS), "k3")
NOTICE = Ruled(
    name="notice_days",
    says="How long before the meeting people are invited.",
    value="10",
    default="7",
    source=OURS,
    unit="days",
    here=True,
    ends=("1", "30"),
)
MORNING = Ruled(
    name="morning",
    says="When what is due on a day is sent.",
    value="08:00",
    default="08:00",
    source=OURS,
    ends=("06:00", "12:00"),
)

SAMPLES: tuple[Sample, ...] = (
    Sample("The plan of a meeting", planning.plan_card, (PLAN,), {"now": NOW}),
    Sample(
        "One more meeting, just planned",
        planning.plan_card,
        (replace(PLAN, confirmed=True, title="Chuyên đề quý IV", regular=False),),
        {"now": NOW, "takes_back": True},
    ),
    Sample(
        "A make-up session, just planned",
        planning.plan_card,
        (
            replace(
                PLAN,
                starts_at=NEXT,
                confirmed=True,
                title="họp bù buổi 03/12",
                regular=False,
                makes_up=date(2026, 12, 3),
            ),
        ),
        {"now": NOW, "takes_back": True},
    ),
    Sample(
        "A meeting held by sub-group",
        planning.plan_card,
        (replace(CONFIRMED, by_subgroup=True, may_split=True, sittings=SITTINGS),),
        {"now": NOW},
    ),
    Sample(
        "A meeting that may be held by sub-group",
        planning.plan_card,
        (replace(PLAN, may_split=True),),
        {"now": NOW},
    ),
    Sample(
        "Where a sub-group sits is typed next",
        sittings.ask,
        (HEADING, SITTINGS[0]),
        {"back": ShowPlan(42)},
    ),
    Sample(
        "It is settled where a sub-group sits",
        sittings.noted,
        (HEADING, SITTINGS[0]),
        {"told": 11, "back": ShowPlan(42)},
    ),
    Sample("To a sub-group lead: held by sub-group", sittings.wanted, (HEADING, SITTINGS[1])),
    Sample(
        "Whom a make-up session would ask",
        makeups.ask,
        (UNIT, date(2026, 12, 3), ["Nguyễn Thị Mai", "Vũ Thị Lan"]),
        {"place": "Hội trường A"},
    ),
    Sample("Confirmed, people have been invited", planning.plan_card, (CONFIRMED,), {"now": NOW}),
    Sample(
        "Moved by itself from a holiday",
        planning.plan_card,
        (replace(PLAN, starts_at=NEXT, nominal=date(2027, 1, 1), because="Tết Dương lịch"),),
        {"now": NOW},
    ),
    Sample(
        "No allowed day is left",
        planning.plan_card,
        (
            replace(
                PLAN,
                starts_at=AFTER_TET,
                nominal=TET,
                because="Tết Nguyên đán",
                proposal=True,
            ),
        ),
        {"now": NOW},
    ),
    Sample(
        "The plan of a cancelled meeting",
        planning.plan_card,
        (replace(PLAN, cancelled=True, cancel_reason="Trường tổ chức thi học kỳ."),),
        {"now": NOW},
    ),
    Sample(
        "Which meeting is meant",
        planning.which_meeting,
        (
            UNIT,
            [
                Option(STARTS, "", ShowPlan(42)),
                Option(MOVED, "Sinh hoạt chuyên đề quý IV", ShowPlan(43)),
            ],
        ),
    ),
    Sample("A question answered by typing", planning.ask, (UNIT, "…?")),
    Sample(
        "The regular meetings",
        schedule.schedule_card,
        (UNIT, MONTHLY, [Ahead(STARTS, settled=True), Ahead(NEXT, date(2027, 1, 3), WEEKEND)]),
        {"plans_on": date(2026, 12, 20)},
    ),
    Sample(
        "The regular meetings on a weekday",
        schedule.schedule_card,
        (
            UNIT,
            SATURDAYS,
            [
                Ahead(datetime(2026, 12, 5, 1, 0, tzinfo=UTC)),
                Ahead(AFTER_TET, TET, "Tết Nguyên đán", ask=True),
            ],
        ),
        {"plans_on": date(2026, 12, 20)},
    ),
    Sample(
        "Before a big move",
        moving.confirm_move,
        (CONFIRMED, MOVED, "Hội trường B", Effect(21, 2, asks_again=True), _MOVE),
    ),
    Sample(
        "Before a small move to a day off",
        moving.confirm_move,
        (CONFIRMED, MOVED, "Hội trường A", Effect(1, day_off="Nghỉ bù"), _MOVE),
    ),
    Sample(
        "Before a meeting is moved to which nobody was invited yet",
        moving.confirm_move,
        (PLAN, MOVED, "Hội trường A", Effect(0, invited=False), _MOVE),
    ),
    Sample(
        "Before a meeting is cancelled",
        moving.confirm_cancel,
        (CONFIRMED, "Trường tổ chức thi học kỳ.", Effect(21), _CANCEL),
    ),
    Sample(
        "The agenda",
        agenda.agenda_card,
        (
            UNIT,
            42,
            STARTS,
            90,
            [
                agenda.Point(1, "Thời sự", 15, "Thời sự và văn bản mới"),
                agenda.Point(2, "Nghị quyết", 60, "Kiểm điểm nhiệm vụ tháng 11"),
            ],
        ),
        {"others": [Option(NEXT, "", agenda.ShowAgenda(44))]},
    ),
    Sample(
        "An agenda that is too long",
        agenda.agenda_card,
        (UNIT, 42, STARTS, 90, [agenda.Point(1, "Thời sự", 120, "Thời sự và văn bản mới")]),
    ),
    Sample("An empty agenda", agenda.agenda_card, (UNIT, 42, STARTS, 90, ())),
    Sample(
        "The days off of a unit",
        days_off.days_off_card,
        (
            7,
            UNIT,
            [
                Day(1, date(2027, 8, 31), "Khai giảng"),
                Day(2, date(2027, 11, 20), "Ngày Nhà giáo", set_by="Đảng ủy Trường"),
            ],
        ),
    ),
    Sample("No day off is set", days_off.days_off_card, (7, UNIT, ())),
    Sample(
        "A meeting falls on a new day off", days_off.on_day_off, (UNIT, date(2027, 1, 4), "Nghỉ bù")
    ),
    Sample(
        "The rules of a unit",
        rules.rules_card,
        (7, UNIT, [NOTICE, replace(NOTICE, here=False, above=True), MORNING]),
    ),
    Sample("One rule", rules.rule_card, (UNIT, MORNING)),
    Sample(
        "Before a rule is changed that invites people at once",
        rules.confirm_rule,
        (UNIT, NOTICE, "14"),
        {"people": 21, "unknown": 3, "change": SetRule(7, "0a1b2c3d")},
    ),
)
