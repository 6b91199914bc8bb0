"""The application over a fake assistant, as it is asked from this machine or from elsewhere."""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from index.settings import Settings
from rag.feedback import FeedbackStore
from web.api import Service
from web.application import create_app
from web.protocol import Answerer
from web.security.patience import PatientProtocol

HOME = "http://127.0.0.1:7860"
_NOWHERE = Path(tempfile.gettempdir()) / "wence-tests-nowhere"


def application(assistant: Answerer, store: FeedbackStore | None = None, **settings: Any) -> FastAPI:
    """With settings that log nothing and are never paused, unless others are given."""
    defaults: dict[str, Any] = {"log_days": 0, "log_dir": _NOWHERE, "pause_file": _NOWHERE / "paused"}
    return create_app(Service.of(assistant, Settings(**(defaults | settings)), store))


def at_home(app: FastAPI, *, raising: bool = False) -> TestClient:
    """A client on the same machine, which sends no Origin."""
    return TestClient(app, base_url=HOME, client=("127.0.0.1", 50_000), raise_server_exceptions=raising)


class Home:
    """An application as this machine asks it, for clients that cannot say where they are."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
            scope = {**scope, "client": ("127.0.0.1", 50_000), "headers": [*headers, (b"host", b"127.0.0.1:7860")]}
        await self.app(scope, receive, send)


@contextmanager
def serving(app: ASGIApp) -> Iterator[int]:
    """The port of 127.0.0.1 on which uvicorn serves an application, as app.py has it serve."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            app, log_level="critical", http=PatientProtocol, ws="none", proxy_headers=False, timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(10)
