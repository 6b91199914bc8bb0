"""What the tab of tasks shows: a body's tasks, bodies × attachments, tasks with no lead. Numbers are the register's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt

from corpus.clause import Clause, Notice
from corpus.departments import Body, Gazetteer
from rag.list_links import exports
from rag.list_query import ANY, Kind, ListQuery, Role
from rag.list_tables import table
from rag.quote import bounded
from rag.register import Listing, find, role_in, tasks_of

SHADES = 5  # of the heat map


@dataclass(frozen=True, slots=True)
class Row:
    """A task. number: its place in the list, from 1. role: what the chosen body does in it, None where none is chosen.
    others: by their role ("lead", "joint" or "party") the other bodies. lost: a number in its address is inferred.
    printed: how the page prints the chosen body's name where it damaged it, else "". figures: (subject, figure, year)."""

    number: int
    clause: Clause
    label: str
    role: Role | None
    others: tuple[tuple[str, str], ...]
    lost: bool
    printed: str
    figures: tuple[tuple[str, str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one attachment. name: as it is called, with its title."""

    head: Clause
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """How many tasks a body has in an attachment, by role."""

    head: Clause
    name: str
    counts: dict[Role, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class TaskList:
    """A complete list. exports: format → address of its file; copied: the list as plain text."""

    groups: tuple[Group, ...]
    exports: dict[str, str]
    copied: str

    @property
    def total(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    @property
    def figured(self) -> bool:
        """Whether any of its tasks states a figure."""
        return any(row.figures for group in self.groups for row in group.rows)


@dataclass(frozen=True, slots=True)
class Department:
    """A body in the notice or a part of it. counts: all its tasks by role, whichever of them `shown` is kept to."""

    body: str
    counts: dict[Role, int]
    bars: tuple[Bar, ...]
    shown: TaskList

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def most(self) -> int:
        """Tasks in the attachment that holds most, at least 1."""
        return max([1, *(bar.total for bar in self.bars)])


@dataclass(frozen=True, slots=True)
class Line:
    """A body's line of the matrix: its tasks in each of the columns, and in all."""

    body: str
    cells: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Bodies × attachments, most tasks first. tasks: how many tasks name bodies, in each column; a task of three bodies
    counts in three lines and once in `tasks`. shades: of a count, 1 to SHADES."""

    columns: tuple[Bar, ...]
    lines: tuple[Line, ...]
    tasks: tuple[int, ...]

    def shade(self, count: int) -> int:
        """How dark a cell is. By square roots, for most counts are small and a few are large."""
        most = max(cell for line in self.lines for cell in line.cells)
        return 1 if most <= 1 else 1 + int((SHADES - 0.001) * sqrt((count - 1) / (most - 1)))


def department(notice: Notice, body: str, part: str = "", role: Role | None = None) -> Department:
    """A body's tasks in the part at an address ("" for the whole notice), the list kept to one role if one is given."""
    whole = tasks_of(notice, body, within=part)
    roles = ANY if role is None else frozenset({role})
    shown = whole if role is None else tasks_of(notice, body, roles, part)
    bars = tuple(
        Bar(head, _title(head, notice), _counted([role_in(clause, body) for clause in clauses]))
        for head, clauses in _by_attachment(whole.rows, notice)
    )
    return Department(body, _counted(whole.roles), bars, _listed(shown, notice, body))


def leaderless(notice: Notice, part: str = "") -> TaskList:
    """The tasks that name bodies and no lead."""
    return _listed(find(ListQuery(Kind.LEADERLESS, parts=_parts(part)), notice), notice)


def matrix(notice: Notice, part: str = "") -> Matrix:
    """Every body against every attachment; kept to a part, against the one attachment that the part is in."""
    ranked = find(ListQuery(Kind.RANKING, parts=_parts(part)), notice).ranked
    named = find(ListQuery(Kind.BODIES, parts=_parts(part)), notice).rows
    held = {clause.attachment for clause in named} | {clause.address for clause in notice.attachments if not part}
    heads = [address for address in notice.by_address if address in held]
    at = {head: n for n, head in enumerate(heads)}
    cells = {body: [0] * len(heads) for body, _ in ranked}
    tasks = [0] * len(heads)
    for clause in named:
        tasks[at[clause.attachment]] += 1
        for body in clause.responsible:
            cells[body][at[clause.attachment]] += 1
    columns = tuple(Bar(notice.by_address[head], _name(notice.by_address[head], notice), {}) for head in heads)
    return Matrix(columns, tuple(Line(body, tuple(cells[body]), total) for body, total in ranked), tuple(tasks))


def bodies(notice: Notice) -> tuple[tuple[str, str], ...]:
    """What is suggested to who types a body's name, and the full name behind it ("" where it is that): the names, then
    the other forms. Left out are forms that begin or contain another one, and all English names but the first: they are
    understood, too."""
    named = [line.body for line in matrix(notice).lines]
    known = {body.name: body for body in Gazetteer.load().bodies}
    forms = [(form, name) for name in named if name in known for form in _suggested(known[name])]
    return (*((name, "") for name in named), *forms)


def _suggested(body: Body) -> Iterator[str]:
    forms = [form for form in body.aliases if form not in body.name]
    yield from (form for form in forms if not any(other in form for other in (body.name, *forms) if other != form))
    yield from body.english[:1]


# -- parts of them ----------------------------------------------------------------------------------------------------


def _parts(part: str) -> tuple[str, ...]:
    return (part,) if part else ()


def _counted(roles: Sequence[Role | None]) -> dict[Role, int]:
    return {role: roles.count(role) for role in Role}


def _by_attachment(rows: Sequence[Clause], notice: Notice) -> list[tuple[Clause, list[Clause]]]:
    return [(notice.by_address[head], list(held)) for head, held in groupby(rows, lambda clause: clause.attachment)]


def _name(head: Clause, notice: Notice) -> str:
    """The title of an attachment without the words that all of them end in: 内需扩量提效 of 内需扩量提效攻坚实施方案."""
    titles = [clause.title for clause in notice.attachments]
    common = 0
    while len(titles) > 1 and common < min(map(len, titles)) - 1 and len({t[-common - 1 :] for t in titles}) == 1:
        common += 1
    return head.title[: len(head.title) - common] if head in notice.attachments else head.title


def _title(head: Clause, notice: Notice) -> str:
    return f"{notice.short(head)} {_name(head, notice)}".strip() if head.marker else notice.short(head)


def _listed(listing: Listing, notice: Notice, body: str = "") -> TaskList:
    groups, number = [], 0
    for head, clauses in _by_attachment(listing.rows, notice):
        rows = tuple(_row(number + n, clause, notice, body) for n, clause in enumerate(clauses, 1))
        number += len(rows)
        groups.append(Group(head, notice.label(head), rows))
    made = table(listing.query, notice)
    lines = [made.title, made.summary, "", *(_line(row) for group in groups for row in group.rows), "", *made.notes]
    return TaskList(tuple(groups), exports(listing.query), "\n".join(lines))


def _row(number: int, clause: Clause, notice: Notice, body: str) -> Row:
    def named(names: Sequence[str]) -> str:
        return "、".join(name for name in names if name != body)

    rest = Role.PARTY if clause.lead else Role.JOINT
    sides = ((Role.LEAD.value, named(clause.lead)), (rest.value, named(clause.parties + clause.generic)))
    figures = tuple((f.subject or clause.title, bounded(f), f.year) for f in clause.figures)
    return Row(
        number,
        clause,
        notice.short(clause),
        role_in(clause, body) if body else None,
        tuple(side for side in sides if side[1]),
        notice.number_lost(clause),
        notice.printed_names(clause).get(body, ""),
        figures,
    )


_SAID = {"lead": "牵头单位", "joint": "共同负责（原文未写明牵头单位）", "party": "责任单位"}
_OWN = {Role.LEAD: "牵头", Role.JOINT: "共同负责", Role.PARTY: "责任单位"}


def _line(row: Row) -> str:
    """A row as plain text, in the words of the notice."""
    clause = row.clause
    rest = clause.parties + clause.generic
    duties = [f"{_SAID[Role.LEAD]}：{'、'.join(clause.lead)}"] if clause.lead else []
    duties += [f"{_SAID[Role.PARTY if clause.lead else Role.JOINT]}：{'、'.join(rest)}"] if rest else []
    duties += [f"指标：{subject} {figure}" + (f"（{year}年）" if year else "") for subject, figure, year in row.figures]
    place = row.label + ("（编号据上下文推断）" if row.lost else "")
    title = f"《{clause.title}》" if clause.title else ""
    own = f"〔{_OWN[row.role]}〕" if row.role else ""
    return f"{row.number}. {own}{place}{title}　{'；'.join(duties)}"
