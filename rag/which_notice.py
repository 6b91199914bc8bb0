"""Which of several notices states what is asked: evidence that compares between notices.

A cosine or a share of BM25 means another thing in each notice. What compares is the judgement's log-odds, which is
calibrated for what is known of the notice, how much of the question's weight the clause has, weighed by how telling a word is in
the library as a whole, and words that it has letter for letter.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text import fold
from corpus.vocabulary import speaking
from index.catalogue import DEPTH, Catalogue
from index.lexical import terms
from rag.answer import Answer, Status
from rag.list_question import read_lists
from rag.pipeline import Assistant
from rag.question import Question
from rag.trace import Trace

_ODDS = 4.0  # log-odds, at the most
_COVERAGE, _EXACT = 5.0, 1.5  # weights of the shares beside the log-odds
_LONG = 8  # characters of a run that is exact by itself
_READ = 3.0  # log-odds of what is read off the notice and not judged: an address, a list, a task force
_ALSO = 1.5  # evidence behind the best at which another notice states it too
_AS_MUCH = 0.85  # share of the best one's coverage that it must have
_SURE = 0.55  # coverage below which nothing is added to an answer
_LEAST = 0.3  # coverage of an answer of a notice beside the first, at the least
_LESS = 0.15  # coverage by which it may have less than a notice that declines
_MOST = 3  # notices in one answer that is no list
_RUNS = re.compile("[\u3400-\u9fff0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one notice says. evidence: comparable between notices; coverage: the share of the question's weight that its
    clause has."""

    assistant: Assistant
    answer: Answer
    trace: Trace
    evidence: float
    coverage: float

    @property
    def id(self) -> str:
        return self.assistant.notice.id

    @property
    def answered(self) -> bool:
        return self.answer.status.answers


class Telling:
    """How telling a term is in a library: its inverse document frequency over the clauses of all notices."""

    def __init__(self, assistants: Sequence[Assistant], most: int) -> None:
        """most: notices of which a question is asked."""
        counts: Counter[str] = Counter()
        size = 0
        for assistant in assistants:
            index = assistant.retriever.index.lexical.expanded
            for words in index.terms.values():
                counts.update(set(words))
                size += 1
        self._idf = {term: math.log(1 + (size - n + 0.5) / (n + 0.5)) for term, n in counts.items()}
        self._unknown = math.log(1 + (size + 0.5) / 0.5)
        self._most = most
        indexes = [assistant.retriever.index for assistant in assistants]
        self._catalogue = Catalogue.held(indexes) if len(indexes) > most else None

    def weigh(self, asked: Sequence[str]) -> dict[str, float]:
        """Each term of a question with its weight."""
        return {term: self._idf.get(term, self._unknown) for term in dict.fromkeys(asked)}

    def likeliest(self, question: Question, assistants: Sequence[Assistant]) -> list[Assistant]:
        """The notices whose clauses a question comes nearest to, best first, as many as are asked; and every other one in which it
        asks for a list of what a body does, because such a list is complete only over all notices."""
        if len(assistants) <= self._most:
            return list(assistants)
        best = self._nearest(question, assistants)[: self._most]
        return [*best, *(a for a in assistants if a not in best and _lists_bodies(a, question))]

    def _nearest(self, question: Question, assistants: Sequence[Assistant]) -> list[Assistant]:
        if self._catalogue is None:  # vectors are kept elsewhere: by how much of the question's weight a notice knows
            weights = self.weigh(terms(question.content or question.folded))
            known = [set(a.retriever.index.lexical.expanded.vocabulary) for a in assistants]
            held = [math.fsum(w for t, w in weights.items() if t in words) for words in known]
            return [assistants[i] for i in sorted(range(len(assistants)), key=lambda i: (-held[i], i))]
        vector = assistants[0].retriever.vector(question)
        near = self._catalogue.nearest(vector, question.folded, english=question.english, limit=DEPTH)
        place = {assistant.notice.id: assistant for assistant in assistants}
        return [place[id] for id in dict.fromkeys(one.clause.partition(":")[0] for one in near) if id in place]


def _lists_bodies(assistant: Assistant, question: Question) -> bool:
    with speaking(assistant.vocabulary):
        return any(query.bodies for query in read_lists(question, assistant.notice))


def candidate(assistant: Assistant, answer: Answer, trace: Trace, question: Question, telling: Telling) -> Candidate:
    """What one notice says, with its evidence. question: as it was asked, before any notice read it in its own words."""
    coverage, exact = _held(assistant, answer, trace, question, telling)
    evidence = _odds(answer, trace) + _COVERAGE * coverage + _EXACT * exact
    return Candidate(assistant, answer, trace, evidence, coverage)


def best_of(found: Sequence[Candidate], first: float) -> list[Candidate]:
    """The candidates that answer, best first. first: what being the first notice is worth. What has too little of the
    question's weight speaks of something else, however sure its notice is: renderings alone say how else a matter is called."""
    # A notice whose matter it is more surely says that it does not state it.
    declined = max((c.coverage for c in found if c.answer.status is Status.NOT_STATED), default=0.0)
    least = max(_LEAST, declined - _LESS)
    exact = ("address", "task_force")  # steps that read, and judge nothing
    answered = [c for c in found if c.answered and (c.coverage >= least or c is found[0] or c.trace.route in exact)]
    return sorted(answered, key=lambda c: -(c.evidence + (first if c is found[0] else 0.0)))


def also(ordered: Sequence[Candidate]) -> list[Candidate]:
    """Of the candidates that answer, best first, those that state it: the best, and others that speak of it as surely."""
    best = ordered[0]
    near = [
        c
        for c in ordered[1:]
        if c.evidence >= best.evidence - _ALSO and c.coverage >= max(_AS_MUCH * best.coverage, _SURE)
    ]
    return [best, *near][:_MOST]


def nearest(found: Sequence[Candidate]) -> Candidate:
    """The candidate whose notice a declined question is nearest to."""
    stated = [c for c in found if c.answer.status is Status.NOT_STATED]
    return max(stated or found, key=lambda c: c.evidence)


def _odds(answer: Answer, trace: Trace) -> float:
    verdict = trace.verdict
    if verdict is None or (answer.status.answers and verdict.status is Status.OUT_OF_SCOPE):
        return _READ if answer.status.answers else -_ODDS
    p = min(max(verdict.probability, 1e-6), 1 - 1e-6)
    return max(-_ODDS, min(_ODDS, math.log(p / (1 - p))))


def _held(
    assistant: Assistant, answer: Answer, trace: Trace, question: Question, telling: Telling
) -> tuple[float, float]:
    """The share of the question's weight that the clauses of an answer have, or the nearest clause; and the same of long
    runs of it."""
    notice = assistant.notice
    cited = dict.fromkeys(c.address for c in (answer.citations or answer.related))
    clauses = [c for address in cited if (c := notice.get(address))]
    clauses = clauses or [hit.clause for hit in trace.hits[:1]]
    if not clauses:
        return 0.0, 0.0
    text = "\n".join(assistant.retriever.known_text(clause) for clause in clauses)
    weights = telling.weigh(terms(question.content or question.folded))
    total = math.fsum(weights.values())
    held = math.fsum(weight for term, weight in weights.items() if term in text)
    runs = [run for run in _RUNS.findall(fold(question.content)) if len(run) > 2]
    longest = max((_longest(run, text) for run in runs), default=0)
    return (held / total if total else 0.0), min(longest, _LONG) / _LONG


def _longest(run: str, text: str) -> int:
    """The length of the longest piece of a run that stands in a text."""
    best = 0
    for start in range(len(run)):
        while start + best < len(run) and run[start : start + best + 1] in text:
            best += 1
    return best


def of_bodies(lists: Sequence[Candidate], question: Question) -> list[Candidate]:
    """The lists of what bodies do, which are complete only over all notices. Where one notice has a body of the very name
    that is asked for, another that only may be called so is not meant: 税务总局 is none of the county's bureaus."""
    found, exact = [], []
    for c in lists:
        with speaking(c.assistant.vocabulary):
            queries = read_lists(c.trace.question, c.assistant.notice)
        names = [body.name for query in queries for body in query.bodies if body.name]
        if names:
            found.append(c)
            exact.append(all(name in question.folded for name in names))
    return [c for c, own in zip(found, exact, strict=True) if own or not any(exact)]
