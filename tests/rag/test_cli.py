"""python -m rag: one question, a file of questions, a conversation; its exit codes and sentences."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.clause import Notice
from rag.__main__ import main
from rag.pipeline import Assistant
from tests.rag.contract import CITATION_KEYS, KEYS

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _open_is_quick(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening takes seconds; the one that the session has is as good."""
    monkeypatch.setattr(Assistant, "open", lambda *_, **__: assistant)


def test_ask_json(capsys: pytest.CaptureFixture[str], notice: Notice) -> None:
    assert main(["ask", "农村低保最低多少钱一个月?", "--json"]) == 0
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert set(answer) == KEYS
    first = answer["citations"][0]
    assert set(first) == CITATION_KEYS
    assert first["quote"] == notice.source[first["start"] : first["end"]]
    assert "农村" in out  # readable, not \\u escapes
    assert err == ""


def test_ask_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "哪个部门牵头社会信用体系?"]) == 0
    out = capsys.readouterr().out
    assert "县数据局" in out
    assert "[1] 附件4 二(二)3《建立健全社会信用体系》" in out
    assert not out.startswith("{")


def test_a_declined_question_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "附件9", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "no_such_clause"


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def read(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_batch(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.jsonl",
        {"id": "a", "question": "农村低保最低多少钱一个月?"},
        {"id": 7, "turns": ["附件1二(一)3", "谁牵头?"]},
        {"id": "c", "question": ""},
    )
    target = tmp_path / "out.jsonl"
    assert main(["batch", "--in", str(source), "--out", str(target)]) == 0
    rows = read(target)
    assert [row["id"] for row in rows] == ["a", 7, "c"]
    assert all(set(row) == {"id", "answers"} for row in rows)
    answers = [row["answers"] for row in rows]
    assert [len(a) for a in answers if isinstance(a, list)] == [1, 2, 1]
    assert isinstance(answers[1], list)
    assert all(set(answer) == KEYS for answer in answers[1])
    assert answers[1][1]["citations"][0]["address"] == "1/2/1/3"
    assert "县科商工信局" in answers[1][1]["answer"]


def test_conversations_of_a_batch_are_apart(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", {"id": 1, "question": "附件1二(一)3"}, {"id": 2, "question": "谁牵头?"})
    target = tmp_path / "out.jsonl"
    assert main(["batch", "--in", str(source), "--out", str(target)]) == 0
    answers = read(target)[1]["answers"]
    assert isinstance(answers, list)
    assert answers[0]["status"] == "clarify"


GOOD = '{"id": 1, "question": "你好"}'
MALFORMED = {
    "not JSON": (f"{GOOD}\nhello\n", 2),
    "no id": ('{"question": "你好"}\n', 1),
    "no question": (f'{GOOD}\n{GOOD}\n{{"id": 3}}\n', 3),
    "question is a number": ('{"id": 1, "question": 5}\n', 1),
    "turns is a string": ('{"id": 1, "turns": "你好"}\n', 1),
    "a turn is null": ('{"id": 1, "turns": ["你好", null]}\n', 1),
    "a list": ("[1, 2]\n", 1),
    "a number": ("5\n", 1),
    "behind a blank line": (f"{GOOD}\n\n{{\n", 3),
}


@pytest.mark.parametrize(("text", "number"), MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_line(text: str, number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(text, "utf-8")
    target = tmp_path / "out.jsonl"
    target.write_text("answers of yesterday\n", "utf-8")
    assert main(["batch", "--in", str(source), "--out", str(target)]) == 2
    assert f"第 {number} 行" in capsys.readouterr().err
    assert target.read_text("utf-8") == "answers of yesterday\n"  # nothing is lost


UNUSUAL = {
    "blank lines": f"\n{GOOD}\n\n",
    "no newline at the end": GOOD,
    "CRLF": f"{GOOD}\r\n",
    "a line separator inside a string": '{"id": 1, "question": "你好\u2028"}\n',
    "byte order mark": f"\ufeff{GOOD}\n",
    "surrogate in the question": '{"id": 1, "question": "\\ud800你好"}\n',
    "surrogate in the id": '{"id": "\\ud800", "question": "你好"}\n',
}


@pytest.mark.parametrize("text", UNUSUAL.values(), ids=UNUSUAL.keys())
def test_unusual_line(text: str, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(text.encode("utf-8"))
    target = tmp_path / "out.jsonl"
    assert main(["batch", "--in", str(source), "--out", str(target)]) == 0
    assert len(read(target)) == 1


@pytest.mark.parametrize("target", ["out.jsonl", "no/such/folder/out.jsonl"], ids=["in", "out"])
def test_missing_file(target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / ("none.jsonl" if target == "out.jsonl" else "in.jsonl")
    if source.name == "in.jsonl":
        source.write_text(GOOD + "\n", "utf-8")
    assert main(["batch", "--in", str(source), "--out", str(tmp_path / target)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "请检查" in err
    assert "Traceback" not in err


def test_bytes_that_are_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(GOOD.encode("gb18030"))
    assert main(["batch", "--in", str(source), "--out", str(tmp_path / "out.jsonl")]) == 2
    assert "UTF-8" in capsys.readouterr().err


def test_unknown_setting(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENCE_COLOUR", "blue")
    assert main(["ask", "你好"]) == 2
    assert "WENCE_COLOUR" in capsys.readouterr().err


def test_conversation_in_a_process_of_its_own(index_dir: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rag", "ask"],
        cwd=ROOT,
        env=os.environ | {"WENCE_INDEX_DIR": str(index_dir), "PYTHONIOENCODING": "utf-8"},
        input="附件1二(一)3\n谁牵头?\n附件9\n",
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "牵头单位：县科商工信局" in done.stdout
    assert "附件9" in done.stdout
