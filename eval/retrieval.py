"""Retrieval by itself: what each part of it contributes, and the textbook chain as the peer, in one run.

The peer is what a LangChain tutorial builds: RecursiveCharacterTextSplitter at 500 characters with an overlap of 50, the
same embedding model, Chroma, the best four chunks. A chunk counts for every clause that has half of its characters in it,
or half of the chunk's: generous, since a chunk then stands for several clauses at one rank.
"""

from __future__ import annotations

import statistics
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_text_splitters import RecursiveCharacterTextSplitter
from numpy.typing import NDArray
from tqdm import tqdm

from eval.measures import ranking
from eval.questions import Item
from rag.question import Question, read
from rag.ranking import FEATURES
from rag.retrieve import Retriever

TYPES = ("lookup", "numeric", "lead", "colloquial", "typo", "traditional", "english")
DEPTH = 20
# Rows of the table that are plain sums of scores, each as a share of the best clause's.
_HYBRID = ("text_lead", "dense_text_lead")
_ENQUIRIES = (*_HYBRID, "enquiry_lead", "dense_enquiry_lead")
_RENDERINGS = (*_ENQUIRIES, "expanded_lead", "dense_plain_lead", "dense_english_lead")
SUMS: dict[str, tuple[str, ...]] = {
    "lexical: BM25 over characters": ("text",),
    "dense: best passage": ("dense_text",),
    "hybrid": _HYBRID,
    "hybrid + enquiries": _ENQUIRIES,
    "hybrid + enquiries + renderings": _RENDERINGS,
}
PEER, LEARNT, SPELT, RERANKED = "textbook chain", "+ learnt ranking", "+ spelling (all)", "+ reranker"


@dataclass(frozen=True, slots=True)
class Row:
    """A way of retrieving: run[i] are the addresses that it ranked for question i, best first."""

    name: str
    run: tuple[tuple[str, ...], ...]


def asked(items: Sequence[Item]) -> list[Item]:
    """The questions of one turn, of the types that are looked up, that a clause answers."""
    return [item for item in items if item.type in TYPES and item.gold and len(item.turns) == 1]


def rows(retriever: Retriever, items: Sequence[Item]) -> list[Row]:
    """Every way of retrieving, over the same questions."""
    questions = [read(item.turns[0]) for item in items]
    features = [retriever.features(question) for question in tqdm(questions, desc="features")]
    found = [Row(PEER, tuple(map(peer(retriever), (question.text for question in questions))))]
    for name, parts in SUMS.items():
        columns = [FEATURES.index(part) for part in parts]
        found.append(Row(name, tuple(_ranked(retriever, f[:, columns].sum(axis=1)) for f in features)))
    learnt = (retriever.ranker.utilities(f, q.english) for f, q in zip(features, questions, strict=True))
    found.append(Row(LEARNT, tuple(_ranked(retriever, utilities) for utilities in learnt)))
    spelt = [_addresses(retriever, question) for question in questions]
    found.append(Row(SPELT, tuple(spelt)))
    if retriever.reranker is not None:
        found[-1] = Row(SPELT, tuple(_addresses(retriever, q, rerank=False) for q in questions))
        found.append(Row(f"{RERANKED} {retriever.reranker.name}", tuple(spelt)))
    return found


def _addresses(retriever: Retriever, question: Question, *, rerank: bool = True) -> tuple[str, ...]:
    """With the spelling put right, as the whole pipeline does it."""
    asked, typed = retriever.understood(question)
    return tuple(hit.clause.address for hit in retriever.rank(asked, typed=typed, rerank=rerank)[:DEPTH])


def _ranked(retriever: Retriever, scores: NDArray[np.float64]) -> tuple[str, ...]:
    order = np.argsort(-scores, kind="stable")[:DEPTH]
    return tuple(retriever.clauses[i].address for i in order)


def peer(retriever: Retriever) -> Callable[[str], tuple[str, ...]]:
    """The textbook chain over the same text and model: a question → the addresses that its chunks stand for."""
    notice = retriever.index.notice
    splitter = RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=50, add_start_index=True)
    chunks = splitter.split_documents([Document(notice.source)])
    client = chromadb.EphemeralClient(ChromaSettings(anonymized_telemetry=False))
    store = Chroma(f"peer-{uuid.uuid4()}", retriever.index.embeddings, client=client)
    store.add_documents(chunks)
    chain = store.as_retriever(search_kwargs={"k": 4})

    def addresses(question: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for chunk in chain.invoke(question):
            start = int(chunk.metadata["start_index"])
            end = start + len(chunk.page_content)
            for clause in retriever.clauses:
                shared = min(end, clause.end) - max(start, clause.start)
                if shared > 0 and shared * 2 >= min(end - start, clause.end - clause.start):
                    found.setdefault(clause.address)
        return tuple(found)

    return addresses


def report(found: Sequence[Row], items: Sequence[Item]) -> str:
    """success@1 / success@5 of every row by type, and MRR and nDCG@10 over all, as Markdown."""
    names = [t for t in TYPES if any(item.type == t for item in items)]
    lines = [
        "| success@1 / success@5 | "
        + " | ".join(f"{t} ({sum(i.type == t for i in items)})" for t in names)
        + f" | all ({len(items)}) | MRR | nDCG@10 |",
        "|" + "---|" * (len(names) + 4),
    ]
    for row in found:
        cells = []
        for name in (*names, None):
            kept = [n for n, item in enumerate(items) if name is None or item.type == name]
            scores = measured([row.run[n] for n in kept], [items[n] for n in kept])
            cells.append(f"{scores['success@1']:.3f} / {scores['success@5']:.3f}")
        cells += [f"{scores['MRR']:.3f}", f"{scores['nDCG@10']:.3f}"]  # of the last, all
        lines.append(f"| {row.name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def measured(run: Sequence[tuple[str, ...]], items: Sequence[Item]) -> dict[str, float]:
    """Means over the questions, by name. A question for which nothing was retrieved scores nothing."""
    return ranking((item.id, addresses, item.gold) for item, addresses in zip(items, run, strict=True))


def timing(retriever: Retriever, items: Sequence[Item], repeats: int = 3) -> str:
    """Medians in one run: embedding a question, our whole retrieval, the textbook chain's retrieval, and their ratios."""
    questions = [read(item.turns[0]) for item in items[:100]]
    chain = peer(retriever)
    steps: dict[str, Callable[[Question], object]] = {
        "embedding": lambda q: retriever.index.embeddings.embed_query(q.text),
        "retrieval": retriever.rank,
        "chain": lambda q: chain(q.text),
    }
    took: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(repeats + 1):
        for question in questions:
            retriever.forget()  # no vector of an earlier round is reused
            for name, step in steps.items():
                started = time.perf_counter()
                step(question)
                if turn:  # the first round warms up
                    took[name].append(time.perf_counter() - started)
    median = {name: statistics.median(values) for name, values in took.items()}
    return (
        f"embedding one question {median['embedding'] * 1000:.2f} ms, retrieval {median['retrieval'] * 1000:.2f} ms, "
        f"textbook chain {median['chain'] * 1000:.2f} ms; embedding / chain {median['embedding'] / median['chain']:.2f}, "
        f"retrieval / chain {median['retrieval'] / median['chain']:.2f}"
    )
