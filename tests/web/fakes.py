"""A small notice built by hand and an assistant with canned answers, for tests of the surfaces alone."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace

from corpus.clause import UNKNOWN, Clause, Figure, Inference, Kind, Notice, Piece, Repair
from corpus.knowledge import Knowledge
from corpus.wire import Cancel
from rag.answer import Answer, Citation, NoticeRef, Status, Turn
from rag.trace import Told, untold

_ROWS: tuple[tuple[str, Kind, str, str, str], ...] = (
    ("0", "attachment", "", "总体方案", "试点方案\n"),
    ("0/0", "preamble", "", "", "为做好试点，特制定本方案。\n"),
    ("1", "attachment", "附件1", "扩量方案", "附件1\n扩量方案\n"),
    ("1/1", "chapter", "一、", "目标", "一、目标\n零售总额增长6.5%以上，*力争*更高。\n"),
    ("1/2", "chapter", "二、", "任务", "二、任务\n"),
    ("1/2/1", "section", "(一)", "提振消费", "(一)提振消费\n"),
    (
        "1/2/1/1",
        "item",
        "1.",
        "创新场景",
        "1.创新场景。办好庙会10场以上，A<B & “好”。(县科商工信局牵头，县财政局负责)\n",
    ),
    ("1/2/1/2", "item", "2.", "搭建平台", "2.搭建平台。新增企业10家以上。(县教育局、县住建局负责)\n"),
)


def small_notice() -> Notice:
    clauses: list[Clause] = []
    source = "来源：2025-06-12\n"
    for address, kind, marker, title, text in _ROWS:
        start = len(source)
        source += text
        clauses.append(_detailed(Clause(address, address, kind, marker, title, text, start, len(source))))
    chapter, gap = source.index("(一)提振"), source.index("新增企业")
    return Notice(
        id="small",
        title="试点“总体”方案",
        status="送审稿",
        date="2025-06-12",
        url=UNKNOWN,
        sha256="0" * 64,
        source=source,
        clauses=tuple(clauses),
        pieces=(Piece("page", 0, len("来源：2025-06-12\n")),),
        inferences=(Inference("1/2/1", "number", "原文缺“(一)”，据次序推断。", chapter, chapter + 3),),
        repairs=(Repair("1/2/1/2", "gap", "新增企业", "此处原文缺字。", "上下文", gap, gap + 4),),
        year=2025,
    )


def _detailed(clause: Clause) -> Clause:
    match clause.address:
        case "1/1":
            at = clause.start + clause.text.index("6.5%")
            figure = Figure("6.5%", 6.5, None, "%", "以上", "零售总额增长", 2025, at, at + 4)
            return replace(clause, figures=(figure,))
        case "1/2/1":
            return replace(clause, inferred=("原文缺“(一)”，据次序推断。",))
        case "1/2/1/1":
            return replace(clause, lead=("县科商工信局",), parties=("县财政局",))
        case "1/2/1/2":
            return replace(clause, parties=("县教育局", "县住建局"))
    return clause


def cite(notice: Notice, n: int, address: str, quote: str) -> Citation:
    clause = notice.by_address[address]
    start = notice.source.index(quote, clause.start)
    label = notice.label(clause)
    return Citation(
        n, clause.id, address, label, clause.title, quote, start, start + len(quote), notice.url, notice.notes(clause)
    )


def make_answer(
    notice: Notice,
    text: str,
    *,
    status: Status = Status.ANSWERED,
    citations: tuple[Citation, ...] = (),
    related: tuple[Citation, ...] = (),
    standalone: str = "",
    mode: str = "extractive",
    language: str = "zh",
) -> Answer:
    ref = NoticeRef(notice.id, notice.title, notice.status, notice.date, notice.url)
    return Answer(status, text, citations, related, standalone, mode, ref, language, timings_ms={"total": 1.5})


@dataclass
class FakeAssistant:
    """Answers by the first word of `canned` that the question contains; else echoes it, declined.

    asked: every (question, history) in order, for tests to read.
    """

    notice: Notice = field(default_factory=small_notice)
    canned: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, tuple[Turn, ...]]] = field(default_factory=list)
    knowledge: Knowledge = field(default_factory=Knowledge)
    generates: bool = False

    def stream(
        self, question: str, history: Sequence[Turn] = (), cancel: Cancel | None = None, told: Told = untold
    ) -> Generator[Answer]:
        del cancel, told
        yield self.answer(question, history)

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        self.asked.append((question, tuple(history)))
        for word, answer in self.canned.items():
            if word in question:
                return answer
        return make_answer(self.notice, f"原文没有写：{question}", status=Status.NOT_STATED, standalone=question)
