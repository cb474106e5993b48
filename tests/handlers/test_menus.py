"""The menu behind the button follows language and roles."""

from datetime import timedelta

from handlers import menus
from storage.tables import Membership
from tests.world import World


async def test_who_joins_gets_the_menu_of_their_role(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    binh = await world.joined("Lê Văn Bình", roles="secretary")

    assert "mydata" in mai.commands
    assert "members" not in mai.commands
    assert "members" in binh.commands
    assert mai.commands["meeting"] == "The next meeting and my answer"


async def test_with_the_language_the_menu_changes(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")

    await world.until(timedelta(minutes=1))
    await mai.sends("/language vi")
    await world.settled()

    assert "lichhop" in mai.commands
    assert "meeting" not in mai.commands


async def test_a_new_role_brings_its_commands(world: World) -> None:
    person = await world.member("Nguyễn Thị Mai")
    mai = await world.joined("Nguyễn Thị Mai", person=person)
    await world.until(timedelta(days=1))
    async with world.bots.database.transaction() as db:
        [membership] = await world.rows(Membership)
        row = await db.get_one(Membership, membership.id)
        row.roles = "secretary"
        await menus.owe_menu(db, person, now=world.clock.time)

    await world.settled()

    assert "invite" in mai.commands


async def test_the_menu_comes_at_night_and_to_those_who_are_telephoned(world: World) -> None:
    person = await world.member("Nguyễn Thị Mai", phone_only=True)
    await world.until(timedelta(hours=14))  # 23:00

    mai = await world.joined("Nguyễn Thị Mai", person=person)

    assert "mydata" in mai.commands


async def test_a_changed_menu_comes_to_every_phone(world: World) -> None:
    person = await world.member("Nguyễn Thị Mai")
    mai = await world.joined("Nguyễn Thị Mai", person=person)
    tablet = await world.joined("Máy tính bảng", person=person)
    await world.until(timedelta(minutes=1))

    await mai.sends("/language vi")
    await world.settled()

    for phone in (mai, tablet):
        assert "lichhop" in phone.commands
