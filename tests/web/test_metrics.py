"""What Prometheus is told, to whom, and that it is what happened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from index.settings import SettingsError
from rag import events
from rag.answer import Status
from rag.feedback import FeedbackStore
from tests.web.fakes import FakeAssistant, make_answer
from tests.web.served import HOME, application, at_home
from web import metrics
from web.noted import Logged
from web.observed import place
from web.question_log import QuestionLog

Read = Callable[..., float]
FAKE = FakeAssistant()
TIMED = make_answer(FAKE.notice, "零售总额增长6.5%以上")


@pytest.fixture
def answers() -> FakeAssistant:
    return FakeAssistant(canned={"零售": TIMED})


@pytest.fixture
def client(answers: FakeAssistant, tmp_path: Path) -> TestClient:
    return at_home(application(answers, FeedbackStore(f"sqlite:///{tmp_path}/feedback.sqlite3")))


@pytest.fixture
def read(client: TestClient) -> Read:
    def read(name: str, **labels: str) -> float:
        return sample(client.get("/metrics").text, name, **labels)

    return read


def sample(text: str, name: str, **labels: str) -> float:
    """The sum of a metric's samples that have these labels."""
    found = [s for family in text_string_to_metric_families(text) for s in family.samples if s.name == name]
    return sum(s.value for s in found if labels.items() <= s.labels.items())


def test_a_question_is_counted_by_what_came_of_it(client: TestClient, read: Read) -> None:
    names = ("wence_questions_total", "wence_answer_seconds_count", "wence_stage_seconds_count")
    labels: list[dict[str, str]] = [
        {"surface": "api", "status": "answered", "route": "total"}, {"surface": "api"}, {"stage": "total"},
    ]  # fmt: skip
    before = [read(name, **of) for name, of in zip(names, labels, strict=True)]
    declined = read("wence_questions_total", status="not_stated")
    client.post("/api/ask", json={"question": "零售总额增长多少"})
    client.post("/api/ask", json={"question": "县长是谁"})
    after = [read(name, **of) for name, of in zip(names, labels, strict=True)]
    assert [now - then for then, now in zip(before, after, strict=True)] == [1, 2, 2]
    assert read("wence_questions_total", status="not_stated") == declined + 1


def test_a_streamed_question_is_counted_once(client: TestClient, read: Read) -> None:
    before = read("wence_questions_total")
    client.post("/api/ask", json={"question": "零售"}, headers={"Accept": "text/event-stream"})
    assert read("wence_questions_total") == before + 1


def test_the_chat_is_a_surface(answers: FakeAssistant, read: Read, tmp_path: Path) -> None:
    before = read("wence_questions_total", surface="chat")
    logged = Logged(answers, QuestionLog(tmp_path, 0), "chat")
    logged.answer("零售")
    list(logged.stream("零售"))
    assert read("wence_questions_total", surface="chat") == before + 2


def test_ratings_are_counted(client: TestClient, read: Read) -> None:
    before = read("wence_feedback_total", surface="api", rating="down")
    client.post("/api/feedback", json={"question": "零售", "rating": "down"})
    client.post("/api/feedback", json={"question": "零售", "rating": "nothing"})
    assert read("wence_feedback_total", surface="api", rating="down") == before + 1


@pytest.mark.parametrize(
    ("status", "kind", "path", "headers"),
    [
        (403, "origin", "/api/clauses", {"Origin": "http://evil.example"}),
        (421, "host", "/api/health", {"Host": "evil.example"}),
        (404, "", "/api/clauses/9/9", {}),
    ],
)
def test_what_is_refused_is_counted_by_kind(
    client: TestClient, read: Read, status: int, kind: str, path: str, headers: dict[str, str]
) -> None:
    before = read("wence_refused_total", status=str(status), kind=kind)
    assert client.get(path, headers=headers).status_code == status
    assert read("wence_refused_total", status=str(status), kind=kind) == before + 1


@pytest.mark.parametrize("event", list(events.KINDS))
def test_every_kind_of_event_is_there_before_it_happens(event: events.Event, read: Read) -> None:
    name = metrics._EVENTS[event][0]
    kind = events.KINDS[event][0]
    before = read(f"{name}_total", kind=kind)
    events.count(event, kind, 3)
    assert read(f"{name}_total", kind=kind) == before + 3


def test_statuses_are_there_before_they_happen(client: TestClient) -> None:
    text = client.get("/metrics").text
    for status in Status:
        assert f'status="{status.value}"' in text


def test_the_process_and_what_answers(client: TestClient, read: Read) -> None:
    metrics.about("0.7.0", "small", "abc", 300)
    assert read("wence_build_info", version="0.7.0", notice="small", model="abc") == 1
    assert read("wence_index_passages") == 300
    assert read("process_resident_memory_bytes") > 1e6
    assert read("wence_http_in_flight") == 1  # this one
    assert client.get("/metrics").headers["content-type"].startswith("text/plain; version=")


def test_ready_is_as_the_process_is(answers: FakeAssistant) -> None:
    app = application(answers)
    client = at_home(app)
    assert (client.get("/readyz").status_code, client.get("/api/ready").status_code) == (200, 200)
    assert sample(client.get("/metrics").text, "wence_ready") == 1
    app.state.ready = lambda: False
    for address in ("/api/ready", "/readyz"):
        said = client.get(address)
        assert (said.status_code, said.json()["checks"]["started"]) == (503, False)
    assert sample(client.get("/metrics").text, "wence_ready") == 0
    assert client.get("/healthz").json() == client.get("/api/health").json()  # it lives all the same
    assert said.headers["cache-control"] == "no-store"  # no proxy answers in its place
    assert said.headers["content-security-policy"].startswith("default-src 'none'; frame-ancestors")


# -- who may read it


@pytest.mark.parametrize(
    ("peer", "forwarded", "settings", "status"),
    [
        ("127.0.0.1", "", {}, 200),
        ("::1", "", {}, 200),
        ("::ffff:127.0.0.1", "", {}, 200),
        ("192.0.2.7", "", {}, 404),
        ("192.0.2.7", "", {"metrics_networks": "192.0.2.0/24"}, 200),
        ("127.0.0.1", "", {"metrics_networks": "192.0.2.0/24"}, 404),
        ("127.0.0.1", "", {"metrics_networks": ""}, 404),
        # through a proxy: the client's own address counts, as a trusted one tells it
        ("127.0.0.1", "192.0.2.7", {"trusted_proxies": "127.0.0.1"}, 404),
        ("127.0.0.1", "192.0.2.7", {"trusted_proxies": "127.0.0.1", "metrics_networks": "192.0.2.7"}, 200),
        ("127.0.0.1", "127.0.0.1", {"trusted_proxies": "127.0.0.1"}, 200),
        ("127.0.0.1", "192.0.2.7", {"origins": "http://portal.example"}, 404),
        ("192.0.2.7", "127.0.0.1", {"trusted_proxies": "198.51.100.1"}, 404),
        ("testclient", "", {}, 404),
    ],
)
def test_figures_are_for_who_runs_the_service(
    answers: FakeAssistant, peer: str, forwarded: str, settings: dict[str, Any], status: int
) -> None:
    app = application(answers, **({"origins": "http://portal.example"} | settings))
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    response = TestClient(app, base_url=HOME, client=(peer, 1)).get("/metrics", headers=headers)
    assert response.status_code == status
    if status == 404:
        unknown = TestClient(app, base_url=HOME, client=(peer, 1)).get("/no-such-thing", headers=headers)
        assert response.json() == unknown.json()


def test_networks_that_cannot_be_read_are_named(answers: FakeAssistant) -> None:
    with pytest.raises(SettingsError, match="WENCE_METRICS_NETWORKS"):
        application(answers, metrics_networks="office")


def test_labels_hold_nothing_of_the_caller(client: TestClient) -> None:
    client.post("/api/ask", json={"question": "SECRET"}, headers={"User-Agent": "SECRET"})
    for path in ("/SECRET", "/api/clauses/SECRET", "/notice/SECRET?mark=SECRET"):
        client.get(path)
    client.request("SECRET", "/api/health")
    text = client.get("/metrics").text
    assert "SECRET" not in text
    assert "1/2/1" not in text


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "/"), ("/api/ask", "/api/ask"), ("/api/asking", "other"), ("/notice/1/2", "/notice"), ("/x", "other"),
     ("/gradio_api/queue/data", "/gradio_api"), ("/readyz", "/readyz")],
)  # fmt: skip
def test_kinds_of_address(path: str, kind: str) -> None:
    assert place(path) == kind
