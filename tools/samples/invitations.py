"""Samples of what is asked before a meeting, and what is answered."""

from datetime import date, datetime

from bot.cards import invitation, online_requests
from bot.cards.invitation import Facts, Said
from bot.cards.online_requests import Request, Verdict
from bot.cards.sittings import Sits
from bot.domain.answers import Answer, Mode, Reason
from tools.samples.sample import NOW, STARTS, Sample, facts


def _invited(when: str, facts: Facts, said: Said, now: datetime = NOW) -> Sample:
    return Sample(when, invitation.invitation, (facts, said), {"now": now})


SAMPLES: tuple[Sample, ...] = (
    _invited("The invitation", facts(), Said()),
    _invited("Answered", facts(), Said(answer=Answer.PRESENT, stands=True)),
    _invited(
        "Absent, with a reason",
        facts(),
        Said(answer=Answer.ABSENT, reason=Reason.TRAVEL, stands=True),
    ),
    _invited(
        "Asked to join a meeting in person online",
        facts(),
        Said(answer=Answer.ONLINE, stands=True),
    ),
    _invited(
        "Joining online was not granted",
        facts(),
        Said(answer=Answer.ONLINE, stands=True, granted=False),
    ),
    _invited(
        "Entered by the secretary for one who telephoned",
        facts(),
        Said(answer=Answer.LATE, stands=True, entered_by="Trần Văn An"),
    ),
    _invited("After a big move", facts(), Said(answer=Answer.PRESENT)),
    _invited(
        "A thematic meeting held online",
        facts(title="Sinh hoạt chuyên đề quý IV", mode=Mode.ONLINE, place="", agenda=()),
        Said(),
    ),
    _invited("A meeting in the room and online", facts(mode=Mode.MIXED, agenda=()), Said()),
    _invited(
        "The meeting has begun", facts(agenda=()), Said(answer=Answer.PRESENT, stands=True), STARTS
    ),
    _invited(
        "Cancelled", facts(cancelled=True, cancel_reason="Trường tổ chức thi học kỳ."), Said()
    ),
    _invited(
        "Held by sub-group",
        facts(by_subgroup=True, sits=Sits("Tổ 1", STARTS, "Phòng 201", 1)),
        Said(),
    ),
    _invited(
        "Held by sub-group, to one who is in none",
        facts(by_subgroup=True, sits=Sits("", STARTS, "Hội trường A")),
        Said(),
    ),
    _invited("A make-up session", facts(makes_up=date(2026, 11, 3), agenda=()), Said()),
    Sample("Why absent", invitation.ask_reason, (facts(),)),
    Sample("Another reason is typed", invitation.type_reason, (facts(),)),
    Sample(
        "A request to join online",
        online_requests.request,
        (facts(), Request(7, "Nguyễn Thị Mai")),
    ),
    Sample(
        "A request that was granted",
        online_requests.request,
        (facts(), Request(7, "Nguyễn Thị Mai", Verdict.GRANTED)),
    ),
    Sample(
        "A request that was withdrawn",
        online_requests.request,
        (facts(), Request(7, "Nguyễn Thị Mai", stands=False)),
    ),
    Sample(
        "Declined, and the meeting has begun",
        online_requests.request,
        (facts(), Request(7, "Nguyễn Thị Mai", Verdict.DECLINED, closed=True)),
    ),
    Sample(
        "Everyone who asks to join online",
        online_requests.requests,
        (
            facts(),
            [Request(7, "Nguyễn Thị Mai"), Request(8, "Trần Văn An", Verdict.GRANTED)],
        ),
    ),
    Sample("Nobody asks to join online", online_requests.requests, (facts(), [])),
)
