"""An exchange as HTML and as plain text. Everything that comes from a person, a model or the notice is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from corpus.clause import UNKNOWN
from corpus.reference import bare_title
from rag.answer import Answer, Citation, Status
from web.workbench.answer_text import clause_button, folded, paragraphs
from web.workbench.draw import FORMATS
from web.workbench.view import Lang
from web.workbench.words import Words, table, words

CITATIONS_SHOWN = 5
RELATED_SHOWN = 5

_OFFICIAL = 'lang="zh-CN"'


def exchange(
    question: str,
    answer: Answer | None,
    shown: str | None = None,
    below: str = "",
    lang: Lang = "zh",
    progress: str = "",
) -> str:
    """One question and its answer as an HTML article. below: HTML that stands under a whole answer; progress: HTML that
    stands where the answer will.

    answer: None while it is being looked for. shown: the beginning of the answer's text while it is being written out,
    when nothing but text is shown yet; None for the whole with its citations.
    """
    say = words(lang)
    asked = f'<div class="q" role="heading" aria-level="2" data-testid="user"><span class="sr">{escape(say("answer.asked"))}</span>{escape(question)}</div>'
    region = f' data-region="{escape(say("talk.tab"))}"'  # the name of the log
    if answer is None:
        body = progress or _wait(say("answer.looking"))
        return f'<article class="turn" aria-busy="true"{region}>{asked}<div class="a">{body}</div></article>'
    language = escape({"zh": "zh-CN"}.get(answer.language, answer.language))
    text = answer.answer if shown is None else shown
    body = f'<div class="text" lang="{language}">{paragraphs(text, answer.citations, say)}</div>'
    if shown is not None:
        return f'<article class="turn" aria-busy="true"{region}>{asked}<div class="a" data-testid="bot">{body}</div></article>'
    cited = _cited(answer.citations, say, listed=bool(answer.exports))
    parts = (
        _head(question, answer, say, folds="<details>" in body + cited),
        body,
        _exports(answer, say),
        cited,
        _related(answer.related, say),
        _foot(question, answer, say),
        below,
    )
    return (
        f'<article class="turn" aria-busy="false" data-status="{answer.status.value}"{region}>{asked}'
        f'<div class="a" data-testid="bot">{"".join(parts)}</div></article>'
    )


def copy_text(question: str, answer: Answer, lang: Lang = "zh") -> str:
    """What the copy button copies: question, answer, each citation's label and quotation, source and machine label."""
    say = words(lang)
    lines = [say("answer.copied_question", text=question), say("answer.copied_answer", text=answer.answer)]
    if answer.citations:
        lines += ["", say("answer.copied_sources")]
        lines += [
            say("answer.copied_source", n=c.n, label=c.label, quote=c.quote)
            + (say("answer.copied_inferred") if c.inferred else "")
            for c in answer.citations
        ]
    ref = answer.notice
    address = say("answer.no_address") if not ref.url or ref.url == UNKNOWN else ref.url
    said = say("answer.copied_notice", title=bare_title(ref.title), status=ref.status, date=ref.date, address=address)
    return "\n".join([*lines, "", said, machine_label(answer, lang)])


def machine_label(answer: Answer, lang: Lang = "zh") -> str:
    """The label that every answer carries: made by a machine, how, and what prevails. An English answer has it in English
    too."""
    how = answer.mode if f"answer.machine_{answer.mode}" in table() else "generated"
    said = words(lang)(f"answer.machine_{how}" if answer.citations else "answer.machine")
    return f"{said} {words('en')('answer.machine')}" if answer.language == "en" and lang != "en" else said


def welcome(lang: Lang = "zh") -> str:
    """What an empty conversation shows, as HTML."""
    say = words(lang)
    name = escape(say("talk.tab"))
    return f'<div class="welcome" data-region="{name}"><h2>{escape(say("answer.welcome"))}</h2><p>{escape(say("answer.welcome_more"))}</p></div>'


def progress(stage: str, stages: Sequence[str], lang: Lang = "zh") -> str:
    """What an answer that takes longer is at, as HTML: the stages in a row, the one that it is at marked; "" before the
    first."""
    if stage not in stages:
        return ""
    say = words(lang)
    at = stages.index(stage)
    row = "".join(
        f'<li class="{"done" if n < at else "now" if n == at else "next"}">{escape(say(f"answer.stage_{name}"))}</li>'
        for n, name in enumerate(stages)
    )
    # Said once, in words; the row is for the eye.
    return f'{_wait(say(f"answer.at_{stage}"))}<ol class="stages" aria-hidden="true">{row}</ol>'


def offered(questions: Sequence[str], lang: Lang = "zh") -> str:
    """What could be asked next, each a button that asks it; "" for nothing."""
    name = escape(words(lang)("answer.offers"))
    chips = "".join(
        f'<li><button type="button" class="offer" data-ask="{escape(one)}">{escape(one)}</button></li>'
        for one in questions
    )
    return f'<section class="offers"><h3>{name}</h3><ul>{chips}</ul></section>' if chips else ""


def _wait(said: str) -> str:
    return f'<p class="wait">{escape(said)}<span aria-hidden="true">…</span></p>'


def _head(question: str, answer: Answer, say: Words, *, folds: bool) -> str:
    tag = ""
    if answer.status is not Status.SMALL_TALK:
        name = answer.status.value
        tag = f'<span class="tag {name}">{escape(say(f"answer.status_{name}"))}</span>'
    understood = answer.standalone_question.strip()
    if understood and understood != question.strip():
        tag += f'<span class="understood">{escape(say("answer.understood", question=understood))}</span>'
    if folds:  # assets/log.js
        more, less = escape(say("answer.unfold")), escape(say("answer.fold"))
        tag += (
            f'<button type="button" class="unfold" data-unfold aria-expanded="false"><span class="more">{more}</span>'
            f'<span class="less">{less}</span></button>'
        )
    return f'<div class="head">{tag}</div>' if tag else ""


def _exports(answer: Answer, say: Words) -> str:
    """The whole list as a file, a link for each format; "" for an answer that is no list."""
    links = "".join(
        f'<a href="{escape(address)}" download aria-label="{escape(say("answer.export_as", name=name))}">{name}</a>'
        for format, name in FORMATS.items()
        if (address := answer.exports.get(format, "")).startswith("/api/")
    )
    return f'<p class="export"><span>{escape(say("answer.export"))}</span>{links}</p>' if links else ""


def _cited(citations: tuple[Citation, ...], say: Words, *, listed: bool = False) -> str:
    """The places that prove the answer; those of a list, whose rows name them already, are folded away."""
    if not citations:
        return ""
    entries = [f"<li>{_entry(c, f'[{c.n}]', say)}</li>" for c in citations]
    first = 0 if listed and len(entries) > CITATIONS_SHOWN else CITATIONS_SHOWN
    left = len(entries) - first
    summary = escape(say("answer.more_sources" if first else "answer.all_sources", count=left))
    shown = "".join(folded(entries, first, summary, say, wrap="ul"))
    name = escape(say("answer.sources"))
    return f'<section class="cites"><h3>{name}</h3>{shown}</section>'


def _related(related: tuple[Citation, ...], say: Words) -> str:
    if not related:
        return ""
    entries = "".join(f"<li>{_entry(c, '', say)}</li>" for c in related[:RELATED_SHOWN])
    heading = escape(say("answer.related"))
    return f'<section class="related"><h3>{heading}</h3><ul>{entries}</ul></section>'


def _entry(citation: Citation, number: str, say: Words) -> str:
    inferred = (
        f'<span class="inferred" title="{escape(" ".join(citation.inferred))}">{escape(say("answer.inferred"))}</span>'
    )
    content = (
        (f'<span class="n">{number}</span>' if number else "")
        + f'<span class="where" {_OFFICIAL}>{escape(citation.label)}</span>'
        + (inferred if citation.inferred else "")
        + (f'<span class="quote" {_OFFICIAL}>{escape(citation.quote)}</span>' if number else "")
    )
    label = say("answer.opens", label=citation.label)
    return clause_button(citation.id, content, label, (citation.start, citation.end) if number else None)


def _foot(question: str, answer: Answer, say: Words) -> str:
    copied = escape(copy_text(question, answer, say.lang))
    return (
        f'<div class="foot"><span class="label">{escape(machine_label(answer, say.lang))}</span>'
        f'<button type="button" class="copy" data-copy="{copied}" aria-label="{escape(say("answer.copy_label"))}">'
        f"{escape(say('answer.copy'))}</button></div>"
    )
