"""问答: the conversation, and what is asked next.

The conversation is gr.HTML rather than gr.Chatbot, because its text must be shown as text: a Chatbot renders Markdown,
loads images and sanitises markup by rules of its own. What a visitor has asked lives in gr.State, one a page.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

import gradio as gr
from gradio.components import Component

from rag.export import FORMATS
from web.held import Shelf
from web.workbench import rating
from web.workbench.asking import growing
from web.workbench.conversation import answered, conversation, made, past
from web.workbench.exchange import STAGES, Exchange, Exchanges, Running, turns
from web.workbench.tab import IDLE_SECONDS, QUICK, Bench, html
from web.workbench.view import Lang, View
from web.workbench.words import words

MAX_CONCURRENT = 16  # answers being written out at once; the next waits its turn
MAX_WAITING = 200
MAX_KEPT = 50  # exchanges of one page that are kept and shown
LONGEST = 8000  # characters of a question

Shown = tuple[Any, Any, Any, Any, Any]  # of the conversation, what was asked, the exchanges, the question box, Running


class Talk:
    """The tab of the conversation."""

    id = "talk"

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._shelf = Shelf.of(bench.assistant)
        self._rated = bench.store is not None
        say = words("zh")
        exchanges = gr.State((), time_to_live=IDLE_SECONDS)
        running = gr.State(None, time_to_live=IDLE_SECONDS)  # the answer that is being made, or None
        with gr.Column(elem_id="talk", min_width=0):
            asked = html("", "past", "past.js")
            file = html({"name": "", "type": "", "data": ""}, "file", "file.js", template="")
            log = html(self._conversation((), "zh"), "log", "log.js", template="${value.join('')}")
            if bench.store:  # tells the page, unseen, what became of a rating
                told = html(rating.nothing(), "rated", "rating.js", template='<p class="sr" role="status"></p>')
                told.submit(self._rate, [exchanges, bench.view], told, trigger_mode="multiple", **QUICK)
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
                    visible=bench.assistant.generates,
                )  # shown while an answer is being made, instead of 发送
                clear = gr.Button(say("talk.restart"), variant="secondary", scale=0, min_width=96, elem_id="clear")

        given, seen = [exchanges, bench.view], [log, asked, exchanges, box, running]
        shared: dict[str, Any] = {
            "outputs": seen,
            "show_progress": "hidden",
            "concurrency_limit": MAX_CONCURRENT,
            "concurrency_id": "ask",
            "api_visibility": "private",
        }
        asking = [gr.on([box.submit, send.click], self._asked, [box, *given], trigger_mode="once", **shared)]
        asking += [chip.click(self._asked, [chip, *given], **shared) for chip in chips]
        asking.append(log.submit(self._chosen, given, trigger_mode="once", **shared))
        halt.click(_stop, running, None, **QUICK)
        clear.click(self._restart, [running, bench.view], seen, cancels=asking, **QUICK)
        asked.click(self._save, given, file, **QUICK)

        self.inputs: Sequence[Component] = [exchanges, running]
        self.outputs: Sequence[Component] = [log, asked, box, send, halt, clear]

    def draw(self, view: View, account: str | None, exchanges: Exchanges, running: Running | None) -> Sequence[Any]:
        """The conversation in the view's language, with the answer that is being made."""
        del account
        if running is not None:
            running.lang = view.lang
        say = words(view.lang)
        return [
            self._conversation(exchanges, view.lang, running),
            past(exchanges, view.lang),
            gr.Textbox(label=say("talk.question"), placeholder=say("talk.hint")),
            gr.Button(say("talk.send")),
            gr.Button(say("talk.stop")),
            gr.Button(say("talk.restart")),
        ]

    def _conversation(self, exchanges: Exchanges, lang: Lang, running: Running | None = None) -> list[str]:
        return conversation(exchanges, self._bench.notice, lang, running, rated=self._rated, shelf=self._shelf)

    def _asked(self, question: str, exchanges: Exchanges, view: View) -> Iterator[Shown]:
        """What is shown: at once, as the answer grows, and whole."""
        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        assistant = self._bench.assistant
        now = Running(question, view.lang, stages=STAGES if assistant.generates else STAGES[:-1])

        @cache  # once for each language, and not with every piece of the answer
        def before(lang: Lang) -> list[str]:
            return answered(exchanges, lang, rated=self._rated)

        yield [*before(now.lang), made(now, now.lang)], gr.skip(), exchanges, "", now
        for _ in growing(assistant, now, turns(exchanges), self._bench.pause):
            if now.left:
                return
            yield [*before(now.lang), made(now, now.lang)], gr.skip(), exchanges, gr.skip(), gr.skip()
        if now.answer is None or now.left:
            return
        whole = (*exchanges, Exchange(question, now.answer))[-MAX_KEPT:]
        yield self._conversation(whole, now.lang), past(whole, now.lang), whole, gr.skip(), None

    def _chosen(self, event: gr.EventData, exchanges: Exchanges, view: View) -> Iterator[Shown]:
        """A question that a button of the page asks (assets/log.js)."""
        said = event._data.get("ask") if isinstance(event._data, dict) else None
        yield from self._asked(said[:LONGEST] if isinstance(said, str) else "", exchanges, view)

    def _rate(self, event: gr.EventData, exchanges: Exchanges, view: View) -> Any:
        store, notice = self._bench.store, self._bench.notice
        return rating.received(store, event._data, exchanges, notice.sha256, view.lang) if store else gr.skip()

    def _save(self, exchanges: Exchanges, view: View) -> Any:
        """The conversation as a file, whose bytes the page holds and the disk never does."""
        if not exchanges:
            return gr.skip()
        from rag.export.conversation import conversation as document  # with a library that takes its time to load

        today = date.today()
        written = document([(e.question, e.answer) for e in exchanges], self._bench.notice, today)
        name = f"{words(view.lang)('talk.file')} {today:%Y-%m-%d}.docx"
        return {"name": name, "type": FORMATS["docx"], "data": b64encode(written).decode("ascii")}

    def _restart(self, running: Running | None, view: View) -> Shown:
        if running is not None:
            running.left = True
        _stop(running)
        return self._conversation((), view.lang), "", (), "", None


def _stop(running: Running | None) -> None:
    if running is not None:
        running.cancel.cancel()
