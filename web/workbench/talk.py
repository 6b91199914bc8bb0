"""问答: the conversation, and what is asked next.

The conversation is gr.HTML rather than gr.Chatbot, because its text must be shown as text: a Chatbot renders Markdown,
loads images and sanitises markup by rules of its own. What a visitor has asked lives in gr.State, one a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.components import Component

from web.workbench import rating
from web.workbench.asking import growing
from web.workbench.conversation import conversation, past
from web.workbench.exchange import STAGES, Exchange, Exchanges, Running, turns
from web.workbench.tab import QUICK, Bench
from web.workbench.view import Lang, View
from web.workbench.words import words

ASSETS = Path(__file__).parent / "assets"

MAX_CONCURRENT = 16  # answers being written out at once; the next waits its turn
MAX_WAITING = 200
MAX_KEPT = 50  # exchanges of one page that are kept and shown
LONGEST = 8000  # characters of a question
IDLE_SECONDS = 6 * 3600  # a page's conversation is dropped so long after its last use

Shown = tuple[Any, Any, Any, Any, Any]  # of the conversation, what was asked, the exchanges, the question box, Running


class Talk:
    """The tab of the conversation."""

    id = "talk"

    def __init__(self, bench: Bench) -> None:
        assistant, store, notice = bench.assistant, bench.store, bench.notice
        rated = store is not None
        say = words("zh")

        def shown(now: Running, exchanges: Exchanges) -> Any:
            return conversation(exchanges, notice, now.lang, now, rated=rated)

        def asked(question: str, exchanges: Exchanges, view: View) -> Iterator[Shown]:
            """What is shown: at once, as the answer grows, and whole."""
            if not question.strip():
                yield (gr.skip(),) * 5
                return
            now = Running(question, view.lang, stages=STAGES if assistant.generates else STAGES[:-1])
            yield shown(now, exchanges), gr.skip(), exchanges, "", now
            for _ in growing(assistant, now, turns(exchanges), bench.pause):
                yield shown(now, exchanges), gr.skip(), exchanges, gr.skip(), gr.skip()
            assert now.answer is not None
            exchanges = (*exchanges, Exchange(question, now.answer))[-MAX_KEPT:]
            whole = conversation(exchanges, notice, now.lang, rated=rated)
            yield whole, past(exchanges, now.lang), exchanges, gr.skip(), None

        def chosen(event: gr.EventData, exchanges: Exchanges, view: View) -> Iterator[Shown]:
            said = event._data.get("ask") if isinstance(event._data, dict) else None
            yield from asked(said[:LONGEST] if isinstance(said, str) else "", exchanges, view)

        def rate(event: gr.EventData, exchanges: Exchanges, view: View) -> Any:
            return rating.received(store, event._data, exchanges, notice.sha256, view.lang) if store else gr.skip()

        def stop(running: Running | None) -> None:
            if running is not None:
                running.cancel.cancel()

        def restart(running: Running | None, view: View) -> Shown:
            stop(running)
            return conversation((), notice, view.lang), "", (), "", None

        exchanges = gr.State((), time_to_live=IDLE_SECONDS)
        running = gr.State(None, time_to_live=IDLE_SECONDS)  # the answer that is being made, or None
        with gr.Column(elem_id="talk", min_width=0):
            list_of = gr.HTML(
                "", elem_id="past", js_on_load=(ASSETS / "past.js").read_text("utf-8"), apply_default_css=False
            )
            log = gr.HTML(
                conversation((), notice, "zh"),
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
                    max_length=LONGEST,
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
            "outputs": [log, list_of, exchanges, box, running],
            "show_progress": "hidden",
            "concurrency_limit": MAX_CONCURRENT,
            "concurrency_id": "ask",
            "api_visibility": "private",
        }
        asking = [gr.on([box.submit, send.click], asked, [box, exchanges, bench.view], trigger_mode="once", **shared)]
        asking += [chip.click(asked, [chip, exchanges, bench.view], **shared) for chip in chips]
        asking.append(log.submit(chosen, [exchanges, bench.view], trigger_mode="once", **shared))
        clear.click(restart, [running, bench.view], shared["outputs"], cancels=asking, **QUICK)

        self._notice, self._rated = notice, rated
        self.inputs: Sequence[Component] = [exchanges, running]
        self.outputs: Sequence[Component] = [log, list_of, box, send, halt, clear]

    def name(self, lang: Lang) -> str:
        """问答."""
        return words(lang)("talk.tab")

    def draw(self, view: View, account: str | None, exchanges: Exchanges, running: Running | None) -> Sequence[Any]:
        """The conversation in the view's language, with the answer that is being made."""
        del account
        if running is not None:
            running.lang = view.lang
        say = words(view.lang)
        return [
            conversation(exchanges, self._notice, view.lang, running, rated=self._rated),
            past(exchanges, view.lang),
            gr.Textbox(label=say("talk.question"), placeholder=say("talk.hint")),
            gr.Button(say("talk.send")),
            gr.Button(say("talk.stop")),
            gr.Button(say("talk.restart")),
        ]
