"""An open question → an answer in a language model's words, of which only proven sentences are ever shown.

Code has answered already when the model is asked: the extractive draft says whether there is an answer at all, which
clauses hold it and what its facts are. The model words it. A sentence that is not proven is left out; where what is left
does not give those facts, or anything goes wrong on the way, the extractive draft is the answer.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import replace

from corpus.clause import Clause
from corpus.language_model import CancelledError, Chat, LanguageModel, Messages
from corpus.wire import Cancel
from index.settings import Settings
from rag import events, prompt, wording
from rag.breaker import Breaker
from rag.draft import Draft, Line
from rag.events import Private, UnavailableError, fault_of, sentence_of
from rag.key_facts import gives
from rag.question import Question
from rag.reply import MalformedReplyError, Reply, Said
from rag.retrieve import Hit, Retriever
from rag.warnings import warnings_on

# Chinese, English
NOTES = {
    "unproven": (
        "注：语言模型的回答没有通过核对，以下为原文摘录。",
        "Note: what the language model wrote did not pass the check; the notice's own words follow.",
    ),
    "unavailable": (
        "注：语言模型暂时不可用，以下为原文摘录。",
        "Note: the language model is not available at the moment; the notice's own words follow.",
    ),
    "stopped": (
        "注：已停止生成，以下为原文摘录。",
        "Note: writing was stopped; the notice's own words follow.",
    ),
    "cut": (
        "注：已停止生成，以上各句均已核对，可能不完整。",
        "Note: writing was stopped; what is shown was checked and may be incomplete.",
    ),
}


class Writer:
    """Words answers with one language model. Holds no conversation; any thread may use it."""

    def __init__(self, chat: Chat, budget: int, breaker: Breaker | None = None) -> None:
        """budget: tokens of evidence and question in a request."""
        self.chat = chat
        self.budget = budget
        self.breaker = breaker or Breaker()

    @classmethod
    def of(cls, settings: Settings) -> Writer | None:
        """As the settings name it; None where they name no model. Raises NoticeError where they name half of one."""
        key = settings.llm_api_key.get_secret_value()
        if not (settings.llm_base_url.strip() or settings.llm_model.strip() or key.strip()):
            return None
        model = LanguageModel.of(
            settings.llm_base_url, settings.llm_model, key, settings.llm_timeout_s, settings.llm_deadline_s
        )
        return cls(Chat(model), settings.llm_context_tokens)

    def drafts(
        self, question: Question, extractive: Draft, hits: list[Hit], retriever: Retriever, cancel: Cancel
    ) -> Generator[Draft]:
        """Growing drafts of proven sentences; the last one is the answer. Never raises for what a model or its server
        does. Closing the iterator ends the request."""
        notice, knowledge = retriever.index.notice, retriever.index.knowledge
        asked = prompt.to_answer(question, _clauses(extractive, hits), notice, knowledge, self.budget)
        if asked is None:
            events.tell("llm_fault", "context", "not generated: the evidence is over WENCE_LLM_CONTEXT_TOKENS")
            yield extractive
            return
        kept: list[Line] = []
        reply = Reply()
        try:
            with closing(self.pieces(asked.messages, cancel)) as pieces:
                for piece in pieces:
                    for said in reply.feed(piece):
                        line = self._line(said, asked, question, retriever)
                        if line is not None and line not in kept and _follows(line, kept, asked):
                            kept.append(line)
                            yield replace(extractive, lines=wording.joined(kept), mode="generated")
            reply.close()
        except CancelledError:
            ending = (*wording.joined(kept), Line(_note("cut", question)))
            yield (
                _with_warnings(extractive, kept, question, retriever, ending)
                if kept
                else noted(extractive, "stopped", question)
            )
        except MalformedReplyError as error:
            events.tell("llm_fault", "malformed", "not generated: %s", error)
            yield noted(extractive, "unproven", question)
        except Exception as error:
            events.tell("llm_fault", fault_of(error), "not generated: %s", sentence_of(error))
            yield noted(extractive, "unavailable", question)
        else:
            missing = gives(extractive, tuple(kept), question)
            if missing:
                events.tell("llm_fault", "incomplete", "not generated: %s", missing)
                yield noted(extractive, "unproven", question)
            else:
                yield _with_warnings(extractive, kept, question, retriever, wording.joined(kept))

    def pieces(self, messages: Messages, cancel: Cancel) -> Generator[str]:
        """A reply as it comes, through the breaker. Raises what Chat.stream raises, and UnavailableError."""
        if not self.breaker.allows():
            raise UnavailableError("the language model failed several times and is left alone for a while")
        told = self.breaker.released
        try:
            with closing(self.chat.stream(messages, cancel)) as pieces:
                yield from pieces
            told = self.breaker.succeeded
        except CancelledError:
            raise
        except Exception:
            told = self.breaker.failed
            raise
        finally:
            told()

    def _line(self, said: Said, asked: prompt.Prompt, question: Question, retriever: Retriever) -> Line | None:
        """The line of a sentence; None for one that is not proven, and the log says why."""
        clauses = [asked.sources[name] for name in said.sources if name in asked.sources]
        if not clauses or len(clauses) < len(said.sources):
            events.tell(
                "dropped", "unsourced", "a generated sentence was dropped: it cites nothing, or what was not given"
            )
            return None
        if any(name in said.text for name in asked.sources):
            events.tell("dropped", "source_named", "a generated sentence was dropped: it names a source in its text")
            return None
        index = retriever.index
        cited, given = list(dict.fromkeys(clauses)), list(asked.sources.values())
        line, wrong = wording.sentence(said.text, cited, question, index.notice, index.knowledge, given)
        if line is None:
            where = "、".join(clause.address for clause in clauses)
            why = Private("; ".join(wrong))  # a model repeats what it was asked
            events.tell("dropped", "unproven", "a generated sentence on %s was dropped: %s", where, why)
        return line


def _follows(line: Line, kept: list[Line], asked: prompt.Prompt) -> bool:
    """Whether a line can stand behind the ones kept: one that says of bodies only, and not of what, is read as of the
    clause before it, or of the best one, and so must cite that."""
    if not wording.bare_roles(line):
        return True
    meant = {span.clause for span in kept[-1].evidence} if kept else {next(iter(asked.sources.values()))}
    if any(span.clause in meant for span in line.evidence):
        return True
    events.tell("dropped", "bodies_alone", "a generated sentence was dropped: it does not say of what its bodies are")
    return False


def noted(draft: Draft, name: str, question: Question) -> Draft:
    """The extractive draft behind a note that says why it is not generated."""
    return replace(draft, lines=(Line(_note(name, question)), *draft.lines))


def _note(name: str, question: Question) -> str:
    return NOTES[name][1 if question.english else 0]


def _clauses(extractive: Draft, hits: list[Hit]) -> list[Clause]:
    """The clauses that the extractive draft cites, then the next ones found; only those that the assistant would cite."""
    cited = [span.clause for line in extractive.lines for span in line.evidence]
    return list(dict.fromkeys([*cited, *(hit.clause for hit in hits)]))


def _with_warnings(
    extractive: Draft, kept: list[Line], question: Question, retriever: Retriever, lines: tuple[Line, ...]
) -> Draft:
    """Generated lines with what a reader must be told about the clauses: all that the extractive draft tells, and what
    touches the words that are cited beside it."""
    notice = retriever.index.notice
    known = {span.clause for line in extractive.lines for span in line.evidence}
    of_draft = [w for line in extractive.lines for s in line.evidence for w in warnings_on(question, s, notice)]
    beside = [s for line in kept for s in line.evidence if s.clause not in known]
    also = [w for span in beside for w in warnings_on(question, span, notice)]
    told = [line for line in extractive.lines if line in of_draft] + also
    return replace(extractive, lines=(*lines, *dict.fromkeys(told)), mode="generated")
