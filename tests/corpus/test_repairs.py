"""The notice's files: what vouches for them, and what happens when they do not fit."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from corpus.clause import Notice, NoticeError
from corpus.parse import DEFAULT_NOTICE, NOTICES, load_notice, read_notice

FOLDER = NOTICES / DEFAULT_NOTICE
TABLES: list[dict[str, Any]] = tomllib.loads((FOLDER / "repairs.toml").read_text("utf-8"))["repair"]
SMALL = "某县实施方案\n为推进工作,特制定本方案。\n一、任务\n1.新增项目20以上。\n2.力争90%。\n"


def folder(tmp_path: Path, *, source: bytes = SMALL.encode(), sha256: str | None = None, repairs: str = "") -> Path:
    (tmp_path / "source.txt").write_bytes(source)
    digest = sha256 if sha256 is not None else hashlib.sha256(source).hexdigest()
    (tmp_path / "notice.toml").write_text(f'id = "small"\ntitle = "某县实施方案"\nsha256 = "{digest}"\n', "utf-8")
    if repairs:
        (tmp_path / "repairs.toml").write_text(repairs, "utf-8")
    return tmp_path


def repair(**changes: object) -> str:
    fields = {
        "address": "0/1/1",
        "kind": "gap",
        "quote": "项目20以上",
        "note": "缺量词。",
        "evidence": "无。",
    } | changes
    rows = (f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items() if value is not None)
    return "[[repair]]\n" + "\n".join(rows) + "\n"


def test_the_source_is_the_one_vouched_for() -> None:
    meta = tomllib.loads((FOLDER / "notice.toml").read_text("utf-8"))
    assert hashlib.sha256((FOLDER / "source.txt").read_bytes()).hexdigest() == meta["sha256"]


def test_every_repair_of_the_notice_quotes_one_place(notice: Notice) -> None:
    assert len(notice.repairs) == len(TABLES) > 100
    for placed, table in zip(notice.repairs, TABLES, strict=True):
        clause = notice.by_address[placed.address]
        assert notice.source[placed.start : placed.end] == placed.quote == table["quote"]
        assert clause.start <= placed.start < placed.end <= clause.end
        assert clause.text.count(placed.quote) == 1, placed
        assert placed.kind in ("gap", "misprint", "title", "contradiction")
        assert placed.note.endswith("。")
        assert placed.evidence.endswith("。")


def test_every_other_place_of_a_repair_is_quoted_once(notice: Notice) -> None:
    for placed in notice.repairs:
        assert len(placed.also) == len(placed.also_quotes)
        assert placed.kind != "contradiction" or placed.also
        for address, words in zip(placed.also, placed.also_quotes, strict=True):
            assert notice.by_address[address].text.count(words) == 1, (placed.address, address, words)


def test_titles_that_ran_into_their_text(notice: Notice) -> None:
    titled = [r for r in notice.repairs if r.kind == "title"]
    assert titled
    for placed in titled:
        clause = notice.by_address[placed.address]
        assert clause.title == placed.title
        assert placed.quote.startswith(placed.title)
        assert placed.quote != placed.title


@pytest.mark.parametrize(
    "gap",
    [
        "产业项目20以上",
        "瓶颈技术1以上",
        "外商直接投资增速高于全平均水平",
        "对非贸易大幅",
        "改革开放深化攻坚实施方案",
        "“一网通办”率达到90%",
    ],
)
def test_the_known_damage_is_recorded(notice: Notice, gap: str) -> None:
    quotes = [q for r in notice.repairs for q in (r.quote, *r.also_quotes)]
    assert any(gap in quote for quote in quotes)


def test_a_repair_is_placed(tmp_path: Path) -> None:
    (placed,) = load_notice(folder(tmp_path, repairs=repair(also=["0/1/2"], also_quotes=["90%"]))).repairs
    assert SMALL[placed.start : placed.end] == "项目20以上"
    assert (placed.also, placed.also_quotes) == (("0/1/2",), ("90%",))


@pytest.mark.parametrize(
    ("repairs", "named"),
    [
        pytest.param(repair(quote="项目30以上"), "0/1/1", id="wrong quote"),
        pytest.param(repair(quote=""), "0/1/1", id="empty quote"),
        pytest.param(repair(address="0/1/9"), "0/1/9", id="no such address"),
        pytest.param(repair(address="0/1/2"), "0/1/2", id="quote of another clause"),
        pytest.param(repair(also=["0/1/2"], also_quotes=["80%"]), "0/1/2", id="wrong second quote"),
        pytest.param(repair(also=["0/8"], also_quotes=["80%"]), "0/8", id="no such second address"),
        pytest.param(repair(note=None), "note", id="no note"),
        pytest.param(repair(evidence=None), "evidence", id="no evidence"),
        pytest.param(repair(address=None, title="项目"), "address", id="no address"),
        pytest.param("[[repair]\n", "repairs.toml", id="not TOML"),
    ],
)
def test_a_repair_that_does_not_fit(tmp_path: Path, repairs: str, named: str) -> None:
    with pytest.raises(NoticeError, match=r"repairs\.toml") as caught:
        load_notice(folder(tmp_path, repairs=repairs))
    assert named in str(caught.value)


def test_another_text_than_the_one_vouched_for(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match=r"sha256.*恢复 source\.txt"):
        load_notice(folder(tmp_path, sha256="0" * 64))


def test_one_changed_figure_of_the_notice_is_noticed(tmp_path: Path) -> None:
    for name in ("notice.toml", "repairs.toml"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    source = (FOLDER / "source.txt").read_bytes()
    (tmp_path / "source.txt").write_bytes(source.replace(b"6.5%", b"6.6%", 1))
    with pytest.raises(NoticeError, match="sha256"):
        load_notice(tmp_path)


@pytest.mark.parametrize("name", ["notice.toml", "source.txt"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (folder(tmp_path) / name).unlink()
    with pytest.raises(NoticeError, match=name):
        load_notice(tmp_path)


def test_a_notice_that_is_not_there() -> None:
    with pytest.raises(NoticeError, match=r"notice\.toml"):
        load_notice("no-such-notice")


def test_a_source_that_is_not_utf8(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match="UTF-8"):
        load_notice(folder(tmp_path, source=SMALL.encode("gb18030")))


def test_a_notice_without_repairs(tmp_path: Path) -> None:
    notice = load_notice(folder(tmp_path))
    assert (notice.id, notice.repairs, notice.url, notice.status) == ("small", (), "原文未载", "原文未载")


def test_line_ends_are_kept_byte_for_byte(tmp_path: Path) -> None:
    notice = load_notice(folder(tmp_path, source=SMALL.replace("\n", "\r\n").encode()))
    assert notice.source.count("\r\n") == 5
    assert [c.address for c in notice.clauses] == [c.address for c in read_notice(SMALL).clauses]
