"""Time is bounded whatever is read: a megabyte of one character, and every regular expression against pumped strings."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from corpus.facts import facts_of
from corpus.parse import read_notice
from rag.question import LONGEST
from tests.fuzz import harness
from tests.fuzz.patterns import PATTERNS, pumped

MEGABYTE = 1_000_000
UNITS = [
    "（", "(", "《", "》", "“", "一、", "1.", "（一）", "、", "1", "９", "1.5", "一", "十", "県", "縣", "⼀", "县", " ", "\u3000", "\n", " \n", "\r\n",
    "\t", "。", "，", "第", "附件", "年", "至", "百分之", ")", "a", "\u202e", "\0", "《（", "1-", "县发改局牵头", "不低于",
]  # fmt: skip
HEAD, TAIL = "某县方案\n一、目标\n", "\n二、任务\n"


@contextmanager
def at_most(seconds: float, what: str) -> Iterator[None]:
    """Fails where it takes longer; also where it would never end, since regular expressions let signals through."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"{what}: more than {seconds} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)  # of this process's own time
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_a_megabyte_is_read_in_a_second(unit: str) -> None:
    """Twice a second, since other machines are slower; here each takes well under one."""
    text = unit * (MEGABYTE // len(unit.encode()))
    with at_most(2.0, f"{unit!r} alone"):
        read_notice(text)
    with at_most(2.0, f"{unit!r} in a clause"):
        read_notice(f"{HEAD}{text}{TAIL}")


@pytest.mark.parametrize(
    "unit",
    [
        "标题\n1.\n",
        "一、甲\n",
        "1.甲\n(一)乙\n",
        "附件1\n",
        "（县发改局牵头）\n",
        "投资1万元，",
        "2025年6月12日\n",
        "(\n",
        "甲方案\n",
    ],
    ids=ascii,
)
def test_time_grows_with_the_text_and_no_faster(unit: str) -> None:
    """Four times the text takes about four times as long; sixteen times would be the square."""

    def taken(size: int) -> float:
        text = unit * (size // len(unit))
        best = float("inf")
        for _ in range(3):
            begin = time.thread_time()
            read_notice(text), read_notice(f"{HEAD}{text}{TAIL}"), facts_of(text)
            best = min(best, time.thread_time() - begin)
        return best

    taken(1000)
    assert taken(16_000) < 9 * taken(4_000) + 0.02


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_a_question_of_one_character_is_read_quickly(unit: str) -> None:
    text = (unit * LONGEST)[:LONGEST]
    with at_most(2.0, f"{unit!r} as a question"):
        harness.questions(text)
        harness.addresses(text)
    with at_most(2.0, f"{unit!r} as a claim"):
        harness.verifier(text)


def test_there_are_patterns_to_look_at() -> None:
    assert len(PATTERNS) > 400


@pytest.mark.parametrize("module", sorted({name.partition(":")[0] for name in PATTERNS}))
def test_no_pattern_backtracks_without_end(module: str) -> None:
    """Each pattern against strings made of its own characters: twice the length takes at most about four times as long,
    not eight (the cube), let alone a power of two."""

    def taken(pattern: re.Pattern[str], text: str, name: str) -> float:
        with at_most(2.0, f"{name} on {text[:12]!r}…"):
            begin = time.thread_time()
            pattern.search(text)
            return time.thread_time() - begin

    for name, pattern in PATTERNS.items():
        if name.partition(":")[0] == module:
            for short, long in zip(pumped(pattern, 400), pumped(pattern, 800), strict=True):
                spent = taken(pattern, long, name)
                if spent > 0.03:
                    assert spent < 6.5 * min(taken(pattern, short, name) for _ in range(3)), f"{name} on {long[:12]!r}…"
