"""What a tab of the workbench is, and what the page gives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import gradio as gr
from gradio.components import Component

from corpus.clause import Notice
from corpus.knowledge import Knowledge
from rag.feedback import FeedbackStore
from web.protocol import Answerer
from web.workbench.view import Lang, View

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
    or what is selected changes while it is open.

    id: one of view.TABS. inputs: what its drawing reads beside the view; outputs: what is drawn, in the order in which
    `draw` gives their values.
    """

    id: str
    inputs: Sequence[Component]
    outputs: Sequence[Component]

    def draw(self, view: View, *inputs: Any) -> Sequence[Any]:
        """A value or an update for each of `outputs`. gr.Request as the last parameter is given by Gradio."""
        ...

    def name(self, lang: Lang) -> str:
        """What stands on its tab."""
        ...
