"""The program itself changes its notice while it is asked, and stops while a language model is slow."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from eval.fake_model import Body, FakeModel, Step, say, serving
from eval.fault_replies import reply, seen
from rag.generate import NOTES
from tests.services import free_port
from tests.web.conftest import window
from tests.web.processes import LONGEST_S, ROOT, Running, answer_of, hammering, started, until

NOTICE = """某县实施方案
为推进工作,特制定本方案。
一、工作目标
零售总额增长6.5%以上,新增企业10家。
二、重点任务
(一)提振消费
1.创新消费场景。办好庙会10场以上,建成夜市3个。(县商务局牵头,县财政局负责)
2.搭建服务平台。新增企业10家以上,培育网红店5家。(县教育局牵头,县住建局负责)
(二)稳定就业
1.开展技能培训。全年培训农民工800人次以上。(县人社局牵头,县财政局负责)
2.举办招聘活动。每季度举办专场招聘会1场。(县人社局牵头,县教育局负责)
三、保障措施
县财政局安排专项资金200万元,按季度拨付。
"""
QUESTION = "二(二)1写了什么？"
OPEN = "零售总额增长多少？"
OLD, NEW = "800人次", "900人次"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a notice, and of all that a service keeps."""
    path = tmp_path_factory.mktemp("reload")
    written(path, NOTICE)
    return path


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[Running]:
    with program(folder) as running:
        running.heard("Wence is ready at")
        yield running


@pytest.fixture
def model() -> Iterator[FakeModel]:
    with serving(FakeModel(say("{}"))) as ours:
        yield ours


def written(folder: Path, text: str, *, damaged: bool = False) -> None:
    """The notice in `folder`, vouched for unless it is damaged."""
    (folder / "source.txt").write_text(text + ("多了一句。\n" if damaged else ""), "utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    (folder / "notice.toml").write_text(f'id = "small"\ntitle = "某县实施方案"\nsha256 = "{digest}"\n', "utf-8")


def settings_of(folder: Path, port: int) -> dict[str, str]:
    return {
        "WENCE_NOTICE": str(folder),
        "WENCE_INDEX_DIR": str(folder / "index"),
        "WENCE_FEEDBACK_URL": f"sqlite:///{folder}/feedback.sqlite3",
        "WENCE_LOG_DAYS": "0",
        "WENCE_PAUSE_FILE": str(folder / "paused"),
        "WENCE_PORT": str(port),
    }


def program(folder: Path, **settings: str) -> AbstractContextManager[Running]:
    port = free_port()
    return started(["app.py"], port, folder, **(settings_of(folder, port) | settings))


def command(folder: Path, port: int) -> tuple[int, str]:
    """What python -m web reload ends with and says."""
    done = subprocess.run(
        [sys.executable, "-m", "web", "reload"],
        cwd=ROOT,
        env=os.environ | settings_of(folder, port),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=LONGEST_S,
    )
    return done.returncode, done.stdout + done.stderr


def ticketed(port: int, ticket: str = "") -> tuple[int, str]:
    """What a page of the service's own asks with a ticket, or for its first one: the status and the next ticket."""
    headers = {"Origin": f"http://127.0.0.1:{port}", "Content-Type": "application/json"}
    if ticket:
        headers["Authorization"] = f"Ticket {ticket}"
    connection = HTTPConnection("127.0.0.1", port, timeout=LONGEST_S)
    body = json.dumps({"question": QUESTION}) if ticket else ""
    connection.request("POST", "/api/ask" if ticket else "/api/ticket", body, headers)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, response.getheader("Wence-Ticket") or str(json.loads(text).get("ticket"))


def asked(page: Page, expected: str) -> None:
    """Ask on the page, and get an answer with some words."""
    page.fill("#question textarea", QUESTION)
    page.press("#question textarea", "Enter")
    expect(page.locator(".turn").last).to_contain_text(expected, timeout=LONGEST_S * 1000)
    expect(page.locator(".turn").last).to_have_attribute("aria-busy", "false")


@pytest.mark.browser
def test_a_notice_changes_under_load_and_no_request_fails(service: Running, folder: Path, browser: Browser) -> None:
    with window(browser, "desktop") as page:
        page.goto(f"http://127.0.0.1:{service.port}/")
        # it is drawn anew once it has arrived, with the tab that only then is shown
        expect(page.get_by_role("tab", name="反馈")).to_be_visible(timeout=LONGEST_S * 1000)
        asked(page, OLD)
        status, ticket = ticketed(service.port)
        assert status == 201
        with hammering(service.port, QUESTION, answer_of, pause_s=0.2) as hammer:
            until(lambda: len(hammer.replies) > 20)
            written(folder, NOTICE.replace(OLD, NEW))
            assert command(folder, service.port) == (0, "已换新。 The service has reloaded.\n")
            asked(page, NEW)  # the page is of the process that retires
            after = len(hammer.replies)
            until(lambda: len(hammer.replies) > after + 20)
        assert hammer.failed == []
        replies = [NEW in text for _, text in hammer.replies]
        assert all((NEW in text) != (OLD in text) for _, text in hammer.replies)
        assert replies[:20] == [False] * 20
        assert replies[-20:] == [True] * 20
        status, _ = ticketed(service.port, ticket)
        assert status == 200
        until(lambda: len(service.workers) == 1)
        asked(page, NEW)
        expect(page.locator(".toast-body")).to_have_count(0)


def test_a_notice_that_is_damaged_leaves_the_old_one(service: Running, folder: Path) -> None:
    before = answer_of(service.ask(QUESTION)[1])
    written(folder, NOTICE, damaged=True)
    code, said = command(folder, service.port)
    written(folder, NOTICE)
    assert code == 2
    assert "sha256" in said
    assert "照旧" in said
    assert answer_of(service.ask(QUESTION)[1]) == before


def test_a_question_that_a_slow_model_words_is_answered_before_it_stops(tmp_path: Path, model: FakeModel) -> None:
    written(tmp_path, NOTICE)
    model.script = [slowly(model, 3.0), slowly(model, 600.0)]
    settings = {"WENCE_LLM_BASE_URL": model.url, "WENCE_LLM_MODEL": "m", "WENCE_CHAT": "false", "WENCE_DRAIN_S": "6"}
    with program(tmp_path, **settings) as service:
        service.heard("Wence is ready at")
        replies: list[tuple[int, str]] = []
        clients = []
        for n in (1, 2):
            clients.append(threading.Thread(target=lambda: replies.append(service.ask(OPEN, events=True))))
            clients[-1].start()
            until(lambda n=n: len(model.requests) == n)  # type: ignore[misc]
        service.signal(signal.SIGTERM)
        for client in clients:
            client.join()
        assert service.ended() == 0
        whole, cut = (text for _, text in replies)
        assert "event: answer" in whole
        assert '"mode": "generated"' in whole
        assert NOTES["cut"][0] not in whole
        assert "event: answer" in cut
        assert NOTES["cut"][0] in cut
        assert "6.5%" in cut
        assert "Traceback" not in service.errors.read_text("utf-8")
        assert not (tmp_path / f"wence-{service.port}.pid").exists()


def test_where_nothing_runs_the_command_says_so(tmp_path: Path) -> None:
    (tmp_path / "wence-7999.pid").write_text(json.dumps({"pid": os.getpid(), "reloads": 0, "failed": ""}), "utf-8")
    for port in (7998, 7999):  # none, and one whose master was killed
        code, said = command(tmp_path, port)
        assert code == 2
        assert said.startswith("服务没有在运行")


def slowly(model: FakeModel, seconds: float) -> Step:
    """A true sentence at once, and the end of the reply so much later."""

    def step(handler: BaseHTTPRequestHandler, body: Body) -> None:
        text = reply(("零售总额增长6.5%以上。", [seen(body).sources[0].token])).removesuffix("]}")
        model.dripping(text + " " * round(seconds / 0.05) + "]}", 0.05)(handler, body)

    return step
