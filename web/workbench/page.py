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

from corpus.clause import Notice
from rag.feedback import FeedbackStore
from rag.list_names import ListError, body_called
from web import problems
from web.clauses import find
from web.protocol import Answerer
from web.sign_in import SIGN_OUT, STAFF, Door, Gate
from web.workbench import panel
from web.workbench.banner import banner as drawn_banner
from web.workbench.clauses_tab import Clauses
from web.workbench.forces_tab import Forces
from web.workbench.opinions_tab import Opinions
from web.workbench.tab import QUICK, Bench, Tab
from web.workbench.talk import MAX_CONCURRENT, MAX_WAITING, Talk
from web.workbench.targets_tab import Targets
from web.workbench.tasks_tab import Tasks
from web.workbench.view import LANGS, TABS, View

ASSETS = Path(__file__).parent / "assets"
ICON = Path(__file__).parents[1] / "assets" / "favicon.png"

TITLE = "问策 Wence"
FONTS = ("Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif")
IDLE_SECONDS = 6 * 3600  # what a page holds is dropped so long after its last use

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
    notice = assistant.notice

    def maintains(account: str | None) -> bool:
        return store is not None and (door is None or account in maintainers)

    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_height=True, fill_width=True) as page:
        state = gr.State(View(), time_to_live=IDLE_SECONDS)
        bench = Bench(assistant, store, pause, maintains, state)
        banner = _html("", "banner")
        with gr.Row(elem_id="main", equal_height=True):
            with (
                gr.Column(elem_id="work", min_width=0, scale=3),
                gr.Tabs(elem_id="tabs", overflow_behavior="wrap") as tabs,
            ):
                pages, made = [], []
                for id, make in _MAKERS.items():
                    with gr.Tab("", id=id, elem_id=f"tab-{id}", visible=id != "opinions") as one:
                        pages.append(one)
                        made.append(make(bench))
            clause = _html(panel.contents_panel(notice), "panel", "panel.js")
        bus = _html({"query": "", "lang": LANGS[0]}, "bus", "bench.js", template="")

        inputs = [component for tab in made for component in tab.inputs]
        outputs = [component for tab in made for component in tab.outputs]

        def drawn(now: View, account: str | None, given: Sequence[Any], also: Callable[[Tab], bool]) -> list[Any]:
            """The values of `outputs`: of the tabs that `also` names, and nothing for the others."""
            found: list[Any] = []
            at = 0
            for tab in made:
                mine = given[at : at + len(tab.inputs)]
                at += len(tab.inputs)
                found += tab.draw(now, account, *mine) if also(tab) else [gr.skip()] * len(tab.outputs)
            return found

        def moved(old: View, now: View, account: str | None, given: Sequence[Any]) -> list[Any]:
            """What every event gives: state, bus, banner, tabs, their names, clause, outputs."""
            fresh = old.lang != now.lang
            elsewhere = fresh or (old.tab, old.body, old.part) != (now.tab, now.body, now.part)
            shown = (old.clause, old.start, old.end, old.beside) != (now.clause, now.start, now.end, now.beside)
            return [
                now,
                {"query": now.query, "lang": now.lang},
                _banner(assistant, door, account, now) if fresh else gr.skip(),
                gr.Tabs(selected=now.tab) if old.tab != now.tab else gr.skip(),
                *(gr.Tab(label=tab.name(now.lang)) if fresh else gr.skip() for tab in made),
                _panel(bench, now) if shown or fresh else gr.skip(),
                *drawn(now, account, given, lambda tab: elsewhere and tab.id == now.tab),
            ]

        def told(event: gr.EventData, request: gr.Request, old: View, *given: Any) -> list[Any]:
            now = _led(old, event._data, notice)
            if now.tab == "opinions" and not maintains(request.username):
                now = replace(now, tab=old.tab)
            return moved(old, now, request.username, given)

        def chosen(id: str, request: gr.Request, old: View, *given: Any) -> list[Any]:
            return moved(old, replace(old, tab=id), request.username, given)

        def arrived(request: gr.Request, *given: Any) -> list[Any]:
            now, account = View.of(dict(request.query_params), notice), request.username
            if now.tab not in {tab.id for tab in made} or (now.tab == "opinions" and not maintains(account)):
                now = replace(now, tab=TABS[0])
            first = moved(View(), now, account, given)
            first[2] = _banner(assistant, door, account, now)
            for n, tab in enumerate(made):
                first[4 + n] = gr.Tab(label=tab.name(now.lang), visible=tab.id != "opinions" or maintains(account))
            at = 5 + len(made)
            first[at:] = drawn(now, account, given, lambda tab: tab.id == now.tab)
            return first

        seen = [state, bus, banner, tabs, *pages, clause, *outputs]
        page.load(arrived, inputs, seen, **QUICK)
        bus.click(told, [state, *inputs], seen, trigger_mode="always_last", **QUICK)
        for tab, one in zip(made, pages, strict=True):
            one.select(_at(chosen, tab.id), [state, *inputs], seen, **QUICK)

    page.queue(max_size=MAX_WAITING, default_concurrency_limit=MAX_CONCURRENT)
    return page


def _at(chosen: Callable[..., list[Any]], id: str) -> Callable[..., list[Any]]:
    def of_tab(request: gr.Request, old: View, *given: Any) -> list[Any]:
        return chosen(id, request, old, *given)

    return of_tab


def _html(value: Any, id: str, script: str = "", template: str = "${value}") -> gr.HTML:
    return gr.HTML(
        value,
        html_template=template,
        elem_id=id,
        js_on_load=(ASSETS / script).read_text("utf-8") if script else None,
        apply_default_css=False,
    )


def _led(old: View, told: Any, notice: Notice) -> View:
    """Where a click leads that says any of: clause (with start, end), beside, tab, body, part, lang. What makes no sense
    changes nothing."""
    said = told if isinstance(told, dict) else {}
    now = old
    if "clause" in said:
        clause = find(notice, str(said["clause"]))
        span = (said.get("start"), said.get("end")) if clause else (None, None)
        start, end = (value if type(value) is int else None for value in span)
        now = replace(now, clause=clause.address if clause else "", start=start, end=end)
    if "beside" in said:
        other = find(notice, str(said["beside"]))
        now = replace(now, beside=other.address if other else "")
    if said.get("tab") in TABS:
        now = replace(now, tab=said["tab"])
    if "body" in said:
        try:
            now = replace(now, body=body_called(str(said["body"]), notice) if said["body"] else "")
        except ListError:
            now = replace(now, body="")
    if "part" in said:
        part = find(notice, str(said["part"]))
        now = replace(now, part=part.address if part else "")
    if said.get("lang") in LANGS:
        now = replace(now, lang=said["lang"])
    return now


def _panel(bench: Bench, view: View) -> str:
    return panel.panel(bench.notice, bench.knowledge, view)


def _banner(assistant: Answerer, door: Door | None, account: str | None, view: View) -> str:
    leave = SIGN_OUT if door and door.has_exit else ""
    name = (account or "") if door else None
    return drawn_banner(assistant.notice, generated=assistant.generates, account=name, leave=leave, lang=view.lang)


def _staff(request: Request) -> str | None:
    name: str | None = request.scope.get(STAFF)
    return name


def _shut(_: Request) -> Response:
    return problems.problem(404)


def _head() -> str:
    # As a style of the page's own: what is given as css= is rewritten to apply inside Gradio's container only.
    styles = "".join(file.read_text("utf-8") for file in sorted(ASSETS.glob("*.css")))
    return f"{(ASSETS / 'head.html').read_text('utf-8')}<style>{styles}</style>"
