"""The unofficial translation: in English answers only, marked, taken from the file, and never a quotation."""

from __future__ import annotations

import json

import pytest

from corpus.clause import Notice
from corpus.knowledge import RENDERINGS, Knowledge, Rendering
from corpus.parse import DEFAULT_NOTICE, notice_folder
from rag.answer import Answer, Status
from rag.draft import Draft, Line, Span, finish, quoted
from rag.pipeline import Assistant
from rag.question import read
from rag.renderings import MARK, translated, translation
from rag.retrieve import Retriever
from tests.rag.contract import check

ENGLISH = [
    "How much should retail sales grow?",
    "What will be done to promote consumption in new settings?",
    "Are there plans to build highways?",
    "What about elderly care services at home?",
    "How will the county support graduates looking for jobs?",
]
CHINESE = ["农村低保最低多少钱一个月?", "社会信用体系建设是什么内容", "農村低保最低多少錢一個月?"]


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    """Clause → translation, as the file has it."""
    path = notice_folder(DEFAULT_NOTICE) / RENDERINGS
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return {row["clause"]: row["en"] for row in rows}


def marked(answer: Answer) -> list[str]:
    return [line.removeprefix(MARK) for line in answer.answer.splitlines() if line.startswith(MARK)]


def within(words: str, whole: str) -> bool:
    """Whether the words, less the dots for what was left out and the marker, stand in the translation as they are."""
    return words.rpartition("[")[0].removeprefix("… ").removesuffix(" …") in whole


# -- whole answers


@pytest.mark.parametrize("number", range(len(ENGLISH)))
def test_english_answers(assistant: Assistant, notice: Notice, english: dict[str, str], number: int) -> None:
    answer = assistant.answer(ENGLISH[number])
    check(answer, notice)
    if answer.status is not Status.ANSWERED:
        assert marked(answer) == []
        return
    by_number = {citation.n: citation for citation in answer.citations}
    for words in marked(answer):
        citation = by_number[int(words.rpartition("[")[2].rstrip("]"))]
        assert within(words, english[citation.address])
    for citation in answer.citations:
        assert citation.quote == notice.source[citation.start : citation.end]
        assert citation.rendering == english.get(citation.address, "")


def test_some_english_answers_are_translated(assistant: Assistant) -> None:
    answers = [assistant.answer(question) for question in ENGLISH]
    assert sum(bool(marked(answer)) for answer in answers) >= 2
    assert max(len(marked(answer)) for answer in answers) <= 2
    for answer in answers:
        lines = answer.answer.splitlines()
        after = [line.startswith(MARK) for line in lines]
        assert after == sorted(after)  # behind everything that the notice says


@pytest.mark.parametrize("number", range(len(CHINESE)))
def test_chinese_answers_have_none(assistant: Assistant, notice: Notice, number: int) -> None:
    answer = assistant.answer(CHINESE[number])
    check(answer, notice)
    assert MARK not in answer.answer
    assert answer.citations
    known = assistant.knowledge
    for citation in answer.citations:
        rendering = known.rendering(citation.address)
        assert citation.rendering == (rendering.zh if rendering else "")
        assert citation.quote == notice.source[citation.start : citation.end]


def test_a_declined_answer_is_not_translated(assistant: Assistant) -> None:
    answer = assistant.answer("What is the telephone number of the county water bureau?")
    assert answer.status is not Status.ANSWERED
    assert MARK not in answer.answer
    known = {rendering.clause: rendering.en for rendering in assistant.knowledge.renderings}
    assert [c.rendering for c in answer.related] == [known[c.address] for c in answer.related]


# -- what is translated of a draft


@pytest.fixture(scope="module")
def retriever(assistant: Assistant) -> Retriever:
    return assistant.retriever


def quoting(notice: Notice, *addresses: str) -> Draft:
    spans = [Span.whole(notice.by_address[address]) for address in addresses]
    return Draft(Status.ANSWERED, tuple(Line(f"The notice says: {quoted(span.text)}", (span,)) for span in spans))


def translated_of(draft: Draft, question: str, retriever: Retriever) -> list[str]:
    """The clauses whose translations are added."""
    made = translated(draft, read(question), retriever)
    assert made.lines[: len(draft.lines)] == draft.lines
    added = made.lines[len(draft.lines) :]
    assert all(line.text.startswith(MARK) for line in added)
    return [line.evidence[0].clause.address for line in added]


def test_each_quoted_clause_once_and_the_first_two(notice: Notice, retriever: Retriever) -> None:
    a, b, c = "4/2/2/3", "1/2/1/3", "7/2/1/5/15"
    assert translated_of(quoting(notice, a), ENGLISH[0], retriever) == [a]
    assert translated_of(quoting(notice, a, b, c), ENGLISH[0], retriever) == [a, b]
    assert translated_of(quoting(notice, a, b, c, a), ENGLISH[0], retriever) == [a, b]
    assert translated_of(quoting(notice, b, b, a), ENGLISH[0], retriever) == [b, a]


def test_only_what_is_quoted(notice: Notice, retriever: Retriever) -> None:
    span = Span.whole(notice.by_address["4/2/2/3"])
    stated = Draft(Status.ANSWERED, (Line("Led by the county data bureau.", (span,)), Line("A remark of ours.")))
    assert translated_of(stated, ENGLISH[0], retriever) == []
    declined = Draft(Status.NOT_STATED, quoting(notice, "4/2/2/3").lines)
    assert translated_of(declined, ENGLISH[0], retriever) == []
    assert translated_of(quoting(notice, "4/2/2/3"), "社会信用体系谁牵头", retriever) == []


def test_long_translations_are_cut_between_sentences(retriever: Retriever, english: dict[str, str]) -> None:
    """Around the sentence that answers; a short one is given whole."""
    held = retriever.index.notice.by_address
    lengths = {address: len(text) for address, text in english.items() if address in held}
    longest, shortest = max(lengths, key=lengths.__getitem__), min(lengths, key=lengths.__getitem__)
    assert lengths[longest] > 700
    assert translation(read(ENGLISH[0]), held[shortest], retriever) == english[shortest]
    sentences = [part for part in english[longest].split(". ") if len(part) < 300]
    found = set()
    for sentence in sentences:
        words = translation(read(f"{sentence}."), held[longest], retriever)
        assert within(f"{words}[1]", english[longest])
        assert len(words) <= 360 + len("…  …") or " " not in words.strip("… ")
        assert sentence.rstrip(".") in words  # what is nearest to itself is itself
        assert words.startswith("… ") == (not english[longest].startswith(words.removesuffix(" …")))
        found.add(words)
    assert len(found) > 1


# -- beside the citations


def test_renderings_beside_citations(notice: Notice) -> None:
    known = Knowledge(renderings=(Rendering("4/2/2/3", "大白话。", "Plain words."),))
    draft = quoting(notice, "4/2/2/3", "1/2/1/3")
    for language, expected in {
        "zh": "大白话。", "zh-Hant": "大白话。", "en": "Plain words.", "other": "Plain words.",
    }.items():  # fmt: skip
        answer = finish(draft, notice, language, "?", known)
        assert [citation.rendering for citation in answer.citations] == [expected, ""]
        assert [c.quote for c in answer.citations] == [notice.source[c.start : c.end] for c in answer.citations]
        assert finish(draft, notice, language, "?").citations[0].rendering == ""


def test_renderings_beside_related_clauses(notice: Notice) -> None:
    known = Knowledge(renderings=(Rendering("4/2/2/3", "大白话。", "Plain words."),))
    draft = Draft(Status.NOT_STATED, (Line("Not there."),), related=(notice.by_address["4/2/2/3"],))
    assert finish(draft, notice, "en", "?", known).related[0].rendering == "Plain words."
    assert finish(draft, notice, "zh", "?", known).related[0].rendering == "大白话。"
