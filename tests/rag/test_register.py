"""Complete lists, counted a second time from the list of duties written by hand: every body, by every form of its name."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.clause import Clause, Notice
from corpus.departments import Body, Gazetteer
from corpus.text import traditional
from rag.answer import Answer, Status
from rag.list_query import ANY, LEADING, NOT_LEADING, Kind, ListQuery, Role
from rag.pipeline import Assistant
from rag.register import bodies_in, find, is_task, role_in, tasks_in, tasks_of
from tests.rag.contract import check, ids, rows_of
from tests.rag.queries import (
    by_hand,
    counts,
    duties,
    figures,
    helps,
    leads,
    most,
    named,
    of,
    role_by_hand,
    shares,
    tasks,
    without,
)  # fmt: skip

FIGURES = Path(__file__).parents[1] / "corpus" / "golden" / "figures.tsv"
BODIES = Gazetteer.load().bodies
ENGLISH = ids(body.english[0].lower().replace(" ", "-") for body in BODIES)


def rows(query: ListQuery, notice: Notice) -> list[str]:
    return [clause.address for clause in find(query, notice).rows]


def in_order(found: list[str], notice: Notice) -> list[str]:
    """Addresses in reading order."""
    return [clause.address for clause in notice.clauses if clause.address in found]


# -- every body, every role


def test_every_body_has_exactly_the_duties_of_the_list_by_hand(notice: Notice) -> None:
    read, hand = Counter[tuple[str, Role]](), Counter[tuple[str, Role]]()
    for body in BODIES:
        for role in Role:
            found = [c.address for c in tasks_of(notice, body.name, frozenset({role})).rows]
            assert found == in_order(by_hand(body.name, frozenset({role})), notice), (body.name, role)
            read[body.name, role] = len(found)
    for _, lead, parties in duties():
        hand.update((name, does) for name in lead + parties if (does := role_by_hand(name, lead, parties)))
    assert +read == hand  # no body of the list by hand is missing from the gazetteer
    assert sum(n for (_, role), n in read.items() if role is Role.LEAD) == 146
    assert read.total() == 146 + 436


def test_rows_and_roles_go_together(notice: Notice) -> None:
    for body in BODIES:
        listing = tasks_of(notice, body.name)
        assert [role_in(c, body.name) for c in listing.rows] == list(listing.roles), body.name


def test_a_joint_task_gets_no_lead(notice: Notice) -> None:
    joint = [c for c in notice.clauses if c.parties and not c.lead]
    assert [c.address for c in joint] == [a for a, lead, parties in duties() if parties and not lead]
    for clause in joint:
        assert {role_in(clause, body) for body in clause.parties} == {Role.JOINT}
    for clause in (c for c in notice.clauses if c.lead):
        assert {role_in(clause, body) for body in clause.lead} == {Role.LEAD}
        assert {role_in(clause, body) for body in clause.parties} <= {Role.PARTY}


# -- every form of every name, asked of the whole assistant


def forms(body: Body) -> list[str]:
    """What people call a body in Chinese, once each."""
    names = (body.name, body.official, *body.aliases)
    return list(dict.fromkeys((*names, traditional(body.name), f"新田{body.name}")))


def asked(body: Body) -> list[tuple[str, frozenset[Role]]]:
    chinese = [(f"{form}牵头哪些任务？", LEADING) for form in forms(body)]
    chinese += [(f"{form}配合哪些任务？", NOT_LEADING) for form in forms(body)]
    english = [(f"Which tasks does the {form} lead?", LEADING) for form in body.english]
    return chinese + english + [(f"Which tasks does the {form} support?", NOT_LEADING) for form in body.english]


def wrong(answer: Answer, body: Body, roles: frozenset[Role], notice: Notice) -> str:
    """What is wrong with an answer that should list a body's tasks; "" where nothing is."""
    expected = in_order(by_hand(body.name, roles), notice)
    head = answer.answer.splitlines()[0]
    name = traditional(body.name) if answer.language == "zh-Hant" else body.name
    if not expected:
        declined = answer.status is Status.NOT_STATED and not answer.citations and name in head
        return "" if declined else f"{answer.status}: {head[:60]}"
    if rows_of(answer) != expected:
        return f"{len(rows_of(answer))} rows of {len(expected)}: {head[:60]}"
    counted = f": {len(expected)} task" if answer.language == "en" else f" {len(expected)} "
    return "" if name in head and counted in head else f"heading: {head[:60]}"


@pytest.mark.parametrize("body", BODIES, ids=ENGLISH)
def test_a_body_s_lists_are_complete_by_every_form_of_its_name(
    body: Body, assistant: Assistant, notice: Notice
) -> None:
    found = {}
    for question, roles in asked(body):
        answer = assistant.answer(question)
        fault = wrong(answer, body, roles, notice)
        if fault:
            found[question] = fault
    check(answer, notice)
    assert found == {}


# -- the other lists, counted again by other means


NARROWED: list[tuple[ListQuery, Callable[[str, tuple[str, ...], tuple[str, ...]], bool]]] = [
    (tasks(leads("县科商工信局"), parts="3"), lambda a, lead, _: "县科商工信局" in lead and a.startswith("3/")),
    (tasks(named("县财政局"), parts="1 6/2/2"), lambda a, *duty: "县财政局" in sum(duty, ()) and a.startswith(("1/", "6/2/2/"))),
    (tasks(leads("县发改局"), leads("县科商工信局")), lambda _, lead, __: {"县发改局", "县科商工信局"} <= set(lead)),
    (tasks(leads("县发改局"), helps("县财政局")), lambda _, lead, parties: "县发改局" in lead and "县财政局" in parties),
    (tasks(leads("县发改局"), without("县财政局")), lambda _, lead, parties: "县发改局" in lead and "县财政局" not in lead + parties),
    (tasks(shares("县市场监管局")), lambda _, lead, parties: not lead and "县市场监管局" in parties),
    (tasks(named("县教育局"), named("县民政局")), lambda _, *duty: {"县教育局", "县民政局"} <= set(sum(duty, ()))),
    (of(Kind.LEADERLESS), lambda _, lead, __: not lead),
    (of(Kind.LEADERLESS, "5"), lambda a, lead, _: not lead and a.startswith("5/")),
    (of(Kind.LEADERLESS, "4 6"), lambda a, lead, _: not lead and a.startswith(("4/", "6/"))),
    (of(Kind.LEADERLESS, "2"), lambda a, lead, _: not lead and a.startswith("2/")),
    (of(Kind.BODIES, "6"), lambda a, *_: a.startswith("6/")),
]  # fmt: skip


@pytest.mark.parametrize(("query", "fits"), NARROWED, ids=ids(query.kind for query, _ in NARROWED))
def test_a_narrowed_list_holds_what_fits_and_nothing_else(
    query: ListQuery, fits: Callable[[str, tuple[str, ...], tuple[str, ...]], bool], notice: Notice
) -> None:
    assert rows(query, notice) == in_order([a for a, lead, parties in duties() if fits(a, lead, parties)], notice)


def test_24_tasks_have_no_lead(notice: Notice) -> None:
    assert len(rows(of(Kind.LEADERLESS), notice)) == 24


def test_a_part_that_does_not_exist_holds_nothing(notice: Notice) -> None:
    assert rows(tasks(leads("县发改局"), parts="9"), notice) == []
    assert rows(of(Kind.LEADERLESS, "9"), notice) == []


def test_a_part_is_not_its_namesake(notice: Notice) -> None:
    """6/2/1/1 is no prefix of 6/2/1/10."""
    assert "6/2/1/10" in by_hand("县应急管理局")
    assert rows(tasks(named("县应急管理局"), parts="6/2/1/1"), notice) == ["6/2/1/1"]


def leaves(notice: Notice, prefix: str) -> list[Clause]:
    """The items that hold no others, and the one section that is a task itself."""
    inside = [c for c in notice.clauses if c.address.startswith(prefix + "/")]
    named_section = [c for c in inside if c.address == "7/2/5"]
    items = [c for c in inside if c.kind in ("item", "subitem")]
    kept = [c for c in items if not any(o.address.startswith(c.address + "/") for o in items)]
    return sorted(kept + named_section, key=lambda c: c.start)


@pytest.mark.parametrize("part", ["1", "2", "3", "4", "5", "6", "7", "7/2/1", "6/2/2"])
def test_tasks_of_a_part(part: str, notice: Notice) -> None:
    clause = notice.by_address[part]
    expected = leaves(notice, part)
    assert list(tasks_in(clause, notice)) == expected
    assert rows(of(Kind.PARTS, part, level="task"), notice) == [c.address for c in expected]


def test_every_clause_that_names_bodies_is_a_task(notice: Notice) -> None:
    named_ones = [c.address for c in notice.clauses if c.responsible]
    assert named_ones == in_order([address for address, _, _ in duties()], notice)
    assert len(named_ones) == 150
    assert named_ones == [c.address for c in notice.clauses if is_task(c, notice)]


@pytest.mark.parametrize(
    ("part", "level", "expected"),
    [
        ("4", "section", [f"4/2/{n}" for n in range(1, 9)]),
        ("3", "chapter", ["3/1", "3/2", "3/3"]),
        ("7/2/1", "", [f"7/2/1/{n}" for n in range(1, 13)]),
        ("1/2/1", "", [f"1/2/1/{n}" for n in range(1, 7)]),
    ],
    ids=["sections", "chapters", "items of a section", "items"],
)
def test_what_a_part_holds(part: str, level: str, expected: list[str], notice: Notice) -> None:
    assert rows(of(Kind.PARTS, part, level=level), notice) == expected


@pytest.mark.parametrize(("level", "least", "expected"), [("", False, "1234567"), ("extreme", False, "7"), ("extreme", True, "1")],
                         ids=["all", "most", "fewest"])  # fmt: skip
def test_attachments_by_their_tasks(level: str, least: bool, expected: str, notice: Notice) -> None:
    assert rows(counts(level, least=least), notice) == list(expected)


@pytest.mark.parametrize(("roles", "query"), [(LEADING, most(leads(""))), (ANY, most(named(""))), (NOT_LEADING, most(helps("")))],
                         ids=["leads", "any", "supports"])  # fmt: skip
def test_the_body_with_most_tasks(roles: frozenset[Role], query: ListQuery, notice: Notice) -> None:
    listing = find(query, notice)
    numbers = {body.name: len(by_hand(body.name, roles)) for body in BODIES}
    assert dict(listing.ranked) == {name: n for name, n in numbers.items() if n}
    assert [n for _, n in listing.ranked] == sorted((n for n in numbers.values() if n), reverse=True)
    first = listing.ranked[0][0]
    assert [c.address for c in listing.rows] == in_order(by_hand(first, roles), notice)


def test_bodies_of_a_part(notice: Notice) -> None:
    expected = {name for address, *duty in duties() if address.startswith("3/") for name in sum(duty, ())}
    assert set(bodies_in(find(of(Kind.BODIES, "3"), notice).rows)) == expected


def golden_figures() -> list[dict[str, str]]:
    with FIGURES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


FIGURE_LISTS: list[tuple[ListQuery, Callable[[dict[str, str]], bool]]] = [
    (figures(), lambda _: True),
    (figures("1"), lambda row: row["address"].startswith("1/")),
    (figures("", "percent"), lambda row: "%" in row["unit"] or "百分" in row["unit"]),
    (figures("2", "area"), lambda row: row["address"].startswith("2/") and row["unit"].endswith("亩")),
    (figures("", "亿元"), lambda row: row["unit"].endswith("亿元")),
    (figures("", "千伏"), lambda row: row["unit"] == "千伏"),
    (figures("", "家"), lambda row: row["unit"].endswith("家")),
    (figures(value="100%"), lambda row: row["text"] == "100%"),
    (figures(term="固定资产投资"), lambda row: "固定资产投资" in row["subject"]),
]


@pytest.mark.parametrize(("query", "fits"), FIGURE_LISTS, ids=ids(q.unit or q.value or "all" for q, _ in FIGURE_LISTS))
def test_figures_by_unit_part_value_and_subject(
    query: ListQuery, fits: Callable[[dict[str, str]], bool], notice: Notice
) -> None:
    listing = find(query, notice)
    expected = [(row["address"], row["text"]) for row in golden_figures() if fits(row)]
    assert expected
    assert sorted((c.address, f.text) for c, f in zip(listing.rows, listing.figures, strict=True)) == sorted(expected)


@pytest.mark.parametrize("term", ["数字经济", "专项债券", "信用", "区块链"], ids=["two", "bonds", "many", "none"])
def test_occurrences(term: str, notice: Notice) -> None:
    assert rows(of(Kind.OCCURRENCES, term=term), notice) == [c.address for c in notice.clauses if term in c.text]


def test_a_term_for_doing_something_is_found_apart(notice: Notice) -> None:
    """老旧小区改造 in "改造提升城镇老旧小区"."""
    found = rows(of(Kind.OCCURRENCES, term="老旧小区改造"), notice)
    assert set(found) > {c.address for c in notice.clauses if "老旧小区改造" in c.text}
    assert all("老旧小区" in notice.by_address[address].text for address in found)
