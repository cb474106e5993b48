"""A year of attendance, in words and as a picture."""

from storage.tables import Held, Meeting, Unit
from tests.planning import vietnam
from tests.world import World


async def a_year(world: World) -> None:
    """Roll calls of two Junes and one July of CB1."""
    cell = (await world.rows(Unit))[0].id
    async with world.bots.database.transaction() as db:
        for period, there, counted in (("2025-12", 9, 10), ("2026-06", 6, 10), ("2026-07", 5, 10)):
            row = Meeting(
                unit_id=cell,
                period=period,
                starts_at=vietnam(f"{period}-03 19:30"),
                minutes=90,
                confirmed_at=world.clock.time,
            )
            db.add(row)
            await db.flush()
            held = Held(meeting_id=row.id, roll_at=row.starts_at, counted=counted, present=there)
            db.add(held)


async def test_the_secretary_sees_it_in_words_and_as_a_picture(world: World) -> None:
    thu = await world.joined("Lê Thư", roles="secretary", language="vi")
    await a_year(world)
    await thu.sends("/tinhhinh")
    await thu.picks("Tỷ lệ dự họp mười hai tháng")
    await world.api.settled()

    words, picture = thu.messages[-2:]
    assert "06/2026, hè: 6/10, 60%" in words.text
    assert "07/2026, hè: 5/10, 50%" in words.text
    assert "12/2025: 9/10, 90%" in words.text
    assert "03/2026: chưa điểm danh" in words.text
    assert picture.file is not None
    assert picture.file.is_photo
    assert picture.file.content.startswith(b"\x89PNG")
    assert "Chi bộ Toán" in picture.text


async def test_a_picture_that_telegram_refuses_costs_nothing_but_the_picture(world: World) -> None:
    thu = await world.joined("Lê Thư", roles="secretary")
    await a_year(world)
    await thu.sends("/status")
    world.api.fail_next("sendPhoto", 400, "Bad Request: wrong file")
    await thu.picks("Attendance over twelve months")
    await world.api.settled()
    assert "06/2026, summer: 6 of 10, 60%" in thu.sees


async def test_members_do_not_see_it_and_a_cell_without_a_past_says_so(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    thu = await world.joined("Lê Thư", roles="secretary")
    await mai.presses_data("year:1")
    assert "attendance" not in mai.sees
    await thu.presses_data("year:1")
    assert "No roll call has been confirmed" in thu.sees
