"""A small notice in a folder of its own, and a language model's server on this machine."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.corpus.chat_server import KEY, SOURCE, Server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "notice"
    path.mkdir()
    (path / "source.txt").write_bytes(SOURCE.encode())
    meta = {"id": "n", "title": "某县方案", "county": "某县", "sha256": hashlib.sha256(SOURCE.encode()).hexdigest()}
    (path / "notice.toml").write_text("".join(f'{name} = "{value}"\n' for name, value in meta.items()), "utf-8")
    return path


@pytest.fixture
def server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    ours = Server(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            ours.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    ours.url = f"http://127.0.0.1:{http.server_port}/v1"
    monkeypatch.setenv("WENCE_LLM_URL", ours.url)
    monkeypatch.setenv("WENCE_LLM_MODEL", "m")
    monkeypatch.setenv("WENCE_LLM_KEY", KEY)
    monkeypatch.setenv("WENCE_LLM_TIMEOUT_S", "20")
    yield ours
    ours.over.set()
    http.shutdown()
    http.server_close()
    thread.join()
