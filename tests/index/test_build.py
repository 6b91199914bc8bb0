"""When an index is built, when it is only opened, and what is left when building fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.clause import NoticeError
from corpus.knowledge import Knowledge
from index import build
from index.build import Index, open_index
from index.store import StoreError
from tests.index.fakes import RENDERINGS, SOURCE, Builds, FakeEmbeddings, count_builds, small_settings, write_notice

Found = dict[str, NDArray[np.float32]]


@pytest.fixture(autouse=True)
def _small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_notice(tmp_path / "notice", renderings=RENDERINGS)
    monkeypatch.setattr(build, "SentenceTransformerEmbeddings", FakeEmbeddings)
    count_builds(monkeypatch.setattr)


def opened(tmp_path: Path, **changes: object) -> Index:
    return open_index(small_settings(tmp_path, **changes), progress=False)


def same(left: Found, right: Found) -> bool:
    return left.keys() == right.keys() and all(np.array_equal(left[k], right[k], equal_nan=True) for k in left)


def homes(tmp_path: Path) -> list[str]:
    """The folders in the index folder that look like an index, whole or not."""
    return sorted(path.name for path in (tmp_path / "index").iterdir() if path.is_dir())


def test_first_open_builds(tmp_path: Path) -> None:
    index = opened(tmp_path)
    assert homes(tmp_path) == [index.manifest.key]
    assert index.manifest.count == index.store.count == 10
    assert Builds.made == 1
    assert (index.manifest.notice, index.manifest.model, index.manifest.dimension) == ("small", "f" * 64, 16)
    assert len(index.knowledge.enquiries) == 3
    assert len(index.knowledge.renderings) == 1


def test_second_open_does_not_build(tmp_path: Path) -> None:
    first = opened(tmp_path)
    manifest = tmp_path / "index" / first.manifest.key / "manifest.json"
    written = manifest.stat().st_mtime_ns
    second = opened(tmp_path)
    assert second.manifest == first.manifest
    assert manifest.stat().st_mtime_ns == written
    assert Builds.made == 1
    query = first.embeddings.embed_query("消费")
    assert same(second.store.nearest(query), first.store.nearest(query))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"passage_tokens": 64}, id="passage_tokens"),
        pytest.param({"source": SOURCE.replace("以旧换新", "以旧焕新")}, id="text"),
        pytest.param({"enquiries": ""}, id="enquiries"),
        pytest.param({"renderings": RENDERINGS.replace("taught", "learnt")}, id="renderings"),
        pytest.param({"sha256": "e" * 64}, id="model"),
    ],
)
def test_what_vectors_depend_on_builds_anew_and_the_old_index_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, object]
) -> None:
    first = opened(tmp_path)
    files = {name: str(value) for name, value in change.items() if name in ("source", "enquiries", "renderings")}
    if files:
        write_notice(tmp_path / "notice", **{"renderings": RENDERINGS, **files})
    if "sha256" in change:
        monkeypatch.setattr(FakeEmbeddings, "sha256", change["sha256"])
    settings = {name: value for name, value in change.items() if name == "passage_tokens"}
    second = opened(tmp_path, **settings)
    assert second.manifest.key != first.manifest.key
    assert homes(tmp_path) == [second.manifest.key]


def test_what_vectors_do_not_depend_on_builds_nothing(tmp_path: Path) -> None:
    first = opened(tmp_path)
    second = opened(tmp_path, batch_size=1, exact_limit=0, port=7999)
    assert second.manifest == first.manifest
    assert Builds.made == 1


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param('{"notice": "small"', id="cut off"),
        pytest.param("[]", id="not an object"),
        pytest.param('{"notice": "small"}', id="fields missing"),
        pytest.param(b"\xff\xfe", id="not text"),
        pytest.param(None, id="gone"),
    ],
)
def test_a_damaged_manifest_builds_anew(tmp_path: Path, content: str | bytes | None) -> None:
    first = opened(tmp_path)
    query = first.embeddings.embed_query("消费")
    expected = first.store.nearest(query)
    first.store.close()  # it is another process that finds the damage
    manifest = tmp_path / "index" / first.manifest.key / "manifest.json"
    if content is None:
        manifest.unlink()
    elif isinstance(content, bytes):
        manifest.write_bytes(content)
    else:
        manifest.write_text(content, "utf-8")
    second = opened(tmp_path)
    assert Builds.made == 2
    assert json.loads(manifest.read_text("utf-8"))["count"] == first.manifest.count
    assert same(second.store.nearest(query), expected)


def test_a_build_that_dies_leaves_nothing_that_looks_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(FakeEmbeddings, "embed_documents", die)
        with pytest.raises(KeyboardInterrupt):
            opened(tmp_path)
    assert homes(tmp_path) == []
    assert opened(tmp_path).store.count == 10


def test_what_a_killed_build_left_is_cleared(tmp_path: Path) -> None:
    left = tmp_path / "index" / ".wence-building-killed"
    left.mkdir(parents=True)
    (left / "chroma.sqlite3").write_bytes(b"half")
    index = opened(tmp_path)
    assert homes(tmp_path) == [index.manifest.key]


def test_folders_of_others_are_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "index" / "notes"
    other.mkdir(parents=True)
    (other / "keep.txt").write_text("mine", "utf-8")
    opened(tmp_path)
    assert (other / "keep.txt").read_text("utf-8") == "mine"


def test_an_index_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="WENCE_INDEX_DIR"):
        opened(tmp_path, index_dir=tmp_path / "file")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("{not json", "第 4 行", id="not JSON"),
        pytest.param('{"clause": "0/1", "lang": "zh", "text": "问"}', "voice", id="a field missing"),
        pytest.param('{"clause": "0/9", "lang": "zh", "voice": "lay", "text": "问"}', "0/9", id="no such clause"),
        pytest.param('{"clause": "0/1", "lang": "zh", "voice": "lay", "text": null}', "字段", id="not text"),
        pytest.param('{"clause": "0/1", "lang": "zh", "voice": "lay", "text": " "}', "字段", id="empty text"),
        pytest.param("[]", "第 4 行", id="not an object"),
        pytest.param("", "第 4 行", id="an empty line"),
    ],
)
def test_a_wrong_enquiry_is_named_by_its_line(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "notice" / "enquiries.jsonl"
    path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")
    with pytest.raises(NoticeError, match=r"enquiries\.jsonl 第 4 行") as caught:
        opened(tmp_path)
    assert said in str(caught.value)


def test_enquiries_that_are_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "notice" / "enquiries.jsonl").write_bytes("问".encode("gb18030"))
    with pytest.raises(NoticeError, match="UTF-8"):
        opened(tmp_path)


def test_a_wrong_rendering_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "notice" / "renderings.jsonl").write_text(RENDERINGS * 2, "utf-8")
    with pytest.raises(NoticeError, match=r"renderings\.jsonl 中条款 0/1/1/1 有两行"):
        opened(tmp_path)


def test_a_notice_of_which_nothing_is_known(tmp_path: Path) -> None:
    (tmp_path / "notice" / "enquiries.jsonl").unlink()
    (tmp_path / "notice" / "renderings.jsonl").unlink()
    index = opened(tmp_path)
    assert index.knowledge == Knowledge()
    assert index.lexical.enquiries is None
    assert index.lexical.expanded.terms == index.lexical.text.terms
    assert index.store.count == 5
