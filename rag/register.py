"""The register: complete lists over the clause tree, by body and role, part, term, figure. A nearest-k search returns
k; these return all. Every row is a clause (or a figure of one), in reading order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.clause import Clause, Figure, Notice
from corpus.knowledge import Knowledge
from corpus.text import fold
from rag.list_query import ANY, Asked, Kind, ListQuery, Role
from rag.question import UNITS
from rag.quote import sentence_with

_DOINGS = (
    "改造",
    "建设",
    "整治",
    "治理",
    "保护",
    "发展",
    "培育",
    "改革",
    "创建",
    "提升",
    "推广",
    "开发",
    "补贴",
    "服务",
    "管理",
    "监管",
)
TASK_KINDS = ("item", "subitem", "article")


@dataclass(frozen=True, slots=True)
class Listing:
    """rows: the clauses, in reading order; of FIGURES one a figure, with `figures` beside them. roles: what each row's
    body does there, where one body was asked for. ranked: of a RANKING, (body, number of tasks), most first."""

    query: ListQuery
    rows: tuple[Clause, ...]
    roles: tuple[Role, ...] = ()
    parts: tuple[Clause, ...] = ()
    figures: tuple[Figure, ...] = ()
    ranked: tuple[tuple[str, int], ...] = ()

    @property
    def kind(self) -> Kind:
        return self.query.kind

    @property
    def body(self) -> str:
        """The bodies that were asked for, as one string."""
        return "、".join(asked.name for asked in self.query.bodies if not asked.absent)

    @property
    def asked(self) -> frozenset[Role]:
        """The roles that were asked for, of any body."""
        return frozenset(role for asked in self.query.bodies for role in asked.roles)


def find(query: ListQuery, notice: Notice, knowledge: Knowledge | None = None) -> Listing:
    """The complete list that a query asks for; a part that does not exist holds nothing. knowledge: whose translations an
    English term is looked for in."""
    parts = tuple(clause for address in query.parts if (clause := notice.get(address)))
    inside = [
        clause
        for clause in notice.clauses
        if _inside(clause, query.parts) and not (query.outside and _inside(clause, query.outside))
    ]
    if query.kind is Kind.TASKS:
        return _tasks(query, inside, parts, notice)
    if query.kind is Kind.RANKING:
        return _ranking(query, inside, parts)
    if query.kind is Kind.FIGURES:
        held = [c for c in inside if query.level != "task" or is_task(c, notice)]
        if query.bodies:
            held = list(_tasks(replace(query, terms=()), held, parts, notice).rows)
        found = [(clause, figure) for clause in held for figure in clause.figures if _fits(figure, clause, query)]
        return Listing(query, tuple(c for c, _ in found), parts=parts, figures=tuple(f for _, f in found))
    if query.kind is Kind.LEADERLESS:
        rows: Iterable[Clause] = (c for c in inside if c.parties and not c.lead and _holds(c, query.terms, notice))
    elif query.kind is Kind.OCCURRENCES:
        rows = (
            c
            for c in inside
            if (_holds(c, query.terms, notice) or _translated(c, query.terms, knowledge))
            and (query.level != "task" or is_task(c, notice))
        )
    elif query.kind is Kind.BODIES:
        rows = (c for c in inside if c.responsible and (not query.bodies or c.lead))
    elif query.kind is Kind.PARTS and query.parts:
        rows = (c for c in _held(query, parts, notice) if not (query.outside and _inside(c, query.outside)))
    else:
        rows = _attachments(query, notice)
    return Listing(query, tuple(rows), parts=parts)


def tasks_of(notice: Notice, body: str, roles: frozenset[Role] = ANY, within: str = "") -> Listing:
    """Every clause that gives `body` (its full name) one of `roles`, in the part at the address `within`."""
    return find(ListQuery(Kind.TASKS, (Asked(body, roles),), (within,) if within else ()), notice)


def role_in(clause: Clause, body: str) -> Role | None:
    """What a body does in a clause, or None where the clause does not name it."""
    if body in clause.lead:
        return Role.LEAD
    if body in clause.parties:
        return Role.PARTY if clause.lead else Role.JOINT
    return None


def is_task(clause: Clause, notice: Notice) -> bool:
    """Whether a clause is a task that somebody has to do: named bodies, or an item that holds no others."""
    return bool(clause.responsible or clause.generic) or (clause.kind in TASK_KINDS and not notice.children(clause))


def tasks_in(part: Clause, notice: Notice) -> tuple[Clause, ...]:
    """The tasks in a part, in reading order."""
    return tuple(c for c in notice.clauses if c is not part and _inside(c, (part.address,)) and is_task(c, notice))


def bodies_in(clauses: Iterable[Clause]) -> dict[str, list[Clause]]:
    """body → the clauses that name it, in the order of first mention."""
    found: dict[str, list[Clause]] = {}
    for clause in clauses:
        for name in clause.responsible:
            found.setdefault(name, []).append(clause)
    return found


def _attachments(query: ListQuery, notice: Notice) -> Sequence[Clause]:
    """The attachments; of COUNTS at its extreme those with the most tasks (or the fewest)."""
    if query.kind is not Kind.COUNTS or query.level != "extreme":
        return notice.attachments
    held = [len(tasks_in(c, notice)) for c in notice.attachments]
    extreme = (min if query.least else max)(held, default=0)
    return [c for c, n in zip(notice.attachments, held, strict=True) if n == extreme]


def inside(address: str, part: str) -> bool:
    """Whether an address is that of a part, or lies in it."""
    return address == part or address.startswith(f"{part}/")


def _inside(clause: Clause, parts: tuple[str, ...]) -> bool:
    return not parts or any(inside(clause.address, part) for part in parts)


def _holds(clause: Clause, terms: tuple[str, ...], notice: Notice) -> bool:
    return not terms or any(_stands(term, notice.folded_texts[clause.address]) for term in terms)


def _translated(clause: Clause, terms: tuple[str, ...], knowledge: Knowledge | None) -> bool:
    """Whether the translation of a clause holds an English term."""
    rendering = knowledge.rendering(clause.address) if knowledge else None
    return rendering is not None and any(
        term.isascii() and re.search(rf"\b{re.escape(term)}", rendering.en.lower()) for term in terms
    )


def _stands(term: str, text: str) -> bool:
    """Whether a term stands in a text; one that ends in a word for doing something, also with that word elsewhere in
    the same sentence: 老旧小区改造 in "改造提升城镇老旧小区"."""
    if term in text:
        return True
    head, tail = term[:-2], term[-2:]
    if len(head) < 3 or tail not in _DOINGS:
        return False
    return any(head in sentence and tail in sentence for sentence in re.split("[。；;]", text))


def _tasks(query: ListQuery, inside: list[Clause], parts: tuple[Clause, ...], notice: Notice) -> Listing:
    present = [asked for asked in query.bodies if not asked.absent]
    absent = [asked for asked in query.bodies if asked.absent]
    rows = tuple(
        clause
        for clause in inside
        if clause.responsible
        and _has(clause, present, any_of=query.any_of)
        and _led_by_as_many(clause, query.leads)
        and not any(role_in(clause, a.name) in a.roles for a in absent)
        and _holds(clause, query.terms, notice)
    )
    if len(present) != 1:
        return Listing(query, rows, parts=parts)
    return Listing(query, rows, tuple(r for c in rows if (r := role_in(c, present[0].name))), parts)


def _has(clause: Clause, asked: Sequence[Asked], *, any_of: bool) -> bool:
    """Whether a clause gives each of the bodies (or one) a role that was asked for."""
    has = [role_in(clause, one.name) in one.roles for one in asked]
    return any(has) if any_of else all(has)


def _led_by_as_many(clause: Clause, leads: tuple[int, int]) -> bool:
    least, most = leads
    return leads == (0, 0) or least <= len(clause.lead) <= most


def _ranking(query: ListQuery, inside: list[Clause], parts: tuple[Clause, ...]) -> Listing:
    """The bodies by the number of their tasks in a role, and the tasks of the first."""
    roles = query.bodies[0].roles if query.bodies else ANY
    if query.level == "task":  # of tasks, by the number of their bodies
        named = [c for c in inside if c.responsible]
        extreme = (min if query.least else max)((len(c.responsible) for c in named), default=0)
        return Listing(query, tuple(c for c in named if len(c.responsible) == extreme), parts=parts)
    counts = Counter(name for c in inside for name in c.responsible if role_in(c, name) in roles)
    sign = 1 if query.least else -1
    order = list(counts)
    ranked = tuple(sorted(counts.items(), key=lambda pair: (sign * pair[1], order.index(pair[0]))))
    first = {name for name, n in ranked if n == ranked[0][1]} if ranked else set()
    rows = tuple(c for c in inside if any(role_in(c, name) in roles for name in first))
    return Listing(query, rows, parts=parts, ranked=ranked)


def _fits(figure: Figure, clause: Clause, query: ListQuery) -> bool:
    """Whether a figure has the unit and the subject that are asked for."""
    if query.value and re.sub(r"\s", "", query.value) != fold(figure.text):
        return False
    kind = UNITS.get(query.unit)
    if query.unit and not (kind[1].search(figure.unit) if kind else figure.unit.endswith(query.unit)):
        return False
    if not query.terms:
        return True
    said = fold(figure.subject or sentence_with(clause, figure.start).text)
    return any(in_order(term, said) for term in query.terms)


def in_order(term: str, said: str) -> bool:
    """Whether a subject holds a term's characters in their order: 技术合同成交额 in 技术合同交易成交额增长."""
    rest = iter(said)
    return all(c in rest for c in term)


def _held(query: ListQuery, parts: tuple[Clause, ...], notice: Notice) -> Iterator[Clause]:
    """What parts hold: their tasks, or the clauses of a level; of anything but an attachment its children."""
    for part in parts:
        inside = [c for c in notice.clauses if c is not part and _inside(c, (part.address,))]
        tasks = [c for c in inside if is_task(c, notice)]
        if tasks and (query.level == "task" or (not query.level and part.kind == "attachment")):
            yield from tasks
        elif query.level not in ("", "task"):
            yield from (c for c in inside if c.kind == query.level)
        else:
            yield from (c for c in notice.children(part) if c.kind != "preamble")
