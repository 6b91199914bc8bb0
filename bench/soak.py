"""python -m bench soak --minutes N: the service at half of what it can do, for long; memory must be flat and nothing fail."""

from __future__ import annotations

import json
import statistics
import threading
from pathlib import Path

from bench.load import ask_many
from bench.servers import wence
from bench.speed import ANSWERED, RESULTS, questions
from index.settings import Settings
from rag.pipeline import Assistant

_PROBE_S = 10.0
_SAMPLES = 120
FLAT = 1.03  # the median of the last quarter ÷ that of the second: the first one warms caches


def command(minutes: float) -> int:
    """0 where there was no error, no answer changed and memory is flat; 1 otherwise. Writes bench/results/soak.json for runs of
    twenty minutes and more."""
    settings, asked = Settings.read(), questions()
    Assistant.open(settings)
    with wence(ANSWERED, index_dir=settings.index_dir, log_days="1") as server:
        probe = ask_many([server], asked, clients=8, seconds=min(_PROBE_S, 10 * minutes))
        pace, samples, stop = probe.rate / 2, list[float](), threading.Event()

        def sample() -> None:
            while not stop.wait(60 * minutes / _SAMPLES):
                samples.append(server.rss_mb)

        sampler = threading.Thread(target=sample)
        sampler.start()
        load = ask_many([server], asked, clients=16, seconds=60 * minutes, pace=pace)
        stop.set()
        sampler.join()
    quarter = max(1, len(samples) // 4)
    early, late = statistics.median(samples[quarter : 2 * quarter]), statistics.median(samples[-quarter:])
    result = {
        "minutes": minutes, "capacity_per_s": probe.rate, "pace_per_s": pace, "answers": len(load.took), "errors": dict(load.errors),
        "changed": load.changed, "p50_ms": load.percentile(50), "p99_ms": load.percentile(99),
        "memory_mb": {"second quarter": early, "last quarter": late, "most": max(samples)}, "growth": late / early,
    }  # fmt: skip
    print(json.dumps(result, ensure_ascii=False, indent=1))
    if minutes >= 20:
        RESULTS.mkdir(exist_ok=True)
        Path(RESULTS / "soak.json").write_text(
            json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    well = not load.errors and not load.changed and bool(load.took) and late / early <= FLAT
    print("浸泡测试通过。 Soak: OK" if well else "浸泡测试未通过。 Soak: FAILED")
    return 0 if well else 1
