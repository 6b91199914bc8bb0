"""A question → the clauses nearest to it, best first.

Lexical scores are BM25 as a share of the most that the question's terms could score, so that terms which the notice does
not know count against every clause; dense ones are cosines. ranking.py weighs them.
"""

from __future__ import annotations

import math
from collections.abc import Set
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.clause import Clause
from corpus.departments import Gazetteer
from corpus.glossary import Glossary
from corpus.text import fold
from index.build import Index
from index.embedder import SentenceTransformerEmbeddings
from index.idf import Idf
from index.lexical import terms
from index.passages import trail_text
from index.phonetic import sounds
from index.postings import Grouped, Postings, share
from index.reranker import Reranker
from index.store import NEAREST
from rag.pinyin import Pinyin, may_be
from rag.question import UNITS, Question, Want, read
from rag.ranking import BARE_WEIGHTS, FEATURES, FITS, WEIGHTS, Ranker, softmax, with_leads
from rag.spelling import Spelling

BOOST = 2.0  # what being the conversation's subject adds to a clause's utility
RERANKED = 20  # clauses that a reranker reads
_NONE = np.empty(0, dtype=np.intp)
_MOST = 6.0  # log-odds of a reranker, at the most


@dataclass(slots=True)  # not frozen, which would take three times as long to make; each question makes hundreds
class Hit:
    """score: the probability that this clause is the one, among all that were ranked. row: by ranking.FEATURES."""

    clause: Clause
    score: float
    row: NDArray[np.float64]

    @property
    def features(self) -> dict[str, float]:
        """What speaks for the clause, by name."""
        return dict(zip(FEATURES, self.row.tolist(), strict=True))


class Retriever:
    """Ranks every clause of an index for a question."""

    def __init__(self, index: Index, reranker: Reranker | None = None) -> None:
        self.index = index
        self.reranker = reranker
        self.glossary = Glossary.load()
        self.bare = not index.knowledge.enquiries  # nothing but its text is known of the notice
        self.ranker = Ranker.load(BARE_WEIGHTS if self.bare else WEIGHTS)
        held = {c.id: c for c in index.notice.clauses}
        self.clauses = tuple(held[name] for name in index.lexical.expanded.ids)
        lexical = index.lexical
        self._idf, self._sound_idf = Idf(lexical.expanded), Idf(lexical.sound)
        singles = [single for single in (lexical.enquiries, lexical.unstated) if single is not None]
        self._worded, self._sounded = Postings([lexical.expanded, lexical.text, *singles]), Postings([lexical.sound])
        headings: dict[str, list[int]] = {}
        for i, clause in enumerate(self.clauses):
            for term in set(terms(f"{trail_text(index.notice, clause)} {clause.title}")):
                headings.setdefault(term, []).append(i)
        self._headings = {term: np.asarray(rows, dtype=np.intp) for term, rows in headings.items()}
        self._responsible = [float(bool(clause.responsible)) for clause in self.clauses]
        self._overview = [float(clause.attachment == "0") for clause in self.clauses]
        place = {clause.id: i for i, clause in enumerate(self.clauses)}
        self._attachments = np.asarray([clause.attachment for clause in self.clauses])
        self._asked = {
            name: Grouped(np.asarray([place[clause] for clause in single.ids], dtype=np.intp), len(self.clauses))
            for name, single in (("enquiry", lexical.enquiries), ("unstated", lexical.unstated))
            if single is not None
        }
        stored = {name: i for i, name in enumerate(index.store.clauses)}
        self._stored = np.asarray([stored[clause.id] for clause in self.clauses], dtype=np.intp)
        self._known_texts: dict[str, str] = {}
        self.pieces: dict[str, tuple[str, ...]] = {}  # of renderings by clause, as rag.known cuts them
        own = index.embeddings
        self.bundled = own if own.name == "bundled" else SentenceTransformerEmbeddings()
        self._anchors_of = lru_cache(maxsize=64)(self._anchors_in)
        self._vector_of = lru_cache(maxsize=64)(self._embed)
        self._vectors_of = lru_cache(maxsize=4096)(self._embed_all)

    @cached_property
    def spelling(self) -> Spelling:
        """Made when the first question comes."""
        return Spelling.of(self.index, self.glossary)

    @cached_property
    def pinyin(self) -> Pinyin:
        """Made when the first question comes that may be pinyin."""
        return Pinyin.of(self.index, self.spelling)

    def in_characters(self, question: Question) -> Question:
        """The question with pinyin in characters; the same one where it has none."""
        read_as = self.pinyin.decoded(question.text) if may_be(question.text) else question.text
        return question if read_as == question.text else read(read_as)

    def understood(self, question: Question) -> tuple[Question, Question | None]:
        """The question with its spelling put right, and as it was typed; None for the latter where it was right."""
        right = self.spelling.corrected(question.folded)
        if right == question.folded:
            return question, None
        if len(right) == len(question.folded) == len(question.text):  # the rest as it was typed
            pairs = zip(question.text, question.folded, right, strict=True)
            right = "".join(typed if old == new else new for typed, old, new in pairs)
        return replace(read(right), language=question.language), question

    def rank(
        self,
        question: Question,
        *,
        within: str | None = None,
        boost: frozenset[str] = frozenset(),
        typed: Question | None = None,
        rerank: bool = True,
    ) -> list[Hit]:
        """All clauses, best first. within: keep to this attachment. boost: clauses that the conversation is about. typed:
        the question before its spelling was put right; what speaks for a clause is then the mean over both, because a
        correction may be wrong. rerank: let the reranker, where there is one, look at the first RERANKED."""
        features = self.features(question)
        if typed is not None:
            features = (features + self.features(typed)) / 2
        utilities = self.ranker.utilities(features, question.english)
        if boost:
            utilities += [BOOST if clause.id in boost else 0.0 for clause in self.clauses]
        kept = np.flatnonzero(self._attachments == within) if within is not None else np.arange(len(self.clauses))
        if self.reranker is not None and rerank:
            utilities = self._reranked(self.reranker, question, utilities, kept.tolist())
        scores = softmax(utilities[kept])
        order = np.argsort(-utilities[kept], kind="stable")  # of equals the first in reading order
        rows = kept[order]
        return [
            Hit(self.clauses[row], score, of_clause)
            for row, score, of_clause in zip(rows.tolist(), scores[order].tolist(), features[rows], strict=True)
        ]

    def _reranked(
        self, reranker: Reranker, question: Question, utilities: NDArray[np.float64], kept: list[int]
    ) -> NDArray[np.float64]:
        """The utilities with the reranker's log-odds added for the best of `kept`; the others stay behind them."""
        best = sorted(kept, key=lambda i: (-utilities[i], i))[:RERANKED]
        notice = self.index.notice
        texts = [f"{trail_text(notice, self.clauses[i])}\n{self.clauses[i].text}" for i in best]
        odds = [
            max(-_MOST, min(_MOST, math.log(max(p, 1e-9) / max(1 - p, 1e-9))))
            for p in reranker.scores(question.text, texts)
        ]
        made = utilities - 2 * _MOST
        made[best] = utilities[best] + odds
        return made

    def forget(self) -> None:
        """Embed anew what was embedded; for measuring."""
        self._vector_of.cache_clear()

    def features(self, question: Question) -> NDArray[np.float64]:
        """What speaks for each clause, shape (len(self.clauses), len(FEATURES))."""
        query = self.expanded(question)
        words = terms(query)
        n = len(self.clauses)
        expanded, text, *singles = self._worded.scores_of(words)
        single = dict(zip(self._asked, singles, strict=True))
        total = self._idf.total(words)

        def best_single(kind: str) -> NDArray[np.float64]:
            return share(self._asked[kind].best(single[kind]), total) if kind in single else np.zeros(n)

        nearest = self.index.store.nearest(self.vector(question))

        def cosines(kind: str, count: int = 1) -> NDArray[np.float64]:
            held = nearest[kind][:, :count].take(self._stored, axis=0).astype(np.float64)
            known = ~np.isnan(held)
            mean: NDArray[np.float64] = np.where(known, held, 0.0).sum(axis=1)
            return mean / np.maximum(known.sum(axis=1), 1) if count > 1 else mean

        spoken = [] if question.english else sounds(query)
        (sound,) = self._sounded.scores_of(spoken)
        scores = np.column_stack(
            [
                share(expanded, total),
                share(text, total),
                best_single("enquiry"),
                share(sound, self._sound_idf.total(spoken)),
                cosines("text"),
                cosines("enquiry"),
                cosines("enquiry", NEAREST),
                cosines("plain"),
                cosines("english"),
            ]
        )
        fits = self._fits(question, words)
        fits[:, FITS.index("unstated")] = best_single("unstated")
        fits[:, FITS.index("dense_unstated")] = cosines("unstated")
        fits[:, FITS.index("dense_unstateds")] = cosines("unstated", NEAREST)
        return with_leads(scores, fits)

    def _fits(self, question: Question, words: list[str]) -> NDArray[np.float64]:
        """How each clause fits the kind of the question, shape (len(self.clauses), len(FITS))."""
        found = np.zeros((len(self.clauses), len(FITS)))
        heading, body, figure, duty, overview = found.T[:5]  # views
        asked = sorted(set(words))
        total = math.fsum(self._idf.each(asked))
        for term in asked:
            heading[self._headings.get(term, _NONE)] += self.idf(term) / total
        named = {name for _, _, name in Gazetteer.load().mentions(question.folded)}
        if named:
            body[:] = [1.0 if named & set(clause.responsible) else -1.0 for clause in self.clauses]
        if Want.AMOUNT in question.wants:
            unit = UNITS[question.unit][1] if question.unit else None
            figure[:] = [
                1.0 if any(unit is None or unit.search(f.unit) for f in clause.figures) else -1.0
                for clause in self.clauses
            ]
        if question.wants_any(Want.LEAD, Want.PARTIES):
            duty[:] = self._responsible
        overview[:] = self._overview
        return found

    def known_text(self, clause: Clause) -> str:
        """A clause's text, the titles above it and its renderings, folded: the words in which its matter is known."""
        held = self._known_texts.get(clause.id)
        if held is None:
            rendering = self.index.knowledge.rendering(clause.address)
            words = (trail_text(self.index.notice, clause), clause.title, clause.text)
            said = (rendering.zh, rendering.en) if rendering else ()
            held = self._known_texts[clause.id] = fold("\n".join((*words, *said)))
        return held

    def phrasing(self, text: str) -> NDArray[np.float32]:
        """A question's embedding by the bundled model, which judgements of its phrasing are made of."""
        if self.bundled is self.index.embeddings:
            return self._vector_of(text)
        return np.asarray(self.bundled.embed_query(text), dtype=np.float32)

    def vector(self, question: Question) -> NDArray[np.float32]:
        """The question's embedding, shape (dimension,); ranking, sentences and figures all compare with it."""
        return self._vector_of(question.text)

    def embedded(self, texts: tuple[str, ...]) -> NDArray[np.float32]:
        """The vectors of pieces of the notice (sentences, subjects, pieces of renderings), shape (len(texts), dimension),
        computed once."""
        return self._vectors_of(texts)

    def _embed_all(self, texts: tuple[str, ...]) -> NDArray[np.float32]:
        held = self.index.embeddings.embed_documents(list(texts))
        vectors = np.asarray(held, dtype=np.float32).reshape(len(texts), -1 if texts else 0)
        vectors.flags.writeable = False
        return vectors

    def share(self, held: Set[str], of: Set[str]) -> float:
        """The share of the weight (idf) of `of` that is in `held`, 0 to 1. fsum, because sets have no order."""
        total = math.fsum(self._idf.each(of))
        return math.fsum(self._idf.each(held)) / total if total else 0.0

    def expanded(self, question: Question) -> str:
        """The question's content with the official terms for its lay or English words appended."""
        return " ".join([question.content or question.folded, *self.glossary.official_for(question.folded)])

    def anchors(self, question: Question) -> tuple[str, ...]:
        """The official terms that a question uses or means: the glossary's, where it names them or a lay word for them."""
        return self._anchors_of(question.folded)

    def _anchors_in(self, folded: str) -> tuple[str, ...]:
        named = (term for term, held in self.glossary.folded.items() if len(term) > 1 and held in folded)
        return tuple(dict.fromkeys((*named, *self.glossary.official_for(folded))))

    def idf(self, term: str) -> float:
        """The weight of an index term; one that the notice does not know weighs most."""
        return self._idf.of(term)

    def coverage(self, question: Question, clause: Clause) -> float:
        """How much of the question's weight (idf) is in the clause's text, trail and enquiries, 0 to 1."""
        return self._idf.coverage(terms(self.expanded(question)), clause.id)

    def unknown_share(self, question: Question) -> float:
        """The share of the question's weight in terms that no clause and no enquiry has, 0 to 1."""
        return self._idf.unknown_share(terms(self.expanded(question)))

    def knows_a_word(self, question: Question) -> bool:
        """Whether a word of three letters or more, or a Chinese character, stands in a clause or in what is said of one."""
        return any(self._idf.knows(term) for term in terms(question.folded) if len(term) > 2 or not term.isascii())

    def _embed(self, text: str) -> NDArray[np.float32]:
        vector = np.asarray(self.index.embeddings.embed_query(text), dtype=np.float32)
        vector.flags.writeable = False  # shared by every later reader of the cache
        return vector
