"""The house's order: who may import whom, how long a file may be, what must be documented, what stays unloaded."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Each stage, and the stages that it may import: corpus ◀ index ◀ rag ◀ {web, eval} ◀ {app.py, bench}.
MAY_IMPORT: dict[str, set[str]] = {
    "corpus": set(),
    "index": {"corpus"},
    "rag": {"corpus", "index"},
    "web": {"corpus", "index", "rag"},
    "eval": {"corpus", "index", "rag"},
    "app": {"corpus", "index", "rag", "web"},
    "bench": {"corpus", "index", "rag", "eval"},
}
LONGEST = 330
HEAVY = ("torch", "sentence_transformers", "transformers", "gradio", "chromadb", "langchain_core", "fastapi")


def sources(folder: str) -> list[Path]:
    path = ROOT / folder
    return sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]


STAGE_FILES = [path for stage in MAY_IMPORT for path in sources(stage)]
ALL_FILES = [*STAGE_FILES, *sources("tests")]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(tree: ast.AST) -> Iterator[str]:
    """The top-level packages that a module imports anywhere, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield (node.module or "").partition(".")[0]


def test_there_is_something_to_look_at() -> None:
    assert {path.parent.name for path in STAGE_FILES} >= {"corpus", "index", "rag", "web", "eval"}
    assert (ROOT / "app.py") in STAGE_FILES


@pytest.mark.parametrize("path", STAGE_FILES, ids=name)
def test_imports_run_one_way(path: Path) -> None:
    stage = name(path).partition("/")[0].removesuffix(".py")
    ours = set(imported(ast.parse(path.read_text("utf-8")))) & {*MAY_IMPORT, "tests"}
    assert ours - {stage} <= MAY_IMPORT[stage]


@pytest.mark.parametrize("path", ALL_FILES, ids=name)
def test_files_are_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < LONGEST


def undocumented(tree: ast.Module) -> list[str]:
    """Public functions and classes at the top of a module that have no docstring."""
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and ast.get_docstring(node) is None
    ]


@pytest.mark.parametrize("path", STAGE_FILES, ids=name)
def test_what_is_public_is_documented(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree), "a module says what it is for"
    assert undocumented(tree) == []


def loaded_by(code: str) -> set[str]:
    """The heavy libraries that a fresh interpreter has loaded after running `code`."""
    report = "import sys, json; print('\\n' + json.dumps([m for m in sys.modules if '.' not in m]))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    return set(HEAVY) & set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import corpus.parse, corpus.check, corpus.taskforce, corpus.glossary", id="corpus"),
        pytest.param("from corpus.__main__ import main; main(['tree'])", id="python -m corpus tree"),
        pytest.param("from corpus.__main__ import main; main(['check'])", id="python -m corpus check"),
    ],
)
def test_reading_the_notice_loads_no_heavy_library(code: str) -> None:
    assert loaded_by(code) == set()


def test_counting_tokens_loads_no_model() -> None:
    assert not loaded_by("from index.tokens import count_tokens; count_tokens('新田县')") & {
        "torch",
        "chromadb",
        "gradio",
    }


def test_the_check_sees_a_heavy_library() -> None:
    assert loaded_by("import chromadb") >= {"chromadb"}


@pytest.mark.parametrize("package", ["corpus", "index", "rag", "web", "eval"])
def test_the_command_line_is_where_the_folder_is(package: str) -> None:
    assert (ROOT / package / "__init__.py").exists()
