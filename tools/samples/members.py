"""Samples of the roster, and of what is done about one person of a unit."""

from dataclasses import replace

from bot.cards import members, roster
from bot.cards.accounts import Code, Connected
from bot.cards.roster import Member
from bot.domain.reach import Reach
from bot.domain.roles import Presence, Role, Status
from tools.samples.sample import NOW, STARTS, UNIT, Sample

PHONE = Connected(5, "telegram", NOW, NOW)
LOST_PHONE = Connected(6, "telegram", NOW, NOW, unreachable_why="blocked")
CODE = Code("C4F7-HJ2K-9PQR", "https://sinhhoat.example/j/C4F7HJ2K9PQR", STARTS)
MAI = Member(
    1,
    "Nguyễn Thị Mai",
    frozenset({Role.MEMBER}),
    Status.PROBATIONARY,
    Presence.LOCAL,
    "Tổ 2",
    Reach.JOINED,
    False,
    (PHONE, LOST_PHONE),
)
AN = Member(
    2,
    "Trần Văn An",
    frozenset({Role.MEMBER, Role.NOTE_TAKER}),
    Status.FULL,
    Presence.AWAY,
    "",
    Reach.NOT_JOINED,
    False,
)
BA = replace(AN, person_id=3, name="Lê Thị Ba", reach=Reach.PHONE_ONLY, phone_only=True)
HA = replace(AN, person_id=4, name="Phạm Thu Hà", reach=Reach.UNREACHABLE, accounts=(LOST_PHONE,))

SAMPLES: tuple[Sample, ...] = (
    Sample("The members of a unit", roster.roster, (UNIT, 7, [MAI, AN, BA, HA], 0)),
    Sample("The second page of a long list", roster.roster, (UNIT, 7, [AN] * 25, 1)),
    Sample("Who has not joined yet", roster.not_joined, (UNIT, 7, [AN], 0)),
    Sample("Everyone has joined", roster.not_joined, (UNIT, 7, [], 0)),
    Sample("Several people fit a name", roster.which, (UNIT, 7, [AN, HA])),
    Sample("One member", members.member, (UNIT, 7, MAI), {"back": True}),
    Sample(
        "A member who is telephoned",
        members.member,
        (UNIT, 7, BA),
        {"back": False, "says": "…"},
    ),
    Sample("A join code for somebody", members.code, (UNIT, AN, CODE)),
    Sample("Before an account of somebody is ended", members.ask_end_theirs, (UNIT, 7, MAI, PHONE)),
    Sample("The only account of somebody", members.ask_end_theirs, (UNIT, 7, HA, LOST_PHONE)),
)
