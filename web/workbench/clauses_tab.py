"""条款: the notice as a tree, which what is typed and chosen narrows down as one types.

What was typed stays in the page (assets/clauses.js keeps it as the value of #clauses-wanted); the part and the body are
those of the view, so that every tab keeps to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from gradio.components import Component

from corpus.departments import Gazetteer
from corpus.text import fold
from rag.clause_search import ClauseSearch, Hit, Wanted
from rag.register import bodies_in
from rag.statements import english_name
from web.workbench.clause_tree import ClauseTree
from web.workbench.draw import draw
from web.workbench.tab import QUICK, Bench, html
from web.workbench.view import View

_NOTHING = {"words": "", "kind": "", "figures": False}
_BODIES_NAMED = 3  # at most, of those that what was typed names


class Clauses:
    """The tab of the clauses."""

    id = "clauses"

    def __init__(self, bench: Bench) -> None:
        self._notice = bench.notice
        self._search = ClauseSearch(bench.notice)
        self._tree = ClauseTree(bench.notice)
        form = html("", "clauses-form")
        found = html("", "clauses-found", "live.js")
        tree = html("", "clauses", classes="sheet")
        wanted = html(dict(_NOTHING), "clauses-wanted", "clauses.js", template="")
        self.inputs: Sequence[Component] = [wanted]
        self.outputs: Sequence[Component] = [form, found, tree]
        wanted.input(self._listed, [bench.view, wanted], [found, tree], trigger_mode="always_last", **QUICK)

    def draw(self, view: View, account: str | None, given: object) -> Sequence[Any]:
        """The form, how many clauses were found, and the tree of them. given: what the page holds as wanted."""
        del account
        return [self._form(view, self._wanted(view, given)), *self._listed(view, given)]

    def _wanted(self, view: View, given: object) -> Wanted:
        """What the view and the page ask for; what makes no sense asks for nothing."""
        said = given if isinstance(given, dict) else {}
        typed, kind = said.get("words"), said.get("kind")
        return Wanted(
            words=typed if isinstance(typed, str) else "",
            part=view.part if self._notice.get(view.part) else "",
            body=view.body,
            kind=kind if isinstance(kind, str) and kind in self._kinds else "",
            figures=said.get("figures") is True,
        )

    def _listed(self, view: View, given: object) -> list[Any]:
        wanted = self._wanted(view, given)
        hits = self._search.find(wanted)
        filtered = replace(wanted, words="") != Wanted()
        whole = not filtered and len(hits) == len(self._notice.clauses) and all(hit.way is None for hit in hits)
        nodes = self._tree.whole(self._notice.find(view.clause)) if whole else self._tree.found(hits, wanted.body)
        return [
            draw("clauses_found", view.lang, n=len(hits), whole=whole, way=_way(hits)),
            draw(
                "clauses",
                view.lang,
                nodes=nodes,
                narrowed=not whole,
                opened=view.clause,
                searched=bool(wanted.words.strip()),
                filtered=filtered,
                bodies=[body for body in self._named(wanted.words) if body != view.body],
            ),
        ]

    def _form(self, view: View, wanted: Wanted) -> str:
        part = self._notice.get(view.part)
        return draw(
            "clauses_form",
            view.lang,
            wanted=wanted,
            parts=self._notice.documents,
            other=part if part and part.kind != "attachment" else None,
            notice=self._notice,
            bodies=self._bodies,
            english={name: english_name(name) for name in self._bodies} if view.lang == "en" else {},
            kinds=self._kinds,
        )

    @cached_property
    def _kinds(self) -> dict[str, int]:
        """The kinds of clauses that there are, from the outside in, and how many of each."""
        return dict(Counter(clause.kind for clause in self._notice.clauses))

    @cached_property
    def _bodies(self) -> dict[str, int]:
        """Every body that a clause names, with the number of those clauses, most first."""
        named = {body: len(clauses) for body, clauses in bodies_in(self._notice.clauses).items()}
        return dict(sorted(named.items(), key=lambda one: -one[1]))

    def _named(self, typed: str) -> list[str]:
        """The bodies of the notice that what was typed names, by any of their names."""
        mentions = Gazetteer.load().mentions(fold(typed[:60]))
        return [name for name in dict.fromkeys(name for _, _, name in mentions) if name in self._bodies][:_BODIES_NAMED]


def _way(hits: Sequence[Hit]) -> str:
    """What is to be said of how the words were found: "official", "sound", or "" for nothing."""
    ways = {hit.way for hit in hits}
    return next((way for way in ("official", "sound") if way in ways), "")
