"""Questions whose answers are known, from several threads over and over, while something happens to who answers them."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from tests.cluster import App

THREADS = 8
KEY = "a-key-of-another-server"
# question → the clause that must be cited, and what must be said
KNOWN = {
    "农村低保最低多少钱一个月?": ("7/2/1/5/15", "485元/月"),
    "附件7第二部分（一）第5项第（15）目说了什么": ("7/2/1/5/15", "485元/月"),
    "社会信用体系建设由谁牵头": ("4/2/2/3", "县数据局"),
    "附件4二(二)3由谁牵头？": ("4/2/2/3", "县数据局"),
}


@dataclass
class Load:
    """Questions from THREADS threads, over and over, each with a connection that it keeps. bad: what was neither the right
    answer nor allowed."""

    address: str
    right: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, number: int, allowed: Callable[[httpx.Response], bool]) -> None:
        """One thread's part."""
        asked = list(KNOWN.items())
        with httpx.Client(base_url=self.address, timeout=30, headers={"Authorization": f"Bearer {KEY}"}) as client:
            for turn in range(number, 1_000_000):
                if self._over.is_set():
                    return
                question, (address, words) = asked[turn % len(asked)]
                try:
                    response = client.post("/api/ask", json={"question": question})
                except httpx.HTTPError as error:
                    self._note(0, f"{question}: {error!r}")
                    continue
                if response.status_code == 200:
                    answer = response.json()
                    cited = [citation["address"] for citation in answer["citations"]]
                    good = address in cited and words in answer["answer"]
                    self._note(200, "" if good else f"{question}: {answer['status']} {cited} {answer['answer']}")
                else:
                    self._note(response.status_code, "" if allowed(response) else f"{question}: {response.text[:300]}")
                time.sleep(0.02)

    def _note(self, status: int, bad: str) -> None:
        with self._lock:
            self.statuses[status] += 1
            self.right += status == 200 and not bad
            self.bad += [bad] if bad else []

    def stop(self) -> None:
        """Let each thread end with the question that it is at."""
        self._over.set()

    def more(self, answers: int, seconds: float = 120.0) -> None:
        """Wait for so many more right answers."""
        until, wanted = time.monotonic() + seconds, self.right + answers
        while self.right < wanted:
            assert time.monotonic() < until, (self.statuses, self.bad[:3])
            time.sleep(0.02)


def never(_: httpx.Response) -> bool:
    """No error is allowed."""
    return False


def clear(response: httpx.Response) -> bool:
    """Whether an error is one with a sentence in both languages that says when to come again."""
    problem = response.json()
    return (
        response.status_code == 503
        and response.headers["content-type"] == "application/problem+json"
        and int(response.headers["retry-after"]) > 0
        and any("\u3400" <= c <= "\u9fff" for c in problem["detail"])
        and "please" in problem["detail"]
    )


@contextmanager
def load(address: str, allowed: Callable[[httpx.Response], bool] = never) -> Iterator[Load]:
    """Questions for as long as the block runs; at the end none had a wrong answer or an error that is not allowed."""
    made = Load(address)
    threads = [threading.Thread(target=made.run, args=(n, allowed), daemon=True) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    try:
        yield made
    finally:
        made.stop()
        for thread in threads:
            thread.join(40)
    assert made.bad == [], made.bad[:3]


def kill(process: int) -> None:
    """As the kernel does where memory runs out."""
    os.kill(process, signal.SIGKILL)


def answers(app: App) -> bool:
    """Whether a process says that it is ready."""
    try:
        return httpx.get(f"{app.address}/readyz", timeout=20).status_code == 200
    except httpx.HTTPError:
        return False


def wait_for(true: Callable[[], bool], seconds: float = 180.0) -> None:
    """Until it is so."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.1)
