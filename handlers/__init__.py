"""Everything the bot answers, in the order that help shows it, and everything it does by itself."""

from bot.router import Router
from bot.sweeps import Job
from handlers import help, invitations, joining, menus, summons

PARTS = (invitations, help, joining, summons, menus)

router = Router()
for part in PARTS:
    router.include(part.router)

JOBS: tuple[Job, ...] = summons.JOBS
