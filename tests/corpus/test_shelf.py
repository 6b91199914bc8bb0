"""Notices that are added, brought up to date and removed: whole or not there at all."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from corpus.__main__ import main
from corpus.knowledge import Knowledge
from corpus.parse import DEFAULT_NOTICE, load_notice, notice_folder
from corpus.shelf import folders
from tests.corpus.water import TEXT

ROW = {"clause": "0/1", "lang": "zh", "voice": "official", "text": "今年改造多少管网？"}


def test_an_added_notice_is_a_folder_like_the_first_ones(added: Path, file: Path, home: Path) -> None:
    assert folders(home) == [added]
    assert (added / "source.txt").read_text("utf-8") == TEXT
    assert (added / "original.txt").read_bytes() == file.read_bytes()
    notice = load_notice(added)
    assert (notice.id, notice.title, notice.county, notice.year) == ("gongshui", "清河县供水方案", "清河县", 2026)
    assert (notice.meta["number"], notice.meta["issuer"], notice.date) == (
        "清政办发〔2026〕3号",
        "清河县人民政府办公室",
        "2026-02-10",
    )
    assert notice.status == notice.url == "原文未载"
    assert notice.by_address["0/2/1"].lead == ("县水利局",)
    by_id = load_notice("gongshui")
    assert (by_id.source, by_id.clauses, by_id.meta) == (notice.source, notice.clauses, notice.meta)
    assert notice_folder(DEFAULT_NOTICE).parent.name == "notices"


@pytest.mark.usefixtures("home")
def test_the_report_says_what_was_read(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(TEXT.replace("（二）查水质", "（四）查水质"), "utf-8")
    assert main(["add", str(file), "--id", "gongshui"]) == 0
    out = capsys.readouterr().out
    for words in (
        "已添加 gongshui：《清河县供水方案》", "UTF-8", "一级标题 chapters 2，二级标题 sections 2", "责任单位 2 个（县水利局、县财政局）",
        "数量 1 处", "0 numbers inferred, 1 unresolved: line 9", "未能推断 1 处：第 9 行", "每字恰归一处", "0/2 之下缺 (二)、(三)",
        "python -m web reload",
    ):  # fmt: skip
        assert words in out


def test_what_is_given_goes_before_what_is_stated(home: Path, file: Path) -> None:
    options = [
        "--title",
        "供水“三年”方案",
        "--status",
        "征求意见稿",
        "--date",
        "2026-03-01",
        "--year",
        "2027",
        "--county",
        "",
    ]
    assert main(["add", str(file), "--id", "gongshui", *options, "--url", "https://www.example.gov.cn/1"]) == 0
    table = tomllib.loads((home / "gongshui" / "notice.toml").read_text("utf-8"))
    assert {key: table[key] for key in ("title", "status", "date", "year", "county", "url")} == {
        "title": "供水“三年”方案", "status": "征求意见稿", "date": "2026-03-01", "year": 2027, "county": "", "url": "https://www.example.gov.cn/1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--date", "去年"], "不是日期"),
        (["--year", "26"], "不是年份"),
        (["--title", " "], "--title"),
        (["--title", "一\n二"], "一行文字"),
        (["--county", "县" * 400], "过长"),
    ],
)
def test_fields_that_cannot_be_used(
    options: list[str], sentence: str, home: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add", str(file), "--id", "gongshui", *options]) == 2
    assert sentence in capsys.readouterr().err
    assert not home.exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("ab", "3 至 40"),
        ("a" * 41, "3 至 40"),
        ("供水方案", "小写英文字母"),
        ("Gongshui", "小写英文字母"),
        ("../etc", "小写英文字母"),
        ("-abc", "连字符"),
        (DEFAULT_NOTICE, "程序自带"),
        ("page", "程序自带"),
        ("gongshui", "已有公告"),
    ],
)
def test_ids_that_cannot_be_used(
    name: str, sentence: str, added: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add", str(file), f"--id={name}"]) == 2
    assert sentence in capsys.readouterr().err
    assert [path.name for path in added.parent.iterdir() if path.name != ".lock"] == ["gongshui"]


def test_the_id_of_the_first_notice(
    added: Path, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WENCE_NOTICE", str(added))
    monkeypatch.setenv("WENCE_NOTICES_DIR", str(added.parent.parent / "elsewhere"))
    assert main(["add", str(file), "--id", "gongshui"]) == 2
    assert "第一份公告" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "是空的", id="empty"),
        pytest.param(b" \n\t\n", "是空的", id="blank"),
        pytest.param(bytes(range(256)) * 20, "不是文字", id="binary"),
        pytest.param(b"\x7fELF\x02\x01\x01" + b"\0" * 200, "不是文字", id="a program"),
        pytest.param("天气晴朗，适合出门。\n".encode(), "没有编号的标题", id="no headings"),
        pytest.param("一、目标\n".encode() * 450_000, "超过 5 MB", id="too large"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "另存为 .docx", id="old Word"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "OCR", id="a picture"),
        pytest.param(b"PK\x03\x04damaged", "已损坏", id="a damaged package"),
        pytest.param(b"%PDF-1.7\nnothing", "已损坏", id="a damaged PDF"),
        pytest.param(b"<!DOCTYPE html><html><body><script>x</script></body></html>", "没有文字", id="an empty page"),
        pytest.param("某縣方案\n一、目標\n完成任務。\n".encode("big5"), "不是文字", id="Big5"),
    ],
)
def test_files_that_cannot_be_a_notice(
    content: bytes, sentence: str, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(content)
    assert main(["add", str(path), "--id", "gongshui"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert "Traceback" not in err
    assert not home.exists()


def test_a_file_that_is_not_there(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", str(tmp_path / "none.txt"), "--id", "gongshui"]) == 2
    assert main(["add", str(tmp_path), "--id", "gongshui"]) == 2
    assert capsys.readouterr().err.count("读不到文件") == 2
    assert not home.exists()


def test_an_update_keeps_what_still_holds(added: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [ROW, ROW | {"clause": "0/2/1"}, ROW | {"clause": "0/2/2", "text": "谁来查水质？"}]
    (added / "enquiries.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    rendering = {
        "clause": "0/1",
        "zh": "今年要改造管网86公里以上。",
        "en": "At least 86 km of mains are renewed this year.",
    }
    (added / "renderings.jsonl").write_text(json.dumps(rendering, ensure_ascii=False) + "\n", "utf-8")
    repair = '# seen by hand\n[[repair]]\naddress = "{}"\nkind = "misprint"\nquote = "{}"\nnote = "n"\nevidence = "e"\n'
    (added / "repairs.toml").write_text(repair.format("0/1", "86公里") + repair.format("0/2/1", "建水厂"), "utf-8")
    (added / "suggestions.toml").write_text('zh = ["今年改造多少管网？"]\n', "utf-8")
    meta = (added / "notice.toml").read_text("utf-8")
    (added / "notice.toml").write_text(meta.replace('wider = ""', 'wider = "永州 湖南"'), "utf-8")
    before = load_notice(added)
    assert len(Knowledge.read(added, before).enquiries) == 3
    capsys.readouterr()

    changed = TEXT.replace("（一）建水厂。", "（一）建两座水厂。").replace("2026年2月10日", "2026年4月10日")
    file.write_text(changed.replace("（二）查水质。", "（二）修水渠。\n（三）查水质。"), "utf-8")
    assert main(["update", str(file), "--id", "gongshui"]) == 0
    out = capsys.readouterr().out
    notice = load_notice(added)
    known = Knowledge.read(added, notice)
    assert [(e.clause, e.text) for e in known.enquiries] == [("0/1", ROW["text"])]
    assert [r.clause for r in known.renderings] == ["0/1"]
    assert [r.address for r in notice.repairs] == ["0/1"]
    assert "# seen by hand" in (added / "repairs.toml").read_text("utf-8")
    assert known.suggestions.zh == ("今年改造多少管网？",)
    assert notice.meta["wider"] == "永州 湖南"
    assert notice.date == "2026-04-10"
    assert "保留 1 条；条款已改而去掉 2 条：0/2/1、0/2/2" in out
    assert "1 kept, 1 fell" in out
    assert [path.name for path in added.parent.iterdir()] in (["gongshui", ".lock"], [".lock", "gongshui"])


def test_a_clause_that_only_moved_takes_its_enquiries_along(added: Path, file: Path) -> None:
    long = TEXT.replace("（二）查水质。", "（二）加强水质监测，每月公布结果。")
    file.write_text(long, "utf-8")
    assert main(["update", str(file), "--id", "gongshui"]) == 0
    (added / "enquiries.jsonl").write_text(json.dumps(ROW | {"clause": "0/2/2"}, ensure_ascii=False) + "\n", "utf-8")
    file.write_text(long.replace("（二）加强", "（二）修水渠，当年完工。\n（三）加强"), "utf-8")
    assert main(["update", str(file), "--id", "gongshui"]) == 0
    assert [e.clause for e in Knowledge.read(added, load_notice(added)).enquiries] == ["0/2/3"]


@pytest.mark.parametrize("content", [b"", "没有标题。\n".encode(), b"%PDF-1.4 broken"])
def test_an_update_that_fails_leaves_the_old_version(
    content: bytes, added: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path.name: path.read_bytes() for path in added.iterdir()}
    file.write_bytes(content)
    assert main(["update", str(file), "--id", "gongshui"]) == 2
    assert capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in added.iterdir()} == before


@pytest.mark.usefixtures("home")
def test_an_update_of_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["update", str(file), "--id", "gongshui"]) == 2
    assert "没有编号为“gongshui”的公告" in capsys.readouterr().err


def test_removing_asks_first(added: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["remove", "--id", "gongshui"]) == 1
    assert "将移除 gongshui（《清河县供水方案》）的 3 个文件" in capsys.readouterr().out
    assert folders(home) == [added]
    assert main(["remove", "--id", "gongshui", "--yes"]) == 0
    assert "已移除" in capsys.readouterr().out
    assert folders(home) == []
    assert [path.name for path in home.iterdir()] == [".lock"]


def test_listing(added: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["notices"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"* {DEFAULT_NOTICE}")
    assert "gongshui" in lines[1]
    assert "清政办发〔2026〕3号" in lines[1]
    (added / "source.txt").write_text("改动过\n", "utf-8")
    assert main(["notices"]) == 1
    assert "读不出" in capsys.readouterr().out
