"""What a process that drains still does, and what it leaves to the next one."""

from __future__ import annotations

from tests.web.fakes import FakeAssistant
from tests.web.served import application, at_home
from web.application import QUEUE


def test_it_is_ready_until_it_drains() -> None:
    app = application(FakeAssistant())
    assert app.state.ready()
    app.state.ready.ready = False
    assert not app.state.ready()


def test_a_question_of_the_chat_goes_to_the_next_process_and_the_rest_is_answered() -> None:
    app = application(FakeAssistant())
    client = at_home(app)
    assert client.post(QUEUE, json={}).status_code == 404  # no chat is served here
    app.state.ready.ready = False
    reply = client.post(f"{QUEUE}?__theme=dark", json={"data": ["何时"]}, follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (307, f"{QUEUE}?__theme=dark")
    assert client.post("/api/ask", json={"question": "何时"}).status_code == 200
    assert client.get("/api/health").status_code == 200


def test_what_still_runs_when_its_time_is_over_is_told_so() -> None:
    app = application(FakeAssistant())
    app.state.ready.cut = True  # an answer that comes within a second is given all the same
    assert at_home(app).post("/api/ask", json={"question": "何时"}).status_code == 200
