"""A Chroma server of the tests' own: `chroma run` in a temporary folder, that can be killed, frozen and started again."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from chromadb.api.client import Client

from index.remote import connect, disconnect
from tests.services import READY_S, free_port


@dataclass
class ChromaServer:
    """At one address for as long as it lives. url: as WENCE_CHROMA_URL has it."""

    folder: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """With all that it held. Returns once it answers."""
        self.port = self.port or free_port()
        program = shutil.which("chroma", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
        assert program is not None, "chromadb brings the command"
        command = [program, "run", "--path", str(self.folder / "data"), "--host", "127.0.0.1", "--port", str(self.port)]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        until = time.monotonic() + READY_S
        while self.process.poll() is None and time.monotonic() < until:
            try:
                if httpx.get(f"{self.url}/api/v2/heartbeat", timeout=1).is_success:
                    return
            except httpx.HTTPError:
                time.sleep(0.02)
        pytest.fail(f"chroma run did not start: {(self.folder / 'log').read_text('utf-8')}", pytrace=False)

    def kill(self) -> None:
        """kill -9, what it held on disk being left."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(READY_S)
            self.process = None

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Alive, at its address, and without a word: what a network that swallows packets looks like."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def lose(self) -> None:
        """Its folder, as by a volume that was not mounted."""
        self.kill()
        shutil.rmtree(self.folder / "data")


@contextmanager
def chroma_running() -> Iterator[ChromaServer]:
    """A server of the block's own."""
    with tempfile.TemporaryDirectory(prefix="chroma-") as folder:
        server = ChromaServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.kill()


@contextmanager
def client_of(server: ChromaServer) -> Iterator[Client]:
    """A client of its own, for a test to look at what the server holds."""
    client = connect(server.url)
    try:
        yield client
    finally:
        disconnect(client)


def names(server: ChromaServer) -> list[str]:
    """The names of its collections."""
    with client_of(server) as client:
        return sorted(collection.name for collection in client.list_collections())


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """A client that fails while it is made cannot be closed by who made it: what it leaves open is let go here and not in
    whatever test comes later."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
