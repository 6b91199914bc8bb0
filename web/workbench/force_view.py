"""What there is to show of the task forces, with no markup: who is what in which, and what the notice says unclearly.

Every quoted word is a span of the notice's source, the end excluded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.clause import Notice, Repair
from corpus.departments import Gazetteer
from corpus.taskforce import Role, TaskForce
from web.clause_view import Flaw, flaws, places

ROLES = ("convener", "deputies", "members", "office")
_BETWEEN = re.compile("[\\s、，,。;；]")  # separates names and says nothing


@dataclass(frozen=True, slots=True)
class Named:
    """A body in a role. printed: how the notice writes it there, where that is not its full name, or ""."""

    name: str
    printed: str


@dataclass(frozen=True, slots=True)
class RoleView:
    """One role of a task force. quote == source[start:end]; quote is "" where the notice states no such role.

    open: the list ends in 等. rest: printed words that name no known body, "(网信室)".
    """

    key: str
    quote: str
    start: int
    end: int
    bodies: tuple[Named, ...]
    open: bool
    rest: str


@dataclass(frozen=True, slots=True)
class ForceView:
    """A task force. start, end: of its name. attachment: the heading of the attachment that it belongs to, short: its
    beginning, "附件1"; label: the address of its clause, as people write it. flaws: of its clause alone; those that several task forces share are
    `Forces.shared`."""

    name: str
    address: str
    start: int
    end: int
    attachment: str
    short: str
    label: str
    roles: tuple[RoleView, ...]
    flaws: tuple[Flaw, ...]

    @property
    def shortened(self) -> tuple[Named, ...]:
        """The bodies that the notice writes otherwise than in full, each way of writing once."""
        return tuple(dict.fromkeys(named for role in self.roles for named in role.bodies if named.printed))

    @property
    def rest(self) -> tuple[str, ...]:
        """The printed words in its lists that name no known body."""
        return tuple(role.rest for role in self.roles if role.rest)

    def held(self, body: str) -> tuple[str, ...]:
        """The keys of the roles in which a body is named here."""
        return tuple(role.key for role in self.roles if any(named.name == body for named in role.bodies))


@dataclass(frozen=True, slots=True)
class Forces:
    """All task forces of a notice. bodies: those named in any, most often named first, then as they are printed."""

    all: tuple[ForceView, ...]
    shared: tuple[Flaw, ...]
    bodies: tuple[str, ...]

    def of(self, body: str) -> tuple[tuple[ForceView, tuple[str, ...]], ...]:
        """The task forces in which a body is named, with its roles there."""
        return tuple((force, held) for force in self.all if (held := force.held(body)))


def view(notice: Notice, forces: Sequence[TaskForce]) -> Forces:
    """What is shown of `forces`."""
    addresses = {force.clause.address for force in forces}
    common = [repair for repair in notice.repairs if len(addresses & {repair.address, *repair.also}) > 1]
    common = [repair for repair in common if repair.kind == "contradiction"]
    seen = tuple(_force(notice, force, common) for force in forces)
    shared = tuple(flaw for repair in common for flaw in _stated(notice, repair))
    names = [named.name for force in seen for role in force.roles for named in role.bodies]
    first = {name: at for at, name in reversed(list(enumerate(names)))}
    count = {name: sum(bool(force.held(name)) for force in seen) for name in first}
    return Forces(seen, shared, tuple(sorted(first, key=lambda name: (-count[name], first[name]))))


def text(force: ForceView, lines: dict[str, str], *, more: str, unstated: str) -> str:
    """A task force as lines of text. lines: a format by role, with {who}; more: put after an open list."""
    said = [f"{force.name}（{force.label}）"]
    for role in force.roles:
        who = "、".join(named.name for named in role.bodies) or role.quote
        said.append(lines[role.key].format(who=(who + more * role.open) or unstated))
    said += [f"※ {flaw.note}" for flaw in force.flaws]
    return "\n".join(said)


def _force(notice: Notice, force: TaskForce, common: Iterable[Repair]) -> ForceView:
    clause = force.clause
    start = clause.start + clause.text.index(force.name)
    elsewhere = {repair.note for repair in common}
    above = notice.by_address[clause.attachment]
    return ForceView(
        name=force.name,
        address=clause.address,
        start=start,
        end=start + len(force.name),
        attachment=f"{above.marker} {above.title}".strip(),
        short=above.marker or above.title,
        label=notice.label(clause),
        roles=tuple(_role(key, getattr(force, key)) for key in ROLES),
        flaws=tuple(flaw for flaw in flaws(notice, clause) if flaw.note not in elsewhere),
    )


def _role(key: str, role: Role | None) -> RoleView:
    if role is None:
        return RoleView(key, "", 0, 0, (), open=False, rest="")
    pieces = Gazetteer.load().segment(role.text) if role.bodies else []
    printed: dict[str, str] = {}
    rest = ""
    for start, end, name in pieces:
        words = role.text[start:end]
        if name is None:
            rest += words
        else:
            printed.setdefault(name, words)
    bodies = tuple(Named(name, "" if printed.get(name) == name else printed.get(name, "")) for name in role.bodies)
    return RoleView(key, role.text, role.start, role.end, bodies, role.open, _BETWEEN.sub("", rest))


def _stated(notice: Notice, repair: Repair) -> Iterable[Flaw]:
    """The flaw with every place of it."""
    clauses = (notice.get(address) for address in sorted({repair.address, *repair.also}))
    for flaw in flaws(notice, notice.by_address[repair.address]):
        if flaw.note == repair.note:
            yield Flaw(flaw.heading, flaw.note, places(notice, filter(None, clauses)))
