"""The workbench's page: the banner, the tabs, the clause beside them; what is selected is shared by all.

A click anywhere that leads somewhere comes to `told` by the bus (assets/bench.js), a tab that is opened to `chosen`; both
end in `moved`, which draws what is seen anew and nothing else.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported

import gradio as gr
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount

from rag.feedback import FeedbackStore
from web import problems
from web.held import Shelf
from web.protocol import Answerer
from web.sign_in import SIGN_OUT, STAFF, Door, Gate
from web.workbench.banner import banner as written_banner
from web.workbench.clauses_tab import Clauses
from web.workbench.forces_tab import Forces
from web.workbench.opinions_tab import Opinions
from web.workbench.panel import panel
from web.workbench.tab import ASSETS, IDLE_SECONDS, QUICK, Bench, Tab, html
from web.workbench.talk import MAX_CONCURRENT, MAX_WAITING, Talk
from web.workbench.targets_tab import Targets
from web.workbench.tasks_tab import Tasks
from web.workbench.view import TABS, View
from web.workbench.words import words

ICON = Path(__file__).parents[1] / "assets" / "favicon.png"

TITLE = "问策 Wence"
FONTS = ("Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif")
OPINIONS = "opinions"  # the tab that maintainers alone see

# Routes of Gradio that this page does not use and that have no switch: receiving files, and a stream for developers.
_SHUT = ("/gradio_api/upload", "/gradio_api/dev/reload")
_MAKERS: dict[str, Callable[[Bench], Tab]] = {
    "talk": Talk,
    "clauses": Clauses,
    "tasks": Tasks,
    "targets": Targets,
    "forces": Forces,
    "opinions": Opinions,
}


def mount(
    app: FastAPI,
    assistant: Answerer,
    store: FeedbackStore | None = None,
    pause: Callable[[float], None] = time.sleep,
    door: Door | None = None,
    maintainers: frozenset[str] = frozenset(),
) -> FastAPI:
    """Serve the workbench over `assistant` at "/" of `app`, beside what `app` already serves.

    store: where ratings of answers are kept; without one none are asked for. pause: called with seconds between the pieces
    of an answer. door: who may use the workbench; without one anybody may. maintainers: the accounts that see what people
    said of answers; without a door everybody does.
    """
    if door is not None:
        door.add(app)
    for path in _SHUT:
        app.add_route(path, _shut, methods=["GET", "POST"])
    theme = gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=FONTS, font_mono=("ui-monospace", "monospace"))
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        build(assistant, store, pause, door, maintainers),
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
        favicon_path=str(ICON),
        # Gradio guards most of its addresses by this, and shows its events who asks; the gate guards them all.
        auth_dependency=None if door is None else _staff,
    )
    if door is not None:
        bench = mounted.router.routes[-1]
        assert isinstance(bench, Mount)
        bench.app = Gate(bench.app, door)
    return mounted


def build(
    assistant: Answerer,
    store: FeedbackStore | None = None,
    pause: Callable[[float], None] = time.sleep,
    door: Door | None = None,
    maintainers: frozenset[str] = frozenset(),
) -> gr.Blocks:
    """The page; parameters as of `mount`."""
    notice, shelf = assistant.notice, Shelf.of(assistant)

    def maintains(account: str | None) -> bool:
        return store is not None and (door is None or account in maintainers)

    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_height=True, fill_width=True) as page:
        state = gr.State(View(), time_to_live=IDLE_SECONDS)
        bench = Bench(assistant, store, pause, maintains, state)
        banner = html(_banner(assistant, shelf, door, "", View()), "banner")
        with gr.Row(elem_id="main", equal_height=True):
            with (
                gr.Column(elem_id="work", min_width=0, scale=3),
                gr.Tabs(elem_id="tabs", overflow_behavior="wrap") as tabs,
            ):
                pages, made = [], []
                for id, make in _MAKERS.items():
                    with gr.Tab(words("zh")(f"{id}.tab"), id=id, elem_id=f"tab-{id}", visible=id != OPINIONS) as one:
                        pages.append(one)
                        made.append(make(bench))
            clause = html(panel(notice, assistant.knowledge, View(), shelf), "panel", "panel.js")
        bus = html({}, "bus", "bench.js", template="")  # nothing until the page has arrived

        inputs = [component for tab in made for component in tab.inputs]
        outputs = [component for tab in made for component in tab.outputs]

        def drawn(now: View, account: str | None, given: Sequence[Any]) -> list[Any]:
            """The values of `outputs`: of the tab that is open, and nothing for the others."""
            found: list[Any] = []
            at = 0
            for tab in made:
                mine = given[at : at + len(tab.inputs)]
                at += len(tab.inputs)
                found += tab.draw(now, account, *mine) if tab.id == now.tab else [gr.skip()] * len(tab.outputs)
            return found

        def moved(old: View | None, now: View, account: str | None, given: Sequence[Any]) -> list[Any]:
            """What every event gives: state, bus, banner, tabs, the names on them, clause, outputs. old: None for a page that
            has just come, which is as View() but for the names and what is in the tabs."""
            if now.tab == OPINIONS and not maintains(account):
                now = replace(now, tab=old.tab if old else TABS[0])
            base, first = old or View(), old is None
            fresh = base.lang != now.lang

            def other(*names: str) -> bool:
                return fresh or any(getattr(base, name) != getattr(now, name) for name in names)

            named = (_named(tab, now, shown=maintains(account) if first else None) for tab in made)
            return [
                now,
                {"query": now.query, "lang": now.lang},
                _banner(assistant, shelf, door, account, now)
                if fresh or (first and door) or shelf.split(base.clause)[0] is not shelf.split(now.clause)[0]
                else gr.skip(),
                gr.Tabs(selected=now.tab) if first or base.tab != now.tab else gr.skip(),
                *(named if first or fresh else [gr.skip()] * len(made)),
                panel(notice, bench.knowledge, now, shelf) if other("clause", "start", "end", "beside") else gr.skip(),
                *(drawn(now, account, given) if first or other("tab", "body", "part") else [gr.skip()] * len(outputs)),
            ]

        def told(event: gr.EventData, request: gr.Request, old: View, *given: Any) -> list[Any]:
            return moved(old, old.led(event._data, notice, shelf), request.username, given)

        def chosen(tab: Tab) -> Callable[..., list[Any]]:
            def of_tab(request: gr.Request, old: View, arrived: object, *given: Any) -> list[Any]:
                # Gradio tells of its first tab as if it had been chosen; where the address names another, that comes too late.
                if not arrived:
                    return [gr.skip()] * len(seen)
                return moved(old, replace(old, tab=tab.id), request.username, given)

            return of_tab

        def arrived(request: gr.Request, *given: Any) -> list[Any]:
            return moved(None, View.of(dict(request.query_params), notice, shelf), request.username, given)

        seen = [state, bus, banner, tabs, *pages, clause, *outputs]
        page.load(arrived, inputs, seen, **QUICK)
        bus.click(told, [state, *inputs], seen, trigger_mode="always_last", **QUICK)
        for tab, one in zip(made, pages, strict=True):
            one.select(chosen(tab), [state, bus, *inputs], seen, **QUICK)

    page.queue(max_size=MAX_WAITING, default_concurrency_limit=MAX_CONCURRENT)
    return page


def _named(tab: Tab, view: View, *, shown: bool | None) -> Any:
    """A tab with its name. shown: whether the one for maintainers is; None where that is known already."""
    name = words(view.lang)(f"{tab.id}.tab")
    return gr.Tab(label=name) if shown is None else gr.Tab(label=name, visible=shown or tab.id != OPINIONS)


def _banner(assistant: Answerer, shelf: Shelf, door: Door | None, account: str | None, view: View) -> str:
    """The banner of the notice whose clause is open."""
    held = shelf.split(view.clause)[0] or shelf.first
    leave = SIGN_OUT if door and door.has_exit else ""
    name = (account or "") if door else None
    return written_banner(held.notice, generated=assistant.generates, account=name, leave=leave, lang=view.lang)


def _staff(request: Request) -> str | None:
    name: str | None = request.scope.get(STAFF)
    return name


def _shut(_: Request) -> Response:
    return problems.problem(404)


def _head() -> str:
    # As a style of the page's own: what is given as css= is rewritten to apply inside Gradio's container only.
    styles = "".join(file.read_text("utf-8") for file in sorted(ASSETS.glob("*.css")))
    return f"{(ASSETS / 'head.html').read_text('utf-8')}<style>{styles}</style>"
