"""Counts in memory and in a real Redis, shared by processes, and what becomes of them when Redis is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.settings import Settings
from tests.services import Redis
from tests.web.fakes import FakeAssistant
from tests.web.loops import looped
from tests.web.served import application
from tests.web.test_guard import PORTAL, SERVICE, ask, refused, ticket
from web.security import limits
from web.security.limits import Limits


class Made:
    """Limits that were made in a test."""

    def __init__(self) -> None:
        self.all: list[Limits] = []

    def __call__(self, url: str, rule: str = "3/minute") -> Limits:
        self.all.append(Limits.of(Settings.model_validate({"limits_url": url, "limit_address": rule})))
        return self.all[-1]


def closing_what_it_makes(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """A test that is a coroutine; what it makes by `counting` is closed in its loop."""

    @wraps(test)
    async def run(*args: Any, counting: Made, **kwargs: Any) -> None:
        try:
            await test(*args, counting=counting, **kwargs)
        finally:
            for each in counting.all:
                await each.close()

    return looped(run)


@pytest.fixture
def counting() -> Made:
    return Made()


@pytest.fixture(params=["memory", "redis"])
def url(request: pytest.FixtureRequest) -> str:
    return "memory://" if request.param == "memory" else str(request.getfixturevalue("redis_url"))


@closing_what_it_makes
async def test_each_key_has_its_own_count(url: str, counting: Made) -> None:
    ours = counting(url)
    assert [await ours.hit("address", "a") for _ in range(3)] == [None] * 3
    wait = await ours.hit("address", "a")
    assert wait is not None
    assert 1 <= wait <= 60
    assert await ours.hit("address", "b") is None
    assert await ours.hit("conversation", "a") is None


@closing_what_it_makes
async def test_every_rule_of_a_name_holds(url: str, counting: Made) -> None:
    ours = counting(url, "100/minute;2/hour")
    assert [await ours.hit("address", "every rule") is None for _ in range(3)] == [True, True, False]


@closing_what_it_makes
async def test_the_first_time_is_once(url: str, counting: Made) -> None:
    ours = counting(url)
    seen = await asyncio.gather(*(ours.first("ticket", "x", 60) for _ in range(20)))
    assert sum(seen) == 1


@closing_what_it_makes
async def test_a_time_is_over(url: str, counting: Made) -> None:
    ours = counting(url, "1/second")
    assert await ours.hit("address", "over") is None
    assert await ours.hit("address", "over") is not None
    await asyncio.sleep(2.1)
    assert await ours.hit("address", "over") is None


@closing_what_it_makes
async def test_processes_share_one_redis(redis_url: str, counting: Made) -> None:
    one, other = counting(redis_url), counting(redis_url)
    assert [await each.hit("address", "shared") is None for each in (one, other, one, other)] == [
        True,
        True,
        True,
        False,
    ]
    assert [await one.first("ticket", "shared", 60), await other.first("ticket", "shared", 60)] == [True, False]


@closing_what_it_makes
async def test_a_redis_that_is_gone_is_done_without(
    redis_server: Redis, counting: Made, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(limits, "APART_S", 0.3)
    ours = counting(redis_server.url)
    assert await ours.well()
    redis_server.stop()
    try:
        assert [await ours.hit("address", "gone") is None for _ in range(4)] == [True, True, True, False]
        assert [await ours.first("ticket", "gone", 60) for _ in range(2)] == [True, False]
        assert not await ours.well()
        assert "WENCE_LIMITS_URL" in caplog.text
        assert redis_server.url not in caplog.text
    finally:
        redis_server.start()
    await asyncio.sleep(0.4)
    assert await ours.hit("address", "back") is None
    assert await ours.well()


def test_two_servers_with_one_key_take_a_ticket_once(redis_url: str) -> None:
    settings: dict[str, Any] = {"origins": PORTAL, "secret_key": "k" * 32, "limits_url": redis_url}
    assistants = FakeAssistant(), FakeAssistant()
    one, other = (
        TestClient(application(each, **settings), base_url=SERVICE, client=("203.0.113.99", 1)) for each in assistants
    )
    with one, other:
        shown = f"Ticket {ticket(one)}"
        assert ask(other, shown).status_code == 200
        refused(ask(one, shown), 401, "ticket")
    assert [len(each.asked) for each in assistants] == [0, 1]
