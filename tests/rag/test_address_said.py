"""Addresses as people say and abbreviate them, and what only looks like one."""

from __future__ import annotations

import pytest

from corpus.clause import Notice
from corpus.text import fold
from rag.address import resolve
from rag.answer import Status
from rag.part_names import addressed
from rag.pipeline import Assistant
from tests.rag.contract import cited, ids

ONE = [
    ("附件一，第二大块第一小节里头的倒数第一条", "1/2/1/6"),
    ("附件1第二大块第三小点最后一条念来听听", "1/2/3/3"),
    ("附件1二（一）里面的第6点", "1/2/1/6"),
    ("附件二的第二部分（三）第3条谁牵头", "2/2/3/3"),
    ("附2 二(四)5", "2/2/4/5"),
    ("附件2第四节第5条", "2/2/4/5"),
    ("附件2（四）3讲什么", "2/2/4/3"),
    ("附件2里第二大项第四小项第三条", "2/2/4/3"),
    ("第二个附件，第二章第二节第4项", "2/2/2/4"),
    ("附件三第二大点第三小点第四条", "3/2/3/4"),
    ("附件3二、（五）、2", "3/2/5/2"),
    ("附件3，2.5.2说啥", "3/2/5/2"),
    ("附件3 5.2", "3/2/5/2"),
    ("附件3 二 五 2", "3/2/5/2"),
    ("附件3二五2", "3/2/5/2"),
    ("附件3第五节最后一条", "3/2/5/3"),
    ("附件3第五节倒数第二条", "3/2/5/2"),
    ("附件3第三章", "3/3"),
    ("附件3的第三大部分", "3/3"),
    ("附件4第二部分第八小节第2条", "4/2/8/2"),
    ("附件4(八)2", "4/2/8/2"),
    ("附件4第8节第2条", "4/2/8/2"),
    ("附件四 第二大块 第八块 头一条", "4/2/8/1"),
    ("4号附件里，第二章，第六节，第三款", "4/2/6/3"),
    ("fj4二(八)2", "4/2/8/2"),
    ("fujian5 二(五)3", "5/2/5/3"),
    ("附件5第三部分(三)", "5/3/3"),
    ("附件⑤三㈠", "5/3/1"),
    ("附件五第三大点最后一小点", "5/3/4"),
    ("附件5第2章第5节第3条由哪个局牵头", "5/2/5/3"),
    ("附件第五，第二部分，第（五）节，第3项", "5/2/5/3"),
    ("附件６第二部分（一）第７项", "6/2/1/7"),
    ("附件6第二部分里第一节第10条", "6/2/1/10"),
    ("附件6第二部分(三)2", "6/2/3/2"),
    ("附件6 2-1-7", "6/2/1/7"),
    ("6-2-1-7", "6/2/1/7"),
    ("6.2.1.9讲什么", "6/2/1/9"),
    ("6/2/1/9", "6/2/1/9"),
    ("6_2_1_9", "6/2/1/9"),
    ("附件7第18小项", "7/2/1/6/18"),
    ("附件7（18）", "7/2/1/6/18"),
    ("附件7第（18）项", "7/2/1/6/18"),
    ("附件七第二部分第一节第六项第18小项", "7/2/1/6/18"),
    ("附件七，第18件实事", "7/2/1/6/18"),
    ("附件7二(一)6(18)", "7/2/1/6/18"),
    ("attachment 7 II(1)6(18)", "7/2/1/6/18"),
    ("Attachment 7, II (1) 6 (18): who leads?", "7/2/1/6/18"),
    ("annex VII, part II, section 1, item 6, sub-item 18", "7/2/1/6/18"),
    ("附件7二(五)", "7/2/5"),
    ("附件7第二大块第五小节", "7/2/5"),
    ("附件7第二部分第(四)节第2条", "7/2/4/2"),
    ("附件7 2 1 5 15", "7/2/1/5/15"),
    ("the last item of section four, part two, attachment 2", "2/2/4/5"),
    ("the third item in section 4 of annex 3", "3/2/4/3"),
    ("What does the 2nd section of part 3 in appendix 5 say?", "5/3/2"),
    ("Appendix 3 Part Two Section Five Item Two", "3/2/5/2"),
    ("attachment 4 section 8 item 2", "4/2/8/2"),
    ("Annex #4, sec. 8, para 2", "4/2/8/2"),
    ("item 7, section 1, part 2 of attachment 6", "6/2/1/7"),
    ("第三附件第二部分第四节第2条", "3/2/4/2"),
    ("總體方案第三部分第（二）節", "0/3/2"),
    ("附件七第二部份第四節第二條", "7/2/4/2"),
    ("总体方案第三大块头一条", "0/3/1"),
    ("总体方案最后一节", "0/3/4"),
    ("总体方案二（三）", "0/2/3"),
    ("总体方案第2部分第5点", "0/2/5"),
    ("overall plan part 3 section 4", "0/3/4"),
    ("the overall plan, III(2)", "0/3/2"),
    ("消费那个附件的第二部分(一)第3条", "1/2/1/3"),
    ("招商产业那个附件 二(四)5", "2/2/4/5"),
    ("科技方案第二章第五节第2条", "3/2/5/2"),
    ("改革开放实施方案二(八)2", "4/2/8/2"),
    ("营商环境那份附件第三部分第三节", "5/3/3"),
    ("安全攻坚方案 二(一)7", "6/2/1/7"),
    ("民生方案第18小项", "7/2/1/6/18"),
    ("环境优化那个附件 第二部分 第四节 第2条", "5/2/4/2"),
    ("the livelihood annex, sub-item 18", "7/2/1/6/18"),
    ("the safety plan, part 2, section 1, item 7", "6/2/1/7"),
    ("二(四)3，附件5的，念下", "5/2/4/3"),
    ("第3条，在附件1二(一)里", "1/2/1/3"),
    ("附件六攻坚任务里头第二大块第三小点是讲哪样的", "6/2/2/3"),
    ("附件1之二之(三)之2", "1/2/3/2"),
    ("附件伍第二部分第五节第叁条", "5/2/5/3"),
    ("附件五第三部分第二点怎么说", "5/3/2"),
    ("附件三的“三”", "3/3"),
    ("在附件六第二部分(一)数到第七条", "6/2/1/7"),
    ("the 26th numbered small item in the livelihood annex", "7/2/1/10/26"),
    ("我想看附件二招商头一节的第三条", "2/2/1/3"),
    ("四、二(五)1,这条什么意思", "4/2/5/1"),
    ("促消费那个附件,提振消费里的第3条说些什么", "1/2/1/3"),
    ("Attachment 5, §II.4.4", "5/2/4/4"),
    ("附件3第二部分里讲文化那节的第2条", "3/2/3/2"),
    ("附件2第二部分园区那一块的第三条", "2/2/3/3"),
]


@pytest.mark.parametrize(("said", "address"), ONE, ids=ids(address for _, address in ONE))
def test_one_clause(said: str, address: str, notice: Notice) -> None:
    query = addressed(fold(said), notice)
    assert query is not None
    assert [clause.address for clause in resolve(query, notice)] == [address]


MISSING = ["附件3第9节", "附件3第四章", "总体方案第四部分讲了什么", "附件1第四大块"]


@pytest.mark.parametrize("said", MISSING, ids=ids("missing" for _ in MISSING))
def test_no_such_clause(said: str, notice: Notice) -> None:
    query = addressed(fold(said), notice)
    assert query is not None
    assert resolve(query, notice) == ()


COUNTS = [
    "附件2有3项任务",
    "附件7的10件民生实事是哪些",
    "附件4三医联动",
    "附件2前三项",
    "附件6一共几条",
    "附件5 2025年目标",
    "附件2 100家企业",
]


@pytest.mark.parametrize("said", COUNTS, ids=ids("a count" for _ in COUNTS))
def test_a_count_is_no_level(said: str, notice: Notice) -> None:
    query = addressed(fold(said), notice)
    assert query is not None
    assert query.levels == ()


ANSWERED = [
    ("把附件六第二章第一节第9项调出来", "6/2/1/9", "救援队伍"),
    ("附件七第15小项写了啥，哪个局管", "7/2/1/5/15", "740元"),
    ("看下附件7-二-(四)-3，谁负责、目标多少", "7/2/4/3", "100%"),
    ("附件四第二部分(七)第3项由谁牵头，要去哪些国家？", "4/2/7/3", "吉布提"),
    ("附件7的二(五)有哪几处老房子", "7/2/5", "谈文溪"),
    ("促消费那个附件，提振消费里的第3条说些什么", "1/2/1/3", "消费场景"),
]


@pytest.mark.parametrize(("asked", "address", "held"), ANSWERED, ids=ids(address for _, address, _ in ANSWERED))
def test_each_thing_asked_of_the_clause_is_answered(asked: str, address: str, held: str, assistant: Assistant) -> None:
    answer = assistant.answer(asked)
    assert answer.status is Status.ANSWERED
    assert cited(answer)[0] == address
    assert held in answer.answer


def test_what_the_clause_does_not_state_is_not_shown_for_it(assistant: Assistant) -> None:
    assert assistant.answer("附件1二(三)2：通车时间").status is Status.NOT_STATED
