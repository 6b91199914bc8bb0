"""专班: the task forces, each with its convener, deputies, members and office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr
from gradio.components import Component

from corpus.taskforce import task_forces
from web.workbench.draw import draw
from web.workbench.tab import Bench
from web.workbench.view import Lang, View
from web.workbench.words import words


class Forces:
    """The tab of the task forces."""

    id = "forces"

    def __init__(self, bench: Bench) -> None:
        self._notice = bench.notice
        self._forces = task_forces(bench.notice)
        shown = gr.HTML("", elem_id="forces", elem_classes="sheet", js_on_load=None, apply_default_css=False)
        self.inputs: Sequence[Component] = []
        self.outputs: Sequence[Component] = [shown]

    def name(self, lang: Lang) -> str:
        """专班."""
        return words(lang)("forces.tab")

    def draw(self, view: View, account: str | None) -> Sequence[Any]:
        """Every task force; those of the view's body are marked."""
        del account
        return [draw("forces", view.lang, forces=self._forces, notice=self._notice, body=view.body)]
