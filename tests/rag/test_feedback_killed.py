"""Ratings and lines of the question log, written by a real process that is killed ten times: what was acknowledged is there."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from rag.feedback import FeedbackStore
from web.question_log import QuestionLog

ROOT = Path(__file__).resolve().parents[2]
TIMES = 10
# One rating and one line after the other, in a process that is forked anew for each time: its number, then what it has done.
WRITER = """
import os, sys, time
from pathlib import Path
from rag.feedback import FeedbackStore
from tests.rag.feedback_writer import ANSWER, record
from web.question_log import QuestionLog

address, folder = sys.argv[1:]
for turn in sys.stdin:
    turn = int(turn)
    child = os.fork()
    if child == 0:
        store, log, n = FeedbackStore(address), QuestionLog(Path(folder), 30), 0
        print("pid", os.getpid(), flush=True)
        while True:
            name = f"t{turn}-{n}"
            store.keep(record(name))
            print("rated", name, flush=True)
            log.note("api", f"问题 {name}", ANSWER, time.perf_counter())
            print("logged", name, flush=True)
            n += 1
    os.waitpid(child, 0)
    print("end", turn, flush=True)
"""


@pytest.fixture
def written(path: Path, tmp_path: Path) -> tuple[set[str], set[str]]:
    """What was acknowledged, ratings and lines, by processes that were killed at moments drawn by chance."""
    moments = random.Random(7)
    rated: set[str] = set()
    logged: set[str] = set()
    command = [sys.executable, "-c", WRITER, f"sqlite:///{path}", str(tmp_path / "log")]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        for turn in range(TIMES):
            process.stdin.write(f"{turn}\n")
            process.stdin.flush()
            pid, until, killed = 0, float("inf"), False
            for line in process.stdout:
                kind, _, name = line.strip().partition(" ")
                if kind == "pid":
                    pid = int(name)
                elif kind == "end":
                    break
                else:
                    (rated if kind == "rated" else logged).add(name)
                if pid and until == float("inf") and kind != "pid":
                    until = time.monotonic() + moments.uniform(0, 0.15)
                if time.monotonic() > until and not killed:
                    os.kill(pid, 9)
                    killed = True
        process.stdin.close()
    assert len({name.partition("-")[0] for name in rated}) == TIMES
    return rated, logged


def test_what_was_acknowledged_is_there_after_ten_kills(
    written: tuple[set[str], set[str]], path: Path, tmp_path: Path
) -> None:
    rated, logged = written
    store = FeedbackStore(f"sqlite:///{path}")
    kept = {record.id for record in store.listing()}
    assert rated <= kept
    assert len(kept - rated) <= TIMES  # the one that was committed and not told of
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    (file,) = (tmp_path / "log").iterdir()
    told = []
    for line in file.read_text("utf-8", errors="replace").splitlines():
        try:
            told.append(json.loads(line)["question"])
        except ValueError:
            continue
    assert {f"问题 {name}" for name in logged} <= set(told)


def test_a_line_that_was_cut_off_spoils_none_that_comes_after(tmp_path: Path) -> None:
    """A disk that filled up, or a machine that stopped, within a line."""
    from tests.rag.feedback_writer import ANSWER

    folder = tmp_path / "log"
    QuestionLog(folder, 30).note("api", "第一问", ANSWER, time.perf_counter())
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole + whole[: whole.index("问".encode()) + 1])  # in the middle of a character
    QuestionLog(folder, 30).note("api", "第三问", ANSWER, time.perf_counter())
    lines = file.read_bytes().split(b"\n")
    assert [json.loads(lines[0])["question"], json.loads(lines[2])["question"]] == ["第一问", "第三问"]
    assert lines[3:] == [b""]
