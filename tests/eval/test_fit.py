"""The fits of answerability and of asides, on a small made-up set: they run, write what the runtime reads, and never open
the test set."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from eval import asides as fit_asides
from eval import fit
from eval.questions import read_items
from index import build
from index.settings import Settings
from rag import answerable, asides, retrieve
from rag.evidence import features
from rag.phrasing import Phrasing
from rag.pipeline import Assistant
from rag.question import read
from tests.index.fakes import ENQUIRIES, FakeEmbeddings, small_settings, write_notice

ANSWERED = [
    "技能培训谁牵头",
    "新能源汽车怎么推广",
    "投贷联动是什么",
    "以旧换新扩围吗",
    "日常协调谁负责",
    "民间投资怎么激发",
]
LEFT_OPEN = [
    "技能培训电话多少",
    "新能源汽车补多少钱",
    "投贷联动利率多少",
    "以旧换新到哪天为止",
    "协调会在哪里开",
    "民间投资罚多少",
]
ELSEWHERE = ["今天吃什么", "股票涨了没有", "写首诗", "月亮多远", "猫叫什么", "足球谁赢"]
HANDS = ("a", "b", "c")


def jsonl(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def labelled() -> Iterator[tuple[str, str, str]]:
    """(question, label, writer): each writer asks of each kind."""
    for writer in HANDS:
        for label, asked in (("answerable", ANSWERED), ("not_stated", LEFT_OPEN), ("out_of_scope", ELSEWHERE)):
            yield from ((f"{text}{writer}", label, writer) for text in asked)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Questions: calibration, dev and asides; where test would be there is a folder, which nobody can read as a file."""
    made = tmp_path / "questions"
    (made / "test.jsonl").mkdir(parents=True)
    jsonl(made / "calibration.jsonl", [{"question": q, "label": label, "writer": w} for q, label, w in labelled()])
    dev: dict[str, object] = {"asker": "public", "lang": "zh", "must": [], "must_not": []}
    jsonl(
        made / "dev.jsonl",
        [
            *(
                dev | {"id": f"d{n}", "question": q, "type": "lookup", "status": "answered", "gold": [["0/1/1/1"]]}
                for n, q in enumerate(ANSWERED)
            ),
            *(
                dev | {"id": f"n{n}", "question": q, "type": "near_miss", "status": "not_stated", "gold": []}
                for n, q in enumerate(LEFT_OPEN)
            ),
            dev | {"id": "r", "question": "附件9", "type": "address", "status": "no_such_clause", "gold": []},
        ],
    )
    kinds = (*asides.KINDS, "none")
    jsonl(
        made / "asides.jsonl",
        [
            {"question": f"{kind}{'甲乙丙丁戊己庚辛'[kinds.index(kind)]}{n}", "label": kind, "writer": writer}
            for kind in kinds for writer in HANDS for n in "一二三"
        ],
    )  # fmt: skip
    return made


@pytest.fixture
def small(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    """An assistant on the small notice, which leaves questions open; what is fitted is written below tmp_path."""
    left = [
        {"clause": f"0/1/1/{n % 2 + 1}", "lang": "zh", "text": f"第{n}件事找谁办{w}"}
        for n, w in enumerate("甲乙丙丁戊己庚辛壬癸")
    ]
    details = [{"clause": "0/1/1/1", "lang": "zh", "voice": "detail", "text": t} for t in ("培训给谁", "培训什么")]
    home = write_notice(tmp_path / "notice", enquiries=ENQUIRIES + "".join(json.dumps(d) + "\n" for d in details))
    jsonl(home / "unstated.jsonl", [dict(row) for row in left])
    for module in (build, retrieve):
        monkeypatch.setattr(module, "SentenceTransformerEmbeddings", FakeEmbeddings)
    monkeypatch.setattr(Settings, "read", lambda: small_settings(tmp_path))
    monkeypatch.setattr(fit, "FOLDER", folder)
    monkeypatch.setattr(fit_asides, "FOLDER", folder)
    monkeypatch.setattr(fit, "read_items", partial(read_items, folder=folder))
    monkeypatch.setattr(answerable, "WEIGHTS", tmp_path / "answerable.json")
    monkeypatch.setattr(answerable, "STATED", tmp_path / "stated.json")
    monkeypatch.setattr(fit_asides, "WEIGHTS", tmp_path / "asides.json")
    answerable._model.cache_clear()
    assistant = Assistant(build.open_index(small_settings(tmp_path), progress=False))
    yield assistant
    assistant.retriever.index.store.close()
    answerable._model.cache_clear()


def test_examples(small: Assistant) -> None:
    found = fit.examples(small)
    asked = 3 * 3 * 6
    writers = [e.writer for e in found]
    assert writers[:asked] == [w for _, _, w in labelled()]
    assert all(w.startswith("dev") for w in writers[asked:-12])
    assert writers[-12:] == ["details"] * 12
    assert [e.label for e in found[asked:]] == ["answerable"] * 6 + ["not_stated"] * 6 + [e.label for e in found[-12:]]
    assert Counter(e.label for e in found[-12:]) == {"not_stated": 10, "answerable": 2}
    names = {tuple(e.found) for e in found}
    assert len(names) == 1
    assert all(math.isfinite(value) for e in found for value in e.found.values())
    assert all(e.vector.shape == (FakeEmbeddings.dimension,) for e in found)


def test_no_question_that_is_left_open_finds_itself(small: Assistant) -> None:
    """Each is asked of an index without it; with it, the nearest unstated question would be the same words."""
    own = [e for e in fit.examples(small) if e.writer == "details" and e.label == "not_stated"]
    assert max(e.found["dense_unstated"] for e in own) < 0.999
    text = small.knowledge.unstated[0].text
    assert max(hit.features["dense_unstated"] for hit in small.retriever.rank(read(text))) > 0.999


def test_the_fit_writes_what_the_runtime_reads(small: Assistant, tmp_path: Path) -> None:
    report = fit.fit(small)
    assert "scope: 78 questions (60 of them so), AUC" in report
    assert "stated: 60 questions (26 of them so), AUC" in report
    assert all(f"{hand} " in report for hand in HANDS)
    held = json.loads((tmp_path / "answerable.json").read_text("utf-8"))
    question = read(ANSWERED[0])
    found = features(question, small.retriever.rank(question), small.retriever)
    for name in ("scope", "stated"):
        assert set(held[name]["weights"]) == {*found, answerable.PHRASING}
        assert 0 <= answerable.probability(name, found | {answerable.PHRASING: 0.0}) <= 1
    model = Phrasing.load(tmp_path / "stated.json")
    assert model.kinds == ("stated",)
    assert model.rows
    verdict = answerable.judge(question, small.retriever.rank(question), small.retriever)
    assert 0 <= verdict.probability <= 1


def test_the_fit_is_the_same_every_time(small: Assistant, tmp_path: Path) -> None:
    fit.fit(small)
    once = [(tmp_path / name).read_bytes() for name in ("answerable.json", "stated.json")]
    fit.fit(small)
    assert [(tmp_path / name).read_bytes() for name in ("answerable.json", "stated.json")] == once


def test_the_phrasing_learns_what_speaks_for_a_question(small: Assistant) -> None:
    """An n-gram of what is answered weighs more than one of what is left open."""
    nothing = np.zeros(FakeEmbeddings.dimension, dtype=np.float32)
    taught = [
        fit.Example(label, "a", {}, grams, nothing)
        for label, grams in (("answerable", ["+低"]), ("not_stated", ["-高"]), ("out_of_scope", ["月"]))
        for _ in range(20)
    ]
    model = fit.phrasing(taught, fit.enquiries(small))
    yes, no = (model.scores([gram], nothing)[0] for gram in ("+低", "-高"))
    assert yes > 0 > no
    assert "月" not in model.rows  # out of scope teaches scope alone


def test_asides_are_fitted(small: Assistant, tmp_path: Path) -> None:
    report = fit_asides.fit(small)
    assert report.endswith("→ asides.json")
    assert all(f"\n{kind} | 9 | " in f"\n{report}" for kind in (*asides.KINDS, "none"))
    own = len(small.knowledge.enquiries) + len(small.knowledge.unstated) + 3 * 3 * 6
    own += len(ANSWERED) + len(LEFT_OPEN) + 1  # of dev
    assert f"of the notice | {own} | " in report
    model = Phrasing.load(tmp_path / "asides.json")
    assert model.kinds == asides.KINDS
    assert model.dense.shape == (FakeEmbeddings.dimension, len(asides.KINDS))
    group = [asides.KINDS.index(kind) for kind in asides.MISUSE]
    assert len({*model.thresholds[group].tolist()}) == 1  # one for misuse, one for small talk


def test_each_kind_of_aside_is_told_apart(small: Assistant) -> None:
    rows = fit_asides.lines(small)
    vectors = np.asarray(small.retriever.bundled.embed_documents([row.text for row in rows]))
    scores = fit_asides.scores(fit_asides.taught(rows, vectors), rows, vectors)
    for row, score in zip(rows, scores, strict=True):
        if row.label in asides.KINDS:
            assert asides.KINDS[int(score.argmax())] == row.label
            assert score.max() > 0
