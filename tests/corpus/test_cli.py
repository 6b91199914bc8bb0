"""python -m corpus: what it prints, and its exit codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.__main__ import main
from corpus.clause import Notice
from corpus.knowledge import ENQUIRIES, RENDERINGS, UNSTATED
from corpus.parse import notice_folder
from tests.corpus.widths import half

KEYS = ["id", "address", "kind", "title", "text", "start", "end", "lead", "parties", "figures", "inferred"]


def test_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    for line in (
        "chapters: 24", "sections: 48", "items: 133", "sub-items: 28", "attachments: 8",
        "有牵头单位 125、共同负责 24、未列单位 12", "核对通过", "[缺字] “产业项目20以上”", "编号“(四)”原文未印",
    ):  # fmt: skip
        assert line in out


def test_check_counts_what_is_known_of_each_attachment(notice: Notice, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    _, _, after = half(capsys.readouterr().out).partition("enquiries, renderings and unstated questions:\n")
    rows = re.findall(
        r"^  (总体方案|附件\d):条款 (\d+),问法 (\d+)\(英文 (\d+),每条至少 (\d+)\),释义 (\d+),"
        r"未载之问 (\d+)\(每条至少 (\d+)\)$",
        after,
        re.M,
    )
    assert [row[0] for row in rows] == ["总体方案", *(f"附件{n}" for n in range(1, 8))]
    clauses, asked, english, least, rendered, left, fewest = ([int(row[n]) for row in rows] for n in range(1, 8))
    assert clauses == rendered
    assert sum(clauses) == sum(map(notice.substantial, notice.clauses))
    enquiries = (notice_folder(notice.id) / ENQUIRIES).read_text("utf-8").splitlines()
    assert sum(asked) == len(enquiries)
    assert sum(english) == sum('"lang": "en"' in line for line in enquiries)
    assert min(least) >= 20
    assert sum(left) == len((notice_folder(notice.id) / UNSTATED).read_text("utf-8").splitlines())
    assert min(fewest) >= 10


def test_check_names_an_unfaithful_rendering(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--notice", str(folder), "check"]) == 0
    assert "python -m corpus draft" in capsys.readouterr().out
    row = {"clause": "0/1", "zh": "城里低保每月不低于800元。", "en": "The allowance is at least 740 yuan."}
    (folder / RENDERINGS).write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    assert main(["--notice", str(folder), "check"]) == 1
    out = half(capsys.readouterr().out)
    assert "问题:0/1 白话:“800元”不在条款中。" in out
    assert "缺单位 县民政局 (Civil Affairs Bureau)" in out
    assert "问题:0/2 没有释义。" in out


def test_check_a_damaged_rendering(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / RENDERINGS).write_text('{"clause": "0/1"}\n', "utf-8")
    assert main(["--notice", str(folder), "check"]) == 2
    out, err = capsys.readouterr()
    assert (out, "renderings.jsonl 第 1 行" in err) == ("", True)


def test_check_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(__file__).parent / "documents" / "patent-agency-regulations.txt"
    assert main(["check", "--file", str(path)]) == 0
    assert "articles: 32" in capsys.readouterr().out


def test_check_a_file_with_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "gap.txt"
    path.write_text("某县方案\n一、甲\n三、丙\n", "utf-8")
    assert main(["check", "--file", str(path)]) == 1
    out = capsys.readouterr().out
    out = half(out)
    assert "问题:0 之下缺 二、" in out
    assert "发现 1 个问题" in out


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(None, "读不到文件", id="missing"),
        pytest.param("某县方案".encode("gb18030"), "不是 UTF-8 文本", id="not UTF-8"),
    ],
)
def test_check_a_file_that_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, sentence: str
) -> None:
    path = tmp_path / "text.txt"
    if content is not None:
        path.write_bytes(content)
    assert main(["check", "--file", str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert str(path) in err


def test_check_a_folder_given_as_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--file", str(tmp_path)]) == 2
    assert "读不到文件" in capsys.readouterr().err


def test_check_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.touch()
    assert main(["check", "--file", str(path)]) == 0


def test_tree(notice: Notice, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tree"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(notice.clauses)
    assert "      3.创新消费场景  [1/2/1/3]" in lines
    assert "    (三)实施创新赋能重点改革  [4/2/3] *" in lines


def test_clauses(notice: Notice, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clauses"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(notice.clauses)


def test_clauses_json(notice: Notice, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clauses", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["address"] for row in rows] == [c.address for c in notice.clauses]
    for row in rows:
        assert set(KEYS) <= row.keys()
        assert row["text"] == notice.source[row["start"] : row["end"]]
        for figure in row["figures"]:
            assert figure["text"] == notice.source[figure["start"] : figure["end"]]
    by_address = {row["address"]: row for row in rows}
    assert by_address["1/2/1/3"]["lead"] == ["县科商工信局"]
    assert by_address["4/2/3/1"]["inferred"][0].startswith("编号“(三)”原文未印")  # its section's number
    assert by_address["1/2/1/1"]["inferred"] == []


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (
            "7/2/1/5/15",
            ["附件7 二(一)5(15)《提高困难群体救助标准》", "740元/月", "牵头单位:县民政局", "推断:编号“(15)”"],
        ),
        ("2/2/1/2", ["产业项目20以上", "缺损:原文“20”后缺量词"]),
        ("7/2/1/7/19", ["缺损:“一网通办”率"]),
        ("0/0", ["总体方案 前言"]),
    ],
)
def test_show(capsys: pytest.CaptureFixture[str], address: str, words: list[str]) -> None:
    assert main(["show", address]) == 0
    out = half(capsys.readouterr().out)
    for word in words:
        assert word in out


def test_show_ends_with_the_renderings_marked_unofficial(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "7/2/1/5/15"]) == 0
    out = half(capsys.readouterr().out)
    order = [
        "740元/月",
        "牵头单位:县民政局",
        "白话释义(非官方,仅供理解):",
        "English translation (unofficial): ",
        "740 yuan",
    ]
    assert sorted(order, key=out.index) == order


def test_show_where_there_is_no_rendering(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--notice", str(folder), "show", "0/1"]) == 0
    assert "释义" not in capsys.readouterr().out


@pytest.mark.parametrize("address", ["8", "1/2/9", "附件1", ""])
def test_show_an_unknown_address(capsys: pytest.CaptureFixture[str], address: str) -> None:
    assert main(["show", address]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"没有地址为 {address} 的条款" in err
    assert "python -m corpus tree" in err


def test_an_unknown_notice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--notice", "no-such-notice", "tree"]) == 2
    assert "notice.toml" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["no-such-command"], ["show"]])
def test_wrong_use(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: python -m corpus" in capsys.readouterr().err


def test_a_reader_that_leaves_early() -> None:
    """`python -m corpus clauses --json | head -1` ends without a trace."""
    process = subprocess.Popen(
        [sys.executable, "-m", "corpus", "clauses", "--json"],
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        assert process.stdout.readline() == b"[\n"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.wait(timeout=30) == 0
