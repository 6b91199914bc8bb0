"""Builds by real processes: killed at any moment, begun by two at once, waited for."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index import build, folder, manifest, sums
from index.build import Index, open_index
from index.probe import probe
from index.store import Store
from tests.index.fakes import RENDERINGS, FakeEmbeddings, small_settings, write_notice
from tests.index.processes import building

OLD, NEW = {"passage_tokens": 64}, {"passage_tokens": 128}
SLOW_S = 0.4  # of making vectors, so that there is a moment to be killed in


@pytest.fixture(autouse=True)
def _small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_notice(tmp_path / "notice", renderings=RENDERINGS)
    monkeypatch.setattr(build, "SentenceTransformerEmbeddings", FakeEmbeddings)


def opened(place: Path, **changes: object) -> Index:
    return open_index(small_settings(place, **changes), progress=False)


def named(place: Path, pattern: str) -> Callable[[], bool]:
    return lambda: any((place / "index").glob(pattern))


def after(seconds: float) -> Callable[[Path], Callable[[], bool]]:
    def of(_: Path) -> Callable[[], bool]:
        until = time.monotonic() + seconds
        return lambda: time.monotonic() > until

    return of


MOMENTS: dict[str, Callable[[Path], Callable[[], bool]]] = {
    "an empty folder": lambda place: named(place, f"{folder.BUILDING}*"),
    "a database": lambda place: named(place, f"{folder.BUILDING}*/chroma.sqlite3"),
    "in the middle of a write": lambda place: named(place, f"{folder.BUILDING}*/chroma.sqlite3-journal"),
    "a segment": lambda place: named(place, f"{folder.BUILDING}*/*/header.bin"),
    "checksums": lambda place: named(place, f"{folder.BUILDING}*/{sums.FILE}"),
    "marks": lambda place: named(place, f"{folder.BUILDING}*/in-use"),
    "a manifest": lambda place: named(place, f"{folder.BUILDING}*/{manifest.FILE}"),
    "the new one in place": lambda place: lambda: len(list((place / "index").glob(f"[!.]*/{manifest.FILE}"))) > 1,
    "the old one on its way out": lambda place: named(place, f"{folder.LEAVING}*"),
    "at the end": lambda place: (
        lambda: named(place, f"[!.]*/{manifest.FILE}")() and not named(place, f"{folder.BUILDING}*")()
    ),
} | {f"{seconds:g} s": after(seconds) for seconds in (0.1, 0.3, 0.45, 0.5, 0.55, 0.6, 0.7, 0.85)}


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS.keys())
def test_a_build_that_is_killed_leaves_a_working_system(
    tmp_path: Path, moment: Callable[[Path], Callable[[], bool]]
) -> None:
    opened(tmp_path, **OLD).store.close()
    with building(tmp_path, slow_s=SLOW_S, **NEW) as builder:
        come = moment(tmp_path)
        builder.go()
        while builder.process.is_alive() and not come():
            time.sleep(0.0005)
        builder.kill()
    whole = [path for path in (tmp_path / "index").glob("[!.]*") if path.is_dir()]
    assert whole
    for path in whole:  # nothing bears a name of ours that is not whole
        held = manifest.read(path)
        assert held is not None
        assert (held.key, sums.changed(path)) == (path.name, [])
        with closing(Store(path, FakeEmbeddings(), 100)) as store:
            assert store.count == held.count
    index = opened(tmp_path, **NEW)
    with closing(index.store):
        assert probe(index) == []
    left = [path.name for path in (tmp_path / "index").iterdir()]
    assert not [name for name in left if name.startswith(".wence-")]


def test_two_processes_at_once_build_once(tmp_path: Path) -> None:
    with building(tmp_path, slow_s=0.2) as one, building(tmp_path, slow_s=0.2) as two:
        one.go()
        two.go()
        assert sorted([one.result(), two.result()]) == [(0, 10), (1, 10)]


def test_a_process_that_waits_says_so_and_goes_on_when_the_other_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(folder, "TOLD_S", 0.3)
    with building(tmp_path, slow_s=60) as builder:
        builder.go()
        builder.embeds()
        indexes: list[Index] = []
        waiting = threading.Thread(target=lambda: indexes.append(opened(tmp_path)))
        with caplog.at_level(logging.WARNING, "wence"):
            waiting.start()
            until = time.monotonic() + 30
            while not caplog.records and time.monotonic() < until:
                time.sleep(0.05)
        assert "等它完成" in caplog.text
        assert waiting.is_alive()
        builder.kill()
        waiting.join(30)
    (index,) = indexes
    with closing(index.store):
        assert index.store.count == 10
