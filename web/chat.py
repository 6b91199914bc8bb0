"""The chat page: a conversation on the left, the clause that a citation names on the right (a sheet on a phone).

Conversation and clause are gr.HTML rather than gr.Chatbot, because their text must be shown as text: a Chatbot renders
Markdown, loads images and sanitises markup by rules of its own. What a visitor has asked lives in gr.State, one a page.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported

import gradio as gr
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount

from corpus.wire import Cancel
from rag.feedback import FeedbackStore
from web import panel, problems, rating, render
from web.clauses import find
from web.exchange import Exchange, Exchanges, turns
from web.protocol import Answerer
from web.sign_in import SIGN_OUT, STAFF, Door, Gate

ASSETS = Path(__file__).parent / "assets"

TITLE = "问策 Wence"
FONTS = ("Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif")

MAX_CONCURRENT = 16  # answers being written out at once; the next waits its turn
MAX_WAITING = 200
MAX_KEPT = 50  # exchanges of one page that are kept and shown
PIECE_SECONDS = 0.06
WRITING_SECONDS = 1.2  # upper bound for writing one answer out
IDLE_SECONDS = 6 * 3600  # a page's conversation is dropped so long after its last use

# Routes of Gradio that this page does not use and that have no switch: receiving files, and a stream for developers.
_SHUT = ("/gradio_api/upload", "/gradio_api/dev/reload")


def mount(
    app: FastAPI,
    assistant: Answerer,
    store: FeedbackStore | None = None,
    pause: Callable[[float], None] = time.sleep,
    door: Door | None = None,
) -> FastAPI:
    """Serve the chat page over `assistant` at "/" of `app`, beside what `app` already serves.

    store: where ratings of answers are kept; without one none are asked for. pause: called with seconds between the pieces
    of an answer. door: who may use the chat; without one anybody may.
    """
    if door is not None:
        door.add(app)
    for path in _SHUT:
        app.add_route(path, _shut, methods=["GET", "POST"])
    theme = gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=FONTS, font_mono=("ui-monospace", "monospace"))
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        build(assistant, store, pause, door),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        app_kwargs={"openapi_url": None},
        mcp_server=False,
        theme=theme,
        head=_head(),
        favicon_path=str(ASSETS / "favicon.png"),
        # Gradio guards most of its addresses by this, and shows its events who asks; the gate guards them all.
        auth_dependency=None if door is None else _staff,
    )
    if door is not None:
        chat = mounted.router.routes[-1]
        assert isinstance(chat, Mount)
        chat.app = Gate(chat.app, door)
    return mounted


def build(
    assistant: Answerer,
    store: FeedbackStore | None = None,
    pause: Callable[[float], None] = time.sleep,
    door: Door | None = None,
) -> gr.Blocks:
    """The page. store: of ratings, or None. pause: called with the seconds between the pieces of an answer; tests give one that does not wait.
    door: through which one has come here, and may leave."""
    notice, knowledge = assistant.notice, assistant.knowledge

    def ask(question: str, past: Exchanges) -> Iterator[tuple[Any, Any, Any, Any]]:
        yield from _asked(assistant, pause, question, past, rated=store is not None)

    def named(request: gr.Request) -> str:
        return _banner(assistant, door, request.username or "")

    def rate(event: gr.EventData, past: Exchanges) -> Any:
        return rating.received(store, event._data, past, notice.sha256) if store else gr.skip()

    def stop(cancel: Cancel | None) -> None:
        if cancel is not None:
            cancel.cancel()

    def open_clause(event: gr.EventData) -> Any:
        clause = find(notice, str(event._data.get("address")))
        if clause is None:
            return panel.contents_panel(notice)
        start, end = (_offset(event._data.get(name)) for name in ("start", "end"))
        return panel.clause_panel(notice, clause, start, end, knowledge.rendering(clause.address))

    def open_named(request: gr.Request) -> Any:
        clause = find(notice, request.query_params.get("clause", ""))
        rendering = knowledge.rendering(clause.address) if clause else None
        return panel.clause_panel(notice, clause, rendering=rendering) if clause else gr.skip()

    def restart(cancel: Cancel | None) -> tuple[Any, Any, Any, Any]:
        stop(cancel)
        return [render.welcome()], (), "", panel.contents_panel(notice)

    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_height=True, fill_width=True) as page:
        exchanges = gr.State((), time_to_live=IDLE_SECONDS)
        switch = gr.State(None, time_to_live=IDLE_SECONDS)  # of the answer that is being made
        banner = gr.HTML(
            _banner(assistant, door, "" if door else None),
            elem_id="banner",
            js_on_load=None,
            apply_default_css=False,
        )
        with gr.Row(elem_id="main", equal_height=True):
            with gr.Column(elem_id="talk", min_width=0, scale=3):
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
                    told.submit(rate, exchanges, told, trigger_mode="multiple", **quick)
                offered = knowledge.suggestions.staff
                with gr.Row(elem_id="examples", visible=bool(offered)):
                    chips = [gr.Button(text, size="sm", elem_classes="chip", min_width=0) for text in offered]
                with gr.Row(elem_id="ask"):
                    box = gr.Textbox(
                        show_label=False,
                        label="您的问题",
                        placeholder="请输入问题，回车发送，Shift+回车换行",
                        lines=1,
                        max_lines=5,
                        max_length=8000,
                        container=False,
                        scale=1,
                        elem_id="question",
                    )
                    send = gr.Button("发送", variant="primary", scale=0, min_width=72, elem_id="send")
                    if assistant.generates:  # shown while an answer is being made, instead of 发送
                        halt = gr.Button("停止", variant="secondary", scale=0, min_width=72, elem_id="stop")
                        halt.click(stop, switch, None, **quick)
                    clear = gr.Button("重新开始", variant="secondary", scale=0, min_width=96, elem_id="clear")
            clause = gr.HTML(
                panel.contents_panel(notice),
                elem_id="panel",
                js_on_load=(ASSETS / "panel.js").read_text("utf-8"),
                apply_default_css=False,
            )

        shared: dict[str, Any] = {
            "outputs": [log, exchanges, box, switch],
            "show_progress": "hidden",
            "concurrency_limit": MAX_CONCURRENT,
            "concurrency_id": "ask",
            "api_visibility": "private",
        }
        asking = [gr.on([box.submit, send.click], ask, [box, exchanges], trigger_mode="once", **shared)]
        asking += [chip.click(ask, [chip, exchanges], **shared) for chip in chips]
        clause.click(open_clause, None, clause, trigger_mode="always_last", **quick)
        page.load(open_named, None, clause, **quick)
        if door:
            page.load(named, None, banner, **quick)
        clear.click(restart, switch, [log, exchanges, box, clause], cancels=asking, **quick)

    page.queue(max_size=MAX_WAITING, default_concurrency_limit=MAX_CONCURRENT)
    return page


def _asked(
    assistant: Answerer, pause: Callable[[float], None], question: str, past: Exchanges, *, rated: bool
) -> Iterator[tuple[Any, Any, Any, Any]]:
    """Yields (conversation, exchanges, question box, off switch): at once, as the answer grows, and whole."""
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


def _banner(assistant: Answerer, door: Door | None, account: str | None) -> str:
    leave = SIGN_OUT if door and door.has_exit else ""
    return render.banner(assistant.notice, generated=assistant.generates, account=account, leave=leave)


def _staff(request: Request) -> str | None:
    name: str | None = request.scope.get(STAFF)
    return name


def _shut(_: Request) -> Response:
    return problems.problem(404)


def _head() -> str:
    # As a style of the page's own: what is given as css= is rewritten to apply inside Gradio's container only.
    styles = "".join((ASSETS / name).read_text("utf-8") for name in ("chat.css", "rating.css"))
    return f"{(ASSETS / 'head.html').read_text('utf-8')}<style>{styles}</style>"


def _conversation(exchanges: Exchanges, rated: bool) -> list[str]:
    """rated: whether each answer can be rated."""
    shown = (render.exchange(e.question, e.answer, below=rating.form(e.id) if rated else "") for e in exchanges)
    return list(shown) or [render.welcome()]


def _offset(value: object) -> int | None:
    return value if isinstance(value, int) else None
