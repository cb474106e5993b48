"""What the kinds of messages are called in a rehearsal; the values are msgids."""

from bot.domain.words import _

KINDS = {
    "invitation": _("invitation"),
    "reminder": _("reminder"),
    "last_reminder": _("last reminder"),
    "see_you": _("see you tomorrow"),
    "who_comes": _("who comes"),
    "documents": _("documents are due"),
    "plan": _("plan to confirm"),
    "moved": _("moved, asked again"),
    "changed": _("time or place changed"),
    "cancelled": _("cancelled"),
    "day_off": _("meeting on a day off"),
    "answered_for": _("answer entered"),
    "online_request": _("request to join online"),
    "online_decision": _("decision on joining online"),
    "gone": _("somebody has left"),
    "connected": _("another phone connected"),
}
