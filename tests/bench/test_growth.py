"""The grown collection, small: built and asked in processes of their own, and what is printed of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import growth, texts
from bench.__main__ import main


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with (tmp_path / texts.FILE).open("w", encoding="utf-8") as file:
        for n in range(40):
            lines = "\n".join(
                f"第{m}条 第{n}号办法规定的事项之{m}，由主管机关办理。期限为{m + n}日。" for m in range(10)
            )
            file.write(
                json.dumps({"title": f"第{n}号办法", "text": f"# 第{n}号办法\n\n{lines}"}, ensure_ascii=False) + "\n"
            )
    return tmp_path


def test_no_passage_is_a_copy_of_another(data: Path) -> None:
    rows = list(texts.passages(data))
    assert len(rows) == len({text for _, text in rows})
    assert len(rows) > 40 * 10 * 2, "paragraphs, sentences, pairs and threes"
    assert all(clause.startswith("law-") for clause, _ in rows)
    assert rows == list(texts.passages(data))


def test_a_size_is_built_and_asked_each_way(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(growth, "RESULTS", tmp_path / "results")
    assert main(["growth", "--texts", str(data), "--sizes", "600", "--home", str(tmp_path / "home")]) == 0
    rows = [json.loads(line) for line in (tmp_path / "results" / "growth.jsonl").read_text("utf-8").splitlines()]
    assert [row["way"] for row in rows] == ["exact", "approximate", "server"]
    assert all(row["success@5"] > 0.95 and row["size"] == 600 and row["disk_mb"] > 1 for row in rows)
    assert rows[2]["server_rss_mb"] > 20
    assert (tmp_path / "results" / "growth.svg").stat().st_size > 1000
    assert not any((tmp_path / "home").iterdir()), "nothing is left behind"
    assert "| 600 |" in capsys.readouterr().out


def test_texts_that_are_not_there_or_too_few_are_told(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["growth", "--texts", str(tmp_path / "nowhere"), "--sizes", "600"]) == 2
    assert "--texts" in capsys.readouterr().err
    assert main(["growth", "--texts", str(data), "--sizes", "500000", "--home", str(tmp_path / "home")]) == 2
    assert "文本不足" in capsys.readouterr().err
