"""Servers in processes of their own, on loopback: the service as `python app.py` starts it, and the peer behind the same server."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from corpus.clause import WenceError

ROOT = Path(__file__).resolve().parents[1]
READY_S = 180.0
_POLL_S = 0.02


class ServerError(WenceError):
    """A server that is to be measured did not start."""


@dataclass(frozen=True)
class Server:
    """url: of POST for a question. key: for Authorization; with it each address in X-Forwarded-For is a client of its own.
    started_s: from the start of its process to the first right answer."""

    url: str
    process: psutil.Process
    key: str
    started_s: float

    @property
    def rss_mb(self) -> float:
        """Resident memory of the process and of those that it started, megabytes; pages that they share count once each
        (proportional set size, where the system tells it)."""
        held = [self.process, *self.process.children(recursive=True)]
        return sum(_memory(process) for process in held) / 1024 / 1024

    def headers(self, client: int) -> dict[str, str]:
        """Of the n-th client."""
        address = f"10.{client >> 16 & 255}.{client >> 8 & 255}.{client & 255}"
        return {"Authorization": f"Bearer {self.key}", "X-Forwarded-For": address}


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (AttributeError, psutil.AccessDenied):
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


@contextmanager
def wence(question: str, *, chat: bool = True, index_dir: Path | None = None, **settings: str) -> Iterator[Server]:
    """The whole service: started when it has answered `question`. settings: WENCE_… by their names in lower case."""
    with tempfile.TemporaryDirectory() as folder:
        key, port = secrets.token_urlsafe(16), free_port()
        own = {
            "port": str(port), "api_keys": key, "trusted_proxies": "127.0.0.1", "chat": "true" if chat else "false",
            "feedback_url": f"sqlite:///{folder}/feedback.sqlite3", "log_dir": f"{folder}/log", "pause_file": f"{folder}/paused",
            **({"index_dir": str(index_dir)} if index_dir else {}),
        }  # fmt: skip
        if chat:
            own["staff_file"] = str(_staff(Path(folder)))
        with _started(
            [str(ROOT / "app.py")], own | settings, f"http://127.0.0.1:{port}/api/ask", key, question
        ) as server:
            yield server


def _staff(folder: Path) -> Path:
    """One account, without which a chat that a proxy can reach is refused."""
    import bcrypt

    file = folder / "staff"
    file.write_text(f"bench:{bcrypt.hashpw(secrets.token_bytes(16), bcrypt.gensalt(4)).decode()}\n", encoding="utf-8")
    file.chmod(0o600)
    return file


@contextmanager
def peer(question: str, index_dir: Path | None = None) -> Iterator[Server]:
    """The textbook chain behind uvicorn and FastAPI, as the service is."""
    port = free_port()
    own = {"index_dir": str(index_dir)} if index_dir else {}
    with _started(
        ["-m", "bench.peer_server", str(port)], own, f"http://127.0.0.1:{port}/api/ask", "none", question
    ) as server:
        yield server


@contextmanager
def _started(program: list[str], settings: Mapping[str, str], url: str, key: str, question: str) -> Iterator[Server]:
    environment = os.environ | {f"WENCE_{name.upper()}": value for name, value in settings.items()}
    environment |= {"OMP_NUM_THREADS": "1", "NO_PROXY": "127.0.0.1"}
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([sys.executable, *program], cwd=ROOT, env=environment, stdout=said, stderr=said)
        try:
            _answered(process, url, key, question, began)
            yield Server(url, psutil.Process(process.pid), key, time.perf_counter() - began)
        except ServerError:
            said.seek(0)
            print(said.read().decode("utf-8", "replace")[-2000:], file=sys.stderr)
            raise
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()


def _answered(process: subprocess.Popen[bytes], url: str, key: str, question: str, began: float) -> None:
    headers = {"Authorization": f"Bearer {key}", "X-Forwarded-For": "10.255.0.1"}
    with httpx.Client(trust_env=False, timeout=READY_S) as client:
        while time.perf_counter() - began < READY_S and process.poll() is None:
            try:
                reply = client.post(url, json={"question": question}, headers=headers)
            except httpx.TransportError:
                time.sleep(_POLL_S)
                continue
            if reply.status_code == 200 and reply.json()["citations"]:
                return
            time.sleep(_POLL_S)
    raise ServerError("要测的服务没有启动。 The server that is to be measured did not start.")


def free_port() -> int:
    """A TCP port on which nothing listens now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
