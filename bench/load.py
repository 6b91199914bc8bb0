"""Clients that ask over HTTP at once, or at a steady pace, and what they got."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count

import aiohttp
import numpy as np

from bench.servers import Server

_LIMIT_S = 60.0  # after which a client gives up


@dataclass
class Load:
    """What clients saw. took: milliseconds of each answer; errors: of each kind how many; changed: answers to a question
    that differ from the first answer to it."""

    took: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    seconds: float = 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds within which `share` percent of the answers came."""
        return float(np.percentile(self.took, share)) if self.took else float("nan")

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.took) / self.seconds if self.seconds else 0.0


def ask_many(
    servers: Sequence[Server], questions: Sequence[str], *, clients: int, seconds: float, pace: float | None = None
) -> Load:
    """Each client asks one question after the other for so long, clients taking turns among the servers.

    pace: questions a second of all clients together; None: as fast as they are answered.
    """
    with ThreadPoolExecutor(1) as apart:  # a caller may have an event loop of its own
        return apart.submit(asyncio.run, _ask_many(servers, questions, clients, seconds, pace)).result()


async def _ask_many(
    servers: Sequence[Server], questions: Sequence[str], clients: int, seconds: float, pace: float | None
) -> Load:
    load, numbers, first = Load(), count(), dict[str, tuple[object, object]]()
    began = time.perf_counter()

    async def client(me: int, session: aiohttp.ClientSession) -> None:
        server = servers[me % len(servers)]
        headers = server.headers(me)
        while time.perf_counter() - began < seconds:
            number = next(numbers)
            if pace is not None:
                await asyncio.sleep(max(0.0, began + number / pace - time.perf_counter()))
            question = questions[number % len(questions)]
            asked = time.perf_counter()
            try:
                async with session.post(server.url, json={"question": question}, headers=headers) as reply:
                    body = await reply.json(content_type=None)
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                load.errors[type(error).__name__] += 1
                continue
            if reply.status != 200:
                load.errors[str(reply.status)] += 1
                continue
            load.took.append(1000 * (time.perf_counter() - asked))
            said = body.get("status"), body.get("answer")
            load.changed += first.setdefault(question, said) != said

    timeout = aiohttp.ClientTimeout(total=_LIMIT_S)
    async with aiohttp.ClientSession(
        timeout=timeout, connector=aiohttp.TCPConnector(limit=0), trust_env=False
    ) as session:
        await asyncio.gather(*(client(me, session) for me in range(clients)))
    load.seconds = time.perf_counter() - began
    return load
