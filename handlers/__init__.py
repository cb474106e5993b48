"""Everything the bot answers, in the order that help shows it, and everything it does by itself."""

from bot.choosing import ChooseUnit
from bot.router import Router
from bot.sweeps import Job
from handlers import (
    agenda,
    answerfor,
    assigning,
    cancelling,
    changes,
    closing,
    connecting,
    corrections,
    day_before,
    days_off,
    help,
    invitations,
    inviting,
    joining,
    members,
    menus,
    minutes,
    moving,
    mydata,
    online_requests,
    opening,
    planning,
    publishing,
    regular,
    replanning,
    resolutions,
    retention,
    rollcall,
    rules,
    scheduling,
    status,
    summons,
    task_desk,
    task_reminders,
    tasks,
    walkins,
    why,
)

PARTS = (
    invitations,
    scheduling,
    planning,
    moving,
    cancelling,
    changes,
    agenda,
    days_off,
    rules,
    status,
    answerfor,
    online_requests,
    opening,
    rollcall,
    walkins,
    resolutions,
    assigning,
    corrections,
    closing,
    publishing,
    minutes,
    tasks,
    task_desk,
    task_reminders,
    members,
    inviting,
    connecting,
    mydata,
    why,
    help,
    joining,
    summons,
    day_before,
    menus,
)

router = Router()
for part in PARTS:
    router.include(part.router)
router.known.know(ChooseUnit)  # answered where commands are: it goes on with the one typed before

JOBS: tuple[Job, ...] = (
    *regular.JOBS,
    *replanning.JOBS,
    *summons.JOBS,
    *task_reminders.JOBS,
    *retention.JOBS,
)
