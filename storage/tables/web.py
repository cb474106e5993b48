"""The chats of browsers, which nobody but us keeps."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, Text
from sqlmodel import Field

from storage.tables.core import Row


class Bubble(Row, table=True):
    """One message in a browser's chat.

    `kind` is `card`; `note` or `alert` for a word in passing, of which there is one; or `menu` for
    the commands on offer, likewise. `seq` counts the changes of one chat, so that a browser can ask
    what is new to it. `choices` are rows of {label, tone, and wire, url or say}.
    """

    __table_args__ = (Index("ix_bubble_chat", "account_id", "seq"),)

    account_id: int = Field(foreign_key="account.id")
    kind: str = "card"
    seq: int
    title: str = Field(default="", sa_type=Text)
    body: str = Field(default="", sa_type=Text)
    choices: list[list[dict[str, Any]]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    sent_at: datetime
    changed_at: datetime = Field(index=True)
