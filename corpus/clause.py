"""The vocabulary of the project: a notice, its clauses, and what is stated in them.

An address is `A/C/S/I/U`: attachment / chapter 一、/ section (一) / item 1. / sub-item (1). Attachment 0 is the
main document itself; `A/0` is the preamble of an attachment; text with no number of its own belongs to the chapter or
section above it. `1/2/1/3` is 附件1 二(一)3.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from corpus.text import fold

UNKNOWN = "原文未载"
OVERALL, MAIN_TEXT = "总体方案", "正文"  # what the main document is called beside its attachments

Kind = Literal["attachment", "preamble", "chapter", "section", "item", "subitem", "article", "page"]


class WenceError(Exception):
    """The one root of our errors. Its message is a sentence for a person and names the remedy.

    WenceError
    ├── corpus.NoticeError      a notice cannot be read or does not match its checksum
    │   └── corpus.language_model.ModelError   a language model gave no reply, and why
    ├── index.settings.SettingsError   a WENCE_ variable is unknown or out of bounds
    ├── index.store.StoreError         the index is missing, damaged or cannot be written
    ├── index.embedder.EmbedderError   the embedding model is missing, out of reach or damaged
    ├── index.reranker.RerankerError   the reranking model, likewise
    ├── rag.list_names.ListError       a list was asked for by a body, part or parameter that does not exist
    ├── rag.export.ExportError         a file format that is not made
    ├── web.security.staff.StartError   the staff chat cannot be served as the settings and files have it
    ├── web.staff_command.CommandError  an account cannot be added or removed
    ├── web.pid_file.NotRunningError    there is no running service to tell anything, or it could not reload
    ├── rag.self_test.SelfTestError     an assistant does not find what stands in its own notice
    ├── rag.feedback.FeedbackError      what people say of answers cannot be kept or read
    ├── rag.library.UnknownNoticeError   a notice was asked for by an id that none has
    └── rag.__main__.BatchError        a batch file cannot be used
    A question never raises: its outcomes are statuses of an Answer.
    """


class NoticeError(WenceError):
    """A notice's files are missing, malformed or not the ones that notice.toml vouches for."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity: `text == source[start:end]`.

    value: the number as printed (46.3 of "46.3万亩"; for a range its lower end, `high` the upper end).
    unit: as printed ("万亩", "%", "元/月", "项"; "" where the page lost it).
    comparator: the printed words that bound the number, in order, joined by "…" ("以上", "力争…以上", "不低于", "").
    subject: what is measured, in the notice's words ("社会消费品零售总额增长", "农村低保标准").
    year: the year that the notice gives for it, or None.
    """

    text: str
    value: float
    high: float | None
    unit: str
    comparator: str
    subject: str
    year: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Inference:
    """Something that the page lost and that its context proves: a number, a bracket, a part of a body's name."""

    address: str
    kind: Literal["number", "department"]
    note: str  # one Chinese sentence, shown to readers: what was inferred and from what
    start: int
    end: int
    name: str = ""  # kind "department": the full name; source[start:end] is what was printed of it
    lost: bool = False  # kind "number": the number itself is not in print (not only its bracket)


@dataclass(frozen=True, slots=True)
class Repair:
    """A line of repairs.toml: damage or contradiction that continuity cannot prove, stated with its evidence."""

    address: str
    kind: Literal["gap", "misprint", "title", "contradiction"]
    quote: str  # == source[start:end]
    note: str  # one Chinese sentence, shown to readers
    evidence: str
    start: int
    end: int
    title: str = ""  # kind "title": the title that ran into its text
    also: tuple[str, ...] = ()  # other addresses of a contradiction
    also_quotes: tuple[str, ...] = ()  # their characters, in the same order


@dataclass(frozen=True, slots=True)
class Piece:
    """A span of the source that is not a clause: the web page around the document, the list of attachments, a
    signature, or white space between clauses."""

    kind: Literal["page", "list", "signature", "blank"]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered unit of the notice (or a preamble). `text == source[start:end]`, and no two clauses overlap.

    text: the clause's own text with its marker, without its children's.
    lead, parties: one full name per body; a joint responsibility has parties and no lead.
    generic: bodies that are described, not named ("各行政审批职能部门").
    inferred: sentences on what was inferred here (own, not the ancestors'); empty where all is printed.
    """

    id: str
    address: str
    kind: Kind
    marker: str  # as it should be read: "附件1", "二、", "(一)", "3.", "(15)"; "" for a preamble
    title: str
    text: str
    start: int
    end: int
    lead: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    inferred: tuple[str, ...] = ()

    @property
    def parent_address(self) -> str | None:
        head, _, _ = self.address.rpartition("/")
        return head or None

    @property
    def attachment(self) -> str:
        """The address of the attachment that the clause is in: "7" of "7/2/1/5/15"."""
        return self.address.partition("/")[0]

    @property
    def responsible(self) -> tuple[str, ...]:
        return self.lead + self.parties


@dataclass(frozen=True, eq=False)
class Notice:
    """A notice as read: its clauses in reading order, and every character accounted for. One reading is equal to itself
    alone, so that what depends on a notice can be kept by it.

    pieces: what is not a clause; with the clauses' spans they cover source exactly once.
    problems: sentences on what the parser could neither prove nor find in repairs.toml.
    called: its short title where it stands beside another notice, so that its clauses are told apart; "" where it is alone
    or the first.
    """

    id: str
    title: str
    status: str
    date: str
    url: str
    sha256: str
    source: str
    clauses: tuple[Clause, ...]
    pieces: tuple[Piece, ...]
    inferences: tuple[Inference, ...] = ()
    repairs: tuple[Repair, ...] = ()
    problems: tuple[str, ...] = ()
    problem_starts: tuple[int, ...] = ()  # where in the source the line of each problem begins
    county: str = ""
    year: int | None = None
    meta: dict[str, str] = field(default_factory=dict)
    called: str = ""

    @cached_property
    def by_address(self) -> dict[str, Clause]:
        return {clause.address: clause for clause in self.clauses}

    @cached_property
    def page(self) -> Clause | None:
        """The head of the published page (dates, index table) as something that can be cited; None for a bare text.
        It is no clause of the document and stands in no list of them."""
        head = next((p for p in self.pieces if p.kind == "page"), None)
        if head is None or head.start > 0:
            return None
        return Clause(
            "page", "page", "page", "网页", "页首信息", self.source[head.start : head.end], head.start, head.end
        )

    @cached_property
    def documents(self) -> tuple[Clause, ...]:
        """The main document and the attachments."""
        return tuple(clause for clause in self.clauses if clause.kind == "attachment")

    @cached_property
    def attachments(self) -> tuple[Clause, ...]:
        """The attachments, without the main document."""
        return tuple(clause for clause in self.documents if clause.address != "0")

    @cached_property
    def folded(self) -> str:
        """The source as it is matched (corpus.text.fold)."""
        return fold(self.source)

    @cached_property
    def folded_titles(self) -> dict[str, str]:
        """address → the clause's title as it is matched."""
        return {clause.address: fold(clause.title) for clause in self.clauses}

    @cached_property
    def folded_texts(self) -> dict[str, str]:
        """address → the clause's text as it is matched."""
        return {clause.address: fold(clause.text) for clause in self.clauses}

    @cached_property
    def headings(self) -> tuple[Clause, ...]:
        """The clauses that have a title, and others below them."""
        return tuple(clause for clause in self.clauses if clause.title and self.children(clause))

    @cached_property
    def titled_once(self) -> frozenset[str]:
        """The titles, as they are matched, that one clause alone has."""
        counts = Counter(self.folded_titles[clause.address] for clause in self.clauses if clause.title)
        return frozenset(title for title, n in counts.items() if n == 1)

    def get(self, address: str) -> Clause | None:
        return self.by_address.get(address)

    def find(self, address: str) -> Clause | None:
        """What can be cited at an address: a clause, or the head of the published page ("page")."""
        page = self.page
        return page if page is not None and address == page.address else self.get(address)

    def trail(self, clause: Clause) -> tuple[Clause, ...]:
        """The clause's ancestors, outermost first: attachment, chapter, section, item."""
        parts = clause.address.split("/")
        found = (self.get("/".join(parts[:n])) for n in range(1, len(parts)))
        return tuple(ancestor for ancestor in found if ancestor is not None)

    def key(self, clause: Clause) -> str:
        """The clause's address among several notices: "7/2/1/5/15"; "zhuanli:2/12" of one beside the first."""
        return f"{self.id}:{clause.address}" if self.called else clause.address

    def children(self, clause: Clause) -> tuple[Clause, ...]:
        return self._children.get(clause.address, ())

    @cached_property
    def _children(self) -> dict[str, tuple[Clause, ...]]:
        found: dict[str, list[Clause]] = {}
        for clause in self.clauses:
            if clause.parent_address is not None:
                found.setdefault(clause.parent_address, []).append(clause)
        return {address: tuple(clauses) for address, clauses in found.items()}

    def substantial(self, clause: Clause) -> bool:
        """Whether a clause says something of its own: a heading whose text is all in its children does not."""
        return clause.kind != "attachment" and (
            len(clause.text) > len(clause.marker) + len(clause.title) + 2 or not self.children(clause)
        )

    def notes(self, clause: Clause) -> tuple[str, ...]:
        """What was inferred for this clause or for a number in its address."""
        return tuple(note for c in (*self.trail(clause), clause) for note in c.inferred)

    def printed_names(self, clause: Clause) -> dict[str, str]:
        """The bodies of a clause whose names the page damaged: full name → as printed."""
        found = (i for i in self.inferences if i.address == clause.address and i.kind == "department")
        return {i.name: self.source[i.start : i.end] for i in found}

    def number_lost(self, clause: Clause) -> bool:
        """Whether a number in the clause's address is inferred and not in print."""
        return any(c.address in self._lost_numbers for c in (*self.trail(clause), clause))

    @cached_property
    def _lost_numbers(self) -> frozenset[str]:
        return frozenset(i.address for i in self.inferences if i.lost)

    @cached_property
    def main(self) -> str:
        """What the main document is called: 总体方案 of a plan with attachments, 正文 of anything else."""
        return OVERALL if self.attachments and "方案" in self.title else MAIN_TEXT

    @cached_property
    def has_articles(self) -> bool:
        """Whether it is a law or the like: 第一条, 第二条 … numbered through."""
        return any(clause.kind == "article" for clause in self.clauses)

    def short(self, clause: Clause) -> str:
        """The address as people write it: "附件1 二(一)3", "总体方案 一", "附件3 前言", "第二十五条(一)"."""
        parts = (*self.trail(clause), clause)
        if clause.kind == "preamble":
            return f"{parts[0].marker or self.main} 前言"
        article = next((n for n, c in enumerate(parts) if c.kind == "article"), 0)
        rest = "".join(c.marker.rstrip("、.") for c in parts[max(article, 1) :])
        head = parts[0].marker or ("" if article else self.main)
        return f"{head} {rest}".strip()

    def label(self, clause: Clause) -> str:
        """`short` with the clause's title: "附件1 二(一)3《创新消费场景》". What is in an article has no title: the beginning
        of its sentence is none."""
        short = self.short(clause)
        if clause.kind in ("preamble", "article") or not clause.title:
            return short
        if any(above.kind == "article" for above in self.trail(clause)):
            return short
        return f"{short}《{clause.title}》"

    def place(self, clause: Clause) -> str:
        """`label`, behind the notice's short title where it stands beside others: 《专利代理条例》第十二条."""
        label = self.label(clause)
        if not self.called:
            return label
        if not self.attachments:
            label = label.removeprefix(MAIN_TEXT).lstrip()
        whole = clause is self.documents[0]  # whose title is the notice's
        return f"《{self.called}》" + ("" if whole else label)
