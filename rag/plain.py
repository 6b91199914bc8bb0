"""What the first cited clause says about the question in plain words: whole sentences of its Chinese rendering.

Unofficial, and shown as such beside the answer, which stands without it. A rendering's figures and bodies are checked
against the clause when the corpus is (corpus/fidelity.py), so that none can differ from those that the answer quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from corpus.departments import Gazetteer
from corpus.figures import figures, normalised
from rag.draft import Draft, Span, has_quotation
from rag.ellipsis import bare
from rag.extract import relevance
from rag.question import Question, Want, read
from rag.retrieve import Retriever
from rag.routes import asks_its_name
from rag.trace import Trace

LONGEST = 160  # characters, however a sentence leans on the one before
_AIM = 120  # characters of the sentences that are chosen
_CLAUSES = 3  # distinct clauses of an answer, at the most: one of many would stand for all
_NEAR = 0.65  # of the nearest sentence's relevance: what others need to be worth adding
_SENTENCE = re.compile("[^。！？]+[。！？]?[”’）]*")
# How a sentence begins that leans on the one before, and one that says who has the matter.
_LEANS = re.compile(
    "这(?!份|[^，。]{0,3}[项条]是)|还|也|同时|其中|另外|它|要(?!是)|为的|(?:目的|做法|目标)是|(?:召集人|成员|(?:专班)?办公室[设放]在)"
)
_DUTY = re.compile("这[件些]事由|县[^，；：。]+负责[，。]")


def in_plain_words(draft: Draft, trace: Trace, retriever: Retriever) -> Draft:
    """The draft with what its first clause says in plain words; as it is where it declines, is a list, cites many
    clauses, answers English, gives a name, or where the first clause has no rendering."""
    question, address = trace.question, trace.address
    if question.english or not draft.status.answers or draft.listing is not None:
        return draft
    spans = [span for line in draft.lines for span in line.evidence]
    if not spans or len({span.clause.id for span in spans}) > _CLAUSES:
        return draft
    rendering = retriever.index.knowledge.rendering(spans[0].clause.address)
    if rendering is None or (address is not None and asks_its_name(address)):
        return draft
    sentences = tuple(_SENTENCE.findall(rendering.zh))
    if address is not None and bare(read(address.rest)):  # the clause itself is asked for: from its beginning
        scores = [1.0] * len(sentences)
    else:
        scores = relevance(question, sentences, retriever)
    return replace(draft, plain=nearest(sentences, scores, _answered(question, draft, spans[0])))


def nearest(sentences: tuple[str, ...], scores: list[float], facts: frozenset[object]) -> str:
    """Of all runs of sentences the one that holds most of the facts, and of those the one whose sentences are nearest,
    with the sentences before it that it leans on.

    scores: the relevance of each sentence to the question. facts: as of `facts_of`.
    """
    least = _NEAR * max(scores)

    def worth(run: tuple[int, int]) -> tuple[int, float, int]:
        held = frozenset().union(*(facts_of(sentence) for sentence in sentences[slice(*run)]))
        return len(held & facts), sum(score - least for score in scores[slice(*run)]), -run[0]

    first, last = max(_runs(sentences), key=worth)
    if _DUTY.match(
        sentences[first]
    ):  # who has the matter: it leans on the matter that is asked about, or on the question
        before = max(range(first), key=scores.__getitem__, default=first)
        if _length(sentences[before:last]) > LONGEST:
            return "".join(sentences[first:last])
        first = before
    while first and _LEANS.match(sentences[first]) and _length(sentences[first - 1 : last]) <= LONGEST:
        first -= 1
    return "".join(sentences[first:last])


@lru_cache(maxsize=4096)
def facts_of(text: str) -> frozenset[object]:
    """The amounts (in their base unit's value, both ends of a range) and the bodies that a Chinese text states."""
    found = figures(text)
    amounts = {normalised(f)[0] for f in found} | {
        normalised(replace(f, value=f.high))[0] for f in found if f.high is not None
    }
    return frozenset({*amounts, *(name for _, _, name in Gazetteer.load().mentions(text))})


def _answered(question: Question, draft: Draft, first: Span) -> frozenset[object]:
    """The facts that the answer states of its first clause in its own words; where it has none and an amount is asked
    for, those of the words quoted."""
    of_first = [line for line in draft.lines if any(span.clause is first.clause for span in line.evidence)]
    stated = frozenset[object]().union(*(facts_of(line.text) for line in of_first if not has_quotation(line.text)))
    return stated or (facts_of(first.text) if Want.AMOUNT in question.wants else stated)


def _runs(sentences: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Every (start, end) of sentences in a row that are short enough, and each sentence by itself."""
    for start in range(len(sentences)):
        for end in range(start + 1, len(sentences) + 1):
            if end == start + 1 or _length(sentences[start:end]) <= _AIM:
                yield start, end


def _length(sentences: Iterable[str]) -> int:
    return sum(map(len, sentences))
