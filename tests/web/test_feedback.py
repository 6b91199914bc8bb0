"""POST /api/feedback: what was answered is found out by the server, and a wrong body or a failing store is a problem."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from rag.answer import Status, Turn
from rag.feedback import FeedbackStore
from rag.opinion import LONGEST_COMMENT, REASONS, Rating, Reason
from tests.web.fakes import FakeAssistant, cite, make_answer, small_notice
from tests.web.served import application, at_home
from tests.web.test_api import assert_problem
from web.bodies import Rated
from web.workbench.exchange import Exchange
from web.workbench.rating import form, received
from web.workbench.words import words

NOTICE = small_notice()
CITED = make_answer(
    NOTICE,
    "零售总额增长6.5%以上。[1]",
    citations=(cite(NOTICE, 1, "1/1", "零售总额增长6.5%以上"),),
    standalone="零售总额目标",
)
DOWN = {"question": "零售总额目标是多少？", "rating": "down"}
PAST = {"question": "你好，13812345678", "standalone_question": "你好", "status": "small_talk"}
ID = "0123456789abcdef" * 2


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feedback.sqlite3"


@pytest.fixture
def store(path: Path) -> FeedbackStore:
    return FeedbackStore(f"sqlite:///{path}")


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant(NOTICE, {"零售": CITED})


@pytest.fixture
def client(assistant: FakeAssistant, store: FeedbackStore) -> Iterator[TestClient]:
    with at_home(application(assistant, store)) as client:
        yield client


def test_the_server_says_what_was_answered(client: TestClient, store: FeedbackStore, assistant: FakeAssistant) -> None:
    body = DOWN | {"history": [PAST], "reasons": ["incomplete", "wrong_citation"], "comment": "我的电话13812345678"}
    reply = client.post("/api/feedback", json=body)
    assert reply.status_code == 201
    (kept,) = store.listing()
    assert reply.json() == {"id": kept.id}
    assert assistant.asked == [(DOWN["question"], (Turn(PAST["question"], "你好", Status.SMALL_TALK),))]
    assert (kept.surface, kept.status, kept.cited, kept.mode) == ("api", "answered", ("1/1",), "extractive")
    assert (kept.answer, kept.standalone_question) == (CITED.answer, "零售总额目标")
    assert (kept.notice, kept.sha256) == ("small", "0" * 64)
    assert (kept.rating, kept.reasons) == (Rating.DOWN, (Reason.WRONG_CITATION, Reason.INCOMPLETE))
    assert (kept.comment, kept.history) == ("我的电话[电话号码]", (("你好，[电话号码]", "small_talk"),))


def test_an_answer_comes_with_the_id_to_rate_it_by(client: TestClient, store: FeedbackStore) -> None:
    answer = client.post("/api/ask", json={"question": DOWN["question"]}).json()
    assert store.count() == 0  # of an answer that nobody rates nothing is kept
    rated = DOWN | {"answer_id": answer["answer_id"]}
    assert client.post("/api/feedback", json=rated).status_code == 201
    again = client.post("/api/feedback", json=rated | {"rating": "up", "comment": "原来如此"})
    assert (again.status_code, again.content) == (204, b"")
    (kept,) = store.listing()
    assert (kept.id, kept.rating, kept.comment) == (answer["answer_id"], Rating.UP, "原来如此")


def test_the_id_of_a_reply_changes_the_record_too(client: TestClient, store: FeedbackStore) -> None:
    given = client.post("/api/feedback", json=DOWN).json()["id"]
    assert client.post("/api/feedback", json=DOWN | {"answer_id": given, "reasons": ["other"]}).status_code == 204
    assert [r.reasons for r in store.listing()] == [(Reason.OTHER,)]


def test_an_id_of_another_question_is_refused(client: TestClient, store: FeedbackStore) -> None:
    client.post("/api/feedback", json=DOWN | {"answer_id": ID})
    reply = client.post("/api/feedback", json=DOWN | {"answer_id": ID, "question": "别的？"})
    assert_problem(reply.status_code, reply.headers["content-type"], reply.json(), 409)
    assert [r.question for r in store.listing()] == [DOWN["question"]]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"rating": "sideways"}, "#/rating"),
        ({"rating": None}, "#/rating"),
        ({"question": " \n"}, "#/question"),
        ({"question": "\ud800"}, "#/question"),
        ({"reasons": ["ugly"]}, "#/reasons/0"),
        ({"reasons": "other"}, "#/reasons"),
        ({"comment": "话" * 501}, "#/comment"),
        ({"answer_id": "1"}, "#/answer_id"),
        ({"answer_id": ID.upper()}, "#/answer_id"),
        ({"status": "answered"}, "#/status"),
        ({"cited": ["1/1"]}, "#/cited"),
        ({"surface": "chat"}, "#/surface"),
        ({"history": [{"question": "b"}]}, "#/history/0/standalone_question"),
    ],
)
def test_a_wrong_body_is_a_problem(
    client: TestClient, store: FeedbackStore, assistant: FakeAssistant, change: dict[str, Any], pointer: str
) -> None:
    body = json.dumps(DOWN | change).encode()
    reply = client.post("/api/feedback", content=body, headers={"content-type": "application/json"})
    assert_problem(reply.status_code, reply.headers["content-type"], reply.json(), 422)
    assert pointer in [error["pointer"] for error in reply.json()["errors"]]
    assert (store.count(), assistant.asked) == (0, [])


@pytest.mark.parametrize(
    "body", [{}, {"question": "a"}, {"rating": "up"}, []], ids=["empty", "rating", "question", "list"]
)
def test_question_and_rating_are_needed(client: TestClient, body: object) -> None:
    assert client.post("/api/feedback", json=body).status_code == 422


def test_a_store_that_fails_never_breaks_answering(
    client: TestClient, path: Path, store: FeedbackStore, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(b"this was a database once" * 100)
    with caplog.at_level(logging.ERROR, "wence"):
        reply = client.post("/api/feedback", json=DOWN | {"comment": "请保密"})
    assert_problem(reply.status_code, reply.headers["content-type"], reply.json(), 503)
    assert str(path) not in reply.text
    assert str(path) in caplog.text
    assert "请保密" not in caplog.text
    assert client.post("/api/ask", json={"question": "零售"}).status_code == 200
    path.unlink()
    assert client.post("/api/feedback", json=DOWN).status_code == 201
    assert store.count() == 1


def test_without_a_store_none_is_taken(assistant: FakeAssistant) -> None:
    with at_home(application(assistant)) as client:
        assert client.post("/api/feedback", json=DOWN).status_code == 404
        assert "answer_id" not in client.post("/api/ask", json={"question": "零售"}).json()


def test_the_contract_is_documented(client: TestClient) -> None:
    post = client.get("/api/openapi.json").json()["paths"]["/feedback"]["post"]
    assert set(post["responses"]) == {
        *("201", "204", "400", "401", "403", "408", "409", "413", "421", "422", "429", "500", "503", "504")
    }
    content = post["requestBody"]["content"]["application/json"]
    example = content["examples"]["1"]["value"]
    assert Rated.model_validate(example).answer_id == example["answer_id"]
    assert client.post("/api/feedback", json=example).status_code == 201


# -- what the chat page sends


EXCHANGES = (Exchange("你好，13812345678", CITED, "f" * 32), Exchange("零售总额目标是多少？", CITED, ID))
SENT = {"answer_id": ID, "rating": "down", "reasons": ["other"], "comment": "不对", "n": 3}


def test_the_page_rates_its_own_answers(store: FeedbackStore) -> None:
    assert received(store, SENT, EXCHANGES, "0" * 64) == {"n": 3, "done": True, "said": words("zh")("rating.thanks")}
    (kept,) = store.listing()
    assert (kept.id, kept.surface, kept.question) == (ID, "chat", "零售总额目标是多少？")
    assert kept.history == (("你好，[电话号码]", "answered"),)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (None, "rating.unreadable"),
        ("down", "rating.unreadable"),
        ({}, "rating.unreadable"),
        (SENT | {"rating": "?"}, "rating.unreadable"),
        (SENT | {"comment": "话" * 501}, "rating.unreadable"),
        (SENT | {"status": "answered"}, "rating.unreadable"),
        (SENT | {"n": "3"}, "rating.unreadable"),
        (SENT | {"answer_id": "e" * 32}, "rating.gone"),
    ],
)
def test_what_the_page_cannot_send(store: FeedbackStore, sent: object, said: str) -> None:
    reply = received(store, sent, EXCHANGES, "0" * 64)
    assert (reply["done"], reply["said"]) == (False, words("zh")(said, most=LONGEST_COMMENT))
    assert store.count() == 0


def test_the_page_is_told_of_a_store_that_fails(store: FeedbackStore, path: Path) -> None:
    path.mkdir()
    assert received(store, SENT, EXCHANGES, "0" * 64) == {"n": 3, "done": False, "said": words("zh")("rating.not_kept")}
    shutil.rmtree(path)
    assert received(store, SENT, EXCHANGES, "0" * 64)["done"]


def test_the_form_names_everything() -> None:
    html = form(ID)
    for word in ("有用</button>", "没用</button>", "引用不对", "应该能答", "提交", "取消", "个人号码先遮去"):
        assert word in html
    assert 'aria-pressed="false"' in html
    assert "<script" not in form('"><script>')


def test_a_reason_is_called_the_same_everywhere() -> None:
    say = words("zh")
    assert {reason: say(f"rating.reason_{reason.value}") for reason in Reason} == REASONS
