"""What stands in the chats of browsers. Every tap there comes this way, so it is all prepared."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.prepared import Prepared
from storage.rows import changed
from storage.tables import Account, Bubble
from storage.values import columns, maker

Choices = list[list[dict[str, Any]]]

CARD, NOTE, ALERT, MENU = "card", "note", "alert", "menu"
PASSING = (NOTE, ALERT)


@dataclass(frozen=True)
class Content:
    """What a bubble shows."""

    title: str = ""
    body: str = ""
    choices: Choices = field(default_factory=list)


_TABLE = Bubble.metadata.tables["bubble"]
_C = _TABLE.c
_OF = _C.account_id == bindparam("account")
_NEXT = (
    select(func.coalesce(func.max(_C.seq), 0) + 1)
    .where(_C.account_id == bindparam("account"))
    .correlate(None)
    .scalar_subquery()
)
_WHO = select(col(Account.id)).where(
    col(Account.channel) == bindparam("channel"),
    col(Account.address) == bindparam("address"),
    col(Account.ended_at).is_(None),
)
_CHAT = Prepared.alike(_WHO)
_HELD = Prepared.alike(_WHO.with_for_update(key_share=True))
_ADD = Prepared.alike(
    insert(_TABLE)
    .values(
        account_id=bindparam("account"),
        kind=bindparam("kind"),
        seq=_NEXT,
        title=bindparam("title"),
        body=bindparam("body"),
        choices=bindparam("choices", type_=JSON),
        sent_at=bindparam("at"),
        changed_at=bindparam("at"),
    )
    .returning(_C.id)
)
_SHOWN = Prepared.alike(
    select(_C.title, _C.body, _C.choices).where(_C.id == bindparam("bubble"), _OF)
)
_CHANGE = Prepared.alike(
    update(_TABLE)
    .where(_C.id == bindparam("bubble"))
    .values(
        seq=_NEXT,
        title=bindparam("new_title"),
        body=bindparam("new_body"),
        choices=bindparam("new_choices", type_=JSON),
        changed_at=bindparam("at"),
    )
)
_DROP = Prepared.alike(delete(_TABLE).where(_OF, _C.kind.in_((bindparam("one"), bindparam("two")))))
_SINCE = Prepared.alike(
    select(*columns(Bubble)).where(_OF, _C.seq > bindparam("seq")).order_by(_C.seq)
)
_NEWEST = Prepared.alike(
    select(*columns(Bubble)).where(_OF).order_by(_C.id.desc()).limit(bindparam("most"))
)
_KIND = Prepared.alike(select(*columns(Bubble)).where(_OF, _C.kind == bindparam("kind")))
_made = maker(Bubble)


async def chat(db: AsyncSession, channel: str, address: str) -> int | None:
    """The account that speaks at an address, None when nobody ever has or it has ended."""
    rows = await _CHAT.rows(db, {"channel": channel, "address": address})
    return rows[0][0] if rows else None


async def held_chat(db: AsyncSession, channel: str, address: str) -> int | None:
    """The same, to change it: what others change there waits until the transaction ends."""
    rows = await _HELD.rows(db, {"channel": channel, "address": address})
    return rows[0][0] if rows else None


async def add(
    db: AsyncSession, account_id: int, content: Content, *, now: datetime, kind: str = CARD
) -> int:
    """Put a bubble below the others; returns its number. Only the newest note or menu stays."""
    if kind != CARD:
        one, two = PASSING if kind in PASSING else (kind, kind)
        await _DROP.count(db, {"account": account_id, "one": one, "two": two})
    values = {
        "account": account_id,
        "kind": kind,
        "title": content.title,
        "body": content.body,
        "choices": content.choices,
        "at": now,
    }
    return int((await _ADD.rows(db, values))[0][0])


async def change(
    db: AsyncSession, account_id: int, bubble_id: int, content: Content, *, now: datetime
) -> bool | None:
    """Show something else in a bubble; None when it is not there, False when it does already."""
    rows = await _SHOWN.rows(db, {"bubble": bubble_id, "account": account_id})
    if not rows:
        return None
    if Content(*rows[0]) == content:
        return False
    values = {
        "bubble": bubble_id,
        "account": account_id,
        "new_title": content.title,
        "new_body": content.body,
        "new_choices": content.choices,
        "at": now,
    }
    await _CHANGE.count(db, values)
    return True


async def since(db: AsyncSession, account_id: int, seq: int) -> Sequence[Bubble]:
    """What is new to a browser that has seen the first `seq` changes, in the order of change."""
    return [_made(row) for row in await _SINCE.rows(db, {"account": account_id, "seq": seq})]


async def newest(db: AsyncSession, account_id: int, *, most: int) -> Sequence[Bubble]:
    """The last bubbles of a chat in the order they came, and its menu."""
    rows = await _NEWEST.rows(db, {"account": account_id, "most": most})
    found = [_made(row) for row in reversed(rows)]
    if not any(bubble.kind == MENU for bubble in found):
        rows = await _KIND.rows(db, {"account": account_id, "kind": MENU})
        found += [_made(row) for row in rows]
    return found


async def forget(db: AsyncSession, *, before: datetime) -> int:
    """Drop what has not changed since `before`; a menu stays."""
    return await changed(
        db, delete(Bubble).where(col(Bubble.changed_at) < before, col(Bubble.kind) != MENU)
    )


async def picture(db: AsyncSession, account_id: int, number: int) -> dict[str, Any] | None:
    """The chart that a message of a chat shows; None without one, or for another chat's."""
    rows = await db.execute(
        select(col(Bubble.choices)).where(
            col(Bubble.id) == number, col(Bubble.account_id) == account_id
        )
    )
    shown: Choices = rows.scalar_one_or_none() or []
    found = (choice["picture"] for row in shown for choice in row if "picture" in choice)
    return next(found, None)
