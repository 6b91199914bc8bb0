"""专班: the task forces, each with its convener, deputies, members and office, and what a body is in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import gradio as gr
from gradio.components import Component

from corpus.clause import Notice
from corpus.departments import Gazetteer
from corpus.reference import bare_title
from corpus.taskforce import task_forces
from web.workbench import force_view
from web.workbench.draw import draw
from web.workbench.force_view import ROLES, ForceView
from web.workbench.tab import QUICK, Bench, html
from web.workbench.view import Lang, View
from web.workbench.words import words

# The body that is chosen leads where a button of it would: what is selected is the page's to change.
_LEAD = """(body) => {
  document.dispatchEvent(new CustomEvent("lead", { detail: { body: body || "" } }));
  return [];
}"""


class Forces:
    """The tab of the task forces."""

    id = "forces"

    def __init__(self, bench: Bench) -> None:
        self._notice = bench.notice
        say = words("zh")
        with gr.Column(elem_id="forces", elem_classes="sheet", min_width=0):
            chosen = gr.Dropdown(
                [(say("forces.anybody"), "")],
                value="",
                label=say("forces.filter"),
                elem_id="forces-body",
                allow_custom_value=False,
            )
            shown = html("", "forces-shown")
        chosen.input(None, [chosen], None, js=_LEAD, **QUICK)
        self.inputs: Sequence[Component] = []
        self.outputs: Sequence[Component] = [chosen, shown]

    def draw(self, view: View, account: str | None) -> Sequence[Any]:
        """Every task force; those of the view's body are marked, and it is said which they are."""
        del account
        return [self._chooser(view), drawn(self._notice, self._forces, view.lang, view.body)]

    @cached_property
    def _forces(self) -> force_view.Forces:
        return force_view.view(self._notice, task_forces(self._notice))

    def _chooser(self, view: View) -> Any:
        say, latin = words(view.lang), Gazetteer.load().english
        names = [*self._forces.bodies, *({view.body} - {"", *self._forces.bodies})]
        shown = {name: f"{name} {latin.get(name, '')}".strip() if view.lang == "en" else name for name in names}
        choices = [(say("forces.anybody"), ""), *((label, name) for name, label in shown.items())]
        return gr.Dropdown(choices, value=view.body, label=say("forces.filter"))


def drawn(notice: Notice, forces: force_view.Forces, lang: Lang, body: str = "") -> str:
    """The tab as HTML. body: the full name of the body that is looked at, or ""."""
    copied, latin = [_copied(force, lang) for force in forces.all], Gazetteer.load().english
    title = bare_title(notice.title)
    source = words(lang)("forces.copied_source", title=title, status=notice.status, date=notice.date)
    return draw(
        "forces",
        lang,
        forces=forces,
        body=body,
        latin=latin,
        english=latin.get(body, "") if lang == "en" else "",
        copied=[f"{text}\n{source}" for text in copied],
        copied_all="\n\n".join([*copied, source]),
    )


def _copied(force: ForceView, lang: Lang) -> str:
    say = words(lang)
    lines = {key: say(f"forces.copied_{key}", who="{who}") for key in ROLES}
    return force_view.text(force, lines, more="等", unstated=say("forces.unstated"))
