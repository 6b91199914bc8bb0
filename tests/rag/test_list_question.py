"""Which questions ask for a complete list, and for which: Chinese, traditional Chinese and English; and which do not."""

from __future__ import annotations

import pytest

from corpus.clause import Notice
from rag.list_query import Kind, ListQuery
from rag.list_question import read_lists
from rag.question import read
from tests.rag.contract import ids
from tests.rag.queries import (
    counts,
    figures,
    helps,
    leads,
    most,
    named,
    of,
    shares,
    tasks,
    without,
    without_lead,
)  # fmt: skip

FULL = leads("县发改局")
MONEY = "县财政局"

ROLES: dict[str, ListQuery] = {
    "县发改局牵头哪些任务？": tasks(FULL),
    "发改委牵头的任务有哪些": tasks(FULL),
    "列出发改局牵头的全部任务": tasks(FULL),
    "縣發改局牽頭哪些任務？": tasks(FULL),
    "由县住建局主抓的事项都有什么": tasks(leads("县住建局")),
    "县交通运输局牵头几项任务？": tasks(leads("县交通运输局")),
    "List every task led by the Finance Bureau": tasks(leads(MONEY)),
    "How many tasks does the Water Resources Bureau lead?": tasks(leads("县水利局")),
    "What tasks is the Bureau of Finance in charge of?": tasks(leads(MONEY)),
    "Which tasks does the Bureau of Finance lead?": tasks(leads(MONEY)),
    "Which tasks does the finance bureau lead?": tasks(leads(MONEY)),
    "Which tasks does the Development Zone support?": tasks(helps("县产业开发区")),
    "Which tasks does the Housing Support Center lead?": tasks(leads("县住保中心")),
    "县数据局参与了哪些任务": tasks(helps("县数据局")),
    "县农业农村局在哪些任务里打配合": tasks(helps("县农业农村局")),
    "卫健局作为责任单位的任务有哪些": tasks(helps("县卫健局")),
    "請列出縣教育局參與的所有任務": tasks(helps("县教育局")),
    "文旅广体局除了牵头的以外还参与哪些任务": tasks(helps("县文旅广体局")),
    "县财政局不牵头但参与的任务有哪些": tasks(helps(MONEY)),
    "县财政局没有牵头但参与的任务有哪些": tasks(helps(MONEY)),
    "县财政局只配合不牵头的任务有哪些": tasks(helps(MONEY)),
    "縣財政局不牽頭但參與的任務有哪些": tasks(helps(MONEY)),
    "Which tasks does the Education Bureau take part in?": tasks(helps("县教育局")),
    "Which tasks does the Finance Bureau support but not lead?": tasks(helps(MONEY)),
    "县市场监管局共同负责、没有写明牵头单位的任务有哪些": tasks(shares("县市场监管局")),
    "Which tasks are jointly the responsibility of the Market Regulation Bureau with no lead named?": tasks(
        shares("县市场监管局")
    ),
    "教育局都管哪些事？": tasks(named("县教育局")),
    "县民政局负责哪些任务": tasks(named("县民政局")),
    "财政局要干哪些活": tasks(named(MONEY)),
    "林业局的任务清单": tasks(named("县林业局")),
    "把县水利局的任务都列出来": tasks(named("县水利局")),
    "跟县医保局有关的任务有哪些": tasks(named("县医保局")),
    "县科商工信局牵头和配合的任务各有哪些": tasks(named("县科商工信局")),
    "What is the Civil Affairs Bureau responsible for?": tasks(named("县民政局")),
    "Show me all tasks involving the Forestry Bureau": tasks(named("县林业局")),
}
PLACES: dict[str, ListQuery] = {
    "附件3里县科商工信局牵头哪些任务": tasks(leads("县科商工信局"), parts="3"),
    "附件3裡縣科商工信局牽頭哪些任務": tasks(leads("县科商工信局"), parts="3"),
    "附件4中县发改局配合哪些任务？": tasks(helps("县发改局"), parts="4"),
    "县发改局在附件1二(一)里参与哪些任务": tasks(helps("县发改局"), parts="1/2/1"),
    "附件1第二章第一节县财政局参与哪些任务": tasks(helps(MONEY), parts="1/2/1"),
    "附件7二(一)5下县民政局牵头哪些任务": tasks(leads("县民政局"), parts="7/2/1/5"),
    "附件5第二章里县数据局牵头的任务有哪些": tasks(leads("县数据局"), parts="5/2"),
    "附件1和附件2里县发改局牵头哪些任务": tasks(FULL, parts="1 2"),
    "附件一、三、五中县财政局参与的任务有哪些": tasks(helps(MONEY), parts="1 3 5"),
    "附件1到3里县教育局负责哪些任务": tasks(named("县教育局"), parts="1 2 3"),
    "In attachments 2 and 3, which tasks does the Finance Bureau support?": tasks(helps(MONEY), parts="2 3"),
    "Which tasks does the Finance Bureau lead in attachment 6?": tasks(leads(MONEY), parts="6"),
    "“大力提振消费”里县财政局参与哪些任务": tasks(helps(MONEY), parts="1/2/1"),
    "防范化解债务和金融风险这一节里县财政局牵头哪些任务": tasks(leads(MONEY), parts="6/2/2"),
    "防债务和金融风险那一节里县财政局牵头哪些任务": tasks(leads(MONEY), parts="6/2/2"),
    "民生补短提质攻坚里县民政局牵头哪些任务": tasks(leads("县民政局"), parts="7"),
    "科技创新赋能攻坚实施方案中县教育局参与哪些任务": tasks(helps("县教育局"), parts="3"),
    "除附件1外，县发改局牵头哪些任务": tasks(FULL, outside="1"),
    "县发改局牵头的任务有哪些不在附件4": tasks(FULL, outside="4"),
    "Which tasks does the Finance Bureau lead except those in attachment 6?": tasks(leads(MONEY), outside="6"),
    "Which tasks does the DRC lead outside attachment 4?": tasks(FULL, outside="4"),
}
SETS: dict[str, ListQuery] = {
    "县发改局和县财政局都参与的任务有哪些": tasks(named("县发改局"), named(MONEY)),
    "县教育局、县财政局、县人社局共同参与的任务有哪些": tasks(named("县教育局"), named(MONEY), named("县人社局")),
    "哪些任务同时涉及教育局和民政局": tasks(named("县教育局"), named("县民政局")),
    "县发改局牵头、县财政局配合的任务有哪些": tasks(FULL, helps(MONEY)),
    "縣發改局牽頭、縣財政局配合的任務有哪些？": tasks(FULL, helps(MONEY)),
    "县发改局和县科商工信局都牵头的任务有哪些": tasks(FULL, leads("县科商工信局")),
    "县发改局牵头、没有县财政局的任务有哪些": tasks(FULL, without(MONEY)),
    "县发改局牵头但不涉及县科商工信局的任务有哪些": tasks(FULL, without("县科商工信局")),
    "县发改局牵头，县财政局不参与的任务有哪些": tasks(FULL, without(MONEY)),
    "县财政局牵头但没有县发改局配合的任务有哪些": tasks(leads(MONEY), without("县发改局")),
    "不涉及县发改局的任务有哪些": tasks(without("县发改局")),
    "没有县发改局参与的任务有哪些": tasks(without("县发改局")),
    "附件1里没有县发改局的任务有哪些": tasks(without("县发改局"), parts="1"),
    "哪些任务不是县发改局牵头的": tasks(without_lead("县发改局")),
    "县发改局或县财政局牵头的任务有哪些": tasks(FULL, leads(MONEY), any_of=True),
    "Which tasks are led by the Finance Bureau or the Education Bureau?": tasks(
        leads(MONEY), leads("县教育局"), any_of=True
    ),
    "Which tasks are led by the Development and Reform Bureau and supported by the Finance Bureau?": tasks(
        FULL, helps(MONEY)
    ),
    "Which tasks involve both the Finance Bureau and the Education Bureau?": tasks(named(MONEY), named("县教育局")),
    "Which tasks does the Development and Reform Bureau lead without the Finance Bureau?": tasks(FULL, without(MONEY)),
}
WORDS: dict[str, ListQuery] = {
    "县发改局牵头的任务中提到民间投资的有哪些": tasks(FULL, term="民间投资"),
    "附件1里县发改局牵头的涉及消费的任务有哪些": tasks(FULL, parts="1", term="消费"),
    "哪些条款提到“数字经济”": of(Kind.OCCURRENCES, term="数字经济"),
    "附件3里提到人工智能的任务有哪些": of(Kind.OCCURRENCES, "3", "人工智能", "task"),
    "“专项债券”在哪几处出现": of(Kind.OCCURRENCES, term="专项债券"),
    "Where is “专项债券” mentioned?": of(Kind.OCCURRENCES, term="专项债券"),
    "跟老旧小区改造有关的条款有哪些": of(Kind.OCCURRENCES, term="老旧小区改造"),
    "附件1有哪些量化指标": figures("1"),
    "附件7有哪些数字指标": figures("7"),
    "带百分比的目标有哪些": figures(unit="percent"),
    "列出所有以百分比計的指標": figures(unit="percent"),
    "List all targets in percent.": figures(unit="percent"),
    "附件2里以亩为单位的指标有哪些": figures("2", "area"),
    "Which figures in attachment 2 are measured in mu?": figures("2", "area"),
    "以家为单位的指标有哪些": figures(unit="家"),
    "涉及钱的指标有哪些": figures(unit="money"),
    "哪些目标以亿元计": figures(unit="亿元"),
    "以千伏为单位的指标有哪些": figures(unit="千伏"),
    "哪些指标是100%": figures(value="100%"),
    "民间投资的指标有哪些": figures(term="民间投资"),
}
WHOLE: dict[str, ListQuery] = {
    "哪些任务没有写明牵头单位？": of(Kind.LEADERLESS),
    "哪些任務沒有寫明牽頭單位？": of(Kind.LEADERLESS),
    "牵头单位没写的任务有几项": of(Kind.LEADERLESS),
    "谁都没牵头的任务有哪些": of(Kind.LEADERLESS),
    "Which tasks have no lead?": of(Kind.LEADERLESS),
    "List the tasks that are jointly responsible": of(Kind.LEADERLESS),
    "附件5里哪些任务没有牵头单位": of(Kind.LEADERLESS, "5"),
    "附件4和附件6里有哪些任务没明确牵头单位": of(Kind.LEADERLESS, "4 6"),
    "Which tasks in attachment 5 do not name a lead?": of(Kind.LEADERLESS, "5"),
    "七大攻坚有哪些？": of(Kind.ATTACHMENTS),
    "七大攻堅有哪些": of(Kind.ATTACHMENTS),
    "这份公告有哪些附件？": of(Kind.ATTACHMENTS),
    "What attachments does the notice have?": of(Kind.ATTACHMENTS),
    "List the seven campaigns": of(Kind.ATTACHMENTS),
    "附件2有哪些任务？": of(Kind.PARTS, "2", level="task"),
    "附件6有几项任务": of(Kind.PARTS, "6", level="task"),
    "改革开放深化攻坚里有哪些任务": of(Kind.PARTS, "4", level="task"),
    "What tasks are in attachment 3?": of(Kind.PARTS, "3", level="task"),
    "附件4有几节": of(Kind.PARTS, "4", level="section"),
    "Which sections does attachment 4 have?": of(Kind.PARTS, "4", level="section"),
    "附件3分几章": of(Kind.PARTS, "3", level="chapter"),
    "附件7二(一)下面有哪几项": of(Kind.PARTS, "7/2/1"),
    "大力提振消费下面有哪几条": of(Kind.PARTS, "1/2/1"),
    "一共有多少项任务？": counts(),
    "七个附件加起来多少项任务": counts(),
    "各附件分别有多少项任务": counts(),
    "How many tasks are there in total?": counts(),
    "哪个附件任务最多？": counts("extreme"),
    "哪個附件任務最多？": counts("extreme"),
    "Which attachment has the most tasks?": counts("extreme"),
    "哪个附件的任务最少": counts("extreme", least=True),
    "哪个单位牵头的任务最多？": most(leads("")),
    "Which department leads the most tasks?": most(leads("")),
    "牵头任务排名前五的单位": most(leads("")),
    "哪个部门配合的任务最少": most(helps(""), least=True),
    "附件2里哪个单位牵头的任务最多": most(leads(""), parts="2"),
    "哪项任务涉及的单位最多": most(level="task"),
    "Which task involves the most departments?": most(level="task"),
    "附件3涉及哪些单位？": of(Kind.BODIES, "3"),
    "全文涉及哪些单位": of(Kind.BODIES),
    "Which departments are involved in attachment 5?": of(Kind.BODIES, "5"),
    "附件6有哪些牵头单位": ListQuery(Kind.BODIES, (leads(""),), ("6",)),
    "总体方案和附件的数字一致吗？": of(Kind.COMPARISON),
    "總體方案和附件的數字一致嗎？": of(Kind.COMPARISON),
    "Do the overall plan and the attachments agree?": of(Kind.COMPARISON),
    "总体方案和附件2的目标有没有矛盾": of(Kind.COMPARISON, "2"),
    "规模工业增加值在总体方案和附件里写得一样吗": of(Kind.COMPARISON, term="规模工业增加值"),
    "总体方案里七个攻坚的名称和附件的标题一致吗": of(Kind.COMPARISON, level="title"),
}
EXPORTED: dict[str, ListQuery] = {
    "把县发改局牵头的任务导出来": tasks(FULL, export=True),
    "县财政局的任务做成表格": tasks(named(MONEY), export=True),
    "給我一份縣財政局的任務分解表": tasks(named(MONEY), export=True),
    "请把教育局配合的任务整理成Excel": tasks(helps("县教育局"), export=True),
    "Export all tasks led by the Finance Bureau": tasks(leads(MONEY), export=True),
    "导出附件3的任务": of(Kind.PARTS, "3", level="task", export=True),
    "下载没有牵头单位的任务清单": of(Kind.LEADERLESS, export=True),
    "把附件2以亩为单位的指标导出成excel": figures("2", "area", export=True),
}
ROUTES = [
    (name, question, query)
    for name, table in (
        ("role", ROLES), ("place", PLACES), ("set", SETS), ("words", WORDS), ("whole", WHOLE), ("export", EXPORTED),
    )
    for question, query in table.items()
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "query"),
    [(question, query) for _, question, query in ROUTES],
    ids=ids(f"{name}-{query.kind}" for name, _, query in ROUTES),
)
def test_a_question_asks_for_this_list(question: str, query: ListQuery, notice: Notice) -> None:
    assert read_lists(read(question), notice) == (query,)


EACH = {
    "县教育局和县民政局分别牵头哪些任务": (tasks(leads("县教育局")), tasks(leads("县民政局"))),
    "縣教育局和縣民政局分別牽頭哪些任務": (tasks(leads("县教育局")), tasks(leads("县民政局"))),
    "Which tasks do the Finance Bureau and the Education Bureau each lead?": (
        tasks(leads(MONEY)), tasks(leads("县教育局")),
    ),
    "附件7里县教育局和县民政局各牵头哪些任务": (tasks(leads("县教育局"), parts="7"), tasks(leads("县民政局"), parts="7")),
}  # fmt: skip


@pytest.mark.parametrize(("question", "queries"), EACH.items(), ids=ids("each" for _ in EACH))
def test_one_list_a_body(question: str, queries: tuple[ListQuery, ...], notice: Notice) -> None:
    assert read_lists(read(question), notice) == queries


NO_LISTS = {
    "a matter": [
        "县发改局牵头社会信用体系吗", "社会信用体系由谁牵头", "社會信用體系由誰牽頭", "社会信用体系怎么建设",
        "社会信用体系有哪些措施？", "哪些单位参与社会信用体系建设", "哪个部门牵头社会信用体系？", "低保谁负责？",
        "县民政局负责低保吗？", "县林业局负责森林防火吗", "残疾人关爱行动由民政局还是残联牵头", "县财政局怎么管理专项债券",
        "县发改局和县财政局谁牵头专项债券", "创新消费场景的责任单位有哪些", "县城管执法局管不管停车位",
        "Who leads the social credit system?", "Which bureau leads the social credit system?",
        "Does the Finance Bureau lead the bond work?", "Is the Education Bureau responsible for school equipment?",
        "我想申请创业补贴找哪个部门",
    ],
    "one figure": [
        "全年GDP增速目标是百分之几?", "农村低保标准是多少", "城市低保標準是多少", "固定资产投资增长多少", "停车位要建多少个",
        "招商引资要引进多少家企业", "县教育局要更新多少学校的设备？", "How much should retail sales grow?",
        "What is the target for retail sales growth?",
    ],
    "a clause": ["附件1二(一)3", "附件1二(一)3由谁牵头", "附件7二(一)5(15)讲什么", "附件6第二节说了什么", "什么是“两重”建设"],
    "a part that is not there": ["附件9有哪些任务", "附件9里县发改局牵头哪些任务", "Which tasks are in attachment 9?"],
    "a task force": ["县发改局在哪些专班里", "附件3的工作专班办公室设在哪", "Which task forces is the Finance Bureau in?"],
    "bodies by what they are not": ["哪些单位没有牵头任务"],
    "elsewhere": ["红烧肉怎么做", "你好", "谁牵头？", "新田县有多少人口", "县科商工信局局长是谁"],
}  # fmt: skip
DECLINED = [(kind, question) for kind, questions in NO_LISTS.items() for question in questions]


@pytest.mark.parametrize("question", [q for _, q in DECLINED], ids=ids(kind for kind, _ in DECLINED))
def test_a_question_asks_for_no_list(question: str, notice: Notice) -> None:
    assert read_lists(read(question), notice) == ()


def test_a_part_that_is_not_there_is_remembered_beside_one_that_is(notice: Notice) -> None:
    (query,) = read_lists(read("附件2和附件9里县发改局牵头哪些任务"), notice)
    assert (query.parts, query.missing) == (("2",), "附件9")


# What a question leaves out must never be what it gets.
TURNED_ROUND = [
    "除县发改局外，还有谁牵头任务", "县发改局不参与的任务有哪些", "哪些任务县发改局没有参与", "哪些任务与县发改局无关",
    "Which tasks do not involve the Development and Reform Bureau?", "Which tasks is the DRC not part of?",
]  # fmt: skip


@pytest.mark.parametrize("question", TURNED_ROUND, ids=ids("left out" for _ in TURNED_ROUND))
def test_a_body_that_is_left_out_is_not_listed(question: str, notice: Notice) -> None:
    for query in read_lists(read(question), notice):
        assert not [asked for asked in query.bodies if asked.name == "县发改局" and not asked.absent]


@pytest.mark.parametrize(
    "question",
    ["县发改局牵头的任务比县科商工信局多吗", "县发改局和县科商工信局谁牵头的任务多", "哪些任务只有县发改局一家负责"],
    ids=["more than", "who has more", "alone"],
)
def test_a_comparison_of_bodies_is_not_what_they_have_in_common(question: str, notice: Notice) -> None:
    found = read_lists(read(question), notice)
    assert tasks(FULL, leads("县科商工信局")) not in found
    assert tasks(FULL, named("县科商工信局")) not in found
    assert tasks(named("县发改局")) not in found


def test_no_body_no_list(notice: Notice) -> None:
    for text in ("", "？", "牵头哪些任务", "任务", "list", "清单"):
        assert read_lists(read(text), notice) == ()
