"""反馈: what people said of answers, for those who look after the service and nobody else.

Whether an account may see it is asked of `Bench.maintains` by every event here, since whoever has signed in can call any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

import gradio as gr
from gradio.components import Component

from corpus.clause import Notice
from rag.answer import Status
from rag.feedback import FeedbackError, FeedbackStore
from rag.feedback_search import BEIJING, Wanted
from rag.opinion import LONGEST_COMMENT, Feedback, Rating, Reason, State
from web.workbench import opinion_view
from web.workbench.draw import draw
from web.workbench.opinion_view import Again
from web.workbench.tab import IDLE_SECONDS, QUICK, Bench, html
from web.workbench.talk import MAX_CONCURRENT
from web.workbench.view import Lang, View
from web.workbench.words import words

PAGE = 50  # records
DAYS = 30  # of which the counts are shown
SURFACES = ("chat", "widget", "api")
_KINDS: dict[str, Sequence[str]] = {
    "state": [one.value for one in State],
    "rating": [one.value for one in Rating],
    "reason": [one.value for one in Reason],
    "surface": SURFACES,
}
_Kind = TypeVar("_Kind", bound=StrEnum)
_NOTHING = ""  # what is shown to those whom it does not concern


@dataclass(frozen=True, slots=True)
class Place:
    """What a page of the tab shows: the list from its page `page`, from 0, or the record of this id."""

    page: int = 0
    record: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has come of an action on a record. said: the key of a sentence; fault: whether it failed. again: today's answer;
    busy: it is being made."""

    said: str = ""
    fault: bool = False
    again: Again | None = None
    busy: bool = False


class Opinions:
    """The tab of feedback."""

    id = "opinions"

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        say = words("zh")
        place = gr.State(Place(), time_to_live=IDLE_SECONDS)
        with gr.Column(elem_id="opinions", elem_classes="sheet", min_width=0):
            with gr.Row(elem_id="opinions-filter"):
                kinds = [
                    gr.Dropdown(_choices(kind, "zh"), value="", label=say(f"opinions.{kind}"), min_width=120, scale=1)
                    for kind in _KINDS
                ]
                text = gr.Textbox(
                    label=say("opinions.text"), max_lines=1, max_length=200, min_width=160, scale=2, type="text"
                )
            shown = html(_NOTHING, "opinions-shown", "opinions.js")
        filters = [*kinds, text]
        given, seen = [bench.view, place, *filters], [shown, place]
        gr.on([kind.input for kind in kinds], self._filtered, given, seen, **QUICK)
        # not text.input, which misses what is pasted as a whole
        gr.on([text.change, text.submit], self._filtered, given, seen, trigger_mode="always_last", **QUICK)
        shown.click(self._led, given, seen, trigger_mode="always_last", **QUICK)
        shown.submit(self._dismissed, given, seen, trigger_mode="once", **QUICK)
        shown.select(
            self._asked_again,
            given,
            seen,
            trigger_mode="once",
            show_progress="hidden",
            concurrency_limit=MAX_CONCURRENT,
            concurrency_id="ask",
            api_visibility="private",
        )
        self.inputs: Sequence[Component] = [place, *filters]
        self.outputs: Sequence[Component] = [*filters, shown]

    def draw(self, view: View, account: str | None, place: Place, *filters: Any) -> Sequence[Any]:
        """The list or the record that the page looks at; nothing for who is no maintainer."""
        if self._store(account) is None:
            return [*(gr.skip() for _ in filters), _NOTHING]
        say = words(view.lang)
        return [
            *(gr.Dropdown(_choices(kind, view.lang), label=say(f"opinions.{kind}")) for kind in _KINDS),
            gr.Textbox(label=say("opinions.text")),
            self._shown(view.lang, account, place, filters),
        ]

    def _store(self, account: str | None) -> FeedbackStore | None:
        """The store, for a maintainer."""
        return self._bench.store if self._bench.maintains(account) else None

    def _filtered(self, request: gr.Request, view: View, place: Place, *filters: Any) -> tuple[str, Place]:
        del place
        return self._shown(view.lang, request.username, Place(), filters), Place()

    def _led(
        self, event: gr.EventData, request: gr.Request, view: View, place: Place, *filters: Any
    ) -> tuple[str, Place]:
        told = event._data if isinstance(event._data, dict) else {}
        page, record = told.get("page"), told.get("record")
        if isinstance(record, str):
            place = replace(place, record=record)
        elif type(page) is int:
            place = Place(max(0, page))
        return self._shown(view.lang, request.username, place, filters), place

    def _dismissed(
        self, event: gr.EventData, request: gr.Request, view: View, place: Place, *filters: Any
    ) -> tuple[str, Place]:
        store = self._store(request.username)
        if store is None:
            return _NOTHING, Place()
        told = event._data if isinstance(event._data, dict) else {}
        record, note = (str(told.get(name, "")) for name in ("record", "note"))
        note = " ".join(note.split())
        place = replace(place, record=record)
        if not 0 < len(note) <= LONGEST_COMMENT:
            outcome = Outcome("note_missing", fault=True)
        else:
            try:
                settled = store.settle([record], State.DISMISSED, note=note)
            except FeedbackError as error:
                return self._failure(view.lang, error), place
            outcome = Outcome("done") if settled else Outcome("settled", fault=True)
        return self._shown(view.lang, request.username, place, filters, outcome), place

    def _asked_again(
        self, event: gr.EventData, request: gr.Request, view: View, place: Place, *filters: Any
    ) -> Iterator[tuple[str, Place]]:
        told = event._data if isinstance(event._data, dict) else {}
        store = self._store(request.username)
        if store is None:
            yield _NOTHING, Place()
            return
        place = replace(place, record=str(told.get("record", "")))
        yield self._shown(view.lang, request.username, place, filters, Outcome(busy=True)), place
        try:
            record = store.get(place.record)
        except FeedbackError as error:
            yield self._failure(view.lang, error), place
            return
        ours = record is not None and record.notice == self._bench.notice.id
        again = opinion_view.asked_again(self._bench.assistant, record) if record and ours else None
        yield self._shown(view.lang, request.username, place, filters, Outcome(again=again)), place

    def _shown(
        self, lang: Lang, account: str | None, place: Place, filters: Sequence[Any], outcome: Outcome | None = None
    ) -> str:
        store = self._store(account)
        if store is None:
            return _NOTHING
        try:
            if place.record and (record := store.get(place.record)):
                return detail(self._bench.notice, record, lang, outcome or Outcome())
            return listing(store, _wanted(filters), place.page, lang)
        except FeedbackError as error:
            return self._failure(lang, error)

    def _failure(self, lang: Lang, error: FeedbackError) -> str:
        return draw("opinions_failed", lang, error=str(error))


def listing(store: FeedbackStore, wanted: Wanted, page: int, lang: Lang) -> str:
    """The counts, and a page of the records that are wanted, as HTML. Raises FeedbackError."""
    counts = store.counts(wanted)
    page = min(page, max(0, (counts.total - 1) // PAGE))
    return draw(
        "opinions",
        lang,
        counts=counts,
        records=store.page(wanted, page * PAGE, PAGE),
        start=page * PAGE,
        page=page,
        pages=list(opinion_view.pages(counts.total, PAGE, page)),
        days=list(counts.days.items())[:DAYS],
        all=counts.total if wanted == Wanted() else store.count(),
        states=list(State),
        ratings=list(Rating),
        reasons=list(Reason),
        surfaces=[*SURFACES, *sorted(set(counts.surfaces) - {*SURFACES})],
        known=SURFACES,
        zone=BEIJING,
    )


def detail(notice: Notice, record: Feedback, lang: Lang, outcome: Outcome) -> str:
    """One record as HTML."""
    accept, dismiss = opinion_view.commands(record)
    return draw(
        "opinion",
        lang,
        record=record,
        cited=opinion_view.cited(notice, record),
        outcome=outcome,
        ours=record.notice == notice.id,
        changed=record.sha256 != notice.sha256,
        accept=accept,
        dismiss=dismiss,
        longest=LONGEST_COMMENT,
        known=SURFACES,
        statuses={status.value for status in Status},
        zone=BEIJING,
    )


def _choices(kind: str, lang: Lang) -> list[tuple[str, str]]:
    say = words(lang)
    return [(say("opinions.any"), ""), *((say(f"opinions.{kind}_{value}"), value) for value in _KINDS[kind])]


def _wanted(filters: Sequence[Any]) -> Wanted:
    """What the filters say; what they cannot say is as if they said nothing."""
    state, rating, reason, surface, text = (value if isinstance(value, str) else "" for value in filters)
    return Wanted(
        _member(State, state),
        _member(Rating, rating),
        _member(Reason, reason),
        surface if surface in SURFACES else "",
        text[:200],
    )


def _member(kind: type[_Kind], value: str) -> _Kind | None:
    return kind(value) if value in {one.value for one in kind} else None
