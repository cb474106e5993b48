"""Attendance over twelve months, beside the year before."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.attendance_year import Figures, average, periods, year

FIGURES = st.integers(0, 200).flatmap(
    lambda counted: st.builds(Figures, st.integers(0, counted), st.just(counted))
)
PERIODS = st.builds("{:04d}-{:02d}".format, st.integers(2025, 2027), st.integers(1, 12))


def test_twelve_months_end_with_the_last_one() -> None:
    assert periods("2027-02", 3) == ["2026-12", "2027-01", "2027-02"]
    months = year({}, "2026-11")
    assert [each.period for each in months][::11] == ["2025-12", "2026-11"]
    assert [each.period for each in months if each.is_summer] == ["2026-06", "2026-07", "2026-08"]


def test_each_month_stands_beside_the_same_one_of_the_year_before() -> None:
    found = {"2026-06": Figures(12, 24), "2025-06": Figures(9, 24), "2026-07": Figures(0, 0)}
    june, july = year(found, "2026-11")[6:8]
    assert (june.now and june.now.percent, june.before and june.before.percent) == (50, 38)
    assert (july.now, july.before) == (None, None)


def test_an_average_counts_people_not_months() -> None:
    found = {"2026-06": Figures(10, 100), "2026-07": Figures(10, 10)}
    assert average(year(found, "2026-11")) == 18
    assert average(year({}, "2026-11")) is None


@given(st.dictionaries(PERIODS, FIGURES), PERIODS)
def test_shares_are_shares_and_gaps_stay_gaps(found: dict[str, Figures], last: str) -> None:
    months = year(found, last)
    assert len(months) == 12
    for month in months:
        kept = found.get(month.period)
        assert month.now == (kept if kept and kept.counted else None)
        if month.now is not None:
            assert 0 <= month.now.percent <= 100
            assert (month.now.percent == 100) >= (month.now.there == month.now.counted)
