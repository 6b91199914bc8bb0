"""python -m bench speed: start, latency, throughput and memory, each beside the textbook chain and the floor, in one run.

The floor is what no answer can do without: the question's embedding and an exact product with every passage's vector.
"""

from __future__ import annotations

import gc
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from bench.load import ask_many
from bench.servers import Server, peer, wence
from eval.questions import read_split
from eval.tables import grid
from eval.textbook import chain
from index.settings import Settings
from rag.pipeline import Assistant

RESULTS = Path(__file__).with_name("results")
WHOLE, CHAIN, FLOOR = "the whole system", "textbook chain", "floor: embedding + exact product"
CLIENTS = (1, 8, 64)
STARTS = 3
ANSWERED = "附件1第一章说了什么"  # a first question, which both servers answer
_WARM = 100
Row = dict[str, Any]


def questions() -> list[str]:
    """The distinct questions of dev that stand alone, in an order that mixes their kinds."""
    asked = list(dict.fromkeys(item.turns[0] for item in read_split("dev") if len(item.turns) == 1))
    Random(0).shuffle(asked)
    return asked


def in_process(settings: Settings, asked: list[str]) -> Iterator[Row]:
    """Milliseconds of each way over the same questions, in changing order, with no vector kept from one to the next."""
    assistant = Assistant.open(settings)
    retriever = assistant.retriever
    store, embeddings = retriever.index.store, retriever.index.embeddings
    ways: dict[str, Callable[[str], object]] = {
        WHOLE: assistant.answer,
        CHAIN: chain(retriever),
        FLOOR: lambda text: np.argpartition(-(np.asarray(embeddings.embed_query(text), np.float32) @ store.columns), 4),
    }
    gc.freeze()  # as app.py does
    took: dict[str, list[float]] = {name: [] for name in ways}
    for n, question in enumerate((*asked[:_WARM], *asked)):
        for name in Random(n).sample(list(ways), len(ways)):
            retriever.forget()
            began = time.perf_counter()
            ways[name](question)
            if n >= _WARM:
                took[name].append(1000 * (time.perf_counter() - began))
    base = statistics.median(took[CHAIN])
    for name, held in took.items():
        p50, p99 = (float(np.percentile(held, share)) for share in (50, 99))
        yield {"way": name, "questions": len(held), "p50_ms": p50, "p99_ms": p99, "p50 ÷ chain": p50 / base}


def cold(question: str, index_dir: Path) -> Iterator[Row]:
    """Seconds from starting the process to the first right answer over HTTP, the median of STARTS, and memory then."""
    starts: dict[str, Callable[[], AbstractContextManager[Server]]] = {
        f"{WHOLE}, index there": lambda: wence(question, index_dir=index_dir),
        f"{CHAIN}, index there": lambda: peer(question, index_dir),
    }
    for name, start in starts.items():
        seconds = []
        for _ in range(STARTS):
            with start() as server:
                seconds.append(server.started_s)
                memory = server.rss_mb
        yield {"way": name, "seconds": statistics.median(seconds), "memory_mb": memory}
    with tempfile.TemporaryDirectory() as empty, wence(question, index_dir=Path(empty)) as server:
        yield {"way": f"{WHOLE}, index built first", "seconds": server.started_s, "memory_mb": server.rss_mb}


def over_http(asked: list[str], index_dir: Path, seconds: float) -> Iterator[Row]:
    """Latency and throughput at 1, 8 and 64 clients, of the service, the peer, and two processes of the service."""

    def measured(name: str, servers: list[Server]) -> Iterator[Row]:
        ask_many(servers, asked, clients=4, seconds=min(5.0, seconds))
        for clients in CLIENTS:
            load = ask_many(servers, asked, clients=clients, seconds=seconds)
            yield {
                "way": name, "clients": clients, "answers": len(load.took), "errors": sum(load.errors.values()),
                "changed": load.changed, "p50_ms": load.percentile(50), "p99_ms": load.percentile(99), "per_s": load.rate,
                "memory_mb": [round(server.rss_mb) for server in servers],
            }  # fmt: skip

    first = asked[0]
    with wence(ANSWERED, index_dir=index_dir, log_days="0") as one:
        yield from measured(WHOLE, [one])
        with wence(ANSWERED, index_dir=index_dir, log_days="0") as two:
            yield from measured(f"{WHOLE}, two processes", [one, two])
    with peer(first, index_dir) as server:
        yield from measured(CHAIN, [server])


def command(seconds: float, parts: list[str]) -> int:
    """Measure, keep what was measured in bench/results/speed.json, print the tables."""
    settings = Settings.read()
    asked = questions()
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / "speed.json"
    held: dict[str, list[Row]] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    Assistant.open(settings)  # the index is there
    every: dict[str, Callable[[], Iterator[Row]]] = {
        "in process": lambda: in_process(settings, asked),
        "cold start": lambda: cold(ANSWERED, settings.index_dir),
        "over HTTP": lambda: over_http(asked, settings.index_dir, seconds),
    }
    for name in parts or every:
        held[name] = list(every[name]())
        file.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"{name}\n\n{_table(held[name])}\n")
    return 0


def _table(rows: list[Row]) -> str:
    return grid(list(rows[0]), ([_cell(value) for value in row.values()] for row in rows))


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
