"""OpenTelemetry, where its SDK is installed and OTEL_EXPORTER_OTLP_ENDPOINT names a collector; nothing otherwise.

A span per request, below it one per question, below that one per stage. Of a question there is its status, route, surface and
language, never a word. A caller's traceparent is not followed: anyone can send one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from rag.answer import Answer
from rag.opinion import Surface, route
from web import request_id

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
_FLUSH_MS = 3_000


class Tracing:
    """Writes spans with a provider of its own, so that what other libraries trace is not sent along."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("wence")

    @classmethod
    def exporting(cls, exporter: SpanExporter, *, at_once: bool = False) -> Tracing:
        """Spans to an exporter. at_once: as each ends, and not in batches."""
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor

        # the environment's OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES go before it
        name = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": "wence"}
        provider = TracerProvider(resource=Resource.create(name), shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(exporter) if at_once else BatchSpanProcessor(exporter))
        return cls(provider)

    @contextmanager
    def request(self, method: str, place: str) -> Iterator[Any]:
        """The span of a request, current in the block; yields it. place: the kind of address, no part of a query."""
        from opentelemetry.trace import SpanKind

        told = {"http.request.method": method, "http.route": place, "wence.request_id": request_id.current.get()}
        with self._tracer.start_as_current_span(
            f"{method} {place}", kind=SpanKind.SERVER, attributes=told, record_exception=False
        ) as span:
            yield span

    def answered(self, surface: Surface, answer: Answer, seconds: float) -> None:
        """The spans of a question that took so long and ends now, and of its stages, one after the other as they were."""
        from opentelemetry.trace import set_span_in_context

        end = time.time_ns()
        start = end - int(seconds * 1e9)
        told = {
            "wence.surface": surface,
            "wence.status": answer.status.value,
            "wence.route": route(answer),
            "wence.mode": answer.mode,
            "wence.language": answer.language,
            "wence.citations": len(answer.citations),
            "wence.request_id": request_id.current.get(),
        }
        span = self._tracer.start_span("question", start_time=start, attributes=told)
        inside, at = set_span_in_context(span), start
        for stage, took in answer.timings_ms.items():
            of_stage = self._tracer.start_span(stage, inside, start_time=at)
            at += int(took * 1e6)
            of_stage.end(at)
        span.end(end)

    def close(self) -> None:
        """Send what is still here, for a few seconds at most."""
        self._provider.force_flush(_FLUSH_MS)
        self._provider.shutdown()


@cache
def tracing() -> Tracing | None:
    """This process's; None where no collector is named or the SDK is missing."""
    if not os.environ.get(ENDPOINT, "").strip():
        return None
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    except ImportError:
        return None
    return Tracing.exporting(OTLPSpanExporter())
