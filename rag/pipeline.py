"""question, history → Answer: the whole flow as one list of steps. The first step that drafts an answer ends it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial

from corpus.clause import Notice
from corpus.knowledge import Knowledge
from corpus.vocabulary import Vocabulary, speaking, spoken_in
from corpus.wire import Cancel
from index.build import Index, open_index
from index.reranker import Reranker
from index.settings import Settings
from index.store import StoreError
from rag import events, forces, lists
from rag.address import AddressQuery
from rag.answer import Answer, Status, Turn
from rag.articles import article_in
from rag.asides import TALK, aside, uncovered
from rag.at_address import at_address
from rag.declined import not_stated
from rag.draft import Draft, finish
from rag.ellipsis import bare, corrected_to, goes_on
from rag.followup import resolve
from rag.generate import Writer
from rag.in_clause import in_part, side_by_side
from rag.languages import in_chinese, tongue
from rag.last_look import proven
from rag.list_conditions import beyond, without_its_lead
from rag.list_query import Kind
from rag.list_question import read_lists
from rag.open_question import open_question
from rag.otherwise import reread
from rag.page import of_page
from rag.part_names import addressed, same_address
from rag.plain import in_plain_words
from rag.premise import claim, settled
from rag.privacy import without_masks
from rag.question import LONGEST, Question, Want, read
from rag.register import find
from rag.renderings import translated
from rag.resolution import Resolution
from rag.retrieve import Retriever
from rag.rewrite import proposed
from rag.screen import no_question, screen
from rag.trace import Told, Trace, untold
from rag.two_matters import both
from rag.unclear import certain, in_a_language_read, no_matter, not_searched, went_wrong
from rag.unknown import corrected, unknown, unnamed

_SHORT = 24  # characters beside an address, in which nobody attempts much
_CLAIMED = 2.0  # log-odds beyond the threshold from which a claim is taken for misuse
_LISTED = 4.0  # the same for a list of the clauses that hold a word


class Assistant:
    """Answers questions about one notice. Holds no conversation: history comes with each question."""

    def __init__(self, index: Index, reranker: Reranker | None = None, writer: Writer | None = None) -> None:
        """writer: words the answers to open questions; without one the notice's own words answer."""
        self.writer = writer
        self.notice: Notice = index.notice
        self.knowledge: Knowledge = index.knowledge
        self.vocabulary = Vocabulary.of(index.notice)
        with speaking(self.vocabulary):
            self.retriever = Retriever(index, reranker)
        self._running: set[Cancel] = set()  # of answers that are being made
        self.steps: tuple[tuple[str, Callable[[Trace], Draft | None]], ...] = (
            ("pinyin", self._pinyin),
            ("screen", self._screen),
            ("aside", self._aside),
            ("spelling", self._spelling),
            ("follow_up", self._follow_up),
            ("page", self._page),
            ("premise", self._premise),
            ("list", self._list),
            ("address", self._address),
            ("retrieve", self._retrieve),
            ("task_force", self._task_force),
            ("answer", self._answer),
        )

    @classmethod
    def open(cls, settings: Settings, progress: bool = True) -> Assistant:
        """Load the index, building it first where there is none. Raises WenceError with the remedy."""
        writer = Writer.of(settings)  # first: what is set by halves is said before an index is built
        reranker = Reranker.of(settings)
        return cls(open_index(settings, progress=progress), reranker, writer)

    @property
    def generates(self) -> bool:
        """Whether a language model words answers, which then take their time and can be stopped."""
        return self.writer is not None

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The answer to a question in any language; never raises."""
        return self.trace(question, history)[0]

    def stream(
        self, question: str, history: Sequence[Turn] = (), cancel: Cancel | None = None, told: Told = untold
    ) -> Generator[Answer]:
        """The answer as it grows: at each step all of it is proven, and the last one is what `answer` gives. Never raises.

        `cancel`, from any thread, ends it with what is proven so far; `told` hears of each stage, in the iterating thread.
        """
        with closing(self._answers(question, history, cancel or Cancel(), told)) as answers:
            for answer, _ in answers:
                yield answer

    def trace(self, question: str, history: Sequence[Turn] = (), *, worded: bool = True) -> tuple[Answer, Trace]:
        """The answer and how it came about. worded: let the language model, where there is one, word it."""
        *_, last = self._answers(question, history, Cancel(), worded=worded)
        return last

    def _answers(
        self, question: str, history: Sequence[Turn], cancel: Cancel, told: Told = untold, *, worded: bool = True
    ) -> Generator[tuple[Answer, Trace]]:
        """Answers that grow where a language model words them, and how they came about; the last one is whole."""
        return spoken_in(self.vocabulary, self._made(question, history, cancel, told, self.writer if worded else None))

    def _made(
        self, question: str, history: Sequence[Turn], cancel: Cancel, told: Told, writer: Writer | None
    ) -> Generator[tuple[Answer, Trace]]:
        trace = Trace(read(self.vocabulary.at_home(question)), history, cancel=cancel, told=told)
        timings: dict[str, float] = {}

        def finished(draft: Draft) -> tuple[Answer, Trace]:
            answer = finish(draft, self.notice, trace.asked.language, trace.understood, self.knowledge)
            return replace(answer, timings_ms=dict(timings)), trace

        self._running.add(cancel)
        try:
            draft = self._drafted(trace, timings) or not_stated(trace.asked, (), self.notice)
            if trace.asked.language == "other" and not certain(draft, trace.verdict):
                draft = in_a_language_read(tongue(trace.asked.text))
            told("check")
            started = time.perf_counter()
            draft, trace.dropped = proven(draft, trace.question, self.notice, self.knowledge)
            if trace.dropped:
                said = events.Private("; ".join(trace.dropped))
                events.tell("dropped", "line", "dropped from an answer: %s", said, times=len(trace.dropped))
            timings["verify"] = _ms(started)
            if writer is not None and trace.route == "answer" and draft.status.answers:
                told("write")
                started = time.perf_counter()
                growing = writer.drafts(trace.question, draft, trace.hits, self.retriever, cancel)
                with closing(growing):
                    for draft in growing:
                        timings["generate"] = _ms(started)
                        if draft.mode == "generated" and not cancel.cancelled:
                            yield finished(draft)
            draft = in_plain_words(translated(draft, trace.question, self.retriever), trace, self.retriever)
        except StoreError as error:
            events.tell("failed", "search", "a question was not searched: %s", error)
            draft = not_searched(trace.asked)
        except Exception:  # whatever a question sets off, a person gets a sentence; the log gets the trace
            events.failed()
            draft = went_wrong(trace.asked)
        finally:
            self._running.discard(cancel)
        yield finished(draft)

    def close(self) -> None:
        """Cut what is being asked of a language model, so that a server that stops waits for none."""
        for cancel in tuple(self._running):
            cancel.cancel()

    def _drafted(self, trace: Trace, timings: dict[str, float]) -> Draft | None:
        """What the first step that has an answer says."""
        for name, step in self.steps:
            trace.begins(name)
            started = time.perf_counter()
            draft = step(trace)
            timings[name] = _ms(started)
            if draft is not None:
                trace.route = name
                return reread(trace, draft, partial(self._asked, trace), self.notice)
        return None

    # -- steps

    def _pinyin(self, trace: Trace) -> Draft | None:  # before anything is judged by its words
        if len(trace.question.text) <= LONGEST:  # what is too long is only told so, and reading it would take seconds
            trace.asked = trace.question = self.retriever.in_characters(trace.question)
        return None

    def _screen(self, trace: Trace) -> Draft | None:
        alone = not trace.history and article_in(trace.question.folded, self.notice) is None
        return screen(trace.question, self.notice.title, self.notice.status, alone=alone)

    def _aside(self, trace: Trace) -> Draft | None:
        if trace.history and goes_on(trace.question):
            return None
        text = uncovered(without_masks(trace.question.text, own=True))
        vector = self.retriever.phrasing(text)
        if not aside(text, vector):
            return None  # what may speak against it is looked for only where something speaks for it
        kind = aside(text, vector, self._doubt(trace.question))
        if kind in TALK and trace.history and corrected_to(trace.question.folded):
            return None  # "不对不对,我问的产量" is no mere disagreement
        return no_question(trace.question, kind, self.notice.title, self.notice.status) if kind else None

    def _doubt(self, question: Question) -> float:
        """The log-odds beyond the threshold that it takes to take a question for an aside."""
        address = addressed(question.folded, self.notice)
        if address is not None and address.precise and len(address.rest) <= _SHORT * (2 if question.english else 1):
            return math.inf
        if any(query.kind is Kind.OCCURRENCES for query in read_lists(question, self.notice)):
            return _LISTED  # "凡正文含“清单”一词的条款,请完整返回" speaks of the text as attempts do
        # attempts are full of figures, and so are plain claims ("一网通办率是90%以上对吧"), which can be set right
        return _CLAIMED if claim(question) else 0.0

    def _spelling(self, trace: Trace) -> Draft | None:
        """Homophones and pinyin put right; what was understood is shown as the stand-alone question. A person's own numbers
        are no part of it."""
        asked = without_masks(trace.question.text)
        if asked and asked != trace.question.text:
            trace.question = read(asked)
        if tongue(trace.question.text) == "ja":
            trace.question = read(in_chinese(trace.question.text))
        right, typed = self.retriever.understood(trace.question)
        if typed is not None and same_address(trace.question.folded, right.folded, self.notice):
            trace.question, trace.typed = right, typed
        return None

    def _follow_up(self, trace: Trace) -> Draft | None:
        language, asked = trace.question.language, trace.question.text
        trace.turn = trace.question if trace.history else None
        found = resolve(trace.question, trace.history, self.notice, trace.typed)
        if found.unclear is not None:
            said = (
                proposed(trace.question, trace.history, self.notice, self.writer, trace.cancel) if self.writer else None
            )
            if said is None:
                return found.unclear
            found = Resolution(said)
        if found.clauses:
            trace.question = replace(found.question, language=language)
            return side_by_side(trace.question, found.clauses, self.notice)
        trace.question, trace.about = replace(found.question, language=language), found.about
        if trace.question.text != asked:  # what a follow-up becomes is looked at like any question
            trace.typed = None
            draft = screen(trace.question, self.notice.title, self.notice.status)
            if draft is not None:
                return draft
        trace.address = addressed(trace.question.folded, self.notice)
        if bare(trace.question) and not trace.address and not read_lists(trace.question, self.notice):
            return no_matter(trace.question)
        return None

    def _page(self, trace: Trace) -> Draft | None:
        return of_page(trace.question, self.notice) if trace.address is None else None

    def _premise(self, trace: Trace) -> Draft | None:
        """What is taken for granted is asked openly, by the steps that follow, and the answer says whether it is so."""
        made = claim(trace.question)
        return None if made is None else settled(trace.question, made, partial(self._asked_openly, trace))

    def _asked_openly(self, trace: Trace, question: Question) -> Draft | None:
        inner = self._asked(trace, question, trace.about, trace.address)
        if inner.draft is not None:
            trace.hits, trace.verdict = inner.hits, inner.verdict
        return inner.draft

    def _asked(self, trace: Trace, question: Question, about: frozenset[str], address: AddressQuery | None) -> Trace:
        """How the steps that answer take a question."""
        inner = Trace(question, trace.history, about=about, address=address)
        for step in (self._list, self._address, self._retrieve, self._task_force, self._answer):
            inner.draft = step(inner)
            if inner.draft is not None:
                break
        return inner

    def _list(self, trace: Trace) -> Draft | None:
        if trace.question.wants_any(Want.PERSON, Want.PHONE) or trace.asks_who_of_one:
            return None
        typed = trace.typed or trace.question
        # What was typed is read first: a word that was put right may have been right before.
        strange = unnamed(typed, self.notice)
        found = () if strange else read_lists(typed, self.notice)
        if found:
            trace.question = replace(typed, language=trace.question.language)
        elif strange or trace.typed:
            trace.question = corrected(trace.question, self.notice) or trace.question
            draft = unknown(trace.question, self.notice, self.retriever)
            if draft is not None:
                return draft
            found = read_lists(trace.question, self.notice)
        declined = beyond(trace.question, found, self.notice)
        if declined is not None:
            return declined
        if not found:
            trace.question = without_its_lead(trace.question) or trace.question
            return None
        return lists.joined(
            lists.listing(trace.question, find(query, self.notice, self.knowledge), self.notice) for query in found
        )

    def _address(self, trace: Trace) -> Draft | None:
        return at_address(trace, self.notice, self.retriever)

    def _retrieve(self, trace: Trace) -> Draft | None:
        trace.hits = self.retriever.rank(trace.question, within=trace.within, boost=trace.about, typed=trace.typed)
        return None

    def _task_force(self, trace: Trace) -> Draft | None:
        return forces.answered(trace.question, trace.address, trace.hits, self.notice)

    def _answer(self, trace: Trace) -> Draft | None:
        two = both(trace.question, self.retriever, trace.within)
        if two is not None:
            return two
        draft, trace.verdict = open_question(trace.question, trace.hits, self.retriever)
        address = trace.address
        if trace.verdict.status is Status.NOT_STATED and address is not None and address.attachment is not None:
            return in_part(trace.question, address, trace.hits, self.retriever) or draft
        return draft


def _ms(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)
