"""The CI files: each command that they name exists, and what they keep is what is written."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from eval.__main__ import COMMANDS, ON_RECORDS
from eval.record import Record
from eval.report.job import SUMMARY
from eval.report.write import write_report
from eval.results import OUT, write
from tests.eval.report.made import LABELS, RESULTS

ROOT = Path(__file__).resolve().parents[1]
GITHUB = yaml.safe_load((ROOT / ".github/workflows/eval.yml").read_text("utf-8"))
GITLAB = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text("utf-8"))
SCRIPTS = (ROOT / ".ci/run", ROOT / ".ci/packages")
KEPT = {"report.html", "results.jsonl", "junit.xml"}


def steps() -> list[dict[str, Any]]:
    return [step for job in GITHUB["jobs"].values() for step in job["steps"]]


def jobs() -> list[dict[str, Any]]:
    return [job for name, job in GITLAB.items() if name not in ("default", "variables")]


def lines() -> Iterator[str]:
    """Every command of both files."""
    for step in steps():
        yield from step.get("run", "").splitlines()
    for job in jobs():
        yield from [*job["script"], *job.get("after_script", [])]


def kept(step: str) -> dict[str, Any]:
    """What a GitHub step that uses an action is given."""
    (found,) = [s["with"] for s in steps() if s.get("uses", "").startswith(step)]
    return dict(found)


def test_each_command_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for line in lines():
        program, *words = line.split()
        if program == "make":
            assert words[0] in targets
        elif program.endswith("/python"):
            assert program == ".venv/bin/python"
            assert words[:2] == ["-m", "pytest"] or (
                words[:2] == ["-m", "eval"] and words[2] in {*COMMANDS, *ON_RECORDS}
            )
        elif program == "cat":
            assert words == [f"eval/out/{SUMMARY}"]
        else:
            assert os.access(ROOT / program, os.X_OK), line


@pytest.mark.parametrize("name", ["make test", "make eval", ".venv/bin/python -m eval compare"])
def test_both_run_the_same(name: str) -> None:
    assert [line for line in lines() if line == name] == [name, name]
    evaluation = [line for job in GITHUB["jobs"].values() for step in job["steps"] if (line := step.get("run"))]
    assert evaluation == [line for job in jobs() for line in job["script"]]


def test_what_is_kept_is_what_is_written(tmp_path: Path) -> None:
    write(RESULTS, tmp_path)
    write_report(RESULTS, Record.of(RESULTS), LABELS, tmp_path, tmp_path / "none.json")
    written = {path.name for path in tmp_path.iterdir()}
    assert {*KEPT, SUMMARY} <= written
    folder = OUT.relative_to(ROOT).as_posix()
    artifacts = GITLAB["eval"]["artifacts"]
    assert kept("actions/upload-artifact")["path"].split() == artifacts["paths"]
    assert set(artifacts["paths"]) == {f"{folder}/{name}" for name in KEPT}
    assert (
        artifacts["reports"]["junit"] == kept("mikepenz/action-junit-report")["report_paths"] == f"{folder}/junit.xml"
    )


def test_it_is_kept_when_red() -> None:
    assert GITLAB["eval"]["artifacts"]["when"] == "always"
    for step in steps():
        if step.get("uses", "").startswith(("actions/upload", "mikepenz")):
            assert step["if"] == "always()"


def test_versions_are_pinned_by_major() -> None:
    used = [step["uses"] for step in steps() if "uses" in step]
    assert used
    assert [action for action in used if not re.fullmatch(r"[\w-]+/[\w-]+@v\d+", action)] == []
    images = {GITLAB["default"]["image"], *(job["container"] for job in GITHUB["jobs"].values())}
    assert len(images) == 1


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_sound(script: Path) -> None:
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", script], check=True)


def test_packages_are_listed_once() -> None:
    listing = [path.name for path in SCRIPTS if "apt-get install" in path.read_text("utf-8")]
    assert listing == ["packages"]
    assert not [line for line in lines() if "apt-get" in line]
