"""One month of a cell by hand, in both languages, from the schedule to the answer and the digest.

The bot is stopped and started again between any two steps: what one step has caused must be told
by whichever bot comes after, once.
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from bot.advance import Clock
from bot.app import running
from bot.config import Settings
from storage.tables import Feedback, Held, LedgerEntry, Owed, Resolution, Unit
from tests.bot_api import BotApiServer
from tests.people import OnTelegram
from tests.planning import vietnam
from tests.world import World

Step = Callable[[World], Awaitable[None]]

WORDS = {
    "vi": {
        "present": "Có mặt",
        "roll": "✗? Trần Văn An",
        "confirm": "Xác nhận điểm danh",
        "end": "Ghi giờ kết thúc",
        "now": "Bây giờ: 20:50",
        "close": "Kết thúc và gửi",
        "send": "Gửi",
        "up": "Gửi 1 ý kiến",
        "settled": "Đã xong",
        "got": "Đã nhận",
        "done": "Đã xong",
        "sure": "Xác nhận đã xong",
        "task": "Nhiệm vụ của đồng chí:",
        "answer": "Ý kiến của đồng chí đã có trả lời.",
        "digest": "Đảng ủy trường: tổng hợp tháng 12/2026",
        "met": "Đã họp: 1/1",
        "there": "Có mặt: 3/3, 100%",
    },
    "en": {
        "present": "Present",
        "roll": "✗? Trần Văn An",
        "confirm": "Confirm the roll call",
        "end": "Enter the end",
        "now": "Now: 20:50",
        "close": "Close and send",
        "send": "Send",
        "up": "Send 1 up",
        "settled": "Yes, settled",
        "got": "Got it",
        "done": "Done",
        "sure": "Confirm: done",
        "task": "Your task:",
        "answer": "There is an answer to your feedback.",
        "digest": "Đảng ủy trường: digest for 12/2026",
        "met": "Met: 1 of 1",
        "there": "There: 3 of 3, 100%",
    },
}


@asynccontextmanager
async def up(
    settings: Settings, api: BotApiServer, clock: Clock, phones: dict[str, OnTelegram]
) -> AsyncIterator[World]:
    """A bot on the same database, with the same phones in people's hands."""
    async with running(settings, now=clock, alone=True) as bots:
        world = World(bots, api, clock, phones, _ids=100 + len(phones))
        busy = lambda: "an answer is under way" if bots.background.busy else ""  # noqa: E731
        api.also_busy.append(busy)
        yield world
        api.also_busy.remove(busy)


def story(language: str) -> list[Step]:
    """The month, a step a piece."""
    said = WORDS[language]

    async def people(world: World) -> None:
        await world.unit("DU", "Đảng ủy trường", kind="committee")
        await world.unit("CB1", "Chi bộ Toán", parent="DU")
        await world.joined("Hoàng Thị Hoa", unit="DU", roles="committee_member", language=language)
        await world.joined("Lê Thị Thư", roles="secretary", language=language)
        await world.joined("Nguyễn Thị Mai", language=language)
        await world.member("Trần Văn An", phone_only=True)

    async def schedule(world: World) -> None:
        await world.named("Thư").sends("/datlich 3 19:30; Phòng họp 1")

    async def invite(world: World) -> None:
        await world.until(vietnam("2026-11-26 08:05"))

    async def answer(world: World) -> None:
        await world.named("Mai").picks(said["present"])
        await world.named("Thư").picks(said["present"])

    async def open_(world: World) -> None:
        await world.until(vietnam("2026-12-03 19:33"))
        await world.named("Thư").sends("/khaimac")

    async def roll(world: World) -> None:
        await world.named("Thư").sends("/diemdanh")
        await world.named("Thư").picks(said["roll"])

    async def confirm(world: World) -> None:
        await world.named("Thư").picks(said["confirm"])

    async def resolve(world: World) -> None:
        await world.named("Thư").sends("/nghiquyet Thống nhất nhiệm vụ tháng 12; 3-0")

    async def assign(world: World) -> None:
        await world.named("Thư").sends("/phancong Mai; Nộp báo cáo; 15/12/2026; đã nộp")

    async def end(world: World) -> None:
        await world.until(vietnam("2026-12-03 20:50"))
        await world.named("Thư").sends("/ketthuc")
        await world.named("Thư").picks(said["end"])
        await world.named("Thư").picks(said["now"])

    async def close(world: World) -> None:
        await world.named("Thư").picks(said["close"])

    async def ask(world: World) -> None:
        await world.until(vietnam("2026-12-04 09:00"))
        await world.named("Mai").sends("/ykien Đề nghị sửa mái hội trường")
        await world.named("Mai").picks(said["send"])

    async def forward(world: World) -> None:
        await world.named("Thư").sends("/guicaptren")
        await world.named("Thư").picks(said["up"])

    async def reply(world: World) -> None:
        await world.settled()
        await world.named("Hoa").sends("/traloi 1; Sửa trong tháng 12")

    async def settle(world: World) -> None:
        await world.settled()
        assert said["answer"] in world.named("Mai").sees
        await world.named("Mai").picks(said["settled"])

    async def do(world: World) -> None:
        await world.until(vietnam("2026-12-08 09:00"))
        await world.named("Mai").sends("/nhiemvu")
        await world.named("Mai").picks("1. Nộp báo cáo")
        await world.named("Mai").picks(said["done"])

    async def sure(world: World) -> None:
        await world.settled()
        await world.named("Thư").picks(said["sure"])

    async def digest(world: World) -> None:
        await world.until(vietnam("2026-12-10 09:00"))

    return [
        people,
        schedule,
        invite,
        answer,
        open_,
        roll,
        confirm,
        resolve,
        assign,
        end,
        close,
        ask,
        forward,
        reply,
        settle,
        do,
        sure,
        digest,
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_month_with_a_restart_between_any_two_steps(
    settings: Settings, api: BotApiServer, clock: Clock, language: str
) -> None:
    phones: dict[str, OnTelegram] = {}
    said = WORDS[language]
    for step in story(language):
        async with up(settings, api, clock, phones) as world:
            await step(world)
    async with up(settings, api, clock, phones) as world:
        mai, officer = world.named("Mai"), world.named("Hoa")
        assert sum(said["task"] in message.text for message in mai.messages) == 1
        assert sum(said["answer"] in message.text for message in mai.messages) <= 1
        digest = [message.text for message in officer.messages if said["digest"] in message.text]
        assert len(digest) == 1
        assert said["met"] in digest[0]
        assert said["there"] in digest[0]
        held = (await world.rows(Held))[0]
        assert (held.counted, held.present, held.voters) == (3, 3, 3)
        assert [row.number for row in await world.rows(Resolution)] == [1]
        assert [row.state for row in await world.rows(Feedback)] == ["settled"]
        closed = [row for row in await world.rows(LedgerEntry) if row.change == "closed"]
        assert len(closed) == 1
        sent = Counter(row.key for row in await world.rows(Owed) if row.outcome == "sent")
        assert max(sent.values()) == 1
        assert len(await world.rows(Unit)) == 2
