"""python -m corpus draft --accept: what a person reviewed moves over, and nothing that a person wrote is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.draft import DRAFTS, lacking
from corpus.draft_rows import Row
from corpus.knowledge import ENQUIRIES, RENDERINGS, read_enquiries, read_renderings
from corpus.parse import load_notice
from tests.corpus.chat_server import Server, clauses, good, lines, run


def mark(folder: Path, kind: str, chosen: Callable[[Row], bool]) -> None:
    path = folder / "drafts" / DRAFTS[kind]
    rows = [row | ({"reviewed": True} if chosen(row) else {}) for row in lines(folder, kind)]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def test_accept_moves_what_is_reviewed_and_good(
    server: Server, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.script = [good("0/1", enquiries=["低保给好多钱", "哪个单位发低保", "低保是740元/月吧", "低保咋个领"])]
    assert run(folder, "--clauses", "0/1,0/2") == 0
    mark(folder, ENQUIRIES, lambda row: row["clause"] == "0/1" and row["text"] != "哪个单位发低保")
    mark(folder, RENDERINGS, lambda row: row["clause"] == "0/1")
    written = '{"clause": "0/2", "lang": "zh", "voice": "angle",  "text": "手写的一问"}'  # two blanks, no end of line
    (folder / ENQUIRIES).write_text(written, "utf-8")
    kept = [row for row in lines(folder, ENQUIRIES) if not row.get("reviewed") or "740" in row["text"]]
    capsys.readouterr()
    assert run(folder, "--accept") == 1  # one line is reviewed and gives the answer away
    out = capsys.readouterr().out
    assert "未收入：enquiries.draft.jsonl 0/1“低保是740元/月吧”：写出了条款中的数字" in out
    assert "收入问句 2 行，译述 1 行；1 行已核对而仍有问题" in out
    text = (folder / ENQUIRIES).read_text("utf-8")
    assert text.splitlines()[0] == written
    notice = load_notice(folder)
    assert [e.text for e in read_enquiries(folder / ENQUIRIES, notice)] == ["手写的一问", "低保给好多钱", "低保咋个领"]
    assert [r.clause for r in read_renderings(folder / RENDERINGS, notice)] == ["0/1"]
    assert lines(folder, ENQUIRIES) == kept
    assert clauses(folder, RENDERINGS) == ["0/2"]
    before = [path.read_bytes() for path in sorted(folder.rglob("*.jsonl"))]
    assert run(folder, "--accept") == 1  # again: nothing more moves
    assert [path.read_bytes() for path in sorted(folder.rglob("*.jsonl"))] == before
    assert [c.address for c, _ in lacking(folder, notice)] == ["0/3/1", "0/3/2"]


@pytest.mark.usefixtures("server")
def test_accept_overwrites_no_rendering(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--clauses", "0/1") == 0
    mark(folder, RENDERINGS, lambda _: True)
    written = json.dumps({"clause": "0/1", "zh": "手写的。", "en": "By hand."}, ensure_ascii=False) + "\n"
    (folder / RENDERINGS).write_text(written, "utf-8")
    assert run(folder, "--accept") == 1
    assert "该条款已有译述" in capsys.readouterr().out
    assert (folder / RENDERINGS).read_text("utf-8") == written
    assert len(lines(folder, RENDERINGS)) == 1


@pytest.mark.usefixtures("server")
def test_an_interrupted_accept_is_finished(folder: Path) -> None:
    """Lines that are in the file already leave the draft, and come into the file once."""
    assert run(folder, "--clauses", "0/1") == 0
    mark(folder, RENDERINGS, lambda _: True)
    draft_file = folder / "drafts" / DRAFTS[RENDERINGS]
    before = draft_file.read_bytes()
    assert run(folder, "--accept") == 0
    after = (folder / RENDERINGS).read_bytes()
    draft_file.write_bytes(before)
    assert run(folder, "--accept") == 0
    assert (folder / RENDERINGS).read_bytes() == after
    assert draft_file.read_bytes() == b""


@pytest.mark.parametrize("mark_of", ['"true"', "1", "false", "null"])
def test_only_true_is_reviewed(folder: Path, mark_of: str) -> None:
    (folder / "drafts").mkdir()
    row = f'{{"clause": "0/1", "lang": "zh", "voice": "angle", "text": "低保给好多钱", "reviewed": {mark_of}}}\n'
    (folder / "drafts" / DRAFTS[ENQUIRIES]).write_text(row, "utf-8")
    assert run(folder, "--accept") == 0
    assert not (folder / ENQUIRIES).exists()
    assert (folder / "drafts" / DRAFTS[ENQUIRIES]).read_text("utf-8") == row


def test_a_draft_from_another_editor(folder: Path) -> None:
    """A byte order mark and Windows line ends; a line separator within a text would tear the file."""
    (folder / "drafts").mkdir()
    row = '{"clause": "0/1", "lang": "zh", "voice": "angle", "text": "低保\u2028给好多钱", "reviewed": true}'
    (folder / "drafts" / DRAFTS[ENQUIRIES]).write_bytes(f"\ufeff{row}\r\n\r\n".encode())
    assert run(folder, "--accept") == 0
    assert [e.text for e in read_enquiries(folder / ENQUIRIES, load_notice(folder))] == ["低保 给好多钱"]


def test_accept_and_dry_run_exclude_each_other(folder: Path) -> None:
    with pytest.raises(SystemExit):
        run(folder, "--accept", "--dry-run")
