"""Answers made for the API: so many at once, for so long, and none for who has gone."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing, asynccontextmanager

from anyio import CapacityLimiter, to_thread

from corpus.wire import Cancel
from rag.answer import Answer, Turn
from web import metrics
from web.problems import ProblemError
from web.protocol import Answerer
from web.standing import Standing

MOST_RUNNING = 16  # answers being made
MOST_WAITING = 64  # questions that wait for a place
MOST_OF_ONE = 8  # places and waits of one client
LONGEST_WAIT_S = 10.0
TICK_S = 1.0  # how soon it is seen that who asked has gone

BUSY = "现在提问的人很多，请稍等几秒再试。 Many people are asking just now; please try again in a few seconds."
OF_ONE = "您有几个问题还在回答中，请等它们答完。 Several of your questions are still being answered; please wait."
STOPPING = "服务正在重启，这个问题没有答完，请再问一次。 The service is restarting; please ask this again."
LATE = "这个问题回答得太久，已停止。请换个问法再试。 This took too long and was stopped; please ask in other words."


class Answering:
    """Runs an Answerer, whose answers are made in threads, for callers of an event loop."""

    def __init__(self, assistant: Answerer, seconds: float, standing: Standing | None = None) -> None:
        """seconds: the longest that one answer may take. standing: of the process; without one it never stops."""
        self._assistant = assistant
        self._seconds = seconds
        self._standing = standing or Standing()
        self._places = asyncio.Semaphore(MOST_RUNNING)
        self._threads: CapacityLimiter | None = None  # belongs to the event loop in which it is made
        self._waiting = 0
        self._of: Counter[str] = Counter()

    async def growing(
        self, question: str, history: Sequence[Turn], client: str, gone: Callable[[], Awaitable[bool]]
    ) -> AsyncGenerator[Answer | None]:
        """The answer as it grows, the last one whole; None each second in which there is nothing new.

        client: counts against MOST_OF_ONE; gone: whether nobody waits any more, upon which it ends. Raises ProblemError:
        429 and 503 where there is no place, 504 where it takes too long, 503 where the process does not wait for it.
        """
        async with self._place(client):
            cancel = Cancel()
            stream = self._assistant.stream(question, history, cancel)
            until = asyncio.get_running_loop().time() + self._seconds
            step: asyncio.Task[Answer | None] | None = None
            try:
                while True:
                    step = asyncio.create_task(to_thread.run_sync(next, stream, None, limiter=self._threads))
                    while not (await asyncio.wait({step}, timeout=TICK_S))[0]:
                        if asyncio.get_running_loop().time() > until:
                            raise ProblemError(504, LATE, code="late")
                        if self._standing.cut:
                            raise ProblemError(503, STOPPING, code="stopping", retry_after=1)
                        if await gone():
                            return
                        yield None
                    answer = step.result()
                    if answer is None:
                        return
                    yield answer
            finally:
                cancel.cancel()
                if step is not None:
                    await asyncio.wait({step})  # a generator that runs cannot be closed
                stream.close()

    async def whole(
        self, question: str, history: Sequence[Turn], client: str, gone: Callable[[], Awaitable[bool]]
    ) -> Answer:
        """The answer once it is whole; arguments and errors as for `growing`, and 503 where nobody waits for it."""
        answer = None
        async with aclosing(self.growing(question, history, client, gone)) as growing:
            async for grown in growing:
                answer = grown or answer
        if answer is None:
            raise ProblemError(503, code="gone")
        return answer

    @asynccontextmanager
    async def _place(self, client: str) -> AsyncGenerator[None]:
        if self._threads is None:
            self._threads = CapacityLimiter(MOST_RUNNING)
        if self._of[client] >= MOST_OF_ONE:
            raise ProblemError(429, OF_ONE, code="limit", retry_after=2)
        if self._places.locked() and self._waiting >= MOST_WAITING:
            raise ProblemError(503, BUSY, code="busy", retry_after=3)
        self._of[client] += 1
        self._waiting += 1
        try:
            try:
                with metrics.in_flight(metrics.WAITING):
                    async with asyncio.timeout(LONGEST_WAIT_S):
                        await self._places.acquire()
            except TimeoutError as error:
                raise ProblemError(503, BUSY, code="busy", retry_after=3) from error
            finally:
                self._waiting -= 1
            try:
                with metrics.in_flight(metrics.ANSWERING):
                    yield
            finally:
                self._places.release()
        finally:
            self._of[client] -= 1
            if not self._of[client]:
                del self._of[client]
