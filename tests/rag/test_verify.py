"""The last look before an answer is shown, tried with falsifications planted into true statements."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from corpus.clause import Clause, Figure, Notice
from corpus.departments import Gazetteer
from rag import lists, routes
from rag.answer import Status
from rag.draft import Line, Span, quoted
from rag.pipeline import Assistant
from rag.quote import bounded, duty, sentences
from rag.verify import faults, keep_proven

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def stated(notice: Notice) -> list[tuple[Clause, Figure]]:
    """Every figure whose value is printed in digits."""
    return [(c, f) for c in notice.clauses for f in c.figures if _NUMBER.search(f.text)]


def other_number(printed: str, clause: Clause, notice: Notice) -> str:
    """A number close to the printed one that the clause and its label do not hold."""
    held = set(_NUMBER.findall(f"{notice.label(clause)} {clause.text}")) | {str(f.year) for f in clause.figures}
    candidates = (f"{float(printed) + step:g}" for step in range(1, 500))
    return next(number for number in candidates if number not in held)


def test_true_figures_are_kept(notice: Notice) -> None:
    lines = tuple(Line(f"{f.subject}：{bounded(f)}", (Span.whole(c),)) for c, f in stated(notice))
    assert len(lines) >= 74
    assert keep_proven(lines, notice) == (lines, [])


def test_every_changed_figure_is_dropped(notice: Notice) -> None:
    planted = []
    for clause, figure in stated(notice):
        printed = _NUMBER.search(figure.text)
        assert printed
        wrong = figure.text.replace(printed[0], other_number(printed[0], clause, notice), 1)
        planted.append(Line(f"{clause.title}：{bounded(replace(figure, text=wrong))}", (Span.whole(clause),)))
    assert len(planted) >= 74
    kept, wrong_ones = keep_proven(tuple(planted), notice)
    assert [line.text for line in kept] == []
    assert len(wrong_ones) >= len(planted)


def duties(notice: Notice) -> list[tuple[Clause, Span]]:
    found = ((clause, duty(clause)) for clause in notice.clauses)
    return [(clause, span) for clause, span in found if span is not None]


def test_true_bodies_are_kept(notice: Notice) -> None:
    lines = tuple(Line(f"责任单位：{'、'.join(c.responsible)}", (span,)) for c, span in duties(notice))
    assert len(lines) > 100
    assert keep_proven(lines, notice) == (lines, [])


def test_every_wrong_body_is_dropped(notice: Notice) -> None:
    names = [body.name for body in Gazetteer.load().bodies]
    planted = []
    for clause, span in duties(notice):
        held = {name for _, _, name in Gazetteer.load().segment(clause.text)} | set(clause.responsible)
        absent = next(n for n in names if n not in held and n not in clause.text and n not in notice.label(clause))
        planted.append(Line(f"牵头单位：{absent}", (span,)))
    assert keep_proven(tuple(planted), notice)[0] == ()


ALTERATIONS = {
    "a word added": lambda words: words[:6] + "绝不" + words[6:],
    "a character replaced": lambda words: words[:6] + "龘" + words[7:],
    "two characters swapped": lambda words: words[:5] + words[6] + words[5] + words[7:],
    "a character dropped": lambda words: words[:6] + words[7:],
}


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_every_altered_quotation_is_dropped(alteration: str, notice: Notice) -> None:
    spans = [part for clause in notice.clauses for part in sentences(clause) if len(part.text) > 14]
    assert len(spans) > 200
    planted = [(ALTERATIONS[alteration](span.text), span) for span in spans]
    lines = tuple(Line(quoted(words), (span,)) for words, span in planted if words not in span.clause.text)
    assert len(lines) > 150
    kept, _ = keep_proven(lines, notice)
    assert [line.text for line in kept] == []


def test_true_quotations_are_kept(notice: Notice) -> None:
    lines = tuple(Line(quoted(part.text), (part,)) for clause in notice.clauses for part in sentences(clause))
    assert keep_proven(lines, notice) == (lines, [])


def test_a_dropped_not_is_no_quotation(notice: Notice) -> None:
    clause = notice.by_address["7/2/1/5/15"]
    line = Line(quoted("城乡低保标准分别不高于740元/月"), (Span.whole(clause),))
    assert faults(line, notice)
    turned = Line(quoted("城乡低保标准不低于485元/月"), (Span.whole(clause),))
    assert faults(turned, notice)


def test_evidence_that_is_not_where_it_says(notice: Notice) -> None:
    clause = notice.by_address["7/2/1/5/15"]
    moved = replace(clause, text="X" + clause.text[1:])
    assert faults(Line("农村低保标准", (Span.whole(moved),)), notice)


SUBTLE = {
    "the other's figure": ("7/2/1/5/15", "农村低保标准：不低于740元/月"),
    "another unit": ("7/2/1/5/15", "农村低保标准：不低于485元/年"),
    "another bound": ("7/2/1/5/15", "农村低保标准：不高于485元/月"),
    "in Chinese digits": ("7/2/1/5/15", "农村低保标准：四百九十元"),
    "a part of a figure": ("7/2/1/5/15", "农村低保标准：48元/月"),
    "a percentage of another thing": ("0/1", "社会消费品零售总额增长：8%以上"),
    "a party as the lead": ("4/2/2/3", "牵头单位：县发改局"),
    "a party as the lead, in English": ("4/2/2/3", "led by Development and Reform Bureau (县发改局)"),
    "a wrong body, in English": ("4/2/2/3", "led by Education Bureau (县教育局)"),
    "a body by its short name": ("7/2/1/5/15", "牵头单位：财政局"),
}


@pytest.mark.parametrize(("address", "statement"), SUBTLE.values(), ids=SUBTLE.keys())
def test_a_subtly_wrong_statement_is_dropped(address: str, statement: str, notice: Notice) -> None:
    """The words are all the clause's own, or nearly; what they are said of is not."""
    line = Line(statement, (Span.whole(notice.by_address[address]),))
    assert keep_proven((line,), notice)[0] == ()


def test_a_figure_without_evidence_is_dropped(notice: Notice) -> None:
    remark, claim = Line("下设 3 项："), Line("农村低保标准：不低于485元/月")
    assert keep_proven((remark, claim), notice)[0] == (remark,)


def test_the_true_line_of_two_stays(notice: Notice) -> None:
    span = Span.whole(notice.by_address["7/2/1/5/15"])
    true, false = Line("农村低保标准：不低于485元/月", (span,)), Line("农村低保标准：不低于486元/月", (span,))
    kept, wrong = keep_proven((false, true), notice)
    assert kept == (true,)
    assert len(wrong) == 1


def test_a_false_statement_never_reaches_a_person(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """A route that states wrongly: what is shown is the clause itself."""
    true_route = routes.by_address

    def lying(*arguments: object) -> object:
        draft = true_route(*arguments)  # type: ignore[arg-type]
        assert draft is not None
        return replace(draft, lines=tuple(replace(line, text="低保标准：9999元/月") for line in draft.lines))

    monkeypatch.setattr(routes, "by_address", lying)
    answer = assistant.answer("附件7二(一)5(15)")
    assert "9999" not in answer.answer
    assert answer.status is Status.ANSWERED
    assert [c.address for c in answer.citations] == ["7/2/1/5/15"]
    assert "485元/月" in answer.answer


def test_one_false_row_makes_a_list_partial(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    true_list = lists.listing

    def lying(*arguments: object) -> object:
        draft = true_list(*arguments)  # type: ignore[arg-type]
        first, second, *rest = draft.lines
        cited = next(line for line in (second, *rest) if line.evidence)
        return replace(draft, lines=(first, replace(cited, text="· 县残联 9999 项"), *rest))

    monkeypatch.setattr(lists, "listing", lying)
    answer = assistant.answer("县民政局牵头哪些任务？")
    assert answer.status is Status.PARTIAL
    assert "9999" not in answer.answer
