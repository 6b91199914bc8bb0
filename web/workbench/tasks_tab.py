"""任务: what each body has to do, bodies against attachments, and the tasks for which nobody is named as lead.

The bars are an HTML table and not gr.BarPlot: on a phone its labels ran into one another, after a switch to dark its
words stayed dark on dark, and its bars lead nowhere and do not print their numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import gradio as gr
from gradio.components import Component

from corpus.departments import Gazetteer
from rag.list_names import ListError, NotInNoticeError, body_called, nearest
from rag.list_query import Role
from web.workbench import tasks_lists
from web.workbench.draw import draw
from web.workbench.tab import IDLE_SECONDS, QUICK, Bench, html
from web.workbench.view import Lang, View
from web.workbench.words import words

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Kept:
    """The role to which the list of one body is kept; of another body it begins whole again."""

    body: str = ""
    role: Role | None = None

    def of(self, body: str) -> Role | None:
        return self.role if body == self.body else None


@dataclass(frozen=True, slots=True)
class Sought:
    """A name that was typed. body: whom it calls; else told: why it calls nobody, near: who may be meant."""

    name: str
    body: str = ""
    told: str = ""
    near: tuple[str, ...] = ()


class Tasks:
    """The tab of the bodies' tasks."""

    id = "tasks"

    def __init__(self, bench: Bench) -> None:
        self._notice = bench.notice
        kept = gr.State(Kept(), time_to_live=IDLE_SECONDS)
        shown = html("", "tasks", "tasks.js", classes="sheet")
        shown.submit(self._named, [bench.view, kept], shown, **QUICK)
        shown.select(self._narrowed, bench.view, [kept, shown], trigger_mode="always_last", **QUICK)
        self.inputs: Sequence[Component] = [kept]
        self.outputs: Sequence[Component] = [shown]
        # A notice does not change, and it has few parts: each is counted once.
        self._matrix = lru_cache(maxsize=32)(lambda part: tasks_lists.matrix(self._notice, part))
        self._leaderless = lru_cache(maxsize=32)(lambda part: tasks_lists.leaderless(self._notice, part))

    def draw(self, view: View, account: str | None, kept: Kept) -> Sequence[Any]:
        """The tasks of the view's body, or all bodies against all attachments; kept to the view's part."""
        del account
        return [self._drawn(view, kept)]

    @cached_property
    def _bodies(self) -> tuple[tuple[str, str], ...]:
        return tasks_lists.bodies(self._notice)

    def _named(self, event: gr.EventData, view: View, kept: Kept) -> Any:
        """Somebody typed a name: it is led to (the script presses the button .go), or told what is wrong with it."""
        said = event._data if isinstance(event._data, dict) else {}
        return self._drawn(view, kept, self._sought(str(said.get("name", ""))[:LONGEST_NAME].strip(), view.lang))

    def _narrowed(self, event: gr.EventData, view: View) -> tuple[Kept, Any]:
        """Somebody chose a role, "" for all."""
        said = event._data if isinstance(event._data, dict) else {}
        role = Role(said["role"]) if said.get("role") in tuple(Role) else None
        kept = Kept(view.body, role)
        return kept, self._drawn(view, kept)

    def _sought(self, name: str, lang: Lang) -> Sought:
        if not name:
            return Sought("")
        try:
            return Sought(name, body_called(name, self._notice))
        except NotInNoticeError as error:
            return Sought(name, told=error.english if lang == "en" else error.chinese, near=nearest(name))
        except ListError:
            return Sought(name, told=words(lang)("tasks.several"), near=nearest(name))

    def _drawn(self, view: View, kept: Kept, sought: Sought | None = None) -> str:
        role = kept.of(view.body)
        part = self._notice.get(view.part) if view.part else None
        within = part.address if part else ""
        return draw(
            "tasks",
            view.lang,
            notice=self._notice,
            part=part,
            body=view.body,
            role=role,
            roles=tuple(Role),
            department=tasks_lists.department(self._notice, view.body, within, role) if view.body else None,
            matrix=self._matrix(within),
            leaderless=self._leaderless(within),
            bodies=self._bodies,
            english=Gazetteer.load().english if view.lang == "en" else {},
            sought=sought,
            longest=LONGEST_NAME,
        )
