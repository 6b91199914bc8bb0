"""What a question asks for, in the words that people really use: bodies, amounts, names."""

from __future__ import annotations

import pytest

from rag.question import Want, read
from tests.rag.contract import ids

LEADS = [
    "板材家居集群,责任主体",
    "风险补偿资金哪个局操盘",
    "公共信用信息归口",
    "摸排家底谁主导",
    "国企考核谁牵的头",
    "信用体系 主责单位",
    "大企业逼人二选一,谁来查",
    "承接产业转移,哪家挂帅",
    "公共充电桩归那个局管",
    "煤气管道归那个单位换",
    "农村电网改造哪里管",
    "职工医疗互助哪家管",
    "想修复信用该找哪家",
    "which local bureau looks after clean rivers",
    "Who oversees the food market?",
]
NO_LEADS = [
    "中介费归谁出",
    "标准之外的钱由谁掏",
    "the park's lead and specialty industries",
    "leading enterprises of the park",
    "那个单位的楼好高",
]


@pytest.mark.parametrize("text", LEADS, ids=ids("lead" for _ in LEADS))
def test_the_lead_is_asked_for(text: str) -> None:
    assert Want.LEAD in read(text).wants
    assert read(text).asks_the_lead


@pytest.mark.parametrize("text", NO_LEADS, ids=ids("none" for _ in NO_LEADS))
def test_no_lead_is_asked_for(text: str) -> None:
    assert Want.LEAD not in read(text).wants


@pytest.mark.parametrize(
    ("text", "expected"),
    [("由哪几个部门负责", False), ("哪几个部门牵头", True), ("哪个部门负责", True), ("责任单位有哪些", False)],
    ids=["all that are responsible", "several leads", "one", "parties"],
)
def test_one_lead_or_all_bodies(text: str, expected: bool) -> None:
    assert read(text).asks_the_lead is expected


NOT_ASKED = [
    (Want.AMOUNT, "三保排前头的是哪几个环节"),
    (Want.AMOUNT, "开个药店跑好几张证"),
    (Want.AMOUNT, "最低工资要不要往上调"),
    (Want.AMOUNT, "这几天的安排"),
    (Want.AMOUNT, "脱贫户收入增速要跑赢全省,责任单位"),
    (Want.PERSON, "上了失信名单想修复"),
    (Want.PERSON, "平台退名单以后还跟踪不"),
    (Want.PENALTY, "整治乱罚款"),
    (Want.PENALTY, "Air quality goal for fine particles"),
    (Want.PARTIES, "刚参加工作,买不起房"),
    (Want.PARTIES, "民资参与重大工程"),
    (Want.PARTIES, "Which company works with an academician's team?"),
    (Want.PROCEDURE, "房子盖不下去怎么办?"),
    (Want.DEADLINE, "重大项目隔多久过一遍"),
    (Want.PLACE, "引导作用落在什么库"),
    (Want.PLACE, "families where nobody has a job"),
    (Want.OFFICE, "Which office is in charge of hospitals?"),
]


@pytest.mark.parametrize(("want", "text"), NOT_ASKED, ids=ids(want for want, _ in NOT_ASKED))
def test_not_asked_for(want: Want, text: str) -> None:
    assert want not in read(text).wants


ASKED = [
    (Want.AMOUNT, "城里低保几百块"),
    (Want.AMOUNT, "脱贫户收入增速是多少,谁负责"),
    (Want.PERSON, "入选企业名单有吗"),
    (Want.PENALTY, "烧秸秆罚款多少"),
    (Want.PENALTY, "What fine is paid for burning straw?"),
    (Want.PARTIES, "林业局要不要参加“四比四提高”"),
    (Want.PARTIES, "这事谁给发改局打配合"),
    (Want.PARTIES, "财政局是牵头还是配合"),
    (Want.PROCEDURE, "低保怎么办理"),
    (Want.PROCEDURE, "电子社保卡咋激活"),
    (Want.PROCEDURE, "孤儿生活费哪么申请"),
    (Want.PROCEDURE, "评审要提交哪些东西"),
    (Want.PROCEDURE, "体检要不要预约"),
    (Want.PROCEDURE, "哪个窗口收材料"),
    (Want.PROCEDURE, "which form do I fill in"),
    (Want.DEADLINE, "多久能办完"),
    (Want.PLACE, "Where are the charging points?"),
    (Want.OFFICE, "Where does its office sit?"),
    (Want.SHARE, "60万头生猪各乡镇怎么分"),
]


@pytest.mark.parametrize(("want", "text"), ASKED, ids=ids(want for want, _ in ASKED))
def test_asked_for(want: Want, text: str) -> None:
    assert want in read(text).wants


@pytest.mark.parametrize(
    ("text", "expected"),
    [("是哪几家", True), ("分别叫什么", True), ("which two", True), ("要几家", False), ("叫什么名字", False)],
    ids=["which", "called", "English", "amount", "one name"],
)
def test_by_name(text: str, expected: bool) -> None:
    assert read(text).by_name is expected
