"""A member asks, and is told every step until the answer settles it."""

from datetime import timedelta

import pytest

from bot.cards.feedback import (
    SendFeedback,
    SettleFeedback,
    ShapeFeedback,
    ShowFeedback,
)
from bot.cards.inbox import AskAnswer, AskEscalate, AskForward, Forward, ShowInbox, ShowWaiting
from storage.tables import Draft, Feedback, FeedbackStep, Membership
from tests.planning import a_meeting, vietnam
from tests.world import World

WORDS = "Đề nghị sửa mái hội trường"


@pytest.fixture
async def levels(world: World) -> None:
    """A cell under a school's committee under the ward's."""
    await world.unit("DP", "Đảng ủy phường", kind="committee")
    await world.unit("DU", "Đảng ủy trường", parent="DP", kind="committee")
    await world.unit("CB2", "Chi bộ Văn", parent="DU")


@pytest.fixture
async def secretary(world: World, levels):
    return await world.joined("Lê Thị Thư", unit="CB2", roles="secretary")


@pytest.fixture
async def mai(world: World, secretary):
    return await world.joined("Nguyễn Thị Mai", unit="CB2")


@pytest.fixture
async def officer(world: World, levels):
    return await world.joined("Hoàng Thị Hoa", unit="DU", roles="committee_member")


@pytest.fixture
async def ward(world: World, levels):
    return await world.joined("Vũ Văn Phường", unit="DP", roles="secretary")


async def says(world: World, phone, words: str = WORDS) -> None:
    await phone.sends(f"/feedback {words}")
    await phone.picks("Send")
    await world.settled()


async def the_one(world: World) -> Feedback:
    return (await world.rows(Feedback))[0]


def saying(phone, words: str) -> int:
    return sum(words in message.text for message in phone.messages)


async def test_from_the_question_to_the_answer_that_settles_it(
    world: World, mai, secretary, officer
) -> None:
    await mai.sends("/ykien")
    await mai.sends(WORDS)
    assert "Only the secretary and the deputy see who wrote it" in mai.sees
    await mai.picks("Send")
    await world.settled()
    assert "With Chi bộ Văn; it goes up after the meeting" in mai.sees
    assert "There is new feedback." in secretary.sees
    assert "Nguyễn Thị Mai" in secretary.sees

    await secretary.sends("/forward")
    assert "All of it goes to Đảng ủy trường" in secretary.sees
    await secretary.picks("Send 1 up")
    await world.settled()
    assert "Chi bộ Văn has sent up 1 piece of feedback." in officer.sees
    await officer.picks("Read")
    assert f"#1 {WORDS}" in officer.sees
    await officer.picks(f"#1 {WORDS}")
    await officer.picks("Answer")
    await officer.sends("Đã bố trí kinh phí, sửa trong tháng 12")
    await world.settled()
    assert "Answered. Whoever asked is told." in officer.sees

    assert "There is an answer to your feedback." in mai.sees
    assert "“Đã bố trí kinh phí, sửa trong tháng 12”" in mai.sees
    await mai.picks("Yes, settled")
    assert (await the_one(world)).state == "settled"
    steps = [(each.step, each.unit_id) for each in await world.rows(FeedbackStep)]
    assert [each[0] for each in steps] == ["sent", "forwarded", "answered", "settled"]
    await mai.sends("/myfeedback")
    assert "Settled" in mai.sees


async def test_levels_above_never_learn_who_wrote_it(
    world: World, mai, secretary, officer, ward
) -> None:
    await says(world, mai)
    await secretary.sends("/forward")
    await secretary.picks("Send 1 up")
    await world.settled()
    await officer.sends("/inbox")
    await officer.picks(f"#1 {WORDS}")
    await officer.picks("Pass on higher")
    await officer.sends("Vượt thẩm quyền")
    await world.settled()
    await ward.sends("/inbox")
    await ward.picks(f"#1 {WORDS}")
    for phone in (officer, ward):
        shown = "\n".join(message.screen for message in phone.messages)
        assert WORDS in shown
        assert "Nguyễn Thị Mai" not in shown


async def test_with_the_name_shown_everybody_sees_it(world: World, mai, secretary, officer) -> None:
    await mai.sends(f"/feedback {WORDS}")
    await mai.picks("Show my name")
    assert "Your name is shown on every level." in mai.sees
    await mai.picks("Send")
    await secretary.sends("/forward")
    await secretary.picks("Send 1 up")
    await world.settled()
    await officer.sends("/inbox")
    assert "Chi bộ Văn, Nguyễn Thị Mai" in officer.sees


async def test_a_difficulty_goes_up_the_same_day(world: World, mai, secretary, officer) -> None:
    await mai.sends("/feedback Mất điện cả tuần")
    await mai.picks("Mark as a difficulty")
    await mai.picks("Send")
    await world.settled()
    assert "A difficulty has been reported." in officer.sees
    assert "it has gone up already" in secretary.sees
    assert "Nguyễn Thị Mai" not in officer.sees
    row = await the_one(world)
    assert (row.state, row.with_unit_id) == ("sent", 3)


async def test_what_the_cell_answers_still_goes_up_marked_so(
    world: World, mai, secretary, officer
) -> None:
    await says(world, mai)
    await secretary.sends("/traloi #1; Chi bộ sẽ sửa")
    await world.settled()
    assert "It still goes up with the rest, marked so." in secretary.sees
    assert "“Chi bộ sẽ sửa”" in mai.sees
    await mai.picks("Yes, settled")
    await secretary.sends("/forward")
    await secretary.picks("Send 1 up")
    await world.settled()
    await officer.sends("/inbox")
    await officer.picks(f"#1 {WORDS}")
    assert "Chi bộ Văn answered: “Chi bộ sẽ sửa”" in officer.sees


async def test_an_answer_that_does_not_settle_opens_it_again_once_one_level_up(
    world: World, mai, secretary, officer, ward
) -> None:
    await says(world, mai)
    await secretary.sends("/forward")
    await secretary.picks("Send 1 up")
    await officer.sends("/answer 1; Chưa có kinh phí")
    await world.settled()
    await mai.picks("No, not settled")
    await world.settled()
    assert "The answer did not settle this." in ward.sees
    assert "“Chưa có kinh phí”" in ward.sees
    await ward.sends("/answer 1; Phường sẽ hỗ trợ")
    await world.settled()
    assert "Yes, settled" in mai.buttons
    assert "No, not settled" not in mai.buttons
    await mai.presses_data(SettleFeedback(1, False).pack())
    assert "open again once already" in mai.alert


async def test_the_top_passes_on_outside_and_the_trail_goes_on(
    world: World, mai, secretary, officer, ward
) -> None:
    await says(world, mai)
    await secretary.sends("/forward")
    await secretary.picks("Send 1 up")
    await officer.sends("/escalate 1; Vượt thẩm quyền")
    await world.settled()
    await ward.sends("/chuyencaptren 1; Sở Xây dựng")
    assert "The clock runs on" in ward.sees
    await mai.sends("/myfeedback")
    await mai.picks(f"#1 {WORDS}")
    assert "passed on outside by Đảng ủy phường" in mai.sees
    assert "“Sở Xây dựng”" in mai.sees
    await ward.sends("/answer 1; Sở đã trả lời: sửa quý I")
    await world.settled()
    assert "“Sở đã trả lời: sửa quý I”" in mai.sees


async def test_too_long_and_secret_texts_are_refused_unstored(world: World, mai) -> None:
    await mai.sends("/feedback " + "dài " * 1000)
    assert "Please keep it under 3000 characters, or send it in parts" in mai.sees
    await mai.sends("/feedback\nMẬT\nNội dung")
    assert await world.rows(Draft) == []
    assert await world.rows(Feedback) == []


async def test_sent_twice_with_one_button_is_sent_once(world: World, mai, secretary) -> None:
    await mai.sends(f"/feedback {WORDS}")
    data = next(b.callback_data for b in mai.newest.buttons if b.text == "Send")
    await mai.presses_data(data)
    await mai.presses_data(data)
    assert "has been sent already" in mai.alert
    assert len(await world.rows(Feedback)) == 1


async def test_forwarding_what_has_grown_meanwhile_shows_it_first(
    world: World, mai, secretary, officer
) -> None:
    await says(world, mai)
    await secretary.sends("/forward")
    old = secretary.newest
    await says(world, mai, "Thêm một ý")
    await secretary.picks("Send 1 up", message=old)
    assert "There is more by now" in secretary.toast
    await secretary.picks("Send 2 up", message=old)
    await world.settled()
    assert saying(officer, "has sent up 2 pieces of feedback.") == 1


async def test_who_erases_everything_takes_the_unheard_along_and_leaves_the_rest_nameless(
    world: World, mai, secretary, officer
) -> None:
    await mai.sends(f"/feedback {WORDS}")
    await mai.picks("Show my name")
    await mai.picks("Send")
    await secretary.sends("/forward")
    await secretary.picks("Send 1 up")
    await says(world, mai, "Chưa gửi lên")
    await mai.sends("/mydata")
    await mai.picks("Erase everything about me")
    await mai.picks("Yes, erase everything")
    rows = await world.rows(Feedback)
    assert [(each.words, each.author_id, each.named) for each in rows] == [(WORDS, None, False)]
    await officer.sends("/answer 1; Đã rõ")
    assert "Answered." in officer.sees


@pytest.mark.parametrize("roles", ["member", "note_taker", "monitor", "subgroup_lead"])
async def test_an_inbox_is_for_who_answers(world: World, mai, secretary, roles: str) -> None:
    await says(world, mai)
    other = await world.joined("Trần Văn An", unit="CB2", roles=roles)
    for command in ("/inbox", "/forward", "/answer 1; của tôi", "/escalate 1; của tôi"):
        await other.sends(command)
        assert "is for" in other.sees or "No feedback #1 waits for you" in other.sees
    for forged in (
        ShowInbox(4, 0),
        ShowWaiting(1),
        AskAnswer(1),
        AskEscalate(1),
        AskForward(4),
        Forward(4, 1, 1),
        ShowFeedback(1),
        SettleFeedback(1, True),
    ):
        await other.presses_data(forged.pack())
        assert other.alert
        assert WORDS not in other.newest.text
    await other.presses_data(SendFeedback(2, "00000000", True, False).pack())
    assert "do not belong" in other.alert
    await other.presses_data(ShapeFeedback(4, "00000000", True, False).pack())
    assert "sent already" in other.alert
    assert (await the_one(world)).state == "new"


async def test_an_officer_who_lost_the_post_sees_nothing(
    world: World, mai, secretary, officer
) -> None:
    await says(world, mai)
    await secretary.sends("/forward")
    await secretary.picks("Send 1 up")
    await world.settled()
    await officer.sends("/inbox")
    card = officer.newest
    async with world.bots.database.transaction() as db:
        post = next(e for e in await world.rows(Membership) if e.roles == "committee_member")
        (await db.get_one(Membership, post.id)).roles = "member"
    await officer.picks(f"#1 {WORDS}", message=card)
    assert "No feedback #1 waits for you" in officer.alert
    before = len(officer.messages)
    await world.until(timedelta(days=10))
    assert len(officer.messages) == before


async def test_the_secretary_is_told_the_day_after_the_meeting_only_if_something_waits(
    world: World, mai, secretary
) -> None:
    await a_meeting(world, at="2026-12-03 19:30", unit="CB2")
    await says(world, mai)
    await world.until(vietnam("2026-12-04 09:00"))
    assert saying(secretary, "All of it goes to Đảng ủy trường") == 1
    assert "Send 1 up" in [b.text for m in secretary.messages for b in m.buttons]
