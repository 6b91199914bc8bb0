"""Real processes that build an index of a small notice, forked from one that has everything imported, and so quick to start."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

from corpus.clause import WenceError
from index import build, folder, shared
from index.build import open_index
from index.contents import Contents
from tests.index.fakes import Builds, FakeEmbeddings, count_builds, small_settings

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.index.processes"])
END_S = 120.0  # in which a process must have ended, on a machine that is busy with other tests


def _build(place: Path, changes: dict[str, object], slow_s: float, go: object, said: object) -> None:
    setattr(build, "SentenceTransformerEmbeddings", FakeEmbeddings)  # noqa: B010 - a process of its own, no fixture
    folder.TOLD_S, shared.ALIVE_S, shared.SILENT_S = 0.5, 0.3, 2.0
    vectors = Contents.vectors

    def slowly(contents: Contents) -> list[list[float]]:
        said.put("vectors")  # type: ignore[attr-defined]
        time.sleep(slow_s)
        return vectors(contents)

    setattr(Contents, "vectors", slowly)  # noqa: B010
    count_builds(setattr)
    said.put("ready")  # type: ignore[attr-defined]
    go.wait(END_S)  # type: ignore[attr-defined]
    try:
        index = open_index(small_settings(place, **changes), progress=False)
    except WenceError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    with closing(index.store):
        said.put((Builds.made, index.store.count))  # type: ignore[attr-defined]


class Builder:
    """A process that opens the index of a place once it is told to go."""

    def __init__(self, place: Path, *, slow_s: float = 0.0, **changes: object) -> None:
        """slow_s: how long making the vectors takes."""
        self._go, self._said = CONTEXT.Event(), CONTEXT.Queue()
        arguments = (place, changes, slow_s, self._go, self._said)
        self.process: BaseProcess = CONTEXT.Process(target=_build, args=arguments)
        self.process.start()
        assert self._said.get(timeout=END_S) == "ready"

    def go(self) -> None:
        self._go.set()

    def embeds(self) -> None:
        """Returns once it makes vectors."""
        assert self._said.get(timeout=END_S) == "vectors"

    def result(self) -> tuple[int, int]:
        """How often it built, and how many passages it then had."""
        said = self._said.get(timeout=END_S)
        if said == "vectors":
            said = self._said.get(timeout=END_S)
        self.process.join(END_S)
        assert self.process.exitcode == 0
        made, count = said
        return int(made), int(count)

    def kill(self) -> None:
        """As the kernel does where memory is short."""
        assert self.process.pid is not None
        if self.process.is_alive():
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.join(END_S)


@contextmanager
def building(place: Path, *, slow_s: float = 0.0, **changes: object) -> Iterator[Builder]:
    """A builder that is gone at the end, however that comes."""
    builder = Builder(place, slow_s=slow_s, **changes)
    try:
        yield builder
    finally:
        builder.kill()
