"""python -m rag verify: what is printed, and the exit status."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from rag.__main__ import main

TRUE = "农村低保标准不低于485元/月[1]。社会信用体系由县数据局牵头[2]。\n"


def verify(path: Path, text: str, *arguments: str) -> int:
    file = path / "answer.txt"
    file.write_text(text, encoding="utf-8")
    return main(["verify", "--answer", str(file), "--citations", *arguments])


def test_a_proven_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(tmp_path, TRUE, "7/2/1/5/15", "4/2/2/3") == 0
    shown = capsys.readouterr().out
    assert "✓ figure 485元/月 ← 7/2/1/5/15：485元/月" in shown
    assert "2 of 2 claims are proven" in shown


def test_a_false_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(tmp_path, TRUE.replace("485", "740"), "7/2/1/5/15", "4/2/2/3") == 1
    shown = capsys.readouterr().out
    assert "✗ figure 740元/月" in shown
    assert "1 of 2 claims are proven" in shown


def test_citations_are_numbered_in_the_order_given(tmp_path: Path) -> None:
    assert verify(tmp_path, TRUE, "4/2/2/3", "7/2/1/5/15") == 1


def test_without_markers_every_claim_may_rest_on_any(tmp_path: Path) -> None:
    text = TRUE.replace("[1]", "").replace("[2]", "")
    assert verify(tmp_path, text, "4/2/2/3", "7/2/1/5/15") == 0


def test_a_claim_without_a_marker_among_marked_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(tmp_path, TRUE + "此事意义重大。", "7/2/1/5/15", "4/2/2/3") == 1
    assert "nothing is cited for it" in capsys.readouterr().out


def test_a_number_beyond_the_citations(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(tmp_path, TRUE, "7/2/1/5/15") == 1
    assert "no citation has this number" in capsys.readouterr().out


def test_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(tmp_path, TRUE, "7/2/1/5/15", "4/2/2/3", "--json") == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["proven"], first["cited"], second["cited"]) == (True, ["7/2/1/5/15"], ["4/2/2/3"])
    assert {"kind", "words", "holds", "address", "start", "end", "why"} == set(first["elements"][0])


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TRUE.encode()), encoding="utf-8"))
    assert main(["verify", "--answer", "-", "--citations", "7/2/1/5/15", "4/2/2/3"]) == 0


@pytest.mark.parametrize(
    ("text", "address", "remedy"),
    [("农村低保", "9/9/9", "python -m corpus clauses"), ("。。。\n", "7/2/1/5/15", "有内容的文字")],
    ids=["no such clause", "no claim"],
)
def test_bad_input(tmp_path: Path, text: str, address: str, remedy: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(tmp_path, text, address) == 2
    assert remedy in capsys.readouterr().err


def test_a_file_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "latin.txt").write_bytes(b"\xff\xfe\x00")
    for name in ("none.txt", "latin.txt"):
        assert main(["verify", "--answer", str(tmp_path / name), "--citations", "7/2/1/5/15"]) == 2
        assert "UTF-8" in capsys.readouterr().err
