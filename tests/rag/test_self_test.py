"""What a new process proves of itself: any notice passes, an index that does not fit does not."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval.fake_model import FakeModel
from index.build import Index, open_index
from index.settings import Settings
from rag.pipeline import Assistant
from rag.self_test import SelfTestError, proven, self_test
from tests.index.fakes import SOURCE

DOCUMENTS = Path(__file__).parents[1] / "corpus" / "documents"
TEXTS = {path.stem: path.read_text("utf-8") for path in sorted(DOCUMENTS.glob("*.txt"))} | {
    "small": SOURCE,
    "one clause": "某县实施方案\n一、总体要求\n全县上下要抓好落实,确保完成任务。\n",
}


DOINGS = (
    "修建",
    "改造",
    "普查",
    "清理",
    "推广",
    "保护",
    "检修",
    "验收",
    "拍卖",
    "捐赠",
    "测绘",
    "命名",
    "出租",
    "粉刷",
    "登记",
)
THINGS = (
    *("蔬菜大棚", "农村公路", "老年食堂", "污染河道", "中学校舍", "公租住房", "太阳能电站", "龙舟码头", "消防设备"),
    *("电子发票", "家政公司", "古树名木", "违章建筑", "乡村旅馆", "供水管网"),
)
TOPICS = [doing + thing for thing in THINGS for doing in DOINGS]


def plan(topics: Sequence[str]) -> str:
    """A notice with an item on each."""
    items = "".join(f"{n}.{topic}。年内完成{topic}的全部工作。\n" for n, topic in enumerate(topics, start=1))
    return f"某县实施方案\n一、主要任务\n(一)分项任务\n{items}"


def index_of(folder: Path, text: str) -> Index:
    """With the bundled model, in `folder`."""
    folder.mkdir()
    (folder / "source.txt").write_text(text, "utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    (folder / "notice.toml").write_text(f'id = "{folder.name}"\nsha256 = "{digest}"\n', "utf-8")
    return open_index(Settings(notice=str(folder), index_dir=folder / "index"), progress=False)


def test_the_notice_passes(assistant: Assistant) -> None:
    assert self_test(assistant) is None
    assert proven(assistant) is assistant


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_notice_passes(text: str, tmp_path: Path) -> None:
    assert self_test(Assistant(index_of(tmp_path / "notice", text))) is None


def test_no_language_model_is_asked(worded: Assistant, model: FakeModel) -> None:
    assert self_test(worded) is None
    assert model.requests == []
    assert worded.writer is not None


def test_an_index_of_another_edition_does_not_pass(tmp_path: Path) -> None:
    index, other = index_of(tmp_path / "one", plan(TOPICS)), index_of(tmp_path / "other", plan(TOPICS[::-1]))
    assert self_test(Assistant(index)) is None
    mixed = Assistant(replace(index, store=other.store, lexical=other.lexical))
    with pytest.raises(SelfTestError, match="检索不到"):
        proven(mixed)
