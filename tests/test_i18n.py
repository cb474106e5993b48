"""The bot speaks the reader's language, with dates as people there write them."""

import re
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import i18n
from bot.domain.refusal import Refused
from bot.i18n import LANGUAGES, Catalogue, Speech, catalogue

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
vi = Speech("vi", VIETNAM)
en = Speech("en", VIETNAM)
EVENING = datetime(2026, 12, 3, 12, 30, tzinfo=UTC)


def test_a_moment_is_said_in_the_time_of_the_unit() -> None:
    assert vi.when(EVENING) == "19:30 thứ Năm, 03/12/2026"
    assert en.when(EVENING) == "19:30, Thursday, 3 Dec 2026"
    assert Speech("en", ZoneInfo("America/New_York")).when(EVENING).startswith("07:30")


def test_late_in_the_evening_it_is_already_tomorrow_in_vietnam() -> None:
    late = datetime(2026, 12, 2, 18, 0, tzinfo=UTC)
    assert vi.when(late) == "01:00 thứ Năm, 03/12/2026"
    assert vi.local_day(late) == date(2026, 12, 3)


def test_a_day_stands_alone_with_a_capital_and_within_a_sentence_without() -> None:
    thursday = vi.day(date(2026, 12, 3))
    assert thursday == "Thứ Năm, 03/12/2026"
    assert vi("Họp {day}", day=thursday) == "Họp thứ Năm, 03/12/2026"
    assert vi("{n}, {day} ({day})", n=3, day=thursday).count("thứ Năm") == 2
    assert vi("Ngày họp: {day}", day=thursday) == "Ngày họp: Thứ Năm, 03/12/2026"
    assert vi("{day}: họp", day=thursday) == "Thứ Năm, 03/12/2026: họp"


def test_sunday_keeps_its_capital() -> None:
    assert vi("Họp {day}", day=vi.day(date(2026, 12, 6))) == "Họp Chủ nhật, 06/12/2026"


def test_what_people_wrote_is_never_respelt() -> None:
    assert vi("Họp {title}", title="Thứ Hai đầu tuần") == "Họp Thứ Hai đầu tuần"


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_reads_the_same_way_back(day: date) -> None:
    said = re.fullmatch(r"(.+), (\d\d)/(\d\d)/(\d{4})", vi.day(day))
    assert said is not None
    assert date(int(said[4]), int(said[3]), int(said[2])) == day
    assert said[1] == i18n.WEEKDAYS["vi"][day.weekday()]
    assert vi.short_day(day) == f"{day:%d/%m}"


def test_a_time_of_day_needs_no_date() -> None:
    assert vi.clock(time(8)) == "08:00"
    assert vi.clock(EVENING) == "19:30"


def test_the_word_of_the_organisation_is_used_small_and_large() -> None:
    ours = Speech("vi", VIETNAM, address="anh chị")
    assert ours("{You} gọi {you}.") == "Anh chị gọi anh chị."
    assert vi("{You} gọi {you}.") == "Đồng chí gọi đồng chí."


def test_english_says_you_to_everybody() -> None:
    said = Speech("en", VIETNAM, address="anh chị")("{You} and {you}, {your} name, {Your} unit")
    assert said == "You and you, your name, Your unit"


def test_a_refusal_says_days_and_moments_as_people_do() -> None:
    refused = Refused("{day} or {at} or {n}", day=date(2026, 12, 3), at=EVENING, n=3)
    assert en.refusal(refused) == "Thursday, 3 Dec 2026 or 19:30, Thursday, 3 Dec 2026 or 3"


def test_one_and_many_have_their_own_forms_where_the_language_has_them() -> None:
    two = Catalogue("en", {"{n} day": ("{n} day", "{n} days")})
    assert [two.counted("{n} day", "{n} days", n) for n in (0, 1, 2)] == [
        "{n} days",
        "{n} day",
        "{n} days",
    ]
    one = Catalogue("vi", {"{n} day": ("{n} ngày",)})
    assert [one.counted("{n} day", "{n} days", n) for n in (1, 2)] == ["{n} ngày", "{n} ngày"]


def test_what_is_not_translated_is_said_as_it_is_in_the_code() -> None:
    assert Catalogue("vi").plain("Not there.") == "Not there."
    assert Catalogue("vi").counted("{n} day", "{n} days", 2) == "{n} days"
    assert en.plural("{n} dodo here", "{n} dodos here", 2) == "2 dodos here"


def test_a_sentence_without_its_translation_yet_does_not_stop_the_bot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vi").mkdir()
    (tmp_path / "vi" / "messages.po").write_text('msgid "Hello."\nmsgstr ""\n', encoding="utf-8")
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)
    catalogue.cache_clear()
    try:
        assert vi("Hello.") == "Hello."
        assert catalogue("en").forms == {}
    finally:
        catalogue.cache_clear()


def test_an_unknown_language_falls_back_to_vietnamese() -> None:
    assert catalogue("fr").language == LANGUAGES[0] == "vi"
