"""A sample organisation: a university's committee with two cells and everyone's usual troubles."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Membership, Person, Unit

COMMITTEE = "DU"
MATHS, LETTERS = "CB1", "CB2"

UNITS = (
    (COMMITTEE, "Đảng ủy Trường Đại học Sư phạm", "committee", None),
    (MATHS, "Chi bộ Khoa Toán - Tin", "cell", COMMITTEE),
    (LETTERS, "Chi bộ Khoa Ngữ văn", "cell", COMMITTEE),
)


@dataclass(frozen=True)
class Sample:
    """One row of the roster; the same name is the same human."""

    unit: str
    name: str
    roles: str = "member"
    status: str = "full"
    presence: str = "local"
    phone_only: bool = False


OFFICER = "Phạm Thị Hồng Hạnh"
VISITOR = "Đỗ Quang Minh"
SECRETARY = "Nguyễn Văn Hòa"
DEPUTY = "Trần Thị Thu Hà"
NOTE_TAKER = "Lê Minh Tuấn"
YOUNG = "Vũ Thị Lan Anh"
FAR = "Hoàng Đức Thịnh"
QUIET = "Phan Quốc Bảo"
NEW = "Ngô Thị Bích Ngọc"
EXEMPT = "Đặng Văn Lợi"
ELDER = "Bùi Xuân Trường"
OTHER_SECRETARY = "Lý Thị Mai Hương"
OTHER_NEW = "Trịnh Công Dũng"
OTHER_QUIET = "Cao Thị Kim Oanh"

PEOPLE = (
    Sample(COMMITTEE, OFFICER, "secretary"),
    Sample(COMMITTEE, VISITOR, "committee_member"),
    Sample(MATHS, SECRETARY, "secretary"),
    Sample(MATHS, DEPUTY, "deputy_secretary"),
    Sample(MATHS, NOTE_TAKER, "note_taker"),
    Sample(MATHS, YOUNG),
    Sample(MATHS, QUIET),
    Sample(MATHS, FAR, presence="dispersed"),
    Sample(MATHS, NEW, status="probationary"),
    Sample(MATHS, EXEMPT, status="exempt"),
    Sample(MATHS, ELDER, phone_only=True),
    Sample(MATHS, VISITOR, "monitor"),
    Sample(LETTERS, OTHER_SECRETARY, "secretary"),
    Sample(LETTERS, OTHER_NEW, "deputy_secretary+note_taker"),
    Sample(LETTERS, OTHER_QUIET),
)


async def put_down(db: AsyncSession) -> dict[str, int]:
    """Write the organisation into an empty database; returns the people's numbers by name."""
    units: dict[str, int] = {}
    for code, name, kind, above in UNITS:
        unit = Unit(code=code, name=name, kind=kind, parent_id=units[above] if above else None)
        db.add(unit)
        await db.flush()
        units[code] = unit.id
    people: dict[str, int] = {}
    for each in PEOPLE:
        if each.name not in people:
            person = Person(full_name=each.name, phone_only=each.phone_only)
            db.add(person)
            await db.flush()
            people[each.name] = person.id
        db.add(
            Membership(
                person_id=people[each.name],
                unit_id=units[each.unit],
                roles=each.roles,
                status=each.status,
                presence=each.presence,
            )
        )
    await db.flush()
    return people


def unit_name(code: str) -> str:
    """What a unit of the sample is called."""
    return next(name for each, name, _kind, _above in UNITS if each == code)
