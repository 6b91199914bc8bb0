"""Where a running service is found by a command: a file with its process number, beside the one that pauses it.

The master holds a lock on the file for as long as it lives, so that the file of one that was killed is told from that of
one that runs, whatever process has its number by now.
"""

from __future__ import annotations

import json
import os
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.clause import WenceError
from index.settings import Settings

LONGEST_S = 600.0  # that a reload may take: an index of a large notice is built in it
BLINK_S = 0.1


class NotRunningError(WenceError):
    """There is no service to tell anything, or it could not do what it was told."""


@dataclass(frozen=True, slots=True)
class State:
    """What the file says. reloads: how many have ended, well or not; failed: what was wrong with the last one, or ""."""

    pid: int
    reloads: int = 0
    failed: str = ""


def path_of(settings: Settings) -> Path:
    """One for each port, since several services may share a folder."""
    return settings.pause_file.with_name(f"wence-{settings.port}.pid")


class PidFile:
    """The file of this process. Raises OSError where it cannot be had."""

    def __init__(self, path: Path) -> None:
        import fcntl

        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+", encoding="utf-8")
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # a fork does not have it
        except OSError:
            self._file.close()
            raise
        self.write(State(os.getpid()))

    def write(self, state: State) -> None:
        """Put a state in place of the last one."""
        self._file.seek(0)
        self._file.truncate()
        self._file.write(json.dumps(asdict(state), ensure_ascii=False))
        self._file.flush()

    def remove(self) -> None:
        """At the end."""
        self._path.unlink(missing_ok=True)
        self._file.close()


def reload(path: Path) -> State:
    """Have the service whose file is at `path` reload, and wait until it has. Raises NotRunningError where none runs or it
    goes on as it was."""
    before = _running(path)
    try:
        os.kill(before.pid, signal.SIGHUP)
    except OSError as error:
        raise NotRunningError(
            f"进程 {before.pid} 不能由当前用户通知（{error.strerror}）。请以运行服务的用户执行。 "
            f"Process {before.pid} cannot be told; run this as the user whose the service is."
        ) from error
    until = time.monotonic() + LONGEST_S
    while time.monotonic() < until:
        time.sleep(BLINK_S)
        now = _running(path)
        if now.reloads == before.reloads:
            continue
        if now.failed:
            raise NotRunningError(f"没有换新，服务照旧。 Not reloaded; the service is as it was. {now.failed}")
        return now
    raise NotRunningError("换新迟迟没有完成，请看服务的日志。 The reload has not ended; see the service's log.")


def _running(path: Path) -> State:
    try:
        return State(**json.loads(_settled(path) if _locked(path) else ""))
    except (FileNotFoundError, ValueError, TypeError) as error:
        raise NotRunningError(
            "服务没有在运行（或 WENCE_PORT、WENCE_PAUSE_FILE 与它的设置不同）。请用 python app.py 启动。 "
            "No service is running with this WENCE_PORT and WENCE_PAUSE_FILE; start it with python app.py."
        ) from error
    except OSError as error:
        raise NotRunningError(f"{path} 读不出：{error.strerror}。请检查权限。 {path} cannot be read.") from error


def _locked(path: Path) -> bool:
    """Whether a service holds the file."""
    try:
        import fcntl
    except ImportError as error:  # no fork, no reload
        raise NotRunningError("本系统不能换新，请重启服务。 This system cannot reload; restart the service.") from error
    with path.open("r+", encoding="utf-8") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        return False


def _settled(path: Path) -> str:
    """What is written there, once it is whole."""
    for _ in range(20):
        text = path.read_text("utf-8")
        if text.endswith("}"):
            return text
        time.sleep(BLINK_S / 10)
    return text
