"""Help and language: what one may do here, in one's own language."""

from dataclasses import replace

import pytest

from bot.cards.accounts import NewCode
from handlers import help, router
from handlers.help import SpeakLanguage
from tests.world import World


async def test_a_member_is_offered_what_a_member_may_do(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")

    await mai.sends("/help")

    assert "For everyone" in mai.sees
    assert "/meeting: The next meeting and my answer" in mai.sees
    assert "/mydata" in mai.sees
    assert "/invite" not in mai.sees
    assert "For the secretary" not in mai.sees
    assert "secret documents" in mai.sees


async def test_a_secretary_finds_theirs_below(world: World) -> None:
    binh = await world.joined("Lê Văn Bình", roles="secretary")

    await binh.sends("/trogiup")

    everyone, _, secretary = binh.sees.partition("For the secretary")
    assert "/connect" in everyone
    assert "/members" in secretary
    assert "/invite" in secretary


async def test_in_vietnamese_the_commands_have_their_vietnamese_names(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai", language="vi")

    await mai.sends("/help")

    assert "/lichhop" in mai.sees
    assert "/meeting" not in mai.sees


async def test_a_stranger_is_offered_little(world: World) -> None:
    stranger = world.phone("Kẻ Lạ")

    await stranger.sends("/help")

    assert "/start" in stranger.sees
    assert "/mydata" not in stranger.sees


async def test_one_command_is_explained_with_a_sample(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")

    await mai.sends("/help language")
    assert "/language /ngonngu" in mai.sees
    assert "For example: /language en" in mai.sees
    await mai.sends("/help /moi")
    assert "/invite Nguyễn Văn An" in mai.sees
    assert "another role" in mai.sees
    await mai.sends("/help bay lên trời")
    assert "I do not know /bay lên trời" in mai.sees


async def test_help_too_long_for_one_message_comes_in_parts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    binh = await world.joined("Lê Văn Bình", roles="secretary")
    for name in ("members", "meeting"):
        entry = router.commands[name]
        longer = replace(entry, summary=f"{entry.summary} {'và ' * 500}")
        for each in entry.names:
            monkeypatch.setitem(router.commands, each, longer)

    await binh.sends("/help")
    assert "For everyone" in binh.sees
    assert "/members" not in binh.sees
    await binh.picks("For the secretary")
    assert "/members" in binh.sees
    assert "/meeting" not in binh.sees
    await binh.picks("For everyone")
    assert "/meeting" in binh.sees
    assert len(binh.messages) == 2


def test_whole_messages_stay_below_what_the_platforms_cut() -> None:
    assert help.MOST_CHARACTERS < 4096


async def test_the_language_changes_at_once_or_by_a_tap(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")

    await mai.sends("/language")
    await mai.picks("Tiếng Việt")
    await mai.sends("/lichhop")
    assert "Chưa có lịch họp" in mai.sees
    await mai.sends("/ngonngu tiếng Anh")
    assert "From now on I speak English with you." in mai.sees
    await mai.sends("/language EN")
    assert "From now on I speak English with you." in mai.sees


async def test_the_language_is_one_for_all_phones_of_a_person(world: World) -> None:
    person = await world.member("Nguyễn Thị Mai")
    mai = await world.joined("Nguyễn Thị Mai", person=person)
    tablet = await world.joined("Máy tính bảng", person=person, language="vi")

    await mai.sends("/language en")
    await tablet.sends("/help")

    assert "What I can do for you" in tablet.sees


async def test_another_language_is_refused_with_what_there_is(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")

    await mai.sends("/language tiếng Pháp")
    assert "I speak Vietnamese and English" in mai.sees
    await mai.presses_data(SpeakLanguage("fr").pack())
    assert "I speak Vietnamese and English" in mai.alert
    await mai.sends("/meeting")
    assert "No meeting is planned yet" in mai.sees


async def test_a_mistyped_command_is_answered_with_the_nearest(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")

    await mai.sends("/mydate")

    assert "Did you mean /mydata?" in mai.sees


async def test_a_stranger_gets_nothing_from_buttons_of_members(world: World) -> None:
    stranger = world.phone("Kẻ Lạ")
    await stranger.sends("/help")

    await stranger.presses_data(NewCode().pack())

    assert "You have not joined yet" in stranger.alert
