"""The ranking of an index's clauses: complete, repeatable, and moved only by what it is told to be moved by."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index import build
from index.build import Index
from index.passages import trail_text
from index.reranker import Reranker
from rag.pipeline import Assistant
from rag.policy_retriever import PolicyRetriever
from rag.question import read
from rag.ranking import FEATURES, FITS, SCORES, softmax
from rag.retrieve import BOOST, RERANKED, Hit, Retriever
from tests.index.fakes import FakeEmbeddings, small_settings, write_notice
from tests.index.tiny_models import cross_encoder

ASKED = [
    "社会信用体系建设由谁牵头？",
    "农村低保最低多少钱一个月",
    "屋里娃儿读书有没有补助",
    "哪些事是县水利局参与的",
    "農村公路今年要修多少公里",
    "How much should retail sales grow?",
    "dibao",
    "5G",
]


@pytest.fixture(scope="module")
def retriever(assistant: Assistant) -> Retriever:
    return assistant.retriever


def ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.clause.id for hit in hits]


# -- every clause once


@pytest.mark.parametrize("number", range(len(ASKED)))
def test_every_clause_is_ranked_once(retriever: Retriever, number: int) -> None:
    notice = retriever.index.notice
    hits = retriever.rank(read(ASKED[number]))
    assert sorted(ids(hits)) == sorted(c.id for c in notice.clauses if notice.substantial(c))
    scores = [hit.score for hit in hits]
    assert math.fsum(scores) == pytest.approx(1)
    assert scores == sorted(scores, reverse=True)


def test_what_is_asked_comes_first(retriever: Retriever) -> None:
    expected = {0: "4/2/2/3", 1: "7/2/1/5/15", 5: {"0/1", "1/1"}}
    for number, addresses in expected.items():
        assert retriever.rank(read(ASKED[number]))[0].clause.address in addresses


def test_the_same_ranking_every_time(retriever: Retriever, index: Index) -> None:
    once = [[(hit.clause.id, hit.score) for hit in retriever.rank(read(text))] for text in ASKED]
    retriever.forget()
    other = Retriever(index)
    again = [[(hit.clause.id, hit.score) for hit in other.rank(read(text))] for text in reversed(ASKED)]
    assert again[::-1] == once
    assert [[(hit.clause.id, hit.score) for hit in retriever.rank(read(text))] for text in ASKED] == once


def test_ties_keep_reading_order(retriever: Retriever) -> None:
    """Every clause is as likely as any other where nothing weighs."""
    flat = Retriever(retriever.index)
    flat.ranker = replace(flat.ranker, weights={group: np.zeros(len(FEATURES)) for group in ("zh", "en")})
    hits = flat.rank(read(ASKED[0]))
    assert ids(hits) == [clause.id for clause in flat.clauses]
    assert [hit.score for hit in hits] == pytest.approx([1 / len(hits)] * len(hits))


def test_a_hit_names_what_speaks_for_it(retriever: Retriever) -> None:
    question = read(ASKED[0])
    features = retriever.features(question)
    assert features.shape == (len(retriever.clauses), len(FEATURES))
    for hit in retriever.rank(question)[:5]:
        row = features[retriever.clauses.index(hit.clause)]
        assert hit.features == dict(zip(FEATURES, row.tolist(), strict=True))
    utilities = retriever.ranker.utilities(features, question.english)
    assert [hit.score for hit in retriever.rank(question)] == pytest.approx(sorted(softmax(utilities), reverse=True))


@given(st.one_of(st.text(max_size=80), st.sampled_from(ASKED)))
@example("")
@example("？？？")
@example("哪个局管这个?")  # common characters alone
@example("\u4dff\u9fa0")
def test_features_of_any_question(retriever: Retriever, raw: str) -> None:
    question = read(raw)
    features = dict(zip(FEATURES, retriever.features(question).T, strict=True))
    assert all(np.isfinite(column).all() for column in features.values())
    for name in SCORES:
        assert features[name].max() <= 1 + 1e-5
        assert features[name].min() >= (-1 - 1e-5 if name.startswith("dense") else 0)
    for name in FITS:
        low = -1 if name in ("body", "figure") or name.startswith("dense") else 0
        assert ((features[name] >= low) & (features[name] <= 1 + 1e-5)).all()
    assert len(retriever.rank(question)) == len(retriever.clauses)


def test_fits(retriever: Retriever) -> None:
    """Bodies, figures and duties, each where the question asks for such a thing and nowhere else."""

    def column(name: str, text: str) -> dict[str, float]:
        found = retriever.features(read(text))[:, FEATURES.index(name)]
        return dict(zip((clause.address for clause in retriever.clauses), found.tolist(), strict=True))

    body = column("body", "县数据局牵头什么")
    assert body["4/2/2/3"] == 1
    assert set(body.values()) == {1.0, -1.0}
    assert set(column("body", "今年怎么修路").values()) == {0.0}
    figure = column("figure", "农村低保最低多少钱一个月")
    assert figure["7/2/1/5/15"] == 1
    assert set(figure.values()) == {1.0, -1.0}
    assert set(column("figure", "农村低保谁管").values()) == {0.0}
    duty = column("duty", "社会信用体系由谁牵头")
    assert all(duty[c.address] == bool(c.responsible) for c in retriever.clauses)
    assert set(column("duty", "社会信用体系是什么").values()) == {0.0}
    assert {a for a, value in column("overview", "随便").items() if value} == {
        c.address for c in retriever.clauses if c.attachment == "0"
    }
    heading = column("heading", "建立健全社会信用体系")
    assert heading["4/2/2/3"] == max(heading.values()) == pytest.approx(1)


def test_sound_is_for_chinese_only(retriever: Retriever) -> None:
    column = FEATURES.index("sound")
    assert retriever.features(read("dibao怎么领"))[:, column].max() > 0
    assert not retriever.features(read("What does the plan say about dibao and the county?"))[:, column].any()


# -- kept within an attachment; the conversation's subject


def test_within_keeps_to_an_attachment(retriever: Retriever) -> None:
    question = read(ASKED[1])
    everywhere = retriever.rank(question)
    for attachment in ("0", "3", "7"):
        hits = retriever.rank(question, within=attachment)
        assert ids(hits) == ids([hit for hit in everywhere if hit.clause.attachment == attachment])
        assert math.fsum(hit.score for hit in hits) == pytest.approx(1)  # among those that are left


def test_boost_lifts_the_subject_and_nothing_else(retriever: Retriever) -> None:
    question = read("这项任务的办公室设在哪里")
    plain = retriever.rank(question)
    subject = plain[5].clause.id
    boosted = retriever.rank(question, boost=frozenset({subject}))
    assert [name for name in ids(boosted) if name != subject] == [name for name in ids(plain) if name != subject]
    assert ids(boosted).index(subject) < 5
    odds = [hits[ids(hits).index(subject)].score / hits[ids(hits).index(plain[9].clause.id)].score
            for hits in (plain, boosted)]  # fmt: skip
    assert odds[1] / odds[0] == pytest.approx(math.exp(BOOST))
    assert ids(retriever.rank(question, boost=frozenset({"no such clause"}))) == ids(plain)


def test_what_was_typed_counts_as_much_as_what_was_understood(retriever: Retriever) -> None:
    typed, understood = read("底保怎么领"), read("低保怎么领")
    mean = (retriever.features(typed) + retriever.features(understood)) / 2
    hits = retriever.rank(understood, typed=typed)
    rows = dict(zip(retriever.clauses, mean, strict=True))
    assert all((hit.row == rows[hit.clause]).all() for hit in hits)
    utilities = retriever.ranker.utilities(mean, english=False)
    assert [hit.score for hit in hits] == pytest.approx(sorted(softmax(utilities), reverse=True))
    assert ids(retriever.rank(typed, typed=typed)) == ids(retriever.rank(typed))


# -- the reranker


class Judge:
    """Stands for a reranker: knows one text's beginning and prefers it; keeps what it was asked."""

    name = "judge"

    def __init__(self, likes: str) -> None:
        self.likes = likes
        self.asked: list[tuple[str, list[str]]] = []

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.asked.append((question, list(texts)))
        return [1.0 if self.likes in text else 0.0 for text in texts]


def test_a_reranker_reads_the_first_few_only(retriever: Retriever, index: Index) -> None:
    question = read(ASKED[2])
    plain = retriever.rank(question)
    liked = plain[RERANKED - 1].clause
    judge = Judge(liked.text[:40])
    reranked = Retriever(index, cast(Reranker, judge))
    assert ids(reranked.rank(question, rerank=False)) == ids(plain)
    assert judge.asked == []
    hits = reranked.rank(question)
    ((asked, texts),) = judge.asked
    assert asked == question.text
    assert len(texts) == RERANKED
    assert all(hit.clause.text in text for hit, text in zip(plain[:RERANKED], texts, strict=True))
    assert ids(hits)[0] == liked.id  # 12 log-odds are more than retrieval says
    assert set(ids(hits)[:RERANKED]) == set(ids(plain)[:RERANKED])
    assert ids(hits)[RERANKED:] == ids(plain)[RERANKED:]  # unread, and behind what was read
    assert math.fsum(hit.score for hit in hits) == pytest.approx(1)


def test_a_reranker_reads_within_the_attachment(retriever: Retriever, index: Index) -> None:
    judge = Judge("nothing")
    hits = Retriever(index, cast(Reranker, judge)).rank(read(ASKED[2]), within="7")
    assert ids(hits) == ids(retriever.rank(read(ASKED[2]), within="7"))  # it likes none: the order stays
    assert [len(texts) for _, texts in judge.asked] == [min(RERANKED, len(hits))]
    assert all(any(hit.clause.text in text for hit in hits[:RERANKED]) for text in judge.asked[0][1])


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    write_notice(tmp_path / "notice", renderings="")
    monkeypatch.setattr(build, "SentenceTransformerEmbeddings", FakeEmbeddings)
    index = build.open_index(small_settings(tmp_path), progress=False)
    yield index
    index.store.close()


@pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*")  # a third-party import's own
def test_a_cross_encoder_orders_the_clauses(small: Index, tmp_path: Path) -> None:
    """All clauses of a small notice are read: utilities are log-odds of retrieval plus those of the model."""
    model = Reranker(str(cross_encoder(tmp_path / "tiny-reranker")))
    question = read("县人社局牵头技能培训")
    plain, hits = Retriever(small).rank(question), Retriever(small, model).rank(question)
    assert len(plain) <= RERANKED
    texts = {hit.clause.id: f"{trail_text(small.notice, hit.clause)}\n{hit.clause.text}" for hit in plain}
    p = np.asarray(model.scores(question.text, [texts[hit.clause.id] for hit in plain]))
    expected = np.log([hit.score for hit in plain]) + np.clip(np.log(p / (1 - p)), -6, 6)
    order = np.argsort(-expected)
    assert ids(hits) == [plain[i].clause.id for i in order]
    assert [hit.score for hit in hits] == pytest.approx(softmax(expected)[order], rel=1e-4)


def test_a_notice_without_renderings(small: Index) -> None:
    retriever = Retriever(small)
    found = {hit.clause.address: hit.features for hit in retriever.rank(read("哪里可以学手艺?"))}
    assert all(features["dense_plain"] == features["dense_english"] == 0 for features in found.values())
    named = found["0/1/1/1"]  # that is an enquiry of its
    assert named["enquiry_lead"] == named["expanded_lead"] == named["dense_enquiry_lead"] == 1
    assert named["dense_enquiry"] == pytest.approx(1, abs=1e-5)


# -- as a LangChain retriever


def test_langchain_documents(retriever: Retriever) -> None:
    question = read(ASKED[5])
    chain = PolicyRetriever(retriever=retriever, k=7)
    documents = chain.invoke(ASKED[5])
    hits = retriever.rank(question)[:7]
    assert [document.id for document in documents] == ids(hits)
    assert [document.page_content for document in documents] == [hit.clause.text for hit in hits]
    for document, hit in zip(documents, hits, strict=True):
        assert document.metadata == {
            "address": hit.clause.address,
            "label": retriever.index.notice.label(hit.clause),
            "score": hit.score,
        }
    assert [len(found) for found in chain.batch(ASKED[:2])] == [7, 7]
    assert len(PolicyRetriever(retriever=retriever).invoke("低保")) == 5
