"""The store of feedback on real databases: what is committed stays, what is personal never arrives, what fails says so.

What takes `store` or `store_url` runs on SQLite and on PostgreSQL; what takes `path` or `file_store` is of SQLite's file.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier

import psycopg
import pytest
from pydantic import SecretStr

from corpus.clause import WenceError
from index.settings import Settings
from rag.answer import Status, Turn
from rag.feedback import AnotherAnswerError, FeedbackError, FeedbackStore
from rag.opinion import LONGEST_COMMENT, LONGEST_TEXT, REASONS, Feedback, Opinion, Rating, Reason, State, kept, new_id
from tests.rag.feedback_writer import ANSWER, record

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = ("13812345678", "431128199001011234", "6222021234567890123", "someone@example.org", "E12345678")
FEW_BYTES = 200_000  # for a file that may not grow further


def url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def file_store(path: Path) -> FeedbackStore:
    return FeedbackStore(url(path))


def writer(address: str, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.rag.feedback_writer", address, name, str(count)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


# -- records


def test_a_record_comes_back_as_it_was(store: FeedbackStore) -> None:
    history = [Turn("城市低保呢？", "城市低保标准", Status.ANSWERED)]
    opinion = Opinion(Rating.DOWN, frozenset({Reason.OTHER, Reason.WRONG_CITATION}), "  应引附件7。\n")
    given = Feedback.of(new_id(), "chat", "农村呢？", history, ANSWER, "f" * 64, opinion)
    assert store.keep(given)
    assert store.listing() == (given,)
    assert (given.comment, given.reasons) == ("应引附件7。", (Reason.WRONG_CITATION, Reason.OTHER))
    assert (given.route, given.mode, given.status) == ("answer", "extractive", "answered")
    assert (given.history, given.turns) == ((("城市低保呢？", "answered"),), ("城市低保呢？", "农村呢？"))
    assert given.time.utcoffset() == timedelta(0)


def test_what_is_said_later_changes_the_one_record(store: FeedbackStore) -> None:
    first = record("a" * 32)
    assert store.keep(first)
    assert not store.keep(record("a" * 32, rating=Rating.UP, comment="看错了，是对的"))
    (now,) = store.listing()
    assert (now.rating, now.comment, now.question) == (Rating.UP, "看错了，是对的", first.question)
    assert now.time >= first.time


def test_an_id_is_of_one_answer(store: FeedbackStore) -> None:
    store.keep(record("a" * 32))
    with pytest.raises(AnotherAnswerError):
        store.keep(record("a" * 32, question="城市低保多少钱？"))
    assert [r.question for r in store.listing()] == ["农村低保多少钱？"]


def test_nothing_is_made_before_it_is_needed(file_store: FeedbackStore, path: Path) -> None:
    assert not path.parent.exists()
    assert file_store.count() == 0
    assert path.stat().st_mode & 0o777 == 0o600


def test_texts_are_bounded(store: FeedbackStore) -> None:
    store.keep(record("a" * 32, question="长" * 9_000, comment="话" * 900))
    (now,) = store.listing()
    assert (len(now.question), len(now.comment)) == (LONGEST_TEXT, LONGEST_COMMENT)


TEXTS = (
    "a\0b",
    "\ud800",
    "\U0001f600\U00020bb7野家",
    "'; DROP TABLE feedback; --",
    "%_\\",
    "%s %(id)s :id",
    "\u202e\ufffe\r\n",
)


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_can_be_kept(store: FeedbackStore, text: str) -> None:
    history = [Turn(text, text, Status.CLARIFY)]
    given = Feedback.of("a" * 32, "api", text, history, ANSWER, "0" * 64, Opinion(Rating.DOWN, comment=text))
    assert store.keep(given)
    assert not store.keep(given)  # found by question and history
    (now,) = store.listing()
    assert (now.question, now.comment, now.history) == (kept(text), kept(text.strip()), ((kept(text), "clarify"),))
    assert store.find(text + "aaaa") == ()
    assert store.settle(["a" * 32], State.DISMISSED, note=text) == 1
    assert store.listing()[0].note == kept(text)


def test_a_reason_has_a_name() -> None:
    assert set(REASONS) == set(Reason)


def test_records_are_found_by_the_beginning_of_their_id(store: FeedbackStore) -> None:
    store.keep(record("abcd" + "0" * 28))
    store.keep(record("abce" + "0" * 28))
    assert [r.id[:4] for r in store.find("abcd")] == ["abcd"]
    assert [r.id[:4] for r in store.find("ABCE")] == ["abce"]
    assert [store.find(odd) for odd in ("abc", "", "%%%%", "____", "ffff")] == [()] * 5


def test_settling_happens_once(store: FeedbackStore) -> None:
    store.keep(record("a" * 32))
    store.keep(record("b" * 32))
    assert store.settle(["a" * 32], State.ACCEPTED, accepted_as="x001") == 1
    assert store.settle(["a" * 32, "b" * 32], State.DISMISSED, note="不是题") == 1
    assert [(r.state, r.accepted_as, r.note) for r in sorted(store.listing(), key=lambda r: r.id)] == [
        (State.ACCEPTED, "x001", ""),
        (State.DISMISSED, "", "不是题"),
    ]
    assert (store.count(), store.count(State.NEW), len(store.listing(State.ACCEPTED))) == (2, 0, 1)
    assert store.reopen("x001") == 1
    assert store.count(State.NEW) == 1


def test_purging_by_age(store: FeedbackStore, store_url: str) -> None:
    now = datetime.now(UTC)
    store.keep(replace(record("a" * 32, comment="要删掉的话"), time=now - timedelta(days=31)))
    store.keep(replace(record("b" * 32, comment="还留着的话"), time=now - timedelta(days=29)))
    assert store.purge(now - timedelta(days=32)) == 0
    in_china = (now - timedelta(days=30)).astimezone(timezone(timedelta(hours=8)))
    assert store.purge(in_china) == 1
    assert [r.id for r in store.listing()] == ["b" * 32]
    assert ("要删掉的话".encode() in held(store_url), "还留着的话".encode() in held(store_url)) == (False, True)


def held(address: str) -> bytes:
    """All that a database holds: a file's bytes, with those of its journal, or every row as text."""
    if address.startswith("sqlite"):
        folder = Path(address.removeprefix("sqlite:///")).parent
        return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        rows = connection.execute("SELECT feedback::text FROM feedback").fetchall()
    return "\n".join(text for (text,) in rows).encode()


@pytest.mark.parametrize("number", NUMBERS)
def test_personal_numbers_never_reach_the_disk(store: FeedbackStore, store_url: str, number: str) -> None:
    history = [Turn(f"我是{number}", f"我是{number}", Status.CLARIFY)]
    opinion = Opinion(Rating.DOWN, comment=f"请回电，{number}")
    store.keep(Feedback.of("a" * 32, "chat", f"号码{number}，低保多少钱？", history, ANSWER, "0" * 64, opinion))
    there = held(store_url)
    assert number.encode() not in there
    assert "低保多少钱".encode() in there
    assert "请回电".encode() in there


# -- many writers, and an end without warning


def test_what_was_committed_outlives_a_kill(store: FeedbackStore, store_url: str, path: Path) -> None:
    process = writer(store_url, "k", 0)
    assert process.stdout is not None
    committed = [process.stdout.readline().strip() for _ in range(25)]
    process.kill()  # SIGKILL, in the middle of the next writes
    committed += process.communicate(timeout=30)[0].split()
    assert {name for name in committed if name} <= {r.id for r in store.listing()}
    assert store.keep(record("after"))
    if path.exists():
        with sqlite3.connect(path) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        plain.close()


def test_two_processes_write_at_once(store: FeedbackStore, store_url: str) -> None:
    processes = [writer(store_url, name, 40) for name in ("one", "two")]
    ends = [process.communicate(timeout=120) for process in processes]
    assert [(p.returncode, err) for p, (_, err) in zip(processes, ends, strict=True)] == [(0, "")] * 2
    assert {r.id for r in store.listing()} == {f"{name}-{n}" for name in ("one", "two") for n in range(40)}


def test_many_threads_write_at_once(store: FeedbackStore) -> None:
    names = [f"{n % 20:032d}" for n in range(60)]  # each answer rated three times
    with ThreadPoolExecutor(12) as threads:
        first = list(threads.map(lambda name: store.keep(record(name)), names))
    assert (sum(first), store.count()) == (20, 20)


def test_the_table_is_made_once_by_any_number_of_readers(store_url: str) -> None:
    """Each with connections of its own, as the processes of a service have."""
    stores = [FeedbackStore(store_url) for _ in range(12)]
    together = Barrier(len(stores))

    def counted(store: FeedbackStore) -> int:
        together.wait()
        return store.count()

    with ThreadPoolExecutor(len(stores)) as threads:
        assert list(threads.map(counted, stores)) == [0] * len(stores)
    for store in stores:
        store.close()


def test_a_file_that_is_moved_away_is_made_anew(file_store: FeedbackStore, path: Path) -> None:
    file_store.keep(record("a" * 32))
    path.rename(path.with_name("old"))
    assert file_store.keep(record("b" * 32))
    assert file_store.count() == 1


# -- what cannot work


def fails(store: FeedbackStore) -> str:
    with pytest.raises(FeedbackError) as caught:
        store.keep(record("a" * 32))
    assert isinstance(caught.value, WenceError)
    return str(caught.value)


def test_a_damaged_file_names_the_remedy(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this was a database once" * 100)
    assert "移到别处" in fails(FeedbackStore(url(path)))


def test_a_read_only_file_can_be_read(path: Path) -> None:
    FeedbackStore(url(path)).keep(record("b" * 32))
    store = FeedbackStore(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert "WENCE_FEEDBACK_URL" in fails(store)
    assert store.count() == 1


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "WENCE_FEEDBACK_URL" in fails(FeedbackStore(url(tmp_path / "file" / "feedback.sqlite3")))


def test_a_full_disk_costs_the_record_and_no_other(path: Path) -> None:
    code = (
        "import resource, sys\n"
        "from rag.feedback import FeedbackError, FeedbackStore\n"
        "from tests.rag.feedback_writer import record\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({FEW_BYTES}, {FEW_BYTES}))\n"
        f"store, n = FeedbackStore({url(path)!r}), 0\n"
        "try:\n"
        "    while n < 1000:\n"
        "        store.keep(record(f'r{n}', question='问' * 2000))\n"
        "        n += 1\n"
        "except FeedbackError as error:\n"
        "    print(n, store.count(), error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    written, counted, sentence = done.stdout.split(maxsplit=2)
    assert 5 < int(written) == int(counted)
    assert "WENCE_FEEDBACK_URL" in sentence
    assert FeedbackStore(url(path)).count() == int(written)


@pytest.mark.parametrize(
    ("odd", "named"),
    [
        ("not a url", "sqlite:////"),
        ("oracel://host/name", "sqlite:////"),
        ("sqlite://", "文件"),
        ("sqlite:///:memory:", "文件"),
        ("mysql+nodriver://host/name", "sqlite:////"),
        ("oracle+cx_oracle://wence:hush@host/name", "cx_Oracle"),
    ],
)
def test_a_url_that_cannot_work_is_refused_at_once(odd: str, named: str) -> None:
    with pytest.raises(FeedbackError, match=named) as caught:
        FeedbackStore(odd)
    assert "hush" not in str(caught.value)


def test_no_url_no_store() -> None:
    assert FeedbackStore.of(Settings(feedback_url=SecretStr(""))) is None
    assert FeedbackStore.of(Settings()) is not None
