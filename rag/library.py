"""Several notices asked at once: the first one, and those that were added beside it.

A question that names a notice is asked of that one; a follow-up stays with the notice that was cited before; any other is
asked of all, and answered by the one that states it. With no notice beside the first this is the Assistant.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Generator, Sequence
from dataclasses import replace

from corpus.clause import MAIN_TEXT, Notice, WenceError
from corpus.knowledge import Knowledge
from corpus.parse import notice_folder
from corpus.shelf import folders
from corpus.vocabulary import stem
from corpus.wire import Cancel
from index.build import open_index
from index.settings import Settings
from rag.address import find_address
from rag.answer import Answer, Status, Turn
from rag.articles import article_in
from rag.ellipsis import elliptic
from rag.notice_names import Named, Names, short_title
from rag.page import of_page
from rag.pipeline import Assistant
from rag.question import LONGEST, read
from rag.several import catalogue, declined, joined, which_one
from rag.trace import Told, Trace, untold
from rag.which_notice import Candidate, Telling, also, best_of, candidate, nearest, of_bodies

MOST_ASKED = 8  # notices of which a question that names none is asked in full, those first that know its words
_FIRST = 1.0  # evidence that being the first notice is worth
_STAYS = 1.5  # the same of the notice that was cited before
_TALKED = ("screen", "aside")  # steps after which a question is none for any notice
_LISTED = re.compile(
    r"^(?:请问|现在|目前|这里|你们?|系统|一共|都|能|可以|收录了?|里面?|查)*(?:有|收录了?|能查|能问|可以查|可以问|包括|放了)?(?:的)?(?:哪些|哪几[份个部]|几[份个部]|什么|多少[份个部])(?:政策|官方|公开)?(?:文件|公告|通知|文档|法规|公文)(?:可以?[问查])?(?:啊|呀|呢|吗)?[?？。]?$"
    r"|^(?:which|what) (?:documents?|notices?|files?)(?: (?:are there|do you have|can i ask(?: about)?|are available))?\??$|^list (?:all )?(?:the )?(?:documents|notices)\.?$"
)
_LOCAL = re.compile(
    r"我县|全县|本县|咱们?县|俺们?县|我们县|县里|县内|县城|县委|县政府|县人民政府|县级(?!以上)|(?<![\u3400-\u9fff])县[\u3400-\u9fff]{2,8}(?:局|办|委|中心|大队|公司|法院|检察院)|\b(?:our|the) county\b"
)

_NUMERAL = re.compile("[一二三四五六七八九十]{1,3}(?=[（(《：:、0-9])")

log = logging.getLogger("wence")


class UnknownNoticeError(WenceError):
    """A notice was asked for by an id that none has."""


class Library:
    """Answers questions about several notices, as rag.pipeline.Assistant does about one. Never raises on a question."""

    def __init__(self, assistants: Sequence[Assistant]) -> None:
        """assistants: of the first notice first, each other one's notice with what it is called."""
        self._first = assistants[0]
        self.assistants = {assistant.notice.id: assistant for assistant in assistants}
        notices = self.notices
        self._names = Names(notices)
        self._titles = {notice.id: short_title(notice) for notice in notices}
        self._telling = Telling(assistants, MOST_ASKED) if len(assistants) > 1 else None
        county = self._first.notice.county
        self._home = [word for word in (county, stem(county)) if len(word) > 1]

    @classmethod
    def open(cls, settings: Settings, progress: bool = True) -> Library:
        """The first notice and every whole folder of settings.notices_dir, their indexes built where there are none. The
        first one must be sound (WenceError); another that is not is left out, and the log says why."""
        first = Assistant.open(settings, progress)
        found = [first]
        for folder in folders(settings.notices_dir):
            if folder.resolve() == notice_folder(settings.notice).resolve():
                continue
            try:
                found.append(_beside(first, settings.model_copy(update={"notice": str(folder)}), progress))
            except WenceError as error:
                log.warning("公告 %s 不能用，已略过：%s / Notice %s is left out.", folder.name, error, folder.name)
        known: dict[str, Assistant] = {}
        for assistant in found:
            if assistant.notice.id in known:
                log.warning("公告编号 %s 已被占用，已略过后一份。 / Its id is taken.", assistant.notice.id)
            known.setdefault(assistant.notice.id, assistant)
        return cls(list(known.values()))

    def only(self, id: str) -> Library:
        """A library of one of the notices. Raises UnknownNoticeError."""
        if id not in self.assistants:
            known = "、".join(self.assistants)
            raise UnknownNoticeError(
                f"没有编号为“{id}”的公告。可用的有：{known}。 / There is no notice “{id}”; there are {known}."
            )
        return Library([self.assistants[id]])

    @property
    def first(self) -> Assistant:
        """The first notice's."""
        return self._first

    @property
    def notice(self) -> Notice:
        """The first notice."""
        return self._first.notice

    @property
    def knowledge(self) -> Knowledge:
        """What is known of the first notice."""
        return self._first.knowledge

    @property
    def notices(self) -> tuple[Notice, ...]:
        """All of them, the first one first."""
        return tuple(assistant.notice for assistant in self.assistants.values())

    @property
    def generates(self) -> bool:
        """Whether a language model words answers."""
        return self._first.generates

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The answer to a question in any language; never raises."""
        *_, last = self.stream(question, history)
        return last

    def stream(
        self, question: str, history: Sequence[Turn] = (), cancel: Cancel | None = None, told: Told = untold
    ) -> Generator[Answer]:
        """The answer as it grows, as Assistant.stream."""
        cancel = cancel or Cancel()
        if self._telling is None or len(question) > LONGEST:
            yield from self._first.stream(question, history, cancel, told)
            return
        try:
            told("understand")
            found, asked = self._asked(question, history)
        except Exception:  # whatever a question sets off, a person gets a sentence; the log gets the trace
            log.exception("failed on a question asked of several notices")
            yield from self._first.stream(question, history, cancel, told)
            return
        worded = self._worded(found, asked, history, cancel, told)
        if worded is None:
            yield self._told(found, question)
            return
        for answer in worded:
            yield self._told(answer, question)

    def close(self) -> None:
        """Cut what is being asked of a language model."""
        for assistant in self.assistants.values():
            assistant.close()

    # -- which notice is asked

    def _asked(self, question: str, history: Sequence[Turn]) -> tuple[Answer, tuple[Assistant, str] | None]:
        """The answer, and whom it is from with the words that it was asked in; None where it is of several."""
        assert self._telling is not None
        if _LISTED.match(question.strip().lower()):
            return catalogue(self._first.trace(question, worded=False)[0], self.notices), None
        named = self._names.read(question)
        if len(named.ids) == 1:
            return self._of_one(self.assistants[named.ids[0]], named, question, history)
        if named.ids:
            return self._of_all(named.rest, [self.assistants[i] for i in named.ids], {})
        before = self._before(history)
        stays = self._continued(before, question, history) if before is not None else None
        if stays is not None and (stays.answered or stays.answer.status is Status.CLARIFY) and _leans(stays, question):
            return stays.answer, (stays.assistant, question)
        numbered = [a for a in self.assistants.values() if article_in(read(question).folded, a.notice)]
        if numbered and before is None and not self.notice.has_articles:
            return self._of_all(question, numbered, {})
        if self._of_home(question):
            answer, _ = self._first.trace(question, self._turns(history, self._first), worded=False)
            return answer, (self._first, question)
        opening, trace = self._first.trace(question, self._turns(history, self._first), worded=False)
        if trace.route in _TALKED:
            return opening, None
        known = {self.notice.id: (opening, trace)}
        if stays is not None:
            known[stays.id] = (stays.answer, stays.trace)
        asked = self._telling.likeliest(read(question), list(self.assistants.values()))
        asked = list(dict.fromkeys([self._first, *([before] if before else []), *asked]))
        return self._of_all(question, asked, known, before)

    def _of_one(
        self, assistant: Assistant, named: Named, question: str, history: Sequence[Turn]
    ) -> tuple[Answer, tuple[Assistant, str]]:
        """What the notice that is named says."""
        notice, text = assistant.notice, named.rest
        clause = notice.find(named.address) if named.address else None
        if clause is not None:
            text = f"{notice.short(clause)}：{named.said or '讲什么？'}"
        elif text != question and (of_it := f"这份文件{text}") and of_page(read(of_it), notice) is not None:
            text = of_it
        turns = self._turns(history, assistant) if self._before(history) is assistant else ()
        answer, _ = assistant.trace(text, turns, worded=False)
        if not answer.status.answers and text != question and clause is None:
            whole, _ = assistant.trace(question, turns, worded=False)
            if whole.status.answers:
                return whole, (assistant, question)
        return answer, (assistant, text)

    def _of_home(self, question: str) -> bool:
        """Whether only the first notice's county can be meant: 我县, its name, a body of its own that no other names."""
        folded = read(question).folded
        address = find_address(folded)
        if address is not None and address.attachment and self.notice.attachments:
            return True
        if not self._home:
            return False
        if _LOCAL.search(folded) or any(word in folded for word in self._home):
            return True
        own = self._first.vocabulary.gazetteer.mentions(folded)
        others = [a.vocabulary.gazetteer for a in self.assistants.values() if a is not self._first]
        said = [folded[start:end] for start, end, _ in own]
        return bool(said) and not any(word in form for word in said for g in others for form in g.forms)

    def _before(self, history: Sequence[Turn]) -> Assistant | None:
        """Whose notice the conversation is about: that of the last turn which cited or offered a clause."""
        return next((a for turn in reversed(history) if (a := self._cited(turn)) is not None), None)

    def _cited(self, turn: Turn) -> Assistant | None:
        ids = turn.cited or turn.related
        if not ids:
            return None
        prefix, colon, _ = ids[0].rpartition(":")
        return self.assistants.get(prefix) if colon else self._first

    def _turns(self, history: Sequence[Turn], assistant: Assistant) -> list[Turn]:
        """The turns of a conversation that were about a notice, as its Assistant gave them. A turn that cited nothing
        belongs to the one before it."""
        kept, whose = [], self._first
        for turn in history:
            whose = self._cited(turn) or whose
            if whose is assistant:
                kept.append(replace(turn, standalone_question=_own(turn.standalone_question, assistant.notice)))
        return kept

    def _continued(self, assistant: Assistant, question: str, history: Sequence[Turn]) -> Candidate:
        """A turn asked of the notice that was cited before."""
        assert self._telling is not None
        answer, trace = assistant.trace(question, self._turns(history, assistant), worded=False)
        return candidate(assistant, answer, trace, read(question), self._telling)

    # -- several notices

    def _of_all(
        self,
        text: str,
        asked: Sequence[Assistant],
        known: dict[str, tuple[Answer, Trace]],
        before: Assistant | None = None,
    ) -> tuple[Answer, tuple[Assistant, str] | None]:
        """What several notices say. known: what some of them said already."""
        assert self._telling is not None
        weighed, found = read(text), []
        for assistant in asked:
            notice = assistant.notice
            answer, trace = known[notice.id] if notice.id in known else assistant.trace(text, worded=False)
            found.append(candidate(assistant, answer, trace, weighed, self._telling))
        if before is not None:
            found = [replace(c, evidence=c.evidence + _STAYS) if c.assistant is before else c for c in found]
        lists = [c for c in found if c.answered and c.trace.route == "list"]
        lists = of_bodies(lists, weighed)
        if lists:
            order = sorted(lists, key=lambda c: list(self.assistants).index(c.id))
            titles = [self._titles[c.id] for c in order]
            one = (order[0].assistant, text) if len(order) == 1 else None
            return joined([c.answer for c in order], titles, grouped=len(order) > 1), one
        ordered = best_of(found, _FIRST if found[0].assistant is self._first else 0.0)
        if not ordered:
            near = nearest(found)
            return declined([c.answer for c in found], near.answer, self._titles), None
        addressed = [c for c in ordered if c.trace.route == "address" and c.trace.address is not None]
        if len(addressed) > 1 and not any(c.assistant is self._first for c in addressed) and before is None:
            address = addressed[0].trace.address
            assert address is not None
            ids = [c.id for c in addressed]
            return which_one([c.answer for c in addressed], [self._titles[i] for i in ids], address.printed), None
        stating = also(ordered)
        answer = joined([c.answer for c in stating], [self._titles[c.id] for c in stating])
        return answer, (stating[0].assistant, text) if len(stating) == 1 else None

    # -- as it is shown

    def _worded(
        self, found: Answer, asked: tuple[Assistant, str] | None, history: Sequence[Turn], cancel: Cancel, told: Told
    ) -> Generator[Answer] | None:
        """The answer of one notice in a language model's words, where there is one; None where it stands as it is."""
        if asked is None or not self.generates or not found.status.answers:
            return None
        assistant, text = asked
        turns = self._turns(history, assistant) if self._before(history) is assistant else ()
        return assistant.stream(text, turns, cancel, told)

    def _told(self, answer: Answer, question: str) -> Answer:
        """The answer with what its question was understood as: not that the notice's name was taken out of it."""
        said, notice = answer.standalone_question, self.assistants[answer.notice.id].notice
        if said != question and said in (named := self._names.read(question)).rest and named.ids:
            return replace(answer, standalone_question=question)
        if notice.called and said != question and not said.startswith("《"):
            return replace(answer, standalone_question=f"《{notice.called}》{said.removeprefix(MAIN_TEXT).lstrip()}")
        return answer


def _own(standalone: str, notice: Notice) -> str:
    """A stand-alone question as the notice's own Assistant gave it: without its title, with 正文 before a bare numeral."""
    said = standalone.removeprefix(f"《{notice.called}》") if notice.called else standalone
    return f"{MAIN_TEXT} {said}" if said != standalone and _NUMERAL.match(said) else said


def _leans(stays: Candidate, question: str) -> bool:
    """Whether a turn goes on from the one before: it was understood otherwise than it was said, or names no matter."""
    asked = read(question)
    return stays.trace.question.text != asked.text or elliptic(asked, stays.assistant.notice.folded)


def _beside(first: Assistant, settings: Settings, progress: bool) -> Assistant:
    """An Assistant for another notice, with the first one's models."""
    shared = first.retriever
    index = open_index(settings, progress=progress, embeddings=shared.index.embeddings)
    notice = replace(index.notice, called=short_title(index.notice))
    return Assistant(replace(index, notice=notice), shared.reranker, first.writer)
