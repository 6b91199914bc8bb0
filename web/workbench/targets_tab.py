"""指标: every target and figure of the notice, the overall plan against its attachments, and both as charts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import gradio as gr
from gradio.components import Component
from markupsafe import Markup

from rag.list_links import exports
from rag.question import UNITS
from web.workbench.draw import draw
from web.workbench.tab import QUICK, Bench, html
from web.workbench.target_charts import charts, counts
from web.workbench.targets import (
    LONGEST,
    Target,
    kind_of,
    pairs,
    pairs_query,
    split,
    targets,
    targets_query,
    units,
)
from web.workbench.view import View
from web.workbench.words import Words, words

SECTIONS = ("figures", "pairs", "charts")

Choices = list[str | int | float | tuple[str, str | int | float]]  # (name, value), as Gradio has them
Sheet = tuple[str, Markup]  # the line that says how many rows are shown, and what is shown


class Targets:
    """The tab of the targets. Its filters are Gradio's; the part is the view's; columns are sorted on the page."""

    id = "targets"

    def __init__(self, bench: Bench) -> None:
        self._notice = bench.notice
        zh = words("zh")  # until the tab is drawn; a value is refused that is not among the choices
        with gr.Column(elem_id="targets", elem_classes="sheet", min_width=0):
            with gr.Row(elem_classes="filters"):
                section = gr.Radio(self._sections(zh), value=SECTIONS[0], elem_id="targets-section")
                search = gr.Textbox(label="", max_lines=1, max_length=LONGEST, elem_id="targets-search")
                unit = gr.Radio(self._units(zh), value="", elem_id="targets-unit")
                goals = gr.Checkbox(label="", elem_id="targets-goals")
                differ = gr.Checkbox(label="", elem_id="targets-differ", visible="hidden")
            # The line stays while what it tells of is replaced, so that a screen reader hears it change.
            told = '<p class="shown" role="status"></p>'
            count = html("", "targets-count", "targets_count.js", template=told)
            shown = html("", "targets-sheet", "targets.js")

        self.inputs: Sequence[Component] = [section, search, unit, goals, differ]
        self.outputs: Sequence[Component] = [section, search, unit, goals, differ, count, shown]

        def chosen(view: View, section: str, *given: Any) -> list[Any]:
            return [*self._filters(view, section)[1:], *self._sheet(view, section, *given)]

        def narrowed(view: View, *given: Any) -> Sheet:
            return self._sheet(view, *given)

        asked = [bench.view, *self.inputs]
        section.input(chosen, asked, self.outputs[1:], trigger_mode="always_last", **QUICK)
        # Not search.input: Gradio sends that for keys alone, and an input method's words come without any.
        gr.on(
            [search.change, unit.input, goals.input, differ.input],
            narrowed,
            asked,
            [count, shown],
            trigger_mode="always_last",
            **QUICK,
        )

    def draw(self, view: View, account: str | None, section: str, *given: Any) -> Sequence[Any]:
        """The section that is chosen, kept to the view's part and the filters."""
        del account
        return [*self._filters(view, section), *self._sheet(view, section, *given)]

    def _filters(self, view: View, section: str) -> list[Any]:
        """The filters in the view's language; those that the section has no use for are hidden."""
        say = words(view.lang)

        def seen(*sections: str) -> Any:
            return True if section in sections else "hidden"

        return [
            gr.Radio(self._sections(say), label=say("targets.section")),
            gr.Textbox(
                label=say("targets.search"),
                placeholder=say("targets.search_hint"),
                visible=seen("figures", "pairs"),
            ),
            gr.Radio(self._units(say), label=say("targets.unit"), visible=seen("figures")),
            gr.Checkbox(label=say("targets.goals"), visible=seen("figures")),
            gr.Checkbox(label=say("targets.differ"), visible=seen("pairs")),
        ]

    def _sections(self, say: Words) -> Choices:
        return [(say(f"targets.{one}"), one) for one in SECTIONS]

    def _units(self, say: Words) -> Choices:
        kinds = [(unit_name(say, kind), kind) for kind in units(self._notice) if kind]
        return [(say("targets.all"), ""), *kinds]

    def _sheet(
        self, view: View, section: str | None, search: str | None, unit: str | None, goals: bool, differ: bool
    ) -> Sheet:
        # What comes from a page may be anything.
        if section == "pairs":
            return self._pairs(view, search or "", differing=bool(differ))
        if section == "charts":
            return self._charts(view)
        return self._figures(view, search or "", unit if unit in units(self._notice) else "", goals=bool(goals))

    def _figures(self, view: View, search: str, unit: str, *, goals: bool) -> Sheet:
        query = targets_query(self._notice, self._part(view), unit, search, goals=goals)
        rows = targets(query, self._notice)
        line = words(view.lang)("targets.shown", n=len(rows), total=len(self._all))
        return line, self._page("targets", view, rows=rows, exports=exports(query) if rows else {})

    def _pairs(self, view: View, search: str, *, differing: bool) -> Sheet:
        query = pairs_query(self._notice, self._part(view), search)
        found = pairs(query, self._notice)
        rows, alone = split(found, differing=differing)
        say = words(view.lang)
        line = say("targets.pairs_shown", n=len(rows), differ=sum(row.differs for row in rows), alone=len(alone))
        about = ""
        if view.part.partition("/")[0] == "0":
            about = say("targets.pairs_overall")
        elif "/" in view.part:
            attachment = self._notice.by_address[view.part.partition("/")[0]]
            about = say("targets.pairs_whole", part=self._notice.short(attachment))
        return line, self._page(
            "targets_pairs",
            view,
            rows=rows,
            alone=alone,
            about=about,
            differing=differing,
            exports=exports(query) if found else {},
        )

    def _charts(self, view: View) -> Sheet:
        found = targets(targets_query(self._notice, self._part(view)), self._notice)
        drawn = charts(found)
        say = words(view.lang)
        line = say(
            "targets.charts_shown", n=sum(len(bar.places) for chart in drawn for bar in chart.bars), total=len(found)
        )
        return line, self._page(
            "targets_charts",
            view,
            charts=drawn,
            counts=counts(found, self._notice),
            kind=kind_of,
            unit_name=lambda kind: unit_name(say, kind),
        )

    def _page(self, template: str, view: View, **context: Any) -> Markup:
        return draw(template, view.lang, notice=self._notice, view=view, **context)

    def _part(self, view: View) -> str:
        return view.part if self._notice.get(view.part) else ""

    @cached_property
    def _all(self) -> list[Target]:
        return targets(targets_query(self._notice), self._notice)


def unit_name(say: Words, kind: str) -> str:
    """What a kind of unit is called; a unit of no kind by itself."""
    if not kind:
        return say("targets.unitless")
    return say(f"targets.{kind}") if kind in UNITS else kind
