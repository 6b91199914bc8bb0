"""Spans: a request, its question, its stages; none of them with a word of it. Nothing at all where no collector is named."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from rag.answer import Answer
from tests.web.fakes import FakeAssistant, make_answer
from tests.web.served import application, at_home
from web import noted, observed, tracing
from web.tracing import Tracing

FAKE = FakeAssistant()
ANSWER = replace(make_answer(FAKE.notice, "答"), timings_ms={"screen": 2.0, "retrieve": 5.0, "answer": 3.0})
SECRET = "我家的低保被停了"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    made = Tracing.exporting(exporter, at_once=True)
    for module in (noted, observed):
        monkeypatch.setattr(module, "tracing", lambda: made)
    yield exporter
    made.close()


def by_name(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in exporter.get_finished_spans()}


def parent(span: ReadableSpan) -> int | None:
    return span.parent.span_id if span.parent else None


def own(span: ReadableSpan) -> int:
    assert span.context is not None
    return int(span.context.span_id)


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_request_its_question_and_its_stages(spans: InMemorySpanExporter, accept: str) -> None:
    client = at_home(application(FakeAssistant(canned={"低保": ANSWER})))
    response = client.post("/api/ask", json={"question": SECRET}, headers={"Accept": accept})
    found = by_name(spans)
    assert set(found) == {"POST /api/ask", "question", "screen", "retrieve", "answer"}
    request, question = found["POST /api/ask"], found["question"]
    assert (parent(request), parent(question)) == (None, own(request))
    assert {parent(found[stage]) for stage in ANSWER.timings_ms} == {own(question)}
    assert request.attributes is not None
    assert question.attributes is not None
    assert request.attributes["http.response.status_code"] == 200
    assert question.attributes["wence.request_id"] == response.headers["X-Request-ID"]
    assert (question.attributes["wence.status"], question.attributes["wence.route"]) == ("answered", "answer")
    assert "低保" not in "".join(span.to_json() for span in spans.get_finished_spans())


def test_stages_follow_each_other() -> None:
    exporter = InMemorySpanExporter()
    made = Tracing.exporting(exporter, at_once=True)
    made.answered("chat", ANSWER, 0.012)
    found = by_name(exporter)
    stages = [found[name] for name in ANSWER.timings_ms]
    assert [((s.end_time or 0) - (s.start_time or 0)) / 1e6 for s in stages] == [2.0, 5.0, 3.0]
    assert [s.start_time for s in stages[1:]] == [s.end_time for s in stages[:-1]]
    assert stages[0].start_time == found["question"].start_time
    assert ((found["question"].end_time or 0) - (found["question"].start_time or 0)) == pytest.approx(12e6, abs=1)


def test_a_failure_is_a_status_and_no_message(spans: InMemorySpanExporter) -> None:
    class Failing(FakeAssistant):
        def answer(self, question: str, history: object = ()) -> Answer:
            del history
            raise RuntimeError(question)

    assert at_home(application(Failing())).post("/api/ask", json={"question": SECRET}).status_code == 500
    (span,) = spans.get_finished_spans()
    assert span.attributes is not None
    assert span.attributes["http.response.status_code"] == 500
    assert "低保" not in span.to_json()


def test_nothing_without_a_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(tracing.ENDPOINT, raising=False)
    assert tracing.tracing.__wrapped__() is None


def test_nothing_without_the_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(tracing.ENDPOINT, "http://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.grpc.trace_exporter", None)
    assert tracing.tracing.__wrapped__() is None


def test_a_collector_that_is_not_there_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(tracing.ENDPOINT, "http://127.0.0.1:1")
    made = tracing.tracing.__wrapped__()
    assert isinstance(made, Tracing)
    made.answered("api", ANSWER, 0.01)
