"""问答: the conversation, and what is asked next.

The conversation is gr.HTML rather than gr.Chatbot, because its text must be shown as text: a Chatbot renders Markdown,
loads images and sanitises markup by rules of its own. What a visitor has asked lives in gr.State, one a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.components import Component

from corpus.wire import Cancel
from web.protocol import Answerer
from web.workbench import rating, render
from web.workbench.exchange import Exchange, Exchanges, turns
from web.workbench.tab import QUICK, Bench
from web.workbench.view import Lang, View
from web.workbench.words import words

ASSETS = Path(__file__).parent / "assets"

MAX_CONCURRENT = 16  # answers being written out at once; the next waits its turn
MAX_WAITING = 200
MAX_KEPT = 50  # exchanges of one page that are kept and shown
PIECE_SECONDS = 0.06
WRITING_SECONDS = 1.2  # upper bound for writing one answer out
IDLE_SECONDS = 6 * 3600  # a page's conversation is dropped so long after its last use

Shown = tuple[Any, Any, Any, Any]  # of the conversation, the exchanges, the question box, the off switch


class Talk:
    """The tab of the conversation."""

    id = "talk"

    def __init__(self, bench: Bench) -> None:
        assistant, store, notice = bench.assistant, bench.store, bench.notice
        rated = store is not None
        say = words("zh")

        def ask(question: str, past: Exchanges) -> Iterator[Shown]:
            yield from _asked(assistant, bench.pause, question, past, rated=rated)

        def rate(event: gr.EventData, past: Exchanges) -> Any:
            return rating.received(store, event._data, past, notice.sha256) if store else gr.skip()

        def stop(cancel: Cancel | None) -> None:
            if cancel is not None:
                cancel.cancel()

        def restart(cancel: Cancel | None) -> Shown:
            stop(cancel)
            return [render.welcome()], (), "", None

        exchanges = gr.State((), time_to_live=IDLE_SECONDS)
        switch = gr.State(None, time_to_live=IDLE_SECONDS)  # of the answer that is being made
        with gr.Column(elem_id="talk", min_width=0):
            log = gr.HTML(
                [render.welcome()],
                html_template="${value.join('')}",
                elem_id="log",
                js_on_load=(ASSETS / "log.js").read_text("utf-8"),
                apply_default_css=False,
            )
            if store:  # tells the page, unseen, what became of a rating
                told = gr.HTML(
                    rating.nothing(),
                    html_template='<p class="sr" role="status"></p>',
                    elem_id="rated",
                    js_on_load=(ASSETS / "rating.js").read_text("utf-8"),
                    apply_default_css=False,
                )
                told.submit(rate, exchanges, told, trigger_mode="multiple", **QUICK)
            offered = bench.knowledge.suggestions.staff
            with gr.Row(elem_id="examples", visible=bool(offered)):
                chips = [gr.Button(text, size="sm", elem_classes="chip", min_width=0) for text in offered]
            with gr.Row(elem_id="ask"):
                box = gr.Textbox(
                    show_label=False,
                    label=say("talk.question"),
                    placeholder=say("talk.hint"),
                    lines=1,
                    max_lines=5,
                    max_length=8000,
                    container=False,
                    scale=1,
                    elem_id="question",
                )
                send = gr.Button(say("talk.send"), variant="primary", scale=0, min_width=72, elem_id="send")
                halt = gr.Button(
                    say("talk.stop"),
                    variant="secondary",
                    scale=0,
                    min_width=72,
                    elem_id="stop",
                    visible=assistant.generates,
                )  # shown while an answer is being made, instead of 发送
                halt.click(stop, switch, None, **QUICK)
                clear = gr.Button(say("talk.restart"), variant="secondary", scale=0, min_width=96, elem_id="clear")

        shared: dict[str, Any] = {
            "outputs": [log, exchanges, box, switch],
            "show_progress": "hidden",
            "concurrency_limit": MAX_CONCURRENT,
            "concurrency_id": "ask",
            "api_visibility": "private",
        }
        asking = [gr.on([box.submit, send.click], ask, [box, exchanges], trigger_mode="once", **shared)]
        asking += [chip.click(ask, [chip, exchanges], **shared) for chip in chips]
        clear.click(restart, switch, [log, exchanges, box, switch], cancels=asking, **QUICK)

        self._rated = rated
        self.inputs: Sequence[Component] = [exchanges]
        self.outputs: Sequence[Component] = [log, box, send, halt, clear]

    def name(self, lang: Lang) -> str:
        """问答."""
        return words(lang)("talk.tab")

    def draw(self, view: View, account: str | None, past: Exchanges) -> Sequence[Any]:
        """The conversation in the view's language."""
        del account
        say = words(view.lang)
        return [
            _conversation(past, self._rated),
            gr.Textbox(label=say("talk.question"), placeholder=say("talk.hint")),
            gr.Button(say("talk.send")),
            gr.Button(say("talk.stop")),
            gr.Button(say("talk.restart")),
        ]


def _asked(
    assistant: Answerer, pause: Callable[[float], None], question: str, past: Exchanges, *, rated: bool
) -> Iterator[Shown]:
    """Yields what is shown: at once, as the answer grows, and whole."""
    if not question.strip():
        yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
        return
    before, cancel = _conversation(past, rated), Cancel()
    yield [*before, render.exchange(question, None)], past, "", cancel
    with closing(assistant.stream(question, turns(past), cancel)) as growing:
        for answer in growing:
            if answer.mode == "generated":
                yield [*before, render.exchange(question, answer, shown=answer.answer)], past, gr.skip(), gr.skip()
    parts = list(render.pieces(answer.answer)) if answer.mode == "extractive" else []
    for part in parts[:-1]:
        yield [*before, render.exchange(question, answer, shown=part)], past, gr.skip(), gr.skip()
        pause(min(PIECE_SECONDS, WRITING_SECONDS / len(parts)))
    now = (*past, Exchange(question, answer))[-MAX_KEPT:]
    yield _conversation(now, rated), now, gr.skip(), None


def _conversation(exchanges: Exchanges, rated: bool) -> list[str]:
    """rated: whether each answer can be rated."""
    shown = (render.exchange(e.question, e.answer, below=rating.form(e.id) if rated else "") for e in exchanges)
    return list(shown) or [render.welcome()]
