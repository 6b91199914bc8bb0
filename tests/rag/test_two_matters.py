"""The ways to ask who is in charge and who takes part; two matters side by side."""

from __future__ import annotations

import pytest

from rag.answer import Status
from rag.pipeline import Assistant
from rag.question import Want, read
from rag.two_matters import pairs
from tests.rag.contract import cited, ids

LEAD = [
    "老房子翻新这摊子事谁牵总",
    "充电桩哪家扛",
    "社会信用这块，主办",
    "招商引资流程由谁操办",
    "医保信用就医是哪家在张罗",
    "水库灌溉谁兜底",
    "低保提标落在哪个部门头上",
    "大豆扩种，主抓单位",
    "孤儿养育这事归谁拍板",
    "老年助餐哪个部门挑大梁",
    "垃圾焚烧，领衔的是哪家",
    "防汛物资谁来抓总",
    "安全生产培训谁出面组织",
    "农村公路养护哪家接手",
    "科技企业梯度培育，主责部门",
    "碧水保卫战主心骨是谁",
    "出口退税责任压给了谁",
    "创业贷款哪家单位管事",
    "夜间消费场景归口哪里",
    "高铁前期工作是哪两家",
    "林下经济谁当家",
    "非遗保护谁领军",
    "who owns the charging pile work",
    "who runs point on social credit",
    "which bureau spearheads tech transfer",
    "whose job is the child welfare pilot",
    "who's accountable for flood monitoring",
    "which body takes the lead on housing",
    "who heads up old estate renovation",
    "数字乡村哪个衙门管",
    "谁负总责抓碧水保卫",
    "园区主特产业承办局",
    "电网改造谁担纲",
    "住房保障谁挑担子",
    "就业帮扶的头是谁",
    "跨境电商谁主导",
    "新生儿筛查谁来统",
    "残疾儿童康复的主管部门",
    "药品集采哪个部门主抓",
]
PARTIES = [
    "老旧小区改造除了牵头的还有谁",
    "社会信用体系谁搭把手",
    "招商五大行动协办单位",
    "研发投入那条谁打下手",
    "产业集群哪几家出力",
    "四比四提高还有哪些局有份",
    "非法集资处置哪些单位一起上",
    "电价改革配合的有哪几家",
    "基础研究这项，参与单位",
    "民营经济这块要哪些部门联手",
    "清欠账款牵头之外还有哪几家",
    "who else pitches in on credit repair",
    "which bureaus back up the lead on tariffs",
    "外贸提质别的部门有谁",
    "数据共享要动用哪些部门",
    "灾害预警涉及几个部门",
    "人才政策离不开哪些单位",
    "林长制谁帮忙",
    "生育支持，协同部门有哪几家",
    "哪些单位跟着住建局干城镇化",
]
NEITHER = [
    "农村低保最低多少钱",
    "今年粮食种多少亩",
    "附件3第二部分讲什么",
    "管道燃气改造目标",
    "什么时候建成",
    "统筹城乡就业的目标",
    "哪些企业能领补贴",
    "培育哪几家企业",
    "抓好春耕有哪些措施",
    "谁能享受两癌筛查",
    "包括哪些内容",
    "两家医院开通无感结算吗",
    "扛旗企业多少家",
    "首届非遗节在哪办",
    "who can apply for the subsidy",
]


@pytest.mark.parametrize("text", LEAD, ids=ids("lead" for _ in LEAD))
def test_who_is_in_charge(text: str) -> None:
    assert Want.LEAD in read(text).wants


@pytest.mark.parametrize("text", PARTIES, ids=ids("parties" for _ in PARTIES))
def test_who_takes_part(text: str) -> None:
    assert Want.PARTIES in read(text).wants


@pytest.mark.parametrize("text", NEITHER, ids=ids("neither" for _ in NEITHER))
def test_nobody_is_asked_for(text: str) -> None:
    assert not read(text).wants_any(Want.LEAD, Want.PARTIES)


BOTH = [
    ("黄豆地加烤烟地一共几万亩", {"2/2/2/3"}, ("6.5万亩", "4.3万亩")),
    ("村里拉电线找哪个局，修水库灌田找哪个局", {"7/2/1/10/24", "7/2/1/10/25"}, ("水利局", "科商工信局")),
    ("医改和社保体系这两项，各自的牵头单位", {"4/2/4/2", "4/2/4/3"}, ("卫健局", "人社局")),
    ("发低保的跟给残疾伢子做康复的是同一个部门吗", {"7/2/1/5/15", "7/2/1/5/16"}, ("民政局", "残联")),
    ("安全专班、民生专班的办公室各设在哪家", {"6/3", "7/3"}, ("应急管理局", "人社局")),
]


@pytest.mark.parametrize(("asked", "addresses", "held"), BOTH, ids=ids(held[0] for _, _, held in BOTH))
def test_both_matters_are_told(asked: str, addresses: set[str], held: tuple[str, ...], assistant: Assistant) -> None:
    answer = assistant.answer(asked)
    assert answer.status is Status.ANSWERED
    assert addresses <= set(cited(answer))
    assert all(words in answer.answer for words in held)


ALONE = ["农村低保最低多少钱", "债务和金融风险由谁负责", "大豆种多少亩"]


@pytest.mark.parametrize("text", ALONE, ids=ids("one matter" for _ in ALONE))
def test_one_matter_is_not_taken_apart(text: str) -> None:
    assert pairs(read(text)) == []


def test_a_lead_alone_says_that_nobody_else_is_named(assistant: Assistant) -> None:
    answer = assistant.answer("新生儿免费筛查，谁牵头、哪几家配合？")
    assert answer.status is Status.PARTIAL
    assert "没有列明其他配合" in answer.answer


FORCES = [
    ("科技那个专班谁当副召集人", ["3/3"]),
    ("营商环境专班的办公室放在哪", ["5/3/1"]),
    ("民生和安全两个专班办公室分别在哪", ["6/3", "7/3"]),
    ("消费投资那个专班的召集人", ["1/3"]),
    ("opening-up task force: who is the convener?", ["4/3"]),
    ("Who are the deputy conveners of the science push?", ["3/3"]),
    ("Who convenes the task force on livelihood?", ["7/3"]),
]


@pytest.mark.parametrize(("asked", "addresses"), FORCES, ids=ids(found[0] for _, found in FORCES))
def test_a_task_force_by_its_subject(asked: str, addresses: list[str], assistant: Assistant) -> None:
    answer = assistant.answer(asked)
    assert answer.status is Status.ANSWERED
    assert sorted(set(cited(answer))) == addresses
