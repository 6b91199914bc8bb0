"""python -m eval: every command is in the table and in the help, and bad use exits with 2 before anything is opened."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from corpus.clause import NoticeError
from eval import __main__ as command
from eval.__main__ import COMMANDS, main
from rag.pipeline import Assistant

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Nothing is opened; what would be is counted."""
    found: list[str] = []
    monkeypatch.setattr(Assistant, "open", lambda *_, **__: found.append("opened"))
    return found


def test_every_command_is_documented() -> None:
    assert command.__doc__ is not None
    words = set(re.findall(r"[a-z]+", command.__doc__))
    assert set(COMMANDS) <= words
    named = set(re.findall(r"python -m eval ([a-z]+)", README.read_text("utf-8")))
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_run_with_its_options(name: str, opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[argparse.Namespace] = []

    def recorded(_: Assistant, options: argparse.Namespace) -> int:
        seen.append(options)
        return 1

    monkeypatch.setitem(COMMANDS, name, recorded)
    assert main([name, "--folds", "somewhere", "--failures"]) == 1  # the command's own exit status
    (options,) = seen
    assert (options.command, options.split, options.folds, options.failures) == (name, "dev", Path("somewhere"), True)
    assert opened == ["opened"]


@pytest.mark.usefixtures("opened")
def test_run_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "run", lambda _, options: 0 if options.split == "test" else 3)
    assert main(["--split", "test"]) == 0
    assert main([]) == 3


@pytest.mark.parametrize(
    "arguments",
    [["nosuch"], ["run", "--split", "calibration"], ["rank"], ["--folds"], ["--nosuch"], ["run", "fit"]],
    ids=["no such command", "no such split", "rank without folds", "folds without a folder", "no such option", "two"],
)
def test_bad_use(arguments: list[str], opened: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_status:
        main(arguments)
    assert exit_status.value.code == 2
    assert "usage:" in capsys.readouterr().err
    assert opened == []


def test_help(opened: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_status:
        main(["--help"])
    assert exit_status.value.code == 0
    out = capsys.readouterr().out
    assert all(name in out for name in COMMANDS)
    assert opened == []


def test_what_cannot_be_opened_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def failing(*_: object, **__: object) -> Assistant:
        raise NoticeError("没有这份公告。请检查路径。")

    monkeypatch.setattr(Assistant, "open", failing)
    assert main(["run"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "没有这份公告。请检查路径。\n"
