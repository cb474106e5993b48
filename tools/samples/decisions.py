"""Samples of what a meeting decides, as it is drafted."""

from datetime import date

from bot.cards import assigning, decisions
from bot.cards.answering import Somebody
from bot.cards.assigning import Day
from bot.cards.decisions import AskDecision, Decided, Given, ShowDrafts
from bot.chat import Card, Choice, Rows
from bot.domain.decisions import Kind
from bot.domain.items import Part
from bot.i18n import Speech
from tools.samples.sample import UNIT, Sample

REPORT = Given(
    7, "Nộp báo cáo chuyên môn quý IV", "Nguyễn Thị Mai", date(2026, 12, 15), "báo cáo đã nộp"
)
VISIT = Given(8, "Thăm hỏi gia đình chính sách", "Trần Văn An")
ONE = Decided(
    5,
    Kind.RESOLUTION,
    5,
    "Chi bộ thống nhất nhiệm vụ trọng tâm tháng 12.",
    (REPORT, VISIT),
    votes_for=18,
    votes_against=1,
    voters=20,
)
DRAFTS = ShowDrafts(42)
ITEMS: Rows = ((Choice("1. Nộp báo cáo chuyên môn quý IV", DRAFTS),),)


def nothing_yet(t: Speech) -> Card:
    new = ((Choice(t("New resolution"), AskDecision(42, Kind.RESOLUTION)),),)
    heading = t("{unit}: decisions of {day}", unit=UNIT, day=t.day(date(2026, 12, 3)))
    return decisions.drafts(t, heading, 42, (), (), new=new)


SAMPLES: tuple[Sample, ...] = (
    Sample("Nothing has been decided yet", nothing_yet),
    Sample(
        "Everything a meeting has decided",
        decisions.drafts,
        ("Chi bộ Toán: nội dung quyết thứ Năm, 03/12/2026", 42, (ONE,), (VISIT,)),
        {"new": ()},
    ),
    Sample(
        "A resolution as a draft",
        decisions.decision_card,
        (UNIT, ONE),
        {"items": ITEMS, "back": DRAFTS, "may_change": True},
    ),
    Sample("Before a draft is deleted", decisions.ask_delete, (UNIT, ONE)),
    Sample(
        "An assignment that lacks something",
        assigning.assignment_card,
        (UNIT, VISIT),
        {"ask": True, "published": False, "may_change": True, "back": DRAFTS},
    ),
    Sample(
        "An assignment that lacks nothing",
        assigning.assignment_card,
        (UNIT, REPORT),
        {"ask": True, "published": False, "may_change": True, "back": DRAFTS},
    ),
    Sample("Who has it", assigning.ask_who, (UNIT, VISIT, [Somebody(3, "Trần Văn An")], 0)),
    Sample(
        "By when",
        assigning.ask_due,
        (UNIT, VISIT, [Day(date(2027, 1, 4), "Buổi họp tới")]),
    ),
    Sample("How it is measured", assigning.ask_words, (UNIT, VISIT, Part.MEASURE)),
    Sample(
        "Which of several people",
        assigning.which_owner,
        (UNIT, 42, "An", [Somebody(3, "Trần Văn An"), Somebody(4, "Nguyễn Văn An")], "1a2b3c4d"),
    ),
    Sample("An assignment is deleted", assigning.gone, (UNIT, "Đã xóa.", DRAFTS)),
)
