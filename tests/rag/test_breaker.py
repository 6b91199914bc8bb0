"""The circuit breaker: when it opens, when it tries again, and that one trial is one."""

from __future__ import annotations

import pytest

from rag.breaker import Breaker


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(clock: Clock) -> Breaker:
    breaker = Breaker(faults=3, open_s=30, clock=clock)
    for _ in range(3):
        assert breaker.allows()
        breaker.failed()
    return breaker


def test_it_opens_after_faults_in_a_row(opened: Breaker, clock: Clock) -> None:
    assert opened.state == "open"
    assert not opened.allows()
    clock.now = 29.9
    assert not opened.allows()


def test_a_success_between_starts_the_count_anew() -> None:
    breaker = Breaker(faults=2)
    for outcome in (breaker.failed, breaker.succeeded, breaker.failed):
        assert breaker.allows()
        outcome()
    assert breaker.state == "closed"


def test_one_trial_when_the_time_is_over(opened: Breaker, clock: Clock) -> None:
    clock.now = 30
    assert opened.state == "half-open"
    assert opened.allows()
    assert not opened.allows()  # the trial is still under way
    opened.succeeded()
    assert opened.state == "closed"
    assert opened.allows()


def test_a_trial_that_fails_opens_it_again(opened: Breaker, clock: Clock) -> None:
    clock.now = 30
    assert opened.allows()
    opened.failed()
    assert opened.state == "open"
    clock.now = 59.9
    assert not opened.allows()
    clock.now = 60
    assert opened.allows()


def test_a_trial_that_was_given_up_leaves_room_for_another(opened: Breaker, clock: Clock) -> None:
    clock.now = 30
    assert opened.allows()
    opened.released()
    assert opened.allows()
