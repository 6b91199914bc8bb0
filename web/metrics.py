"""What this process has done, for Prometheus: counted here, read at /metrics (web/health.py), by process and since it started.

No question, no address of a clause and no client is in a label; every label has a handful of values.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from rag import events
from rag.answer import Answer, Status
from rag.events import Event
from rag.opinion import Rating, Surface, route
from web import problems

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
SURFACES: tuple[Surface, ...] = ("api", "widget", "chat")

REGISTRY = CollectorRegistry()
QUESTIONS = Counter(
    "wence_questions",
    "Questions answered, whatever the answer says.",
    ["surface", "status", "route"],
    registry=REGISTRY,
)
ANSWER_SECONDS = Histogram(
    "wence_answer_seconds", "From a question to its whole answer.", ["surface"], registry=REGISTRY, buckets=BUCKETS_S
)
STAGE_SECONDS = Histogram(
    "wence_stage_seconds", "One stage of an answer.", ["stage"], registry=REGISTRY, buckets=BUCKETS_S
)
FEEDBACK = Counter("wence_feedback", "Ratings that were kept.", ["surface", "rating"], registry=REGISTRY)
REQUESTS = Counter("wence_http_requests", "Requests, by kind of address.", ["place", "status"], registry=REGISTRY)
REQUEST_SECONDS = Histogram(
    "wence_http_request_seconds",
    "To the first byte of a reply.",
    ["place"],
    registry=REGISTRY,
    buckets=BUCKETS_S,
)
IN_FLIGHT = Gauge(
    "wence_http_in_flight", "Requests being answered, open pages of the workbench among them.", registry=REGISTRY
)
ANSWERING = Gauge("wence_answers_in_flight", "Answers being made for the API.", registry=REGISTRY)
WAITING = Gauge("wence_answers_waiting", "Questions that wait for a place.", registry=REGISTRY)
READY = Gauge("wence_ready", "Whether the service is ready, as /readyz says.", registry=REGISTRY)
PASSAGES = Gauge("wence_index_passages", "Passages in the index.", registry=REGISTRY)
BUILD = Info("wence_build", "What answers.", registry=REGISTRY)

_EVENTS: dict[Event, tuple[str, str]] = {
    "dropped": ("wence_verification_drops", "Lines and sentences left out of answers because they were not proven."),
    "llm_fault": ("wence_llm_faults", "What a language model, or its server, did not do as it should."),
    "breaker": ("wence_llm_breaker", "How often the language model was left alone after faults in a row."),
    "failed": ("wence_failures", "Questions on which the program itself failed."),
}


class _Told(Collector):
    """Counts that are kept where what they count happens."""

    def collect(self) -> Iterator[Metric]:
        for event, (name, said) in _EVENTS.items():
            family = CounterMetricFamily(name, said, labels=["kind"])
            for kind, times in events.counts(event).items():
                family.add_metric([kind], times)
            yield family
        refused = CounterMetricFamily(
            "wence_refused", "Requests answered with a problem document: what the guard refused among them.",
            labels=["status", "kind"],
        )  # fmt: skip
        for (status, kind), times in problems.counts().items():
            refused.add_metric([str(status), kind], times)
        yield refused
        collections = CounterMetricFamily("wence_gc_collections", "Collections of garbage.", labels=["generation"])
        for generation, held in enumerate(gc.get_stats()):
            collections.add_metric([str(generation)], held["collections"])
        yield collections


REGISTRY.register(_Told())
ProcessCollector(registry=REGISTRY)  # process_…: memory, processor time, open files, start

for _surface in SURFACES:  # so that a rate can be had before the first of each
    for _status in Status:
        QUESTIONS.labels(_surface, _status.value, "")
    for _rating in Rating:
        FEEDBACK.labels(_surface, _rating.value)


def answered(surface: Surface, answer: Answer, seconds: float) -> None:
    """Count a question with its answer. seconds: from the one to the other."""
    QUESTIONS.labels(surface, answer.status.value, route(answer)).inc()
    ANSWER_SECONDS.labels(surface).observe(seconds)
    for stage, took_ms in answer.timings_ms.items():
        STAGE_SECONDS.labels(stage).observe(took_ms / 1000)


def rated(surface: Surface, rating: Rating) -> None:
    """Count a rating that was kept."""
    FEEDBACK.labels(surface, rating.value).inc()


def about(version: str, notice: str, model: str, passages: int) -> None:
    """Say what answers. model: the embedding model's sha256; passages: how many are in the index."""
    BUILD.info({"version": version, "notice": notice, "model": model})
    PASSAGES.set(passages)


@contextmanager
def in_flight(gauge: Gauge) -> Iterator[None]:
    """Counts while the block runs."""
    gauge.inc()
    try:
        yield
    finally:
        gauge.dec()


def text() -> bytes:
    """All of it in Prometheus's text format."""
    return bytes(generate_latest(REGISTRY))
