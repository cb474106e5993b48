"""Join codes as people meet them: typed anyhow, single-use, wrong, used up, too old."""

from datetime import timedelta

import pytest

from storage.tables import JoinCode
from tests.world import World


@pytest.mark.parametrize(
    "typed",
    [
        "{code}",
        "{lower}",
        "  {spaced}  ",
        "/start {spaced}",
        "https://chibo.example/j/{code}",
        "https://t.me/some_bot?start={code}",
        "Mã của tôi: https://t.me/some_bot?start={lower}",
    ],
)
async def test_a_code_is_taken_however_it_is_typed_or_pasted(world: World, typed: str) -> None:
    code = await world.code_for(await world.member("Nguyễn Thị Mai"))
    mai = world.phone("Nguyễn Thị Mai")

    await mai.sends(
        typed.format(code=code, lower=code.lower(), spaced=code.lower().replace("-", "  "))
    )

    assert "Are you Nguyễn Thị Mai?" in mai.sees


async def test_a_used_code_says_so_and_so_does_an_old_one(world: World) -> None:
    person = await world.member("Nguyễn Thị Mai")
    first, second = await world.code_for(person), await world.code_for(person)
    mai, other = world.phone("Nguyễn Thị Mai"), world.phone("Kẻ Lạ")
    await mai.sends(first)
    await mai.picks("I agree")

    await other.sends(first)
    assert "has been used" in other.sees

    await world.until(timedelta(days=31))
    await other.sends(second)
    assert "has expired" in other.sees


async def test_a_new_code_never_cancels_one_that_was_handed_out(world: World) -> None:
    person = await world.member("Nguyễn Thị Mai")
    first = await world.code_for(person)
    await world.code_for(person)
    mai = world.phone("Nguyễn Thị Mai")

    await world.until(timedelta(days=29))
    await mai.sends(first)
    await mai.picks("I agree")

    assert await world.whose(mai) == "Nguyễn Thị Mai"


async def test_a_code_is_kept_as_its_digest_alone(world: World) -> None:
    code = await world.code_for(await world.member("Nguyễn Thị Mai"))

    [row] = await world.rows(JoinCode)

    assert code not in str(row)
    assert code.replace("-", "") not in str(row)


async def test_after_five_wrong_codes_even_the_right_one_waits_an_hour(world: World) -> None:
    code = await world.code_for(await world.member("Nguyễn Thị Mai"))
    mai, an = world.phone("Nguyễn Thị Mai"), world.phone("Trần Văn An")
    for n in range(5):
        await mai.sends(f"/start C4F7-HJ2K-M9N{n}")
        assert "I do not know this code" in mai.sees

    await mai.sends(f"/start {code}")
    assert "Too many wrong codes" in mai.sees
    assert "10:00" in mai.sees  # an hour after 09:00
    await mai.sends(code)
    assert "Too many wrong codes" in mai.sees

    await an.sends(code)  # somebody else's phone does not wait
    await an.picks("That is not me")
    await world.until(timedelta(minutes=61))
    await mai.sends(code)
    await mai.picks("I agree")
    assert await world.whose(mai) == "Nguyễn Thị Mai"


async def test_sending_a_code_a_second_time_after_joining_is_no_wrong_try(world: World) -> None:
    person = await world.member("Nguyễn Thị Mai")
    code = await world.code_for(person)
    mai = world.phone("Nguyễn Thị Mai")
    await mai.sends(code)
    await mai.picks("I agree")

    for _ in range(6):
        await mai.sends(f"/start {code}")

    assert "joined already" in mai.sees


async def test_whoever_agrees_first_has_the_code_and_the_other_is_told(world: World) -> None:
    code = await world.code_for(await world.member("Nguyễn Thị Mai"))
    mai, other = world.phone("Nguyễn Thị Mai"), world.phone("Kẻ Lạ")
    await mai.sends(code)
    await other.sends(code)

    await mai.picks("I agree")
    await other.picks("I agree")

    assert "has been used" in other.alert
    assert await world.whose(other) == ""
