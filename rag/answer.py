"""The contract of every surface: Answer, Citation, Status, and each status's standing sentence."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from rag.privacy import masked


class Status(StrEnum):
    """The outcome of a question. not_stated is for what belongs to the notice's subject and is not written in it;
    out_of_scope for what does not belong to it."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_STATED = "not_stated"
    OUT_OF_SCOPE = "out_of_scope"
    NO_SUCH_CLAUSE = "no_such_clause"
    REJECTED = "rejected"
    SMALL_TALK = "small_talk"
    CLARIFY = "clarify"

    @property
    def answers(self) -> bool:
        """Whether clauses answer, in whole or in part."""
        return self in (Status.ANSWERED, Status.PARTIAL)


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a notice. `quote == source[start:end]`.

    n: the number of its marker [n] in the answer's text. id: the clause's; "zhuanli:2/12" of a notice beside the first.
    address: "1/2/1/3"; label: as shown to people, "附件1 二(一)3《创新消费场景》", "《专利代理条例》第十二条".
    notice: the id of the notice that it is a place of.
    inferred: sentences on what was inferred about the place (empty where all is printed).
    rendering: the clause in plain Chinese, or in English for an English answer: unofficial, and "" where there is none.
    """

    n: int
    id: str
    address: str
    label: str
    title: str
    quote: str
    start: int
    end: int
    url: str
    inferred: tuple[str, ...] = ()
    rendering: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class NoticeRef:
    """The notice that was asked, as every answer names it: that of the first citation where several were."""

    id: str
    title: str
    status: str
    date: str
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown for one question. citations is empty whenever the question was declined.

    exports: where the answer is a list, the address of the whole list as a file, by format ("xlsx", "docx", "csv").
    plain: what the first cited clause says about the question in plain words, in the question's script; unofficial, and ""
    where there is none and in English answers, whose text has the unofficial translation.
    """

    status: Status
    answer: str
    citations: tuple[Citation, ...]
    related: tuple[Citation, ...]
    standalone_question: str
    mode: str  # "extractive" | "generated"
    notice: NoticeRef
    language: str = "zh"  # "zh" | "zh-Hant" | "en" | "other"
    exports: dict[str, str] = field(default_factory=dict)
    plain: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The JSON object of `ask --json`, `batch` and `POST /api/ask`."""
        return asdict(self) | {"status": self.status.value}


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the same conversation, as much of it as a follow-up needs."""

    question: str
    standalone_question: str
    status: Status
    cited: tuple[str, ...] = ()  # clause ids, best first
    related: tuple[str, ...] = ()  # clause ids offered with a declined answer; a client may leave them out

    @classmethod
    def of(cls, question: str, answer: Answer) -> Turn:
        cited, related = (tuple(c.id for c in found) for found in (answer.citations, answer.related))
        return cls(masked(question), answer.standalone_question, answer.status, cited, related)
