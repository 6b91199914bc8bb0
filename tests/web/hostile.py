"""A notice every word of which an attacker wrote, and every surface that the server renders of it."""

from __future__ import annotations

from dataclasses import replace

from corpus.clause import Clause, Figure, Inference, Kind, Notice, Repair
from corpus.knowledge import Knowledge, Rendering
from rag.answer import Answer, Status
from tests.web.fakes import FakeAssistant, cite, make_answer
from web.workbench import panel, rating, render
from web.workbench.banner import banner
from web.workbench.conversation import conversation, past
from web.workbench.exchange import Exchange, Running
from web.workbench.view import LANGS, View

_ROWS: tuple[tuple[str, Kind, str], ...] = (
    ("0", "attachment", ""),
    ("0/0", "preamble", ""),
    ("1", "attachment", "附件1"),
    ("1/1", "chapter", "一、"),
    ("1/1/1", "item", "1."),
    ("1/1/2", "item", "2."),
)
# A harmless text with every kind of line that a surface has an element for.
PLAIN = "无害的话。\n\n1. 一行\n【附件1】一组\n- 又一行"
RATED = "0" * 32


def hostile_notice(text: str, url: str = "") -> Notice:
    """The text as title, status, date and address; as the title, the words, the bodies and the notes of each clause."""
    clauses: list[Clause] = []
    source = ""
    for address, kind, marker in _ROWS:
        start = len(source)
        own = f"{marker}{text}前6.5%后{text}\n"
        source += own
        at = source.rindex("6.5%")
        clauses.append(
            Clause(
                address, address, kind, marker, text, own, start, len(source), lead=(text,), parties=(text, text),
                generic=(text,), figures=(Figure("6.5%", 6.5, None, "%", text, text, 2025, at, at + 4),), inferred=(text,),
            )
        )  # fmt: skip
    first, last = clauses[-2:]
    return Notice(
        id="hostile",
        title=text,
        status=text,
        date=text,
        url=url or text,
        sha256="0" * 64,
        source=source,
        clauses=tuple(clauses),
        pieces=(),
        inferences=(Inference(first.address, "number", text, first.start, first.start + 1),),
        repairs=(
            Repair(last.address, "gap", "6.5%", text, text, last.figures[0].start, last.figures[0].end, title=text),
            Repair(
                first.address, "contradiction", "6.5%", text, text, first.figures[0].start, first.figures[0].end,
                also=(last.address,), also_quotes=("6.5%",),
            ),
        ),
        year=2025,
    )  # fmt: skip


def hostile_answer(notice: Notice, text: str) -> Answer:
    """An answer in the text's words to a question in them, cited and with clauses beside it."""
    citations = tuple(
        replace(cite(notice, n, address, "6.5%"), quote=text) for n, address in enumerate(("1/1/1", "1/1/2"), 1)
    )
    exports = {name: "/api/tasks?format=" + name for name in ("xlsx", "docx", "csv")}
    answer = make_answer(
        notice, f"{text}[1]\n1. {text}[2]{text}\n- {text} [3]", citations=citations, related=citations, standalone=text + "？"
    )  # fmt: skip
    return replace(answer, exports=exports, language=text, mode=text)


def hostile_assistant(text: str) -> FakeAssistant:
    """Answers everything with `hostile_answer`."""
    notice = hostile_notice(text)
    renderings = tuple(Rendering(clause.address, text, text) for clause in notice.clauses)
    return FakeAssistant(notice, {"": hostile_answer(notice, text)}, knowledge=Knowledge(renderings=renderings))


def rendered(text: str) -> str:
    """Everything that web.workbench.render, panel and rating make of the text, one below the other."""
    assistant = hostile_assistant(text)
    notice, answer = assistant.notice, assistant.canned[""]
    shown = [
        banner(notice),
        banner(hostile_notice(text, url=f"https://www.example.gov.cn/?{text}"), generated=True),
        render.welcome(),
        render.exchange(text, None),
        render.exchange(text, answer, shown=text),
        render.exchange(text, answer, below=rating.form(RATED)),
        *(render.exchange(text, replace(answer, status=status, citations=())) for status in Status),
        *conversation(
            (Exchange(text, answer, "1" * 32), Exchange(text, replace(answer, exports={}), RATED)),
            notice,
            "zh",
            rated=True,
        ),
        *conversation((), notice, "en", Running(text, "en", stage=text)),
        past((Exchange(text, answer, RATED),), "zh"),
        render.offered([text], "en"),
        panel.panel(notice, assistant.knowledge, View()),
        *(
            panel.panel(notice, assistant.knowledge, View(lang=lang, clause=clause, beside=beside))
            for lang in LANGS
            for clause, beside in (("1/1/1", "1/1/2"), ("1/1/2", "1/1/2"), ("", "1/1/1"))
        ),
        *(
            panel.panel(notice, assistant.knowledge, View(clause=c.address, start=c.start + 2, end=c.end - 2))
            for c in notice.clauses
        ),
    ]
    return "\n".join(shown)
