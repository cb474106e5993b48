"""What stands in the chats of browsers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.rows import changed
from storage.tables import Account, Bubble

Choices = list[list[dict[str, Any]]]

CARD, NOTE, ALERT, MENU = "card", "note", "alert", "menu"
PASSING = (NOTE, ALERT)


@dataclass(frozen=True)
class Content:
    """What a bubble shows."""

    title: str = ""
    body: str = ""
    choices: Choices = field(default_factory=list)


async def chat(db: AsyncSession, channel: str, address: str) -> int | None:
    """The account that speaks at an address, None when nobody ever has or it has ended."""
    found = await db.execute(_chat(channel, address))
    return found.scalar_one_or_none()


async def held_chat(db: AsyncSession, channel: str, address: str) -> int | None:
    """The same, to change it: what others change there waits until the transaction ends."""
    found = await db.execute(_chat(channel, address).with_for_update(key_share=True))
    return found.scalar_one_or_none()


def _chat(channel: str, address: str) -> Select[int]:
    return select(col(Account.id)).where(
        col(Account.channel) == channel,
        col(Account.address) == address,
        col(Account.ended_at).is_(None),
    )


async def add(
    db: AsyncSession, account_id: int, content: Content, *, now: datetime, kind: str = CARD
) -> int:
    """Put a bubble below the others; returns its number. Only the newest note or menu stays."""
    if kind != CARD:
        replaced = PASSING if kind in PASSING else (kind,)
        await db.execute(
            delete(Bubble).where(
                col(Bubble.account_id) == account_id, col(Bubble.kind).in_(replaced)
            )
        )
    bubble = Bubble(
        account_id=account_id,
        kind=kind,
        seq=await _next(db, account_id),
        title=content.title,
        body=content.body,
        choices=content.choices,
        sent_at=now,
        changed_at=now,
    )
    db.add(bubble)
    await db.flush()
    return bubble.id


async def change(
    db: AsyncSession, account_id: int, bubble_id: int, content: Content, *, now: datetime
) -> bool | None:
    """Show something else in a bubble; None when it is not there, False when it does already."""
    bubble = await db.get(Bubble, bubble_id)
    if bubble is None or bubble.account_id != account_id:
        return None
    if Content(bubble.title, bubble.body, bubble.choices) == content:
        return False
    bubble.title, bubble.body, bubble.choices = content.title, content.body, content.choices
    bubble.seq, bubble.changed_at = await _next(db, account_id), now
    await db.flush()
    return True


async def since(db: AsyncSession, account_id: int, seq: int) -> Sequence[Bubble]:
    """What is new to a browser that has seen the first `seq` changes, in the order of change."""
    return await _of(db, account_id, col(Bubble.seq) > seq)


async def newest(db: AsyncSession, account_id: int, *, most: int) -> Sequence[Bubble]:
    """The last bubbles of a chat in the order they came, and its menu."""
    rows = await db.execute(
        select(Bubble)
        .where(col(Bubble.account_id) == account_id)
        .order_by(col(Bubble.id).desc())
        .limit(most)
    )
    found = list(rows.scalars())[::-1]
    if not any(bubble.kind == MENU for bubble in found):
        found += await _of(db, account_id, col(Bubble.kind) == MENU)
    return found


async def forget(db: AsyncSession, *, before: datetime) -> int:
    """Drop what has not changed since `before`; a menu stays."""
    return await changed(
        db, delete(Bubble).where(col(Bubble.changed_at) < before, col(Bubble.kind) != MENU)
    )


async def _of(db: AsyncSession, account_id: int, which: ColumnElement[bool]) -> list[Bubble]:
    rows = await db.execute(
        select(Bubble).where(col(Bubble.account_id) == account_id, which).order_by(col(Bubble.seq))
    )
    return list(rows.scalars())


async def _next(db: AsyncSession, account_id: int) -> int:
    last = await db.execute(
        select(func.max(col(Bubble.seq))).where(col(Bubble.account_id) == account_id)
    )
    return (last.scalar_one_or_none() or 0) + 1
