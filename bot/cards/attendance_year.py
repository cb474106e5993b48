"""Attendance over twelve months: in words, and as a picture where a channel shows one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.chat import Action, Card
from bot.domain.attendance_year import Figures, Month, average
from bot.domain.calendar import month_of
from bot.domain.chart import Bar, Chart
from bot.i18n import Speech


@dataclass(frozen=True)
class ShowYear(Action):
    """The attendance of a unit over twelve months."""

    name: ClassVar[str] = "year"
    unit_id: int


def year_card(t: Speech, unit: str, months: Sequence[Month]) -> Card:
    """A line for each month, the same month of the year before in brackets; summer marked."""
    title = t("{unit}: attendance over twelve months", unit=unit)
    known = [each for each in months if each.now is not None or each.before is not None]
    if not known:
        return Card(title=title, body=t("No roll call has been confirmed in these months yet."))
    lines = [_line(t, each) for each in months]
    all_ = average(months)
    if all_ is not None:
        lines += ["", t("Over the twelve months: {percent}%", percent=all_)]
    lines.append(
        t(
            "Of those who count: without exempt and suspended members. In brackets the same month "
            "of the year before."
        )
    )
    return Card(title=title, body="\n".join(lines), fresh=True, picture=_chart(t, unit, months))


def _line(t: Speech, month: Month) -> str:
    said = _name(t, month)
    if month.is_summer:
        said = t("{month}, summer", month=said)
    if month.now is None:
        line = t("{month}: no roll call", month=said)
    else:
        line = t(
            "{month}: {there} of {counted}, {percent}%",
            month=said,
            there=month.now.there,
            counted=month.now.counted,
            percent=month.now.percent,
        )
    return f"{line} ({month.before.percent}%)" if month.before is not None else line


def _name(t: Speech, month: Month) -> str:
    year, number = month_of(month.period)
    return f"{number:02d}/{year}"


def _chart(t: Speech, unit: str, months: Sequence[Month]) -> Chart:
    return Chart(
        title=t("{unit}: attendance (%)", unit=unit),
        bars=tuple(_bar(t, each) for each in months),
        before_is=t("same month last year"),
        marked_is=t("summer"),
    )


def _bar(t: Speech, month: Month) -> Bar:
    year, number = month_of(month.period)
    below = t("summer") if month.is_summer else str(year) if number == 1 else ""
    return Bar(
        label=t("M{n}", n=number),
        below=below,
        percent=_percent(month.now),
        before=_percent(month.before),
        marked=month.is_summer,
    )


def _percent(figures: Figures | None) -> int | None:
    return None if figures is None else figures.percent
