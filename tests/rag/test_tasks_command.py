"""python -m rag tasks | targets | comparison: lists on the screen and as files, with no model loaded."""

from __future__ import annotations

import csv
import json
import re
import shlex
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path

import docx
import openpyxl
import pytest

from corpus.clause import Notice
from rag.__main__ import _shown, main
from rag.answer import Answer, Status
from rag.draft import Draft, Line, finish
from rag.list_links import command
from rag.list_query import LEADING, Asked, Kind, ListQuery
from tests.test_architecture import ROOT, loaded_by


def run(*arguments: str) -> int:
    return main(list(arguments))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param("['tasks', '--department', '县农业农村局', '--within', '附件3']", id="tasks"),
        pytest.param("['tasks', '--leaderless', '--format', 'csv']", id="csv"),
        pytest.param("['tasks', '--department', '县财证局']", id="slip"),
        pytest.param("['targets', '--format', 'json']", id="targets"),
        pytest.param("['comparison']", id="comparison"),
    ],
)
def test_a_list_loads_no_heavy_library(arguments: str) -> None:
    assert loaded_by(f"from rag.__main__ import main; main({arguments})") == set()


def test_the_check_would_see_a_heavy_library() -> None:
    assert loaded_by("from rag.pipeline import Assistant")


def test_a_list_is_counted_and_grouped_by_attachment(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    assert run("tasks", "--department", "农业农村局", "--role", "lead", "--role", "party") == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == "县农业农村局任务分解表（限牵头、责任单位）"
    counts = re.fullmatch(r"共 (\d+) 项：牵头 (\d+) 项；责任单位 (\d+) 项", lines[1])
    assert counts
    total, lead, party = map(int, counts.groups())
    assert total == lead + party == sum(map(int, re.findall(r"(?m)^【.+】(\d+) 项$", out)))
    rows = re.findall(r"(?m)^ *(\d+)\. .+〔(牵头|责任单位)〕$", out)
    assert [int(n) for n, _ in rows] == list(range(1, total + 1))
    assert [role for _, role in rows].count("牵头") == lead
    assert "机器生成" in out
    assert "完成时限" not in out
    assert (err, list(here.iterdir())) == ("", [])


def test_what_the_page_lost_is_marked_on_the_screen_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("tasks", "--leaderless", "--within", "附件5", "--within", "附件1") == 0
    out = capsys.readouterr().out
    for words in ("（编号据上下文推断）", "（原文未写明牵头单位）", "原文印作"):
        assert words in out


def test_figures_and_pairs_on_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("targets", "--unit", "亿元", "--within", "2") == 0
    assert "附件2 二(四)1《全力保障项目建设》：谋划项目总投资 102亿元以上（2025年）" in capsys.readouterr().out
    assert run("comparison", "--term", "园区规模工业占比") == 0
    out = capsys.readouterr().out
    assert "〔限定词不同〕" in out
    assert "总体方案 一《攻坚目标》：“园区规模工业占比达到75%以上”" in out


def test_a_list_without_rows_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("tasks", "--department", "县工商联", "--role", "lead") == 0
    assert "公告中没有县工商联牵头的任务" in capsys.readouterr().out


def test_json_on_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("tasks", "--term", "消费券", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["count"], found["rows"][0]["quote"].count("消费券")) == (1, 1)


@pytest.mark.parametrize("format", ["xlsx", "docx"])
def test_an_office_file_is_named_after_its_list(format: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("tasks", "--department", "县农业农村局", "--within", "附件2", "--format", format) == 0
    (file,) = here.iterdir()
    assert file.name == f"县农业农村局任务分解表（附件2）.{format}"
    assert file.name in capsys.readouterr().out
    data = BytesIO(file.read_bytes())
    if format == "xlsx":
        texts = [str(v) for row in openpyxl.load_workbook(data).worksheets[0].values for v in row if v is not None]
    else:
        texts = [cell.text for row in docx.Document(data).tables[0].rows for cell in row.cells]
    assert "做优现代农旅产业" in texts


def test_csv_goes_to_the_screen_or_where_it_is_told(here: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rag", "tasks", "--leaderless", "--format", "csv"],
        cwd=ROOT, capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    assert run("tasks", "--leaderless", "--out", "a.csv") == 0  # the suffix says which format
    assert (here / "a.csv").read_bytes() == done.stdout
    rows = list(csv.reader(StringIO(done.stdout.decode("utf-8-sig"))))
    assert rows[0][:2] == ["序号", "附件"]
    assert [row[0] for row in rows[1:25]] == [str(n) for n in range(1, 25)]


@pytest.mark.parametrize("out", [[], ["--out", "mine.xlsx"]], ids=["default name", "own name"])
def test_a_file_that_exists_is_kept(out: list[str], here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["tasks", "--leaderless", "--format", "xlsx", *out]
    assert run(*arguments) == 0
    (file,) = here.iterdir()
    file.write_bytes(b"filled in by hand")
    capsys.readouterr()
    assert run(*arguments) == 2
    err = capsys.readouterr().err
    assert file.read_bytes() == b"filled in by hand"
    assert [word for word in (file.name, "--force", "--out") if word not in err] == []
    assert run(*arguments, "--force") == 0
    assert file.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--department", "县财证局"], ["“县财证局”", "您是不是要找：县财政局？"]),
        (["--department", "县财政局", "--role", "boss"], ["“boss”", "lead", "joint", "party"]),
        (["--within", "附件9"], ["“附件9”", "公告共有 7 个附件"]),
        (["--list", "everything"], ["没有这种清单", "leaderless"]),
        (["--leaderless", "--department", "县财政局"], ["role=joint"]),
        (["--leaderless", "--out", "no/such/folder/a.xlsx"], ["no/such/folder", "--out"]),
        (["--leaderless", "--out", "a.docx", "--format", "xlsx"], [".xlsx", "--format"]),
        (["--leaderless", "--out", "."], ["--out"]),
    ],
    ids=["body", "role", "attachment", "kind", "leaderless body", "folder", "suffix", "a folder as file"],
)
def test_bad_input_is_one_sentence(
    arguments: list[str], words: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("tasks", *arguments) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert [word for word in words if word not in err] == []
    assert list(here.iterdir()) == []


def listed(notice: Notice, query: ListQuery, language: str = "zh") -> Answer:
    return finish(Draft(Status.ANSWERED, (Line("共若干项"),), listing=query), notice, language, "问")


@pytest.mark.parametrize(
    "query",
    [
        ListQuery(Kind.TASKS, (Asked("县教育局", LEADING), Asked("县财政局", absent=True)), ("1",)),
        ListQuery(Kind.TASKS, (Asked("县教育局", LEADING),)),
        ListQuery(Kind.RANKING, (Asked("", LEADING),), least=True),
        ListQuery(Kind.LEADERLESS),
        ListQuery(Kind.OCCURRENCES, terms=("消费 券",)),
        ListQuery(Kind.FIGURES, unit="亿元"),
        ListQuery(Kind.COMPARISON, parts=("4",)),
    ],
    ids=lambda query: query.kind.value,
)
def test_the_command_under_an_answer_can_be_run(query: ListQuery, notice: Notice, here: Path) -> None:
    answer = listed(notice, query)
    last = _shown(answer, as_json=False).splitlines()[-1]
    assert last == f"导出：{command(answer.exports)}"
    python, flag, module, *arguments = shlex.split(last.removeprefix("导出："))
    assert (python, flag, module) == ("python", "-m", "rag")
    assert run(*arguments) == 0
    assert [file.suffix for file in here.iterdir()] == [".xlsx"]


def test_an_answer_that_is_no_list_names_no_command(notice: Notice) -> None:
    answer = finish(Draft(Status.ANSWERED, (Line("是。"),)), notice, "zh", "问")
    assert "导出" not in _shown(answer, as_json=False)
    assert (
        _shown(listed(notice, ListQuery(Kind.LEADERLESS), "en"), as_json=False).splitlines()[-1].startswith("Export: ")
    )
