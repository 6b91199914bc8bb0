"""A server that speaks what the widget is served: the script itself, tickets, questions, ratings. It answers the next
question as it is told to, and keeps every request for tests to read.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

WIDGET = Path(__file__).resolve().parents[2] / "web" / "widget" / "widget.js"
PAUSED = "系统维护，今晚八点恢复。"
PAUSED_EN = "Maintenance until eight tonight."
RETRY_AFTER = 3  # seconds
LABEL = "附件7 二(一)5(15)《提高困难群体救助标准》"
QUOTE = "城乡低保标准分别不低于740元/月和485元/月;"
SECOND = "附件1 二(一)1《提振消费》"
SECOND_QUOTE = "零售总额增长6.5%以上。"
PLAIN = "城市低保每月不低于740元，农村低保每月不低于485元。"
NOTICE = {
    "id": "small",
    "title": "新田县实施“七大攻坚”总体方案",
    "status": "送审稿",
    "date": "2025-06-12",
    "url": "原文未载",
}
SUGGESTIONS = {
    "zh": ["农村低保一个月多少钱？", "哪个单位牵头？"],
    "zh-Hant": ["農村低保一個月多少錢？"],
    "en": ["How much is the rural allowance?"],
}


class Does(Enum):
    """What happens to a request. The first three answer it."""

    STREAM = auto()
    CRUMBS = auto()  # the stream byte by byte, with comments and other line ends
    JSON = auto()
    ENDS = auto()  # the stream, over in good order before the answer
    BREAKS = auto()  # the stream, cut off before the answer
    TELLS = auto()  # the stream, with a problem in place of the answer
    EXPIRED = auto()
    LIMITED = auto()
    PAUSED = auto()
    BUSY = auto()
    FAILS = auto()
    FORBIDS = auto()
    HANGS = auto()  # nothing is sent until `release`
    WRITES = auto()  # the stream's first piece; the rest after `release`
    DROPS = auto()  # the connection is closed


_PROBLEMS: dict[Does, tuple[int, str, str, int | None]] = {
    Does.EXPIRED: (401, "ticket", "凭证缺失、过期或已用过。 The ticket is missing, over or used.", None),
    Does.LIMITED: (429, "limit", "提问太频繁了。 Too many requests.", RETRY_AFTER),
    Does.PAUSED: (503, "paused", "", 60),
    Does.BUSY: (503, "busy", "正忙。 Busy.", RETRY_AFTER),
    Does.FAILS: (500, "", "服务出错。 The service failed.", None),
    Does.FORBIDS: (403, "origin", "本网页未获授权。 Not an allowed origin.", None),
    Does.TELLS: (504, "late", "等得太久。 Too late.", None),
}


def citation(n: int, label: str = LABEL, quote: str = QUOTE, **more: Any) -> dict[str, Any]:
    found = {
        "n": n, "id": f"7/2/1/5/{n}", "address": f"7/2/1/5/{n}", "label": label, "title": "标题", "quote": quote,
        "start": 100, "end": 100 + len(quote), "url": f"/notice/7/2/1/5/{n}", "inferred": [], "rendering": "",
    }  # fmt: skip
    return found | more


def answer(question: str = "", **more: Any) -> dict[str, Any]:
    """An Answer with two citations, the second in part inferred, and a related clause."""
    found = {
        "status": "answered", "answer": "农村低保标准：不低于485元/月[1]\n零售总额增长6.5%以上[2]", "plain": PLAIN,
        "citations": [citation(1), citation(2, SECOND, SECOND_QUOTE, inferred=["原文缺“(一)”，据次序推断。"])],
        "related": [citation(3, "附件1 一《目标》")], "standalone_question": question, "mode": "extractive",
        "notice": NOTICE, "language": "zh", "exports": {}, "timings_ms": {"total": 1.0}, "answer_id": "0" * 32,
    }  # fmt: skip
    return found | more


def declined(question: str = "") -> dict[str, Any]:
    return answer(question, status="not_stated", answer="原文没有写这一点。", plain="", citations=[])


class Seen:
    """A request. body: as JSON, None where it is empty."""

    def __init__(self, method: str, target: str, headers: dict[str, str], body: bytes) -> None:
        self.method, self.target, self.headers = method, target, headers
        self.path = urlsplit(target).path
        self.body: Any = json.loads(body) if body else None


class FakeApi:
    """address: with no last slash. answers: makes the Answer to a question. beginning: more for /api/ticket's reply.
    next_tickets: whether an answer brings the ticket for the next question; paused: the sentence while it is."""

    def __init__(self) -> None:
        self.address = ""
        self.release = threading.Event()
        self.reset()

    def reset(self) -> None:
        self.release.set()
        self.origins: set[str] = set()
        self.requests: list[Seen] = []
        self.answers: Callable[[str], dict[str, Any]] = answer
        self.beginning: dict[str, Any] = {}
        self.next_tickets = True
        self.paused = f"{PAUSED} {PAUSED_EN}"
        self.plans: dict[str, deque[Does]] = {}
        self.good: set[str] = set()  # tickets that were given and not used
        self.given = 0
        self.release = threading.Event()

    def plan(self, *what: Does, path: str = "/api/ask") -> None:
        """What happens to the next requests for `path`; those after them are answered in a stream."""
        self.plans[path] = deque(what)

    def sent(self, path: str) -> list[Seen]:
        return [seen for seen in self.requests if seen.path == path and seen.method == "POST"]

    def ticket(self) -> dict[str, Any]:
        self.given += 1
        ticket = f"ticket-{self.given}"
        self.good.add(ticket)
        return {"ticket": ticket, "expires_in": 900}


class _Handler(BaseHTTPRequestHandler):
    api: FakeApi

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._seen()
        if self.path == "/widget/widget.js":
            self._send(200, WIDGET.read_bytes(), "text/javascript", {"Cross-Origin-Resource-Policy": "cross-origin"})
        else:
            page = b"<!doctype html><html lang=zh-CN><title>x</title><h1>x</h1>"
            self._send(200, page, "text/html; charset=utf-8")

    def do_OPTIONS(self) -> None:
        self._seen()
        allow = {
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": "Authorization, Content-Type, Accept",
            "Access-Control-Max-Age": "600",
        }
        self._send(200, b"", "text/plain", allow)

    def do_POST(self) -> None:
        seen = self._seen()
        plan = self.api.plans.get(seen.path)
        does = plan.popleft() if plan else Does.STREAM
        if does is Does.HANGS:
            self.api.release.wait(20)
        elif does is Does.DROPS:
            return
        elif does is not Does.TELLS and does in _PROBLEMS:
            self._problem(does)
        elif seen.path == "/api/ticket":
            given = {"feedback": True, "generated": False, "notice": NOTICE, "suggestions": SUGGESTIONS}
            self._json(201, self.api.ticket() | given | self.api.beginning)
        elif not self._admitted(seen, spent=seen.path == "/api/ask"):
            self._problem(Does.EXPIRED)
        elif seen.path == "/api/feedback":
            self._json(201, {"id": seen.body["answer_id"]})
        elif "text/event-stream" in seen.headers["accept"] and does is not Does.JSON:
            self._stream(seen.body["question"], does)
        else:
            ticket = self.api.ticket()
            more = {"Wence-Ticket": ticket["ticket"], "Wence-Ticket-Expires-In": "900"} if self.api.next_tickets else {}
            self._json(200, self.api.answers(seen.body["question"]), more)

    def _seen(self) -> Seen:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        seen = Seen(self.command, self.path, headers, body)
        self.api.requests.append(seen)
        return seen

    def _admitted(self, seen: Seen, *, spent: bool) -> bool:
        scheme, _, ticket = seen.headers.get("authorization", "").partition(" ")
        known = scheme == "Ticket" and ticket in self.api.good
        if spent:
            self.api.good.discard(ticket)
        return known

    def _stream(self, question: str, does: Does) -> None:
        whole = self.api.answers(question)
        last = whole | ({"next_ticket": self.api.ticket()} if self.api.next_tickets else {})
        events = [
            ("growing", {"answer": whole["answer"][:8]}),
            ("growing", {"answer": whole["answer"]}),
            ("answer", last),
        ]
        match does:
            case Does.ENDS | Does.BREAKS:
                events = events[:2]
            case Does.TELLS:
                events = [*events[:1], ("problem", self._details(does))]
        written = [f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode() for name, data in events]
        headers = {"Content-Length": "100000"} if does is Does.BREAKS else {}
        self._head(200, "text/event-stream; charset=utf-8", {"Cache-Control": "no-store"} | headers)
        if does is Does.CRUMBS:
            crumbs = b": ping\r\n\r\n" + b": ping\n\n".join(written).replace(b"\n", b"\r\n") + b": over\r\n\r\n"
            written = [crumbs[at : at + 1] for at in range(len(crumbs))]
        for at, piece in enumerate(written):
            if does is Does.WRITES and at == 1:
                self.api.release.wait(20)
            self.wfile.write(piece)
            self.wfile.flush()

    def _details(self, does: Does) -> dict[str, Any]:
        status, code, detail, wait = _PROBLEMS[does]
        more = {"retry_after": wait} if wait else {}
        return {
            "type": "about:blank",
            "title": "x",
            "status": status,
            "detail": detail or self.api.paused,
            "code": code,
        } | more

    def _problem(self, does: Does) -> None:
        body = self._details(does)
        wait = {"Retry-After": str(body["retry_after"])} if "retry_after" in body else {}
        self._json(body["status"], body, wait, kind="application/problem+json")

    def _json(
        self, status: int, body: Any, headers: dict[str, str] | None = None, kind: str = "application/json"
    ) -> None:
        self._send(status, json.dumps(body).encode(), kind, headers or {})

    def _send(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self._head(status, kind, {"Content-Length": str(len(body))} | (headers or {}))
        self.wfile.write(body)

    def _head(self, status: int, kind: str, headers: dict[str, str]) -> None:
        origin = self.headers.get("Origin")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name, value)
        if origin in self.api.origins:
            self.send_header("Access-Control-Allow-Origin", origin)
            self.send_header("Access-Control-Expose-Headers", "Wence-Ticket, Wence-Ticket-Expires-In, Retry-After")
        self.send_header("Vary", "Origin")
        self.end_headers()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A page that went away is none."""


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler], host: str = "127.0.0.1") -> Iterator[str]:
    """The address of a server of `handler`'s on a free port; the page's host may differ from the one it listens on."""
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def fake_api() -> Iterator[FakeApi]:
    api = FakeApi()
    with serving(type("Handler", (_Handler,), {"api": api})) as address:
        api.address = address
        try:
            yield api
        finally:
            api.release.set()
