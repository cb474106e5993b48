"""A command that fits several units asks which, and remembers; a unit's code may stand in front."""

import pytest

from storage.tables import Schedule
from tests.people import OnTelegram
from tests.world import World


async def leads_two(world: World, *units: tuple[str, str]) -> OnTelegram:
    """The secretary of two cells."""
    person = None
    for code, name in units:
        if code != "CB1":
            await world.unit(code, name)
        person = await world.member("Lê Thư", unit=code, roles="secretary", person=person)
    return await world.joined("Lê Thư", person=person)


CODES = pytest.mark.parametrize("code", ["CB2", "CB 2", "ĐB2", "Tổ Đảng 2"])


@CODES
async def test_the_unit_picked_is_the_one_that_acts(world: World, code: str) -> None:
    thu = await leads_two(world, ("CB1", "Chi bộ Toán"), (code, "Chi bộ Văn"))

    await thu.sends("/schedule 3 19:30; Hội trường A")
    assert thu.buttons == ["Chi bộ Toán", "Chi bộ Văn"]
    await thu.picks("Chi bộ Văn")

    [row] = await world.rows(Schedule)
    assert (row.unit_id, row.place) == (2, "Hội trường A")
    assert thu.sees.startswith("Chi bộ Văn")


async def test_the_unit_picked_is_remembered(world: World) -> None:
    thu = await leads_two(world, ("CB1", "Chi bộ Toán"), ("CB2", "Chi bộ Văn"))
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await thu.picks("Chi bộ Văn")

    await thu.sends("/rules notice_days")

    assert "Chi bộ Văn" in thu.sees


@CODES
async def test_a_code_in_front_in_any_case_names_the_unit(world: World, code: str) -> None:
    thu = await leads_two(world, ("CB1", "Chi bộ Toán"), (code, "Chi bộ Văn"))

    for typed in (code, code.lower(), code.upper()):
        await thu.sends(f"/rules {typed} notice_days")
        assert "Chi bộ Văn" in thu.sees
    await thu.sends("/rules cb1 notice_days")
    assert "Chi bộ Toán" in thu.sees


async def test_of_two_codes_that_fit_the_longer_one_is_meant(world: World) -> None:
    thu = await leads_two(world, ("CB", "Chi bộ Toán"), ("CB 2", "Chi bộ Văn"))

    await thu.sends("/rules CB 2 notice_days")
    assert "Chi bộ Văn" in thu.sees
    await thu.sends("/rules CB notice_days")
    assert "Chi bộ Toán" in thu.sees


async def test_a_forged_choice_is_refused(world: World) -> None:
    thu = await leads_two(world, ("CB1", "Chi bộ Toán"), ("CB2", "Chi bộ Văn"))
    await world.unit("CB3", "Chi bộ Lý")

    for wire, said in (("unit:3", "You may not do this"), ("unit:99", "not there any more")):
        await thu.sends("/schedule 3 19:30; Hội trường A")
        await thu.presses_data(wire)
        assert said in thu.alert
    await thu.picks("Chi bộ Toán")
    await thu.presses_data("unit:1")
    assert "answered already" in thu.alert


async def test_a_name_of_ones_own_unit_wins_over_another_units_code(world: World) -> None:
    await world.unit("AN", "Chi bộ An Ninh")
    await world.member("Người Khác", unit="AN")
    await world.member("Trần Văn An")
    thu = await world.joined("Lê Thư", roles="secretary")

    for typed in ("/members AN", "/members an", "/members An", "/invite An"):
        await thu.sends(typed)
        assert "Trần Văn An" in thu.sees
        assert "An Ninh" not in thu.sees
    await thu.sends("/members AN Khác")
    assert "You may not do this in Chi bộ An Ninh" in thu.sees
    await thu.sends("/rules AN notice_days")
    assert "You may not do this in Chi bộ An Ninh" in thu.sees


async def test_a_code_letter_for_letter_means_a_unit_in_which_one_may(world: World) -> None:
    thu = await leads_two(world, ("CB1", "Chi bộ Toán"), ("AN", "Chi bộ An Ninh"))
    await world.member("Trần Văn An")
    await thu.sends("/members CB1")

    await thu.sends("/members an")
    assert "Trần Văn An" in thu.sees
    await thu.sends("/members AN")
    assert thu.sees.startswith("Chi bộ An Ninh")
