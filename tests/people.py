"""Members who talk to the bot: what they do with their phones, and what they see there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from tests.bot_api.chats import Account, Chat, Message, Press
    from tests.bot_api.keyboards import Button
    from tests.bot_api.server import BotApiServer

LONGEST_TYPED = 4096
SMALLEST_PHOTO = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
_START = re.compile(r"[A-Za-z0-9_-]{0,64}")


class Screen:
    """One chat as it looks on a phone."""

    def __init__(self, api: BotApiServer, chat: Chat) -> None:
        self.api = api
        self.chat = chat

    @property
    def messages(self) -> list[Message]:
        """What the bot wrote and has not deleted, oldest first, each as it looks now."""
        bot = self.api.telegram.bot
        return [m for m in self.chat.messages.values() if m.sender is bot and not m.deleted]

    @property
    def newest(self) -> Message:
        """The bot's message at the bottom; fails the test while there is none."""
        assert self.messages, f"the bot has written nothing to {self!r}"
        return self.messages[-1]

    @property
    def sees(self) -> str:
        """The words of the newest message, as they are read; nothing if there is none."""
        return self.newest.text if self.messages else ""

    @property
    def screen(self) -> str:
        """The newest message with its buttons, row by row."""
        return self.newest.screen if self.messages else "(nothing)"

    @property
    def buttons(self) -> list[str]:
        """The labels under the newest message."""
        return [button.text for button in self.newest.buttons] if self.messages else []

    @property
    def transcript(self) -> str:
        """The whole chat, everybody's messages, for a failure to show."""
        shown = [m for m in self.chat.messages.values() if not m.deleted]
        return "\n\n".join(f"{m.sender.first_name}: {m.screen or m.service}" for m in shown)


class OnTelegram(Screen):
    """A person with Telegram; whatever they do, they wait for the bot's reaction.

    `wait=False` goes on at once. What a person cannot do (press a button that is not there, write
    to a bot they have blocked) fails the test and shows what is on the screen.
    """

    def __init__(self, api: BotApiServer, account: Account, chat: Chat) -> None:
        super().__init__(api, chat)
        self.account = account
        self.presses: list[Press] = []
        self.opened: list[str] = []

    def __repr__(self) -> str:
        return f"<{self.account.first_name} on Telegram>"

    @property
    def id(self) -> int:
        return self.account.id

    def at(self, group: Group) -> OnTelegram:
        """The same person, looking at a group: `await mai.at(group).sends("/status")`."""
        assert self.id in group.chat.members, f"{self!r} is not in {group.chat.title}"
        return OnTelegram(self.api, self.account, group.chat)

    async def sends(
        self, text: str, *, reply_to: Message | None = None, wait: bool = True
    ) -> Message:
        """Types `text`; the app trims it and cuts it every 4,096 characters. The last message."""
        self._check_can_write()
        typed = text.strip()
        assert typed, "Telegram sends no empty message"
        cuts = range(0, len(typed), LONGEST_TYPED)
        parts = [typed[start : start + LONGEST_TYPED] for start in cuts]
        says = self.api.telegram.says
        sent = [says(self.account, self.chat, part, reply_to=reply_to) for part in parts]
        await self._reaction(wait)
        return sent[-1]

    async def sends_photo(
        self, content: bytes = SMALLEST_PHOTO, *, caption: str = "", wait: bool = True
    ) -> Message:
        return await self._sends_file("photo.jpg", content, "image/jpeg", caption, wait)

    async def sends_document(
        self,
        name: str = "bao-cao.pdf",
        content: bytes = b"%PDF-1.7",
        *,
        caption: str = "",
        wait: bool = True,
    ) -> Message:
        return await self._sends_file(name, content, "application/pdf", caption, wait)

    async def opens(self, link: str, *, wait: bool = True) -> None:
        """Follows a deep link of the bot: Telegram sends /start with what the link carries."""
        parts = urlsplit(link)
        assert parts.path == f"/{self.api.telegram.bot.username}", f"another bot's link: {link}"
        payload = parse_qs(parts.query).get("start", [""])[0]
        assert _START.fullmatch(payload), f"Telegram carries no such payload: {payload!r}"
        await self.sends(f"/start {payload}", wait=wait)

    async def picks(self, label: str, *, message: Message | None = None, wait: bool = True) -> None:
        """Presses the button that reads `label`, or else contains it, on the newest such message.

        A button with an address goes to `opened` instead of to the bot.
        """
        shown, button = self._find(label, message)
        if button.callback_data is None:
            self.opened.append(button.url or button.copies or "")
            return
        await self.presses_data(button.callback_data, message=shown, wait=wait)

    async def presses_data(
        self, data: str | None, *, message: Message | int | None = None, wait: bool = True
    ) -> Press:
        """Sends any callback data, as a tampered app can; by default from the newest message."""
        self._check_can_write()
        assert data is not None, "this button opens a page; it sends nothing"
        where = message or (self.newest if self.messages else 0)
        press = self.api.telegram.presses_button(self.account, self.chat, data, where)
        self.presses.append(press)
        await self._reaction(wait)
        return press

    async def blocks_the_bot(self, *, wait: bool = True) -> None:
        self.account.blocked_the_bot = True
        self.api.telegram.bot_membership_changes(self.account, self.chat, "member", "kicked")
        await self._reaction(wait)

    async def unblocks(self, *, wait: bool = True) -> None:
        self.account.blocked_the_bot = False
        self.api.telegram.bot_membership_changes(self.account, self.chat, "kicked", "member")
        await self._reaction(wait)

    def deletes_account(self) -> None:
        """Nobody is told; the bot learns of it when it writes."""
        self.account.deactivated = True

    @property
    def last_press(self) -> Press:
        assert self.presses, f"{self!r} has pressed nothing"
        return self.presses[-1]

    @property
    def toast(self) -> str:
        """What the bot answered to the last press: a passing line or an alert; often nothing."""
        answer = self.presses[-1].toast if self.presses else None
        return answer.text if answer else ""

    @property
    def alert(self) -> str:
        """The same, if it was an alert that has to be closed."""
        answer = self.presses[-1].toast if self.presses else None
        return answer.text if answer and answer.alert else ""

    @property
    def commands(self) -> dict[str, str]:
        """The menu Telegram offers in this chat, in this person's language."""
        return self.api.telegram.menus.seen_by(self.account, self.chat)

    def _find(self, label: str, message: Message | None) -> tuple[Message, Button]:
        for shown in [message] if message else reversed(self.messages):
            found = [button for button in shown.buttons if button.text == label]
            found = found or [button for button in shown.buttons if label in button.text]
            if len(found) > 1:
                raise AssertionError(f"several buttons read “{label}”:\n{shown.screen}")
            if found:
                return shown, found[0]
        on_screen = message.screen if message else self.transcript or "(nothing)"
        raise AssertionError(f"{self!r} sees no button “{label}”. On the screen:\n{on_screen}")

    async def _sends_file(
        self, name: str, content: bytes, mime_type: str, caption: str, wait: bool
    ) -> Message:
        self._check_can_write()
        photo = mime_type.startswith("image/")
        file = self.api.telegram.keep_file(name, content, mime_type, photo)
        sent = self.api.telegram.says(self.account, self.chat, caption, file=file)
        await self._reaction(wait)
        return sent

    def _check_can_write(self) -> None:
        account = self.account
        assert not account.deactivated, f"{self!r} has no account any more"
        private = self.chat.person is not None
        assert not (private and account.blocked_the_bot), f"{self!r} has blocked the bot"

    async def _reaction(self, wait: bool) -> None:
        if wait:
            await self.api.settled()


class Group(Screen):
    """A group chat with the bot in it."""

    def adds(self, person: OnTelegram, *, as_admin: bool = False) -> None:
        self.chat.members[person.id] = person.account
        if as_admin:
            self.chat.admins.add(person.id)

    async def kicks_the_bot(self, by: OnTelegram, *, wait: bool = True) -> None:
        self.chat.bot_was_kicked = True
        self.api.telegram.bot_membership_changes(by.account, self.chat, "member", "kicked")
        await by._reaction(wait)

    async def takes_the_bot_back(self, by: OnTelegram, *, wait: bool = True) -> None:
        self.chat.bot_was_kicked = False
        self.api.telegram.bot_membership_changes(by.account, self.chat, "left", "member")
        await by._reaction(wait)

    async def becomes_supergroup(
        self, new_id: int, by: OnTelegram, *, tell: bool = True, wait: bool = True
    ) -> None:
        """The group moves to another id; with `tell=False` the service messages are lost."""
        old, telegram = self.chat, self.api.telegram
        new = telegram.add_group(new_id, old.title)
        new.members, new.admins = old.members, old.admins
        if tell:
            telegram.notes(old, by.account, {"migrate_to_chat_id": new_id})
            telegram.notes(new, by.account, {"migrate_from_chat_id": old.id})
        old.upgraded_to, self.chat = new_id, new
        await by._reaction(wait)
