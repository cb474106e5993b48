"""Samples of joining, of one's own phones and data, and of why a message came."""

from dataclasses import replace
from datetime import date

from bot.cards import accounts, joining, mydata, why
from bot.cards.mydata import InUnit, Kept, MyAnswer
from bot.domain.answers import Answer, Mode, Reason
from bot.domain.away import Span
from bot.domain.roles import Presence, Role, Status
from tools.samples.members import CODE, LOST_PHONE, PHONE
from tools.samples.sample import NOW, STARTS, UNIT, Sample

HERE = replace(PHONE, here=True)
RULE = "Only those who have not answered the invitation are reminded."
KEPT = Kept(
    name="Nguyễn Thị Mai",
    language="Tiếng Việt",
    phone_only=False,
    units=[
        InUnit(UNIT, frozenset({Role.MEMBER}), Status.FULL, Presence.LOCAL, "Tổ 2"),
        InUnit("Chi bộ Lý", frozenset({Role.MEMBER}), Status.TEMPORARY, Presence.AWAY, "", NOW),
    ],
    accounts=[HERE, LOST_PHONE],
    messages=31,
    answers=9,
    reasons=1,
    codes=1,
    drafts=["04/12 19:30"],
    away=(Span(date(2027, 7, 1), date(2027, 8, 15)),),
    shifts=1,
    months=12,
)

SAMPLES: tuple[Sample, ...] = (
    Sample(
        "Joining",
        joining.consent,
        ("Nguyễn Thị Mai", [joining.Role(UNIT, "đảng viên, thư ký")], 7),
    ),
    Sample("Joined", joining.welcome, ("Nguyễn Thị Mai",), {"phone_only": False}),
    Sample(
        "Somebody who is telephoned joined", joining.welcome, ("Lê Thị Ba",), {"phone_only": True}
    ),
    Sample("A code for another phone", accounts.my_code, (CODE, [HERE])),
    Sample("My phones and apps", accounts.my_accounts, ([HERE, LOST_PHONE],)),
    Sample("Before the phone in hand is ended", accounts.ask_end, (HERE,), {"last": True}),
    Sample("Before another phone is ended", accounts.ask_end, (LOST_PHONE,), {"last": False}),
    Sample("The phone in hand has been ended", accounts.ended_here),
    Sample("What is kept about me", mydata.my_data, (KEPT,)),
    Sample(
        "What is kept about one who is telephoned",
        mydata.my_data,
        (replace(KEPT, phone_only=True, accounts=[HERE], answers=0, codes=0, drafts=[]),),
    ),
    Sample(
        "My answers",
        mydata.my_answers,
        (
            [
                MyAnswer(UNIT, STARTS, Mode.IN_PERSON, None, None, "", ""),
                MyAnswer(UNIT, NOW, Mode.IN_PERSON, Answer.ABSENT, Reason.SHIFT, "", ""),
                MyAnswer(UNIT, NOW, Mode.IN_PERSON, Answer.PRESENT, None, "", "Lê Văn Thư"),
            ],
            0,
        ),
    ),
    Sample("Another phone has been connected", accounts.another_connected, ("telegram", NOW)),
    Sample("Before everything is erased", mydata.ask_erase, (), {"alone": [], "only_admin": False}),
    Sample(
        "Before the last secretary and administrator is erased",
        mydata.ask_erase,
        (),
        {"alone": [UNIT], "only_admin": True},
    ),
    Sample("Everything has been erased", mydata.erased),
    Sample("For the secretary, when somebody has erased everything", mydata.somebody_left, (UNIT,)),
    Sample(
        "Why the last messages came",
        why.why,
        (
            [
                why.Message(NOW, outcome, "telegram", UNIT, STARTS, RULE, "")
                for outcome in why.OUTCOMES
            ],
        ),
    ),
    Sample("No message has been sent yet", why.why, ((),)),
)
