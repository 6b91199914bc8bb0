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

from web.protocol import Answerer
from web.workbench import rating, render
from web.workbench.answer_text import pieces
from web.workbench.exchange import Exchange, Exchanges, Running, turns
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

        def ask(question: str, past: Exchanges, view: View) -> Iterator[Shown]:
            yield from _asked(assistant, bench.pause, question, past, view.lang, rated=rated)

        def rate(event: gr.EventData, past: Exchanges, view: View) -> Any:
            return rating.received(store, event._data, past, notice.sha256, view.lang) if store else gr.skip()

        def stop(running: Running | None) -> None:
            if running is not None:
                running.cancel.cancel()

        def restart(running: Running | None, view: View) -> Shown:
            stop(running)
            return _conversation((), rated, view.lang), (), "", None

        exchanges = gr.State((), time_to_live=IDLE_SECONDS)
        running = gr.State(None, time_to_live=IDLE_SECONDS)  # the answer that is being made, or None
        with gr.Column(elem_id="talk", min_width=0):
            log = gr.HTML(
                _conversation((), rated, "zh"),
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
                told.submit(rate, [exchanges, bench.view], told, trigger_mode="multiple", **QUICK)
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
                halt.click(stop, running, None, **QUICK)
                clear = gr.Button(say("talk.restart"), variant="secondary", scale=0, min_width=96, elem_id="clear")

        shared: dict[str, Any] = {
            "outputs": [log, exchanges, box, running],
            "show_progress": "hidden",
            "concurrency_limit": MAX_CONCURRENT,
            "concurrency_id": "ask",
            "api_visibility": "private",
        }
        asking = [gr.on([box.submit, send.click], ask, [box, exchanges, bench.view], trigger_mode="once", **shared)]
        asking += [chip.click(ask, [chip, exchanges, bench.view], **shared) for chip in chips]
        clear.click(restart, [running, bench.view], [log, exchanges, box, running], cancels=asking, **QUICK)

        self._rated = rated
        self.inputs: Sequence[Component] = [exchanges, running]
        self.outputs: Sequence[Component] = [log, box, send, halt, clear]

    def name(self, lang: Lang) -> str:
        """问答."""
        return words(lang)("talk.tab")

    def draw(self, view: View, account: str | None, past: Exchanges, running: Running | None) -> Sequence[Any]:
        """The conversation in the view's language, with the answer that is being made."""
        del account
        if running is not None:
            running.lang = view.lang
        say = words(view.lang)
        return [
            _conversation(past, self._rated, view.lang, running),
            gr.Textbox(label=say("talk.question"), placeholder=say("talk.hint")),
            gr.Button(say("talk.send")),
            gr.Button(say("talk.stop")),
            gr.Button(say("talk.restart")),
        ]


def _asked(
    assistant: Answerer, pause: Callable[[float], None], question: str, past: Exchanges, lang: Lang, *, rated: bool
) -> Iterator[Shown]:
    """Yields what is shown: at once, as the answer grows, and whole."""
    if not question.strip():
        yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
        return
    now = Running(question, lang)

    def seen(text: Any) -> Shown:
        return _conversation(past, rated, now.lang, now), past, text, now

    yield seen("")
    with closing(assistant.stream(question, turns(past), now.cancel)) as growing:
        for answer in growing:
            if answer.mode == "generated":
                now.answer, now.shown = answer, answer.answer
                yield seen(gr.skip())
    now.answer = answer
    parts = list(pieces(answer.answer)) if answer.mode == "extractive" else []
    for now.shown in parts[:-1]:
        yield seen(gr.skip())
        pause(min(PIECE_SECONDS, WRITING_SECONDS / len(parts)))
    past = (*past, Exchange(question, answer))[-MAX_KEPT:]
    yield _conversation(past, rated, now.lang), past, gr.skip(), None


def _conversation(exchanges: Exchanges, rated: bool, lang: Lang, running: Running | None = None) -> list[str]:
    """rated: whether each answer can be rated. running: the one that is being made, last."""
    shown = [
        render.exchange(e.question, e.answer, below=rating.form(e.id, lang) if rated else "", lang=lang)
        for e in exchanges
    ]
    if running is not None:
        shown.append(render.exchange(running.question, running.answer, running.shown or "", lang=lang))
    return shown or [render.welcome(lang)]
