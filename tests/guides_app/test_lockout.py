"""Waiting times: a range, honest about what is not known."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides_app.lockout import NOT_KNOWN, Certainty, Rule, RuleKind, Wait, wait_after

DOUBLING = Rule(RuleKind.DOUBLING, 1, 32, None, Certainty.REPORTED, longest_minutes=64)
SURE = Rule(RuleKind.DOUBLING, 1, 32, 10, Certainty.CONFIRMED, longest_minutes=64)
FIXED = Rule(RuleKind.FIXED, 30, 60, 11, Certainty.REPORTED)


@pytest.mark.parametrize(("tries", "least"), [(1, 1), (2, 2), (3, 4), (5, 16), (6, 32), (7, 32), (500, 32)])
def test_the_wait_doubles_up_to_its_cap(tries: int, least: int) -> None:
    assert wait_after(DOUBLING, tries) == Wait(least, 64, Certainty.REPORTED, False)


def test_a_confirmed_rule_gives_one_figure() -> None:
    assert wait_after(SURE, 4) == Wait(8, 8, Certainty.CONFIRMED, False)


def test_a_longer_figure_of_another_source_is_not_credited_to_the_first() -> None:
    likely = Rule(RuleKind.DOUBLING, 1, 32, None, Certainty.LIKELY)
    assert wait_after(likely, 2) == Wait(2, 32, Certainty.LIKELY, False)
    assert wait_after(replace(likely, longest_minutes=64), 2) == Wait(2, 64, Certainty.REPORTED, False)


def test_no_wrong_try_is_no_wait() -> None:
    assert wait_after(DOUBLING, 0) == Wait(0, 0, Certainty.REPORTED, False)


def test_who_does_not_know_gets_the_whole_range() -> None:
    assert wait_after(DOUBLING, None) == Wait(1, 64, Certainty.REPORTED, False)
    assert wait_after(SURE, None).certainty is Certainty.REPORTED
    assert wait_after(NOT_KNOWN, None) == Wait(1, 60, Certainty.UNKNOWN, False)


def test_a_lock_for_good_is_told_at_its_count() -> None:
    assert not wait_after(FIXED, 10).permanent
    assert wait_after(FIXED, 11) == Wait(30, 60, Certainty.REPORTED, True)


def test_a_negative_count_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="negative"):
        wait_after(FIXED, -1)


@given(st.sampled_from([DOUBLING, SURE, FIXED, NOT_KNOWN]), st.integers(0, 10**9))
def test_more_wrong_tries_never_shorten_the_wait(rule: Rule, tries: int) -> None:
    now, after = wait_after(rule, tries), wait_after(rule, tries + 1)
    assert now.least_minutes <= now.most_minutes
    assert now.least_minutes <= after.least_minutes
    assert now.most_minutes <= after.most_minutes
