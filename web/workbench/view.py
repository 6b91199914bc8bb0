"""What one page of the workbench shows, whichever tab is open: it can be written into an address and read from one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlencode

from corpus.clause import Clause, Notice
from rag.list_names import ListError, body_called
from web.held import Shelf

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")
TABS = ("talk", "clauses", "tasks", "targets", "forces", "opinions")


@dataclass(frozen=True, slots=True)
class View:
    """tab: one of TABS. clause: the address of the open clause, with its notice's id and a colon before it where that is
    none of the first ("zhuanli:2/12"), "" for the contents; start, end: the characters of the
    source that are marked in it. beside: the address of the clause that it is compared with, or "". body: the full name of
    the body at which tasks are looked, or "". part: the address of the part to which lists are kept, or "".
    """

    tab: str = TABS[0]
    lang: Lang = "zh"
    clause: str = ""
    start: int | None = None
    end: int | None = None
    beside: str = ""
    body: str = ""
    part: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str], notice: Notice, shelf: Shelf | None = None) -> View:
        """What an address's query asks for. What does not exist in the notice is left out; never raises."""
        return cls().led(asked, notice, shelf)

    def led(self, told: object, notice: Notice, shelf: Shelf | None = None) -> View:
        """Where something leads that says any of: clause (with start, end), beside, tab, body, part, lang. A clause, body or
        part that does not exist is none; what else makes no sense changes nothing. shelf: where clauses of other notices
        are found. Never raises."""
        said = told if isinstance(told, Mapping) else {}
        now: dict[str, Any] = {}
        for name in ("clause", "beside", "part"):
            if name in said:
                clause, place = notice.find(str(said[name])), None
                if clause is None and shelf is not None and name != "part":
                    place = shelf.find(str(said[name]))
                now[name] = clause.address if clause else place.key if place else ""
        if "clause" in now:
            for name in ("start", "end"):
                value = said.get(name)
                now[name] = value if now["clause"] and type(value) is int else None
        if "body" in said:
            now["body"] = _body(str(said["body"] or ""), notice)
        now |= {name: said[name] for name, known in (("tab", TABS), ("lang", LANGS)) if said.get(name) in known}
        return replace(self, **now)

    @property
    def query(self) -> str:
        """The address's query that leads here, without "?"; "" for where everybody begins. Marks are not in it: they come
        from an answer, which an address does not hold.

        >>> View(tab="tasks", body="县财政局").query
        'tab=tasks&body=%E5%8E%BF%E8%B4%A2%E6%94%BF%E5%B1%80'
        """
        plain = View()
        told = {name: getattr(self, name) for name in ("tab", "clause", "beside", "body", "part", "lang")}
        return urlencode({name: value for name, value in told.items() if value != getattr(plain, name)}, safe="/")

    def opened(self, notice: Notice) -> Clause | None:
        """The open clause; None where the contents are shown."""
        return notice.find(self.clause) if self.clause else None


def _body(name: str, notice: Notice) -> str:
    """The full name of the body that is called so; "" for none."""
    try:
        return body_called(name, notice) if name else ""
    except ListError:
        return ""
