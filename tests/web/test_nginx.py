"""deploy/nginx.conf, the file itself, before two small servers that do as they are told: what is passed on, to whom, what is
tried again, and what is said where nobody answers."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.cluster import DEPLOY, Nginx
from web.problems import details

Act = Callable[[BaseHTTPRequestHandler], None]


def reply(handler: BaseHTTPRequestHandler, body: bytes, kind: str = "application/json", status: int = 200) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.send_header("X-Content-Type-Options", "nosniff")
    handler.send_header("X-Request-ID", handler.headers["X-Request-ID"])
    handler.end_headers()
    handler.wfile.write(body)


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


@dataclass
class Stub:
    """An upstream. seen: (path, headers) of its requests; act: what it does with one."""

    http: ThreadingHTTPServer
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    act: Act = field(default=lambda handler: reply(handler, b'{"answer": "1"}'))

    @property
    def port(self) -> int:
        return int(self.http.server_address[1])


def stub() -> Stub:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            made.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            made.act(self)

        do_GET = do_POST = _answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    made = Stub(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
    made.http.daemon_threads = True
    threading.Thread(target=made.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return made


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Nginx, Stub, Stub]]:
    one, two = stub(), stub()
    nginx = Nginx(tmp_path_factory.mktemp("nginx"), upstreams=(one.port, two.port))
    nginx.start()
    yield nginx, one, two
    nginx.kill()
    for server in (one, two):
        server.http.shutdown()
        server.http.server_close()


@pytest.fixture
def stubs(servers: tuple[Nginx, Stub, Stub]) -> Iterator[tuple[Stub, Stub]]:
    _, one, two = servers
    usual = one.act
    one.seen.clear()
    two.seen.clear()
    yield one, two
    one.act = two.act = usual


@pytest.fixture
def client(servers: tuple[Nginx, Stub, Stub]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=servers[0].address, timeout=20) as client:
        yield client


def asked(client: httpx.Client, path: str = "/api/ask") -> httpx.Response:
    return client.post(path, json={"question": "问"})


def test_questions_go_to_each_in_turn(client: httpx.Client, stubs: tuple[Stub, Stub]) -> None:
    for _ in range(6):
        assert asked(client).json() == {"answer": "1"}
    assert [len(stub.seen) for stub in stubs] == [3, 3]


def test_a_page_of_the_workbench_stays_with_one(client: httpx.Client, stubs: tuple[Stub, Stub]) -> None:
    for path in ("/", "/config", "/gradio_api/queue/join", "/gradio_api/queue/data?session_hash=a"):
        assert client.get(path).status_code == 200
    assert sorted(len(stub.seen) for stub in stubs) == [0, 4]


def test_what_is_passed_on(client: httpx.Client, stubs: tuple[Stub, Stub]) -> None:
    forged = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
        "Forwarded": "for=203.0.113.9",
        "X-Real-IP": "203.0.113.9",
        "X-Remote-User": "root",
        "X-Request-ID": "a-forged-one",
    }
    response = client.post("/api/ask", json={}, headers={**forged, "Authorization": "Bearer key"})
    ((_, headers),) = [seen for stub in stubs for seen in stub.seen]
    assert (headers["x-forwarded-for"], headers["x-forwarded-proto"]) == ("127.0.0.1", "http")
    assert not {"forwarded", "x-real-ip", "x-remote-user"} & set(headers)
    assert headers["authorization"] == "Bearer key"
    assert headers["host"] == urlsplit(str(client.base_url)).netloc
    assert re.fullmatch("[0-9a-f]{32}", headers["x-request-id"])
    # the program's headers come once, with nothing of nginx's beside them
    assert response.headers.get_list("x-request-id") == [headers["x-request-id"]]
    assert response.headers.get_list("x-content-type-options") == ["nosniff"]
    assert "/" not in response.headers["server"]  # no version


def test_figures_are_not_passed_on(client: httpx.Client, stubs: tuple[Stub, Stub]) -> None:
    assert client.get("/metrics").status_code == 404
    assert not [seen for stub in stubs for seen in stub.seen]
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize(("path", "again"), [("/api/ask", True), ("/api/ticket", True), ("/api/feedback", False)])
def test_what_is_asked_again_where_a_process_dies(
    client: httpx.Client, stubs: tuple[Stub, Stub], path: str, again: bool
) -> None:
    stubs[0].act = hang_up
    statuses = [asked(client, path).status_code for _ in range(4)]
    sent, died = sum(len(stub.seen) for stub in stubs), len(stubs[0].seen)
    assert died
    assert (statuses.count(503), sent) == ((0, 4 + died) if again else (died, 4))


def test_a_process_that_is_gone_is_passed_over(client: httpx.Client, stubs: tuple[Stub, Stub]) -> None:
    stubs[0].act = hang_up
    assert {asked(client).status_code for _ in range(12)} == {200}
    assert len(stubs[1].seen) == 12
    stubs[1].act, stubs[0].act = hang_up, stubs[1].act  # now the other one, at once
    assert {asked(client).status_code for _ in range(12)} == {200}


def test_nobody_answers(client: httpx.Client, stubs: tuple[Stub, Stub]) -> None:
    for stub in stubs:
        stub.act = hang_up
    response = asked(client)
    assert (response.status_code, response.headers["content-type"]) == (503, "application/problem+json")
    problem = response.json()
    assert {k: problem[k] for k in ("type", "title", "status", "code", "retry_after")} == {
        **{k: v for k, v in details(503).items() if k != "detail"}, "code": "unavailable", "retry_after": 5,
    }  # fmt: skip
    assert problem["detail"].startswith("问答服务暂时无法访问，")
    assert "cannot be reached" in problem["detail"]
    assert response.headers["retry-after"] == "5"
    page = client.get("/notice/full")
    assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "服务暂时无法访问" in page.text
    assert "cannot be reached" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("status", [429, 500, 503, 504])
def test_the_programs_own_errors_pass_as_they_are(client: httpx.Client, stubs: tuple[Stub, Stub], status: int) -> None:
    said = json.dumps({"status": status, "code": "paused"}).encode()
    for stub in stubs:
        stub.act = lambda handler: reply(handler, said, "application/problem+json", status)
    response = asked(client)
    assert (response.status_code, response.content) == (status, said)
    assert sum(len(stub.seen) for stub in stubs) == 1


def test_a_stream_comes_piece_by_piece(client: httpx.Client, stubs: tuple[Stub, Stub]) -> None:
    free = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(b"event: growing\ndata: 1\n\n")
        free.wait(10)
        handler.wfile.write(b"event: answer\ndata: 2\n\n")
        handler.close_connection = True

    for stub in stubs:
        stub.act = drip
    headers = {"Accept": "text/event-stream", "Accept-Encoding": "gzip"}
    with client.stream("POST", "/api/ask", json={}, headers=headers) as response:
        assert "content-encoding" not in response.headers
        pieces = response.iter_raw()
        assert next(pieces) == b"event: growing\ndata: 1\n\n"  # while the rest is not there yet
        free.set()
        assert b"".join(pieces) == b"event: answer\ndata: 2\n\n"


def test_what_is_long_is_compressed(client: httpx.Client, stubs: tuple[Stub, Stub]) -> None:
    body = json.dumps({"answer": "原文" * 2000}).encode()
    for stub in stubs:
        stub.act = lambda handler: reply(handler, body)
    with client.stream("POST", "/api/ask", json={}, headers={"Accept-Encoding": "gzip"}) as response:
        assert response.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(response.iter_raw())) == body


def test_the_log_holds_no_question_and_no_address(
    servers: tuple[Nginx, Stub, Stub], client: httpx.Client, stubs: tuple[Stub, Stub]
) -> None:
    del stubs
    client.get("/api/tasks?department=SECRET", headers={"User-Agent": "SECRET", "Referer": "http://SECRET/"})
    out = Path("/dev/stdout")
    assert f"access_log {out} wence;" in (DEPLOY / "nginx.conf").read_text("utf-8")
    lines = [json.loads(line) for line in servers[0].log.read_text("utf-8").splitlines() if line.startswith("{")]
    assert lines[-1]["path"] == "/api/tasks"
    assert "SECRET" not in str(lines[-1])
    assert set(lines[-1]) == {"time", "request_id", "method", "path", "status", "seconds", "upstream", "tries"}


def checked(nginx: Nginx) -> subprocess.CompletedProcess[str]:
    return subprocess.run(nginx.command("-t"), capture_output=True, encoding="utf-8", check=False)


def test_tls(tmp_path: Path) -> None:
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], capture_output=True, check=True)
    listen = (DEPLOY / "nginx/listen.tls.conf").read_text("utf-8").replace("/etc/wence/tls", str(tmp_path))
    nginx = Nginx(tmp_path, listen=listen.replace("listen 443", "listen {port}"))
    done = checked(nginx)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_the_files_are_right_as_they_are(tmp_path: Path) -> None:
    nginx = Nginx(tmp_path)
    command = nginx.command("-t")
    command[command.index("-c") + 1] = str(DEPLOY / "nginx.conf")
    done: subprocess.CompletedProcess[Any] = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


def test_the_containers_have_the_same_processes() -> None:
    here, there = ((DEPLOY / f"nginx/upstreams{of}.conf").read_text("utf-8") for of in ("", ".compose"))
    named = re.sub(r"(app)\d:(786(\d))", r"127.0.0.1:\2", there)
    assert [line for line in named.splitlines() if line[:1] != "#"] == [
        line for line in here.splitlines() if line[:1] != "#"
    ]
