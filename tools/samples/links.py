"""Samples of addresses to hand on."""

from bot.cards import sharing
from tools.samples.sample import Sample, facts

LINK = "https://sinhhoat.example.vn"

SAMPLES: tuple[Sample, ...] = (
    Sample("Text for the cell's own group", sharing.to_share, (facts(), f"{LINK}/b/12")),
    Sample("My meetings in the calendar", sharing.calendar, (f"{LINK}/c/6Yb2….ics",)),
    Sample(
        "A link for one who has no app",
        sharing.one_tap,
        (facts(), "Trần Văn An", f"{LINK}/m/IjEy…"),
    ),
)
