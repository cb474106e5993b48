"""A member sees all that is kept about them, and can vanish; what was counted stays counted."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import SQLModel

from bot.cards.mydata import EraseMe
from storage.privacy import ON_ERASURE
from storage.tables import Account, Invitation, Membership, Owed, Person, ReasonTotal
from tests.people import OnTelegram
from tests.planning import a_meeting
from tests.world import World

MEETING = "2026-12-03 19:30"


async def written_anywhere(world: World) -> str:
    """Everything in every column of every table."""
    async with world.bots.database.reading() as db:
        tables = SQLModel.metadata.tables
        return "\n".join(
            [str(row) for name in tables for row in await db.execute(text(f"SELECT * FROM {name}"))]
        )


async def who_is_absent_because(world: World, name: str, words: str) -> OnTelegram:
    """A member who answered an invitation with a reason of their own."""
    phone = await world.joined(name)
    await a_meeting(world, at=MEETING)
    await world.until(timedelta(days=4))
    await phone.picks("Absent")
    await phone.picks("Another reason")
    await phone.sends(words)
    return phone


async def erases(phone: OnTelegram) -> None:
    await phone.sends("/mydata")
    await phone.picks("Erase everything about me")
    await phone.picks("Yes, erase everything")


async def test_all_that_is_kept_is_shown(world: World) -> None:
    mai = await who_is_absent_because(world, "Nguyễn Thị Mai", "Con nhỏ nằm viện")

    await mai.sends("/dulieu")

    for shown in (
        "Name: Nguyễn Thị Mai",
        "Chi bộ Toán: member, full member, here",
        "Language: English",
        "1. Telegram, connected Monday, 23 Nov 2026",
        "Invitations: 1",
        "Reasons of absence: 1",
        "Messages sent in the last 13 months: 1",
        "erased after 12 months",
    ):
        assert shown in mai.sees
    await mai.picks("My answers")
    assert "1. Chi bộ Toán, Thursday, 3 Dec 2026: Absent (Con nhỏ nằm viện)" in mai.sees
    await mai.picks("Everything kept about me")
    assert "Name: Nguyễn Thị Mai" in mai.sees


async def test_many_answers_come_in_pages(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    for day in range(1, 13):
        await a_meeting(world, at=f"2026-12-{day:02} 19:30")
    await world.until(timedelta(days=12))

    await mai.sends("/mydata")
    await mai.picks("My answers")
    assert "1. Chi bộ Toán, Saturday, 12 Dec 2026: no answer" in mai.sees
    await mai.picks("Next page")
    assert "12. Chi bộ Toán, Tuesday, 1 Dec 2026: no answer" in mai.sees


async def test_erasing_leaves_neither_name_nor_reason_anywhere(world: World) -> None:
    mai = await who_is_absent_because(world, "Nguyễn Thị Mai", "Con nhỏ nằm viện")
    await a_meeting(world, at="2026-12-20 19:30")
    await world.until(datetime.fromisoformat("2026-12-14T08:00+07:00"))
    before = await written_anywhere(world)
    for kept in ("Nguyễn Thị Mai", "Con nhỏ nằm viện", str(mai.id)):
        assert kept in before

    await mai.sends("/mydata")
    await mai.picks("Erase everything about me")
    assert "Answers and roll calls stay as numbers" in mai.sees
    assert "Nobody can undo this" in mai.sees
    await mai.picks("Yes, erase everything")

    assert "has been erased" in mai.sees
    after = await written_anywhere(world)
    for gone in ("Nguyễn Thị Mai", "Con nhỏ nằm viện", str(mai.id)):
        assert gone not in after


async def test_counts_stay_and_nothing_more_is_sent(world: World) -> None:
    mai = await who_is_absent_because(world, "Nguyễn Thị Mai", "Con nhỏ nằm viện")
    await a_meeting(world, at="2026-12-20 19:30")
    await world.until(datetime.fromisoformat("2026-12-14T08:00+07:00"))

    await erases(mai)
    messages = len(mai.messages)
    await world.until(timedelta(days=30))

    assert len(mai.messages) == messages
    [held] = await world.rows(Invitation)  # that to the meeting still ahead is gone
    assert (held.answer, held.reason, held.reason_words) == ("absent", None, "")
    assert [(t.reason, t.people) for t in await world.rows(ReasonTotal)] == [("other", 1)]
    [person] = await world.rows(Person)
    assert person.full_name == ""
    assert person.erased_at is not None
    assert [m.left_at is not None for m in await world.rows(Membership)] == [True]
    assert all(owed.settled_at for owed in await world.rows(Owed))


async def test_after_erasing_the_phone_is_a_strangers(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    person = (await world.rows(Person))[0].id
    unused = await world.code_for(person)
    await erases(mai)

    await mai.sends("/mydata")
    assert "You have not joined yet" in mai.sees
    await mai.sends(unused)
    assert "I do not know this code" in mai.sees


async def test_every_phone_of_the_person_is_cut_off(world: World) -> None:
    person = await world.member("Nguyễn Thị Mai")
    mai = await world.joined("Nguyễn Thị Mai", person=person)
    tablet = await world.joined("Máy tính bảng", person=person)

    await erases(mai)

    await tablet.sends("/mydata")
    assert "You have not joined yet" in tablet.sees
    assert [a.person_id for a in await world.rows(Account)] == [None, None]


async def test_the_second_tap_may_say_no(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await mai.sends("/mydata")
    await mai.picks("Erase everything about me")

    await mai.picks("No, keep it")

    assert "Name: Nguyễn Thị Mai" in mai.sees


async def test_a_forged_second_tap_without_the_first_erases_nothing(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await mai.sends("/mydata")

    await mai.presses_data(EraseMe().pack())

    assert "send /mydata again" in mai.alert
    assert [p.full_name for p in await world.rows(Person)] == ["Nguyễn Thị Mai"]


async def test_the_only_secretary_is_warned_but_may_go(world: World) -> None:
    binh = await world.joined("Lê Văn Bình", roles="secretary+admin")
    await binh.sends("/mydata")
    await binh.picks("Erase everything about me")
    assert "Chi bộ Toán is then without a secretary." in binh.sees
    assert "Nobody else is administrator here." in binh.sees

    await binh.picks("Yes, erase everything")

    assert "has been erased" in binh.sees


async def test_with_a_deputy_there_is_nothing_to_warn_of(world: World) -> None:
    binh = await world.joined("Lê Văn Bình", roles="secretary")
    await world.member("Phạm Thị Cúc", roles="deputy_secretary")

    await binh.sends("/mydata")
    await binh.picks("Erase everything about me")

    assert "without a secretary" not in binh.sees


async def test_the_secretary_hears_that_somebody_is_gone_but_not_who(world: World) -> None:
    binh = await world.joined("Lê Văn Bình", roles="secretary")
    mai = await world.joined("Nguyễn Thị Mai")
    khanh = await world.joined("Trần Khánh")
    await mai.sends("/mydata")
    await mai.picks("Erase everything about me")
    assert "is told that somebody has left, without your name" in mai.sees
    counts = len(mai.messages), len(khanh.messages)

    await mai.picks("Yes, erase everything")
    await world.settled()

    assert "Chi bộ Toán: somebody has left" in binh.sees
    assert "/members" in binh.sees
    assert "Mai" not in binh.sees
    assert (len(mai.messages), len(khanh.messages)) == counts


async def test_a_secretary_who_vanishes_tells_only_the_deputy(world: World) -> None:
    binh = await world.joined("Lê Văn Bình", roles="secretary")
    cuc = await world.joined("Phạm Thị Cúc", roles="deputy_secretary")
    await erases(binh)
    count = len(binh.messages)
    await world.settled()
    assert "somebody has left" in cuc.sees
    assert len(binh.messages) == count


async def test_a_new_row_in_the_roster_is_a_new_person(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await erases(mai)

    again = await world.joined("Nguyễn Thị Mai")

    await again.sends("/mydata")
    assert "Invitations: 0" in again.sees
    assert len(await world.rows(Person)) == 2


def test_every_column_that_points_at_a_person_is_thought_of_when_erasing() -> None:
    pointing = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "person"
    }

    assert pointing == set(ON_ERASURE)
