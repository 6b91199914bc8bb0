"""Real servers for tests of several processes: Chroma, nginx by deploy/nginx.conf, and the program itself, each on a port of its
own of this machine, in a folder of its own, to be killed and started again at the same address."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.services import READY_S, free_port, program

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
START_S = 120.0  # seconds that the program may take to answer on a machine that is busy


@dataclass
class Server:
    """A process on a port, in a session of its own, so that all that it starts can be killed with it."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def begin(self, command: list[str], env: dict[str, str] | None = None) -> None:
        """Start it; what it prints goes to `log`."""
        assert self.process is None or self.process.poll() is not None
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=os.environ | (env or {}), stdout=log, stderr=log, start_new_session=True
            )

    def wait(self, seconds: float = READY_S) -> None:
        """Until something listens. The test fails where the process ends instead."""
        assert self.process is not None
        until = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        self.fail()

    def kill(self) -> None:
        """It and all that it started, at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(READY_S)

    def stop(self) -> int:
        """As a service manager does; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(READY_S + 30)

    @property
    def log(self) -> Path:
        return self.folder / f"{type(self).__name__.lower()}-{self.port}.log"

    def fail(self) -> None:
        """End the test with what the server said."""
        pytest.fail(f"{type(self).__name__} did not start:\n{self.log.read_text('utf-8')[-3000:]}", pytrace=False)


@dataclass
class Chroma(Server):
    """`chroma run` of the installed version, with all that it keeps in `folder`."""

    def start(self) -> None:
        """With what it held."""
        chroma = Path(sys.executable).with_name("chroma")
        self.begin(
            [str(chroma), "run", "--host", "127.0.0.1", "--port", str(self.port), "--path", str(self.folder / "chroma")]
        )
        self.wait()


@dataclass
class Nginx(Server):
    """nginx by deploy/nginx.conf, in which only ports and the folder of temporary files are other ones. upstreams: ports."""

    upstreams: tuple[int, int] = (7861, 7862)
    listen: str = ""  # in the place of nginx/listen.conf; {port} is its port

    def write(self) -> Path:
        """The configuration as it is run."""
        conf = self.folder / "nginx.conf"
        conf.write_text((DEPLOY / "nginx.conf").read_text("utf-8").replace("/tmp/", f"{self.folder}/"), "utf-8")
        (self.folder / "nginx").mkdir(exist_ok=True)
        upstreams = (DEPLOY / "nginx/upstreams.conf").read_text("utf-8")
        for written, port in zip((7861, 7862), self.upstreams, strict=True):
            assert upstreams.count(f"127.0.0.1:{written} ") == 2
            upstreams = upstreams.replace(f"127.0.0.1:{written} ", f"127.0.0.1:{port} ")
        (self.folder / "nginx/upstreams.conf").write_text(upstreams, "utf-8")
        listen = self.listen or (DEPLOY / "nginx/listen.conf").read_text("utf-8").replace(
            "listen 8080", "listen {port}"
        )
        (self.folder / "nginx/listen.conf").write_text(listen.replace("{port}", f"127.0.0.1:{self.port}"), "utf-8")
        return conf

    def command(self, *more: str) -> list[str]:
        """nginx with this configuration."""
        return [
            str(program("nginx", "/usr/sbin", "/usr/local/sbin")),
            "-p",
            str(self.folder),
            "-c",
            str(self.write()),
            *more,
        ]

    def start(self) -> None:
        """With one worker in the foreground."""
        self.folder.chmod(0o755)  # its worker is another user where root starts it
        self.begin(self.command("-g", "daemon off;"))
        self.wait()


@dataclass
class App(Server):
    """`python app.py` with settings of its own. workers: the processes that answer, as its master has them."""

    settings: dict[str, str] = field(default_factory=dict)

    def launch(self) -> None:
        """Start it without waiting."""
        self.log.unlink(missing_ok=True)
        self.begin([sys.executable, "app.py"], {**self.settings, "WENCE_PORT": str(self.port), "OMP_NUM_THREADS": "1"})

    def ready(self) -> None:
        """Wait until it says that it answers."""
        assert self.process is not None
        until = time.monotonic() + START_S
        while self.process.poll() is None and time.monotonic() < until:
            if re.search(r"http://127\.0\.0\.1:\d+", self.said()):
                return
            time.sleep(0.1)
        self.fail()

    def said(self) -> str:
        """What it has printed so far."""
        return self.log.read_text("utf-8") if self.log.exists() else ""

    @property
    def workers(self) -> list[int]:
        """The ids of the processes that the master has started."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("ascii")
        return [int(child) for child in children.split()]
