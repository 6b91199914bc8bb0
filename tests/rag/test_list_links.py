"""Parameters spell a list's query and are read back; what spells none is a sentence that names the remedy."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from itertools import product
from urllib.parse import parse_qsl, urlsplit

import pytest

from corpus.clause import Notice
from corpus.departments import Gazetteer
from rag.list_links import FORMATS, LONGEST, MOST, TASK_LISTS, command, exports, parameters, query_from
from rag.list_names import ListError, NotInNoticeError
from rag.list_query import ANY, LEADING, NOT_LEADING, Asked, Kind, ListQuery, Role
from rag.list_question import read_lists
from rag.question import read
from rag.register import find

QUESTIONS = [
    "县科商工信局牵头哪些任务？",
    "县发改局和县财政局都参与的任务有哪些？",
    "县发改局牵头、县财政局配合的任务有哪些？",
    "附件2里县产业开发区参与、县发改局不参与的任务有哪些？",
    "哪些任务没有写明牵头单位？",
    "附件6里没有牵头单位的任务",
    "哪个单位牵头的任务最多？",
    "附件4里哪个单位牵头的任务最少？",
    "哪项任务列的单位最多？",
    "附件7二(一)有哪些任务？",
    "附件4有哪几节？",
    "附件3二(五)涉及哪些单位？",
    "提到“消费券”的条款有哪些？",
    "以亿元为单位的目标有哪些？",
    "附件1里带百分比的目标有哪些？",
    "总体方案和附件的数字一致吗？",
    "总体方案和附件4的名称一致吗？",
]
BUILT = [
    ListQuery(Kind.TASKS, tuple(bodies), parts, terms)
    for bodies, parts, terms in product(
        [
            (),
            (Asked("县教育局"),),
            (Asked("县教育局", NOT_LEADING), Asked("县发改局", LEADING), Asked("县财政局", ANY, absent=True)),
            (Asked("县教育局"), Asked("县财政局", frozenset({Role.LEAD}), absent=True)),
            *((Asked("市生态环境局新田分局", frozenset({role})),) for role in Role),
        ],
        [(), ("3",), ("2/2/1", "0")],
        [(), ("消费券",)],
    )
]
OTHERS = [
    ListQuery(Kind.LEADERLESS, parts=("1",)),
    ListQuery(Kind.PARTS, parts=("2",), level="section"),
    ListQuery(Kind.OCCURRENCES, terms=("a&b=c#d", "百分之 100%+")),
    ListQuery(Kind.OCCURRENCES, terms=("低空",), level="task"),
    ListQuery(Kind.RANKING, (Asked("", LEADING),), ("4",), least=True),
    ListQuery(Kind.RANKING, (Asked(""),)),
    ListQuery(Kind.RANKING, level="task"),
    ListQuery(Kind.BODIES, (Asked("", LEADING),), ("7",)),
    ListQuery(Kind.BODIES, (), ("7",)),
    ListQuery(Kind.FIGURES, unit="亿元", parts=("2",)),
    ListQuery(Kind.FIGURES, unit="percent", terms=("增长",), level="task"),
    ListQuery(Kind.FIGURES, value="100%"),
    ListQuery(Kind.COMPARISON, parts=("4", "5"), terms=("进出口",)),
    ListQuery(Kind.COMPARISON, level="title"),
    ListQuery(Kind.TASKS, (Asked("县教育局"), Asked("县财政局")), any_of=True, outside=("7", "1/2")),
    ListQuery(Kind.TASKS, leads=(2, 99)),
    ListQuery(Kind.TASKS, (Asked("县教育局"),), leads=(0, 1)),
    ListQuery(Kind.FIGURES, (Asked("县教育局", LEADING),), outside=("7",)),
]


# Not what a list holds: how it was asked for, and what was named in vain.
_NOT_CARRIED = {"kind", "export", "missing"}
_OTHER_VALUES: dict[str, object] = {
    "bodies": (Asked("县教育局"),), "parts": ("3",), "terms": ("消费",), "unit": "亩", "level": "task", "least": True,
    "value": "100%", "outside": ("7",), "any_of": True, "leads": (1, 2),
}  # fmt: skip


def test_every_condition_of_a_list_is_carried() -> None:
    names = {field.name for field in fields(ListQuery)} - _NOT_CARRIED
    assert names == set(_OTHER_VALUES), "a new condition has to be spelt in parameters"
    plain = ListQuery(Kind.TASKS)
    for name, value in _OTHER_VALUES.items():
        assert parameters(replace(plain, **{name: value})) != parameters(plain), name  # type: ignore[arg-type]


def default(query: ListQuery) -> Kind:
    """The kind that the path of a query's address stands for."""
    return Kind.TASKS if query.kind in TASK_LISTS else query.kind


@pytest.mark.parametrize("query", [*BUILT, *OTHERS], ids=lambda query: "&".join(map("=".join, parameters(query))))
def test_what_is_spelt_is_read_back(query: ListQuery, notice: Notice) -> None:
    assert query_from(parameters(query), notice, default(query)) == query


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_address_under_an_answer_finds_the_rows_of_the_answer(question: str, notice: Notice) -> None:
    (query,) = read_lists(read(question), notice)
    addresses = exports(query)
    assert tuple(addresses) == FORMATS
    for format, address in addresses.items():
        pairs = parse_qsl(urlsplit(address).query, strict_parsing=True)
        assert pairs.pop() == ("format", format)
        again = query_from(pairs, notice, default(query))
        assert again == query
        assert find(again, notice).rows == find(query, notice).rows


def test_every_form_of_every_body_is_that_body(notice: Notice) -> None:
    forms = {f: b.name for b in reversed(Gazetteer.load().bodies) for f in (b.name, b.official, *b.aliases, *b.english)}
    assert len(forms) > 200
    wrong = {f: b for f, b in forms.items() if query_from([("department", f)], notice).bodies != (Asked(b),)}
    assert wrong == {}


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        pytest.param([("department", "农业农村局")], [Asked("县农业农村局")], id="short"),
        pytest.param([("department", "新田县財政局")], [Asked("县财政局")], id="traditional"),
        pytest.param([("department", "the County Finance Bureau")], [Asked("县财政局")], id="english"),
        pytest.param([("department", "财政")], [Asked("县财政局")], id="word"),
        pytest.param([("department", "县财政局：牵头")], [Asked("县财政局", LEADING)], id="chinese role"),
        pytest.param([("department", "县财政局:joint party")], [Asked("县财政局", NOT_LEADING)], id="plus as space"),
        pytest.param(
            [
                ("role", "lead"),
                ("department", "县财政局"),
                ("department", "县教育局:party"),
                ("department", "-县发改局"),
            ],
            [
                Asked("县财政局", LEADING),
                Asked("县教育局", frozenset({Role.PARTY})),
                Asked("县发改局", ANY, absent=True),
            ],
            id="role for those without",
        ),
        pytest.param(
            [("role", "joint"), ("role", "party"), ("department", "县财政局")],
            [Asked("县财政局", NOT_LEADING)],
            id="roles",
        ),
    ],
)
def test_bodies_and_roles(given: list[tuple[str, str]], asked: list[Asked], notice: Notice) -> None:
    assert query_from(given, notice) == ListQuery(Kind.TASKS, tuple(asked))


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("3", ("3",)),
        ("2/1", ("2/1",)),
        ("附件3", ("3",)),
        ("附件三", ("3",)),
        ("附件2二(一)", ("2/2/1",)),
        ("附件2 二（一）", ("2/2/1",)),
        ("附件1 二(一)3《创新消费场景》", ("1/2/1/3",)),
        ("附件4 二(二)3《建立健全社会信用体系》（编号据上下文推断）", ("4/2/2/3",)),
        ("总体方案", ("0",)),
        ("attachment 2", ("2",)),
        ("附件1和附件3", ("1", "3")),
        ("附件1到3", ("1", "2", "3")),
        ("大力提振消费", ("1/2/1",)),
    ],
)
def test_parts_by_address_and_in_words(words: str, parts: tuple[str, ...], notice: Notice) -> None:
    assert query_from([("within", words), ("list", "leaderless")], notice).parts == parts


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        pytest.param("", 150, id="whole notice"),
        pytest.param("within=3", 16, id="attachment"),
        pytest.param("within=1/2/1/3", 1, id="item"),
        pytest.param("within=附件7二(一)&term=以旧换新", 1, id="term"),
    ],
)
def test_without_a_department_every_task_is_meant(given: str, rows: int, notice: Notice) -> None:
    assert len(find(query_from(parse_qsl(given), notice), notice).rows) == rows


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param("department=县财证局", ["您是不是要找：县财政局？", "Did you mean: 县财政局?"], id="slip"),
        pytest.param("department=县农业农村局种子站", ["您是不是要找：县农业农村局"], id="part of a body"),
        pytest.param("department=联合国粮农组织", ["没有这个单位", "全称、简称或英文名称"], id="unknown"),
        pytest.param("department=", ["没有这个单位"], id="no name"),
        pytest.param("within=附件9", ["没有附件9，公告共有 7 个附件", "the notice has 7"], id="attachment"),
        pytest.param("within=9/1", ["没有附件9"], id="address"),
        pytest.param("within=附件1和附件九", ["没有附件9"], id="one of two"),
        pytest.param("within=附件2二(九)", ["附件2 二之下有 (一)、(二)、(三)、(四)"], id="section"),
        pytest.param("within=1/2/1/3/4", ["附件1 二(一)3之下不再分条"], id="under an item"),
        pytest.param("within=附件3的财政", ["附件3之下有 一、二、三"], id="half understood"),
        pytest.param("within=月球", ["3、2/1 或 附件2二(一)"], id="no address"),
    ],
)
def test_what_does_not_exist(given: str, words: list[str], notice: Notice) -> None:
    with pytest.raises(NotInNoticeError) as raised:
        query_from(parse_qsl(given, keep_blank_values=True), notice)
    assert [word for word in words if word not in str(raised.value)] == []


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        pytest.param(Kind.TASKS, "departments=县财政局", ["没有这个参数", "department"], id="name"),
        pytest.param(Kind.TASKS, "department=县财政局&role=boss", ["没有这种角色", "lead", "party"], id="role"),
        pytest.param(Kind.TASKS, "department=县财政局:", ["没有这种角色"], id="empty role"),
        pytest.param(Kind.TASKS, "role=lead", ["department"], id="role of nobody"),
        pytest.param(Kind.TASKS, "department=县财政局、县教育局", ["分别给出"], id="two bodies"),
        pytest.param(Kind.TASKS, "list=everything", ["没有这种清单", "leaderless"], id="list"),
        pytest.param(Kind.TASKS, "list=figures", ["没有这种清单"], id="list of another address"),
        pytest.param(Kind.FIGURES, "list=tasks", ["没有这种清单", "figures"], id="list of targets"),
        pytest.param(Kind.TASKS, "list=leaderless&department=县财政局", ["role=joint"], id="leaderless body"),
        pytest.param(Kind.TASKS, "list=ranking&department=县财政局", ["不能指定单位"], id="ranking of one"),
        pytest.param(Kind.TASKS, "list=bodies&role=party", ["只能是 lead"], id="bodies by role"),
        pytest.param(Kind.TASKS, "list=parts", ["within"], id="parts of nothing"),
        pytest.param(Kind.TASKS, "list=parts&within=2&term=消费", ["不能用 term", "level"], id="no effect"),
        pytest.param(Kind.TASKS, "unit=亿元", ["不能用 unit"], id="unit of tasks"),
        pytest.param(Kind.TASKS, "list=ranking&least=maybe", ["true 或 false"], id="least"),
        pytest.param(Kind.TASKS, "any_of=true&department=-县财政局", ["any_of", "department"], id="any of none"),
        pytest.param(Kind.TASKS, "leads=many", ["2 或 2-5"], id="leads"),
        pytest.param(Kind.TASKS, "leads=5-2", ["2 或 2-5"], id="leads turned round"),
        pytest.param(Kind.FIGURES, "leads=2", ["department"], id="leads of figures"),
        pytest.param(Kind.TASKS, "list=parts&within=2&level=page", ["section"], id="level"),
        pytest.param(Kind.FIGURES, "unit=海里", ["没有这种计量单位", "money", "亿元"], id="unit"),
        pytest.param(Kind.FIGURES, "unit=亩&unit=元", ["只能给一次"], id="twice"),
        pytest.param(Kind.COMPARISON, "within=2/1", ["整个附件"], id="part of an attachment"),
        pytest.param(Kind.COMPARISON, "department=县财政局", ["不能用 department"], id="body of a comparison"),
        pytest.param(Kind.TASKS, f"term={'长' * (LONGEST + 1)}", [str(LONGEST)], id="length"),
        pytest.param(Kind.TASKS, "&".join(["term=a"] * (MOST + 1)), [str(MOST)], id="number"),
        *(
            pytest.param(Kind.TASKS, f"term=a{code}b", ["不可见"], id=f"character {code}")
            for code in ("%00", "%0d%0a", "%1b", "%C2%85", "%E2%80%AE", "%E2%80%A8", "%EF%BF%BF")
        ),
    ],
)
def test_what_cannot_be_asked(kind: Kind, given: str, words: list[str], notice: Notice) -> None:
    with pytest.raises(ListError) as raised:
        query_from(parse_qsl(given, keep_blank_values=True), notice, kind)
    assert not isinstance(raised.value, NotInNoticeError)
    assert [word for word in words if word not in str(raised.value)] == []
    assert re.search(r"。 [A-Z][^\u4e00-\u9fff]+", str(raised.value)), "Chinese, then English"


@pytest.mark.parametrize("query", [ListQuery(Kind.COUNTS), ListQuery(Kind.ATTACHMENTS)], ids=lambda query: query.kind)
def test_what_is_no_table_has_no_file(query: ListQuery) -> None:
    assert exports(query) == {}
    assert command({}) == ""


def test_a_term_that_would_be_refused_is_not_linked() -> None:
    assert exports(ListQuery(Kind.OCCURRENCES, terms=("长" * (LONGEST + 1),))) == {}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (ListQuery(Kind.TASKS, (Asked("县财政局"),)), "tasks --department 县财政局"),
        (
            ListQuery(Kind.TASKS, (Asked("县财政局", NOT_LEADING),), ("2/2/1",)),
            "tasks --department 县财政局 --role joint --role party --within 2/2/1",
        ),
        (
            ListQuery(Kind.TASKS, (Asked("县财政局", LEADING), Asked("县教育局", absent=True))),
            "tasks --department 县财政局:lead --department=-县教育局",
        ),
        (ListQuery(Kind.LEADERLESS), "tasks --leaderless"),
        (ListQuery(Kind.RANKING, (Asked("", LEADING),), least=True), "tasks --list ranking --department :lead --least"),
        (
            ListQuery(Kind.TASKS, (Asked("县财政局"), Asked("县教育局")), any_of=True, leads=(2, 99), outside=("7",)),
            "tasks --department 县财政局 --department 县教育局 --outside 7 --leads 2-99 --any-of",
        ),
        (ListQuery(Kind.OCCURRENCES, terms=('a "$b"',)), r'tasks --list occurrences --term "a \"\$b\""'),
        (ListQuery(Kind.FIGURES, unit="亿元"), "targets --unit 亿元"),
        (ListQuery(Kind.COMPARISON, parts=("4",)), "comparison --within 4"),
    ],
    ids=["all roles", "roles", "two bodies", "leaderless", "ranking", "any of", "quoting", "targets", "comparison"],
)
def test_the_command_of_a_list(query: ListQuery, words: str) -> None:
    assert command(exports(query)) == f"python -m rag {words} --format xlsx"
