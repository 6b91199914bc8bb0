"""The HTTP contract: an Answer as it is, a clause in its place, and errors as problem details."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from rag.answer import Answer, Status, Turn
from tests.web.fakes import FakeAssistant, cite, make_answer, small_notice
from tests.web.served import application, at_home

NOTICE = small_notice()
CITED = make_answer(
    NOTICE,
    "零售总额增长6.5%以上。[1]",
    citations=(cite(NOTICE, 1, "1/1", "零售总额增长6.5%以上"),),
    standalone="零售总额目标",
)
PAST = {"question": "零售？", "standalone_question": "零售总额目标", "status": "answered", "cited": ["1/1"]}


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant(NOTICE, {"零售": CITED})


@pytest.fixture
def client(assistant: FakeAssistant) -> Iterator[TestClient]:
    with at_home(application(assistant)) as client:
        yield client


def test_ask_gives_the_answer_exactly(client: TestClient) -> None:
    reply = client.post("/api/ask", json={"question": "零售总额目标是多少？"})
    assert reply.status_code == 200
    assert reply.json() == json.loads(json.dumps(CITED.as_dict()))


def test_ask_passes_the_history_on(client: TestClient, assistant: FakeAssistant) -> None:
    client.post("/api/ask", json={"question": "那附件2呢？", "history": [PAST]})
    assert assistant.asked == [("那附件2呢？", (Turn("零售？", "零售总额目标", Status.ANSWERED, ("1/1",)),))]


@pytest.mark.parametrize("question", ["", "   ", "长" * 20_000], ids=["empty", "blank", "20,000 characters"])
def test_an_odd_question_is_answered_by_the_pipeline(
    client: TestClient, assistant: FakeAssistant, question: str
) -> None:
    reply = client.post("/api/ask", json={"question": question})
    assert (reply.status_code, reply.json()["status"]) == (200, "not_stated")
    assert assistant.asked[0][0] == question


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ("{", 400, None),
        ("[]", 422, "#/"),
        ("{}", 422, "#/question"),
        ('{"question": 3}', 422, "#/question"),
        ('{"question": null}', 422, "#/question"),
        ('{"question": "\\ud800"}', 422, "#/question"),
        ('{"question": "a", "temperature": 1}', 422, "#/temperature"),
        ('{"question": "a", "history": [{"question": "b"}]}', 422, "#/history/0/standalone_question"),
        (json.dumps({"question": "a", "history": [PAST | {"status": "sure"}]}), 422, "#/history/0/status"),
        (json.dumps({"question": "字" * 40_000}, ensure_ascii=False), 413, None),
    ],
    ids=[
        "not JSON", "not an object", "no question", "number", "null", "lone surrogate", "unknown key", "history", "status",
        "120 KB",
    ],
)  # fmt: skip
def test_a_bad_body_is_a_problem(client: TestClient, body: str, status: int, pointer: str | None) -> None:
    reply = client.post("/api/ask", content=body.encode(), headers={"content-type": "application/json"})
    assert_problem(reply.status_code, reply.headers["content-type"], reply.json(), status)
    if pointer:
        assert pointer in [error["pointer"] for error in reply.json()["errors"]]


def test_a_body_without_declared_length_is_limited_too(client: TestClient, assistant: FakeAssistant) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"question": "'
        for _ in range(100):
            yield b"a" * 1024
        yield b'"}'

    reply = client.post("/api/ask", content=chunks(), headers={"content-type": "application/json"})
    assert_problem(reply.status_code, reply.headers["content-type"], reply.json(), 413)
    assert assistant.asked == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/ask", 405),
        ("GET", "/api/nothing", 404),
        ("GET", "/api/clauses/9/9", 404),
        ("GET", "/api/clauses/..%2f..%2fapp.py", 404),
        ("GET", "/api/docs", 404),
    ],
)
def test_a_bad_address_is_a_problem(client: TestClient, method: str, path: str, status: int) -> None:
    reply = client.request(method, path)
    assert_problem(reply.status_code, reply.headers["content-type"], reply.json(), status)


def test_a_failure_shows_no_trace(assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Answer:
        raise RuntimeError("secret path /etc/wence")

    monkeypatch.setattr(assistant, "answer", broken)
    client = at_home(application(assistant))
    reply = client.post("/api/ask", json={"question": "零售"})
    assert_problem(reply.status_code, reply.headers["content-type"], reply.json(), 500)
    assert "secret" not in reply.text
    assert "Traceback" not in reply.text


def test_a_clause_comes_with_its_place(client: TestClient) -> None:
    clause = client.get("/api/clauses/1/2/1/1").json()
    assert clause["text"] == NOTICE.source[clause["start"] : clause["end"]]
    assert clause["label"] == "附件1 二(一)1《创新场景》"
    assert [step["address"] for step in clause["trail"]] == ["1", "1/2", "1/2/1"]
    assert (clause["previous"]["address"], clause["next"]["address"]) == ("1/2/1", "1/2/1/2")
    assert (clause["lead"], clause["parties"]) == (["县科商工信局"], ["县财政局"])
    assert clause["notes"] == ["原文缺“(一)”，据次序推断。"]


def test_the_head_of_the_page_is_citable(client: TestClient) -> None:
    page = client.get("/api/clauses/page").json()
    assert page["text"] == "来源：2025-06-12\n"
    assert (page["previous"], page["next"], page["trail"]) == (None, None, [])


def test_neighbours_follow_the_reading_order(client: TestClient) -> None:
    addresses, at = ["0"], client.get("/api/clauses/0").json()
    while at["next"]:
        last, at = at["address"], client.get(f"/api/clauses/{at['next']['address']}").json()
        assert at["previous"]["address"] == last
        addresses.append(at["address"])
    assert addresses == [clause.address for clause in NOTICE.clauses]


@pytest.mark.parametrize(("address", "side"), [("0", "previous"), ("1/2/1/2", "next")], ids=["first", "last"])
def test_the_ends_have_no_neighbour(client: TestClient, address: str, side: str) -> None:
    assert client.get(f"/api/clauses/{address}").json()[side] is None


def test_health_names_the_notice(client: TestClient) -> None:
    assert client.get("/api/health").json() == {"status": "ok", "notice": "small", "sha256": "0" * 64, "clauses": 8}


def assert_problem(code: int, media_type: str, body: dict[str, object], status: int) -> None:
    assert (code, media_type, body["status"]) == (status, "application/problem+json", status)
    detail = str(body["detail"])
    assert any("\u4e00" <= c <= "\u9fff" for c in detail.split(" ", 1)[0]), "Chinese first"
    assert detail.rstrip(".")[-1].isascii(), "then English"
