"""What one page of the workbench shows, whichever tab is open: it can be written into an address and read from one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from corpus.clause import Clause, Notice
from rag.list_names import ListError, body_called
from web.clauses import find

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")
TABS = ("talk", "clauses", "tasks", "targets", "forces", "opinions")


@dataclass(frozen=True, slots=True)
class View:
    """tab: one of TABS. clause: the address of the open clause, "" for the contents; start, end: the characters of the
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
    def of(cls, asked: Mapping[str, str], notice: Notice) -> View:
        """What an address's query asks for. What does not exist in the notice is left out; never raises."""

        def address(name: str) -> str:
            clause = find(notice, asked.get(name, ""))
            return clause.address if clause else ""

        try:
            body = body_called(asked["body"], notice) if asked.get("body") else ""
        except ListError:
            body = ""
        tab = asked.get("tab", "")
        return cls(
            tab=tab if tab in TABS else TABS[0],
            lang="en" if asked.get("lang") == "en" else "zh",
            clause=address("clause"),
            beside=address("beside"),
            body=body,
            part=address("part"),
        )

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
        return find(notice, self.clause) if self.clause else None
