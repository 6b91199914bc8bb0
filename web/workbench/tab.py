"""What a tab of the workbench is, and what the page gives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import gradio as gr
from gradio.components import Component

from corpus.clause import Notice
from corpus.knowledge import Knowledge
from rag.feedback import FeedbackStore
from web.protocol import Answerer
from web.workbench.view import View

ASSETS = Path(__file__).parent / "assets"
IDLE_SECONDS = 6 * 3600  # what a page holds is dropped so long after its last use
# Of an event that is answered at once and shows nothing while it is.
QUICK: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}


@dataclass(frozen=True)
class Bench:
    """What tabs are made over. store: of ratings, or None. pause: called with the seconds between the pieces of an
    answer. maintains: whether the account of a request may see what people said of answers. view: the page's View, which
    handlers read and only the page writes; bus: tells the page to go somewhere (assets/bench.js)."""

    assistant: Answerer
    store: FeedbackStore | None
    pause: Callable[[float], None]
    maintains: Callable[[str | None], bool]
    view: gr.State

    @property
    def notice(self) -> Notice:
        return self.assistant.notice

    @property
    def knowledge(self) -> Knowledge:
        return self.assistant.knowledge


class Tab(Protocol):
    """A tab: made inside the page's gr.Tab, empty; it is drawn when it is first opened, and anew when it is opened again
    or what is selected changes while it is open. What stands on it is the word ID.tab.

    id: one of view.TABS. inputs: what its drawing reads beside the view; outputs: what is drawn, in the order in which
    `draw` gives their values.
    """

    id: str
    inputs: Sequence[Component]
    outputs: Sequence[Component]

    def draw(self, view: View, *inputs: Any) -> Sequence[Any]:
        """A value or an update for each of `outputs`."""
        ...


def html(value: Any, id: str, script: str = "", *, template: str = "${value}", classes: str = "") -> gr.HTML:
    """HTML that is ours alone, with the file of assets/ that runs in it once."""
    return gr.HTML(
        value,
        html_template=template,
        elem_id=id,
        elem_classes=classes or None,
        js_on_load=(ASSETS / script).read_text("utf-8") if script else None,
        apply_default_css=False,
    )
