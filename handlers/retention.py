"""Every night the bot forgets what it has no more need of."""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.sweeps import MOST, Job, Sweep
from storage import retention

AT_NIGHT = time(3, 30)
EVERY_HOUR = 3600
FIRST_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # due at once where nobody has looked yet


async def forget(sweep: Sweep) -> int:
    """Forget a portion; when nothing is left, look again next night."""
    done = await retention.forget_what_is_old(sweep.db, now=sweep.now)
    done += await retention.forget_old_reasons(sweep.db, now=sweep.now, most=MOST)
    done += await retention.forget_away(sweep.db, now=sweep.now)
    done += await retention.forget_strangers(sweep.db, now=sweep.now, most=MOST)
    done += await retention.forget_messages(sweep.db, now=sweep.now, most=MOST * 10)
    if done == 0:
        await retention.look_again(sweep.db, _next_night(sweep))
    return done


async def due(db: AsyncSession) -> datetime:
    """When to look next: one look at one row."""
    return await retention.next_look(db) or FIRST_TIME


def _next_night(sweep: Sweep) -> datetime:
    local = sweep.now.astimezone(sweep.home.zone)
    day = local.date() + timedelta(days=local.time() >= AT_NIGHT)
    return datetime.combine(day, AT_NIGHT, sweep.home.zone).astimezone(UTC)


JOBS = (Job("forget what is old", EVERY_HOUR, forget, due),)
