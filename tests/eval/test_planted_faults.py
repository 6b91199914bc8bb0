"""A fault planted in each stage turns the gate red, and the report points at that stage.

Each is asked a twentieth of the development questions, by a whole assistant; what is compared with is the same questions
asked without the fault.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from corpus import outline
from corpus.clause import Notice
from corpus.departments import Gazetteer
from corpus.numbering import Family, Marker, printed_form, read_marker
from eval import verify
from eval.__main__ import main
from eval.compare import Comparison, compare, summary
from eval.planted import falsehoods, truths
from eval.questions import Item, read_split
from eval.record import Record
from eval.suite import everything
from index.build import Index, open_index
from index.settings import Settings
from rag import answerable, list_judge, statements
from rag.draft import Line
from rag.pipeline import Assistant

MODEL = Path(__file__).parents[2] / "index" / "model"


@pytest.fixture(scope="module")
def items() -> tuple[Item, ...]:
    asked = read_split("dev")[::20]
    assert len(asked) > 80
    return asked


@pytest.fixture(scope="module")
def before(assistant: Assistant, items: tuple[Item, ...]) -> Record:
    return Record.of(everything(assistant, items, planted=False))


@pytest.fixture
def found(before: Record, items: tuple[Item, ...]) -> Callable[[Assistant], Comparison]:
    """What comes of asking an assistant."""
    return lambda faulty: compare(Record.of(everything(faulty, items, planted=False)), before, {})


@pytest.fixture
def fresh(index: Index) -> Assistant:
    """An assistant that nothing else uses, on the shared index."""
    return Assistant(index)


def points_at(stage: str, found: Comparison) -> bool:
    """Red, and the stage is named at the top of what is told."""
    return not found.green and found.stage == stage and f"stage {stage}" in summary(found).splitlines()[0]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[Settings], Assistant]]:
    """An assistant on an index of its own, closed behind it."""
    made: list[Index] = []

    def open_(settings: Settings) -> Assistant:
        made.append(open_index(settings.model_copy(update={"index_dir": tmp_path / "index"}), progress=False))
        return Assistant(made[-1])

    yield open_
    for index in made:
        with closing(index.store):
            pass


def test_nothing_planted_is_green(fresh: Assistant, found: Callable[[Assistant], Comparison]) -> None:
    told = found(fresh)
    assert told.green, summary(told)


def test_parse_a_broken_numbering_rule(
    monkeypatch: pytest.MonkeyPatch, found: Callable[[Assistant], Comparison], opened: Callable[[Settings], Assistant]
) -> None:
    """Sub-items are numbered one too high."""
    monkeypatch.setattr(outline, "printed_form", lambda family, n: printed_form(family, n + (family is Family.SUBITEM)))
    told = found(opened(Settings()))
    assert points_at("parse", told)
    assert any("7/2/1/" in f.detail for f in told.findings if f.name == "parse/clauses")


def test_parse_markers_are_no_longer_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Clauses are gone that the repairs and enquiries are of: the notice cannot even be opened."""

    def without_subitems(line: str) -> Marker | None:
        marker = read_marker(line)
        return None if marker is not None and marker.family is Family.SUBITEM else marker

    monkeypatch.setattr(outline, "read_marker", without_subitems)
    assert main(["all"]) == 1
    out, err = capsys.readouterr()
    assert "stage parse" in out
    assert "repairs.toml:7/2/1/" in err


def test_parse_a_dropped_alias(
    monkeypatch: pytest.MonkeyPatch, fresh: Assistant, found: Callable[[Assistant], Comparison]
) -> None:
    whole = Gazetteer.load()
    without = replace(whole, spoken={f: name for f, name in whole.spoken.items() if f not in ("民政局", "民政部门")})
    monkeypatch.setattr(Gazetteer, "load", classmethod(lambda *_: without))
    told = found(fresh)
    assert points_at("parse", told)
    assert any(f.kind == "body" and f.name == "县民政局" and "民政部门" in f.detail for f in told.findings)


def test_read_lists_are_no_longer_recognised(
    monkeypatch: pytest.MonkeyPatch, fresh: Assistant, found: Callable[[Assistant], Comparison]
) -> None:
    monkeypatch.setattr(list_judge.Judge, "asks", lambda *_: False)
    assert points_at("read", found(fresh))


def test_retrieve_a_model_of_noise(
    tmp_path: Path, found: Callable[[Assistant], Comparison], opened: Callable[[Settings], Assistant]
) -> None:
    """The bundled model with its embeddings drawn by lot."""
    noise = tmp_path / "noise"
    shutil.copytree(MODEL, noise)
    (weights,) = noise.rglob("*.safetensors")
    drawn = np.random.default_rng(0)
    held = {name: drawn.normal(size=array.shape).astype(array.dtype) for name, array in load_file(weights).items()}
    save_file(held, weights)
    told = found(opened(Settings(embedding_model=str(noise))))
    assert points_at("retrieve", told)
    assert any(f.name.startswith("retrieve/") for f in told.findings)


def test_answerable_a_threshold_moved(
    monkeypatch: pytest.MonkeyPatch, fresh: Assistant, found: Callable[[Assistant], Comparison]
) -> None:
    model = json.loads(answerable.WEIGHTS.read_text("utf-8"))
    model["stated"]["threshold"] = 0.9
    monkeypatch.setattr(answerable, "_model", lambda: model)
    assert points_at("answerable", found(fresh))


def test_answer_figures_are_said_without_their_value(
    monkeypatch: pytest.MonkeyPatch, fresh: Assistant, found: Callable[[Assistant], Comparison]
) -> None:
    said = statements.figure

    def without_value(*given: object) -> Line:
        line = said(*given)  # type: ignore[arg-type]
        return replace(line, text=line.text.partition("：")[0])

    monkeypatch.setattr(statements, "figure", without_value)
    assert points_at("answer", found(fresh))


def test_verify_switched_off(
    notice: Notice, assistant: Assistant, monkeypatch: pytest.MonkeyPatch, before: Record
) -> None:
    """Every hundredth of the planted statements shows it."""
    monkeypatch.setattr(verify, "falsehoods", lambda *given: list(falsehoods(*given))[::100])
    monkeypatch.setattr(verify, "truths", lambda *given: list(truths(*given))[::100])
    sound = replace(before, stages=before.stages | {"verify": verify.measures(notice, assistant.knowledge)})
    assert compare(sound, sound, {}).green
    monkeypatch.setattr(verify, "check", lambda *_: ())
    off = replace(before, stages=before.stages | {"verify": verify.measures(notice, assistant.knowledge)})
    assert points_at("verify", compare(off, sound, {}))
