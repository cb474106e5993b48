"""The numbers of the meeting rules, and what a unit makes of them."""

from dataclasses import FrozenInstanceError, fields
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.refusal import Refused
from bot.domain.rule_kinds import Number, Numbers
from bot.domain.rules import RULES, Rules, parse, rule_named

NAMES = [rule.name for rule in RULES]
names = st.sampled_from(NAMES)


def refusal(name, text):
    with pytest.raises(Refused) as refused:
        parse(name, text)
    return str(refused.value)


def test_without_overrides_the_national_defaults_hold():
    rules = Rules.of()
    assert rules == Rules()
    assert (rules.first_week_ends, rules.meeting_minutes) == (7, 90)
    assert (rules.notice_days, rules.notice_days_in_break) == (7, 14)
    assert (rules.reminder_days, rules.reminder_hours) == ((3, 1), 3)
    assert (rules.quiet_from, rules.quiet_until, rules.morning) == (time(21), time(7), time(8))
    assert (rules.weekends, rules.address) == ("keep", "đồng chí")


def test_the_cells_own_rule_wins_over_its_committees():
    committee = {"notice_days": "10", "meeting_minutes": "120"}
    cell = {"notice_days": "5"}
    rules = Rules.of(committee, cell)
    assert (rules.notice_days, rules.meeting_minutes, rules.plan_day) == (5, 120, 20)


def test_a_rule_that_a_later_version_no_longer_has_does_no_harm():
    assert Rules.of({"fax_days": "3", "plan_day": "18"}) == Rules(plan_day=18)


def test_a_stored_text_that_was_never_allowed_is_not_used_silently():
    with pytest.raises(Refused):
        Rules.of({"plan_day": "31"})


@given(names)
def test_rules_cannot_be_changed_in_place(name):
    with pytest.raises(FrozenInstanceError):
        setattr(Rules(), name, 3)


def test_every_rule_says_what_it_means_and_where_it_comes_from():
    assert [each.name for each in fields(Rules)] == NAMES
    for rule in RULES:
        assert rule.says.endswith(".")
        assert rule.source


def test_the_numbers_of_the_guidance_carry_its_name():
    assert rule_named("meeting_minutes").source == "42-HD/BTCTW"
    assert rule_named("first_week_ends").source == "50-CT/TW"


@given(names)
def test_every_default_is_allowed_by_its_own_rule(name):
    rules = Rules()
    assert parse(name, rules.show(name)) == rules.show(name)
    assert Rules.of({name: rules.show(name)}) == rules


@pytest.mark.parametrize("rule", [each for each in RULES if each.ends], ids=lambda each: each.name)
def test_both_ends_of_a_range_are_allowed(rule):
    for end in rule.ends:
        assert Rules.of({rule.name: end}).show(rule.name) == end


@pytest.mark.parametrize("rule", [each for each in RULES if isinstance(each, Number | Numbers)])
def test_one_beyond_an_end_is_refused_with_range_and_example(rule):
    for beyond in (rule.low - 1, rule.high + 1):
        sentence = refusal(rule.name, str(beyond))
        assert f"from {rule.low} to {rule.high}" in sentence
        assert rule.example in sentence


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("notice_days", " 10 ", "10"),
        ("notice_days", "１０", "10"),
        ("notice_days", "007", "7"),
        ("Notice-Days", "10", "10"),
        ("reminder_days", "1, 3 ,5", "5,3,1"),
        ("reminder_days", "5 2", "5,2"),
        ("reminder_days", "không", "none"),
        ("reminder_days", "None", "none"),
        ("reminder_hours", "0", "0"),
        ("quiet_from", "22h", "22:00"),
        ("quiet_until", "6h30", "06:30"),
        ("morning", "9:15", "09:15"),
        ("weekends", "MOVE", "move"),
        ("address", "  Anh   chị ", "anh chị"),
        ("address", "đo\u0302\u0300ng chi\u0301", "đồng chí"),
    ],
)
def test_what_a_secretary_types_is_stored_in_one_form(name, typed, stored):
    assert parse(name, typed) == stored
    assert Rules.of({rule_named(name).name: stored}).show(name) == stored


def test_no_reminders_by_day_at_all_are_possible():
    assert Rules.of({"reminder_days": "none"}).reminder_days == ()


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        (
            "notice_days",
            "ten",
            "notice_days is a whole number from 1 to 30, for example notice_days=7.",
        ),
        (
            "reminder_days",
            "3,3",
            "reminder_days is none or up to 5 different whole numbers from 1 to 30,"
            " for example reminder_days=3,1.",
        ),
        (
            "quiet_from",
            "02:00",
            "quiet_from is a time of day from 18:00 to 23:00, for example quiet_from=21:00.",
        ),
        ("weekends", "maybe", "weekends is keep or move, for example weekends=move."),
        (
            "address",
            "<b>",
            "address is a word or a few of at most 30 letters, for example address=đồng chí.",
        ),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_in_one_sentence(name, typed, sentence):
    assert refusal(name, typed) == sentence


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("notice_days", ""),
        ("notice_days", "-7"),
        ("notice_days", "7.5"),
        ("notice_days", "9" * 5000),
        ("notice_days", "😀"),
        ("reminder_days", ""),
        ("reminder_days", "3,"),
        ("reminder_days", "6,5,4,3,2,1"),
        ("reminder_days", "3,31"),
        ("morning", "25:00"),
        ("morning", "05:59"),
        ("morning", ""),
        ("weekends", ""),
        ("address", ""),
        ("address", "x" * 31),
        ("address", "{you}"),
    ],
)
def test_nonsense_is_refused(name, typed):
    assert refusal(name, typed).startswith(name)


def test_a_misspelt_rule_is_answered_with_the_nearest():
    assert refusal("notise_days", "7") == "There is no such rule; did you mean notice_days?"


def test_a_rule_like_no_other_is_answered_with_the_list():
    assert refusal("😀", "7") == "There is no such rule; /rules shows all of them."


@given(names, st.text(max_size=12))
def test_any_text_is_either_stored_so_that_it_reads_the_same_or_refused(name, text):
    try:
        stored = parse(name, text)
    except Refused:
        return
    assert parse(name, stored) == stored
