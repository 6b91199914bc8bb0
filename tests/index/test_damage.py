"""Indexes that are found damaged, foreign or from elsewhere: built anew where they are our own, refused where they are not."""

from __future__ import annotations

import json
import logging
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from index import build, folder, sums
from index.build import Index, open_index
from index.contents import Contents
from index.folder import LOCK
from index.probe import probe
from index.store import Store, StoreError
from tests.index.fakes import (
    RENDERINGS,
    Builds,
    FakeEmbeddings,
    count_builds,
    long_notice,
    small_settings,
    write_notice,
)

Damage = Callable[[Path], object]


@pytest.fixture(autouse=True)
def _fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "SentenceTransformerEmbeddings", FakeEmbeddings)
    count_builds(monkeypatch.setattr)


def made(path: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "SentenceTransformerEmbeddings", FakeEmbeddings)
        open_index(small_settings(path), progress=False).store.close()
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a notice and its index."""
    path = tmp_path_factory.mktemp("built")
    write_notice(path / "notice", renderings=RENDERINGS)
    return made(path)


@pytest.fixture(scope="module")
def built_large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with so many passages that Chroma keeps vectors in files of their own."""
    path = tmp_path_factory.mktemp("large")
    long_notice(path / "notice")
    return made(path)


@pytest.fixture
def place(tmp_path: Path, built: Path) -> Path:
    """A copy of the small one."""
    shutil.copytree(built, tmp_path / "place")
    return tmp_path / "place"


@pytest.fixture
def large(tmp_path: Path, built_large: Path) -> Path:
    """A copy of the large one."""
    shutil.copytree(built_large, tmp_path / "place")
    return tmp_path / "place"


def home(place: Path) -> Path:
    (found,) = (path for path in (place / "index").iterdir() if path.is_dir())
    return found


def opened(place: Path, **changes: object) -> Index:
    return open_index(small_settings(place, **changes), progress=False)


@pytest.fixture
def warned(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], list[str]]]:
    with caplog.at_level(logging.WARNING, "wence"):
        yield lambda: [record.getMessage() for record in caplog.records if record.name == "wence"]


def segment(at: Path, name: str) -> Path:
    """A file of the vectors."""
    (found,) = at.glob(f"*/{name}")
    return found


def to_segment(name: str, harm: Damage, at: Path) -> None:
    harm(segment(at, name))


def noise(path: Path) -> None:
    path.write_bytes(np.random.default_rng(1).bytes(path.stat().st_size))


def half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def changed_manifest(at: Path, **changes: object) -> None:
    path = at / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


def executed(at: Path, *statements: str) -> None:
    with closing(sqlite3.connect(at / "chroma.sqlite3")) as database, database:
        for statement in statements:
            database.execute(statement)


def other_vectors(at: Path) -> None:
    """Vectors of something else, with checksums that fit them."""
    with closing(Store(at, FakeEmbeddings(), 0)) as store:
        held = store.chroma.get()
        vectors = np.random.default_rng(2).normal(size=(len(held["ids"]), FakeEmbeddings.dimension))
        store.chroma._collection.update(ids=held["ids"], embeddings=vectors.astype(np.float32))
    sums.write(at)


def emptied(at: Path) -> None:
    shutil.rmtree(at)
    at.mkdir()


DAMAGES: dict[str, Damage] = {
    "manifest gone": lambda at: (at / "manifest.json").unlink(),
    "manifest garbled": lambda at: noise(at / "manifest.json"),
    "manifest of another version": lambda at: changed_manifest(at, passage_version=1),
    "manifest with another count": lambda at: changed_manifest(at, count=7),
    "manifest with more than we know": lambda at: changed_manifest(at, added_later=1),
    "database gone": lambda at: (at / "chroma.sqlite3").unlink(),
    "database empty": lambda at: os.truncate(at / "chroma.sqlite3", 0),
    "database cut off": lambda at: half(at / "chroma.sqlite3"),
    "database noise": lambda at: noise(at / "chroma.sqlite3"),
    "database of another Chroma": lambda at: executed(at, "update migrations set hash = 'of a later version'"),
    "passages gone": lambda at: executed(at, "delete from embeddings where id % 3 = 0"),
    "checksums garbled": lambda at: noise(at / sums.FILE),
    "checksums of nothing": lambda at: (at / sums.FILE).write_text("[]"),
    "everything gone": emptied,
}
OF_VECTORS: dict[str, Damage] = {
    "vectors' folder gone": lambda at: shutil.rmtree(segment(at, "header.bin").parent),
    "vectors that are others'": other_vectors,
}
for _name in ("header.bin", "data_level0.bin", "link_lists.bin", "index_metadata.pickle"):
    for _said, _harm in (("gone", Path.unlink), ("noise", noise), ("cut off", half)):
        OF_VECTORS[f"{_name} {_said}"] = partial(to_segment, _name, _harm)


def assert_built_anew(place: Path, sentences: list[str]) -> None:
    (sentence,) = sentences
    assert "将重建" in sentence
    assert str(home(place)) in sentence
    assert sorted(path.name for path in (place / "index").iterdir()) == sorted([LOCK, home(place).name])


@pytest.mark.parametrize("harm", DAMAGES.values(), ids=DAMAGES.keys())
def test_what_is_damaged_is_built_anew(place: Path, harm: Damage, warned: Callable[[], list[str]]) -> None:
    harm(home(place))
    with closing(opened(place).store) as store:
        assert (Builds.made, store.count) == (1, 10)
    assert_built_anew(place, warned())
    with closing(opened(place).store):
        assert Builds.made == 1


@pytest.mark.parametrize("harm", OF_VECTORS.values(), ids=OF_VECTORS.keys())
def test_damaged_vectors_are_made_anew(large: Path, harm: Damage, warned: Callable[[], list[str]]) -> None:
    """Asked of Chroma's own index, whose native code noise would end together with the process."""
    harm(home(large))
    index = opened(large, exact_limit=0)
    with closing(index.store):
        assert (Builds.made, probe(index)) == (1, [])
    assert_built_anew(large, warned())


def test_vectors_of_others_are_found_in_memory_too(place: Path) -> None:
    other_vectors(home(place))
    with closing(opened(place).store):
        assert Builds.made == 1


def test_an_index_from_before_there_were_checksums_is_good(large: Path) -> None:
    for name in (sums.FILE, "in-use"):
        (home(large) / name).unlink()
    for limit in (20_000, 0):
        with closing(opened(large, exact_limit=limit).store):
            assert Builds.made == 0


def test_files_do_not_change_by_being_opened(large: Path) -> None:
    for limit in (20_000, 0, 20_000):
        index = opened(large, exact_limit=limit)
        assert probe(index) == []
        index.store.close()
    assert (Builds.made, sums.changed(home(large))) == (0, [])
    assert len(json.loads((home(large) / sums.FILE).read_text("utf-8"))) == 4


@pytest.mark.parametrize("manifest", [False, True], ids=["no index", "a damaged index"])
def test_a_folder_with_files_of_others_is_refused(place: Path, manifest: bool) -> None:
    at = home(place)
    if not manifest:
        shutil.rmtree(at)
        at.mkdir()
    (at / "thesis.docx").write_text("mine", "utf-8")
    (at / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(StoreError, match=r"thesis\.docx.*WENCE_INDEX_DIR") as caught:
        opened(place)
    assert str(at) in str(caught.value)
    assert (at / "thesis.docx").read_text("utf-8") == "mine"
    assert Builds.made == 0


def test_a_file_in_the_place_of_the_index_is_refused(place: Path) -> None:
    at = home(place)
    shutil.rmtree(at)
    at.write_text("mine", "utf-8")
    with pytest.raises(StoreError, match="WENCE_INDEX_DIR"):
        opened(place)
    assert at.read_text("utf-8") == "mine"


def test_files_of_others_beside_a_whole_index_disturb_nobody(place: Path) -> None:
    (home(place) / "thesis.docx").write_text("mine", "utf-8")
    with closing(opened(place).store):
        assert Builds.made == 0


# -- what stood before


def test_the_old_index_stays_until_the_new_one_has_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_notice(tmp_path / "notice", renderings=RENDERINGS)
    first = opened(tmp_path)
    there: list[bool] = []
    faults = Contents.faults

    def watched(contents: Contents, store: Store) -> list[str]:
        there.append((tmp_path / "index" / first.manifest.key / "manifest.json").exists())
        return faults(contents, store)

    monkeypatch.setattr(Contents, "faults", watched)
    second = opened(tmp_path, passage_tokens=64)
    assert there == [True, True]  # beside, and in place
    assert home(tmp_path).name == second.manifest.key


def test_the_old_index_stays_when_the_new_one_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_notice(tmp_path / "notice", renderings=RENDERINGS)
    first = opened(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Contents, "faults", lambda *_: ["片段 1 找不到自己的条款。"])
        with pytest.raises(StoreError, match="没有通过检验"):
            opened(tmp_path, passage_tokens=64)
    assert home(tmp_path).name == first.manifest.key
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == sorted([LOCK, first.manifest.key])
    opened(tmp_path)
    assert Builds.made == 2


def test_the_old_index_stays_while_somebody_searches_it(tmp_path: Path) -> None:
    write_notice(tmp_path / "notice", renderings=RENDERINGS)
    first = opened(tmp_path, exact_limit=0)
    vector = first.embeddings.embed_query("消费")
    opened(tmp_path, passage_tokens=64)
    assert (tmp_path / "index" / first.manifest.key).is_dir()
    assert first.store.nearest(vector).keys()
    first.store.close()
    third = opened(tmp_path, passage_tokens=128)
    assert home(tmp_path).name == third.manifest.key


def test_indexes_of_other_notices_stay(tmp_path: Path) -> None:
    write_notice(tmp_path / "notice", renderings=RENDERINGS)
    other = write_notice(tmp_path / "other")
    (other / "notice.toml").write_text((other / "notice.toml").read_text("utf-8").replace("small", "other"), "utf-8")
    kept = opened(tmp_path, notice=str(other)).manifest.key
    for tokens in (64, 128):
        mine = opened(tmp_path, passage_tokens=tokens).manifest.key
    assert sorted(p.name for p in (tmp_path / "index").iterdir() if p.is_dir()) == sorted([kept, mine])


def test_what_a_killed_process_left_goes_with_the_next_start(place: Path) -> None:
    for name in (folder.BUILDING, folder.LEAVING):
        (place / "index" / f"{name}left").mkdir()
    with closing(opened(place).store):
        assert (Builds.made, home(place).is_dir()) == (0, True)
