"""Samples of how a meeting is held."""

from bot.cards import holding
from bot.domain.answers import Mode
from bot.domain.online import Apart
from tools.samples.planning import PLAN
from tools.samples.sample import Sample

LINK = "https://meet.google.com/abc-defg-hij"

SAMPLES: tuple[Sample, ...] = (
    Sample(
        "How a meeting is held, at first",
        holding.holding_card,
        (PLAN, Mode.IN_PERSON, "", Apart(5, 24)),
    ),
    Sample(
        "A meeting held online, with its link",
        holding.holding_card,
        (PLAN, Mode.ONLINE, LINK, Apart(13, 24)),
    ),
    Sample(
        "A meeting held both ways, without a link",
        holding.holding_card,
        (PLAN, Mode.MIXED, "", Apart(0, 24)),
    ),
    Sample("The link of a meeting is typed", holding.type_link, (PLAN,)),
    Sample("More than half cannot be in one place", holding.apart_card, (PLAN, Apart(13, 24))),
)
