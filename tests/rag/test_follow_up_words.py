"""What a turn is understood as after the turns before it: a table over all kinds of follow-ups."""

from __future__ import annotations

import pytest

from corpus.clause import Notice
from rag import ellipsis
from rag.answer import Status, Turn
from rag.dialogue import Dialogue
from rag.followup import resolve
from rag.question import read
from tests.rag.contract import ids

LOW = ("农村低保标准是多少", "7/2/1/5/15")
LOW_HANT = ("農村低保標準是多少", "7/2/1/5/15")
LOW_EN = ("What is the urban minimum living allowance?", "7/2/1/5/15")
LOAN = ("创业担保贷款谁牵头", "7/2/1/2/6")
LIST = ("县发改局牵头哪些任务？", "1/2/1/2 1/2/2/1")
HERE = "附件7 二(一)5(15)《提高困难群体救助标准》"
HERE_EN = "Attachment 7 二(一)5(15)"
LOAN_HERE = "附件7 二(一)2(6)《推动创业带动就业》"

UNDERSTOOD = [
    # a sibling in the clause
    (LOW, "那城市的呢？", f"{HERE}：城市是多少"),
    (LOW, "城市", f"{HERE}：城市是多少"),
    (LOW, "城里的嘞", f"{HERE}：城市是多少"),
    (LOW, "换成孤儿的话呢", f"{HERE}：孤儿的话是多少"),
    (LOW, "残疾人补贴呢", f"{HERE}：残疾人补贴是多少"),
    (LOW, "油菜呢", f"{HERE}：油菜是多少"),
    (LOW, "城市的是多少", f"{HERE}：城市是多少"),
    (LOW_HANT, "那城市的呢？", f"{HERE}：城市是多少"),
    (LOW_EN, "and rural?", f"{HERE_EN}: rural: how much"),
    (("固定资产投资增长多少", "1/1"), "民间投资呢", "附件1 一《攻坚目标》：民间投资是多少"),
    # the same question of another matter
    (LOW, "那停车位呢", "停车位是多少"),
    (("社会信用体系谁牵头", "4/2/2/3"), "那停车位呢", "停车位谁牵头"),
    (LOW_EN, "what about imports and exports?", "imports and exports: how much"),
    (("技术合同成交额增长多少", "3/1"), "高校的呢", "高校技术合同成交额增长多少"),
    # another thing of the same clause
    (LOW, "谁牵头？", f"{HERE}：谁牵头"),
    (LOW, "这个归谁管", f"{HERE}：这个归谁管"),
    (LOW, "好的，那还有哪些单位", f"{HERE}：哪些单位"),
    (LOW, "是民政局牵头吧？", f"{HERE}：是民政局牵头吧"),
    (LOW, "原文怎么写的", f"{HERE}：原文怎么写的"),
    (LOW, "这条在哪个附件", f"{HERE}：这条在哪个附件"),
    (LOW_HANT, "誰牽頭", f"{HERE}：誰牽頭"),
    (LOW_EN, "ok, so who is in charge of it?", f"{HERE_EN}: who is in charge of it"),
    (LOW_EN, "what does it say exactly?", f"{HERE_EN}: what does it say exactly"),
    (LOW_EN, "which attachment is that in?", f"{HERE_EN}: which attachment is that in"),
    # a detail, of the part of the clause that was in question
    (LOAN, "怎么申请", f"{LOAN_HERE}中的“创业担保贷款”：怎么申请"),
    (LOAN, "电话？", f"{LOAN_HERE}中的“创业担保贷款”：电话"),
    (LOAN, "利息几厘", f"{LOAN_HERE}中的“创业担保贷款”：利息几厘"),
    (LOAN, "时间节点", f"{LOAN_HERE}中的“创业担保贷款”：时间节点"),
    (LOW, "一个人能领多少", f"{HERE}中的“农村低保标准”：一个人能领多少"),
    (LOW, "那去年呢", f"{HERE}中的“农村低保标准”：去年是多少"),
    # neighbours
    (LOW, "下一条", "附件7 二(一)5(16)《实施残疾人关爱行动》"),
    (LOW, "下一项讲什么？", "附件7 二(一)5(16)《实施残疾人关爱行动》"),
    (LOW, "它后头那条嘞", "附件7 二(一)5(16)《实施残疾人关爱行动》"),
    (LOW, "紧接着的下一条是什么", "附件7 二(一)5(16)《实施残疾人关爱行动》"),
    (LOW, "前面那条讲什么", "附件7 二(一)4(14)《开展“三湘怡养”提升行动》"),
    (LOW, "上一条谁牵头", "附件7 二(一)4(14)《开展“三湘怡养”提升行动》：谁牵头"),
    (LOW_HANT, "下一條講甚麼", "附件7 二(一)5(16)《实施残疾人关爱行动》"),
    (LOW_EN, "the next one", "Attachment 7 二(一)5(16)"),
    (LOW_EN, "what's the previous item?", "Attachment 7 二(一)4(14)"),
    (("重污染天气怎么防", "7/2/4/2"), "这一节最后一条", "附件7 二(四)4《开展固体废物综合治理行动》"),
    (("停车位谁管", "7/2/1/12/28"), "下一条", "附件7 二(二)1《统筹抓好高校毕业生、农民工、退役军人、城镇就业困难人员等重点群体就业帮扶》"),
    # another part of the notice
    (LOW, "附件6里有没有同样的要求？", "附件6里农村低保标准是多少"),
    (LOW, "附件5里是多少", "附件5里农村低保是多少"),
    (("附件5讲了什么", "5"), "附件6呢", "附件6讲了什么"),
    (("附件5二(五)3", "5/2/5/3"), "附件4里有没有类似说法", "附件4里大力化解企事业单位历史遗留问题"),
    # corrections
    (LOW, "不对，我问的是城里的", f"{HERE}：城市是多少"),
    (LOW, "说错了，是孤儿", f"{HERE}：孤儿是多少"),
    (LOW, "不对，我问的是谁牵头", f"{HERE}：谁牵头"),
    (LOW_HANT, "不對，我問的是城市的", f"{HERE}：城市是多少"),
    (LOW_EN, "No, I meant orphans", f"{HERE_EN}: orphans: how much"),
    (("研发经费投入增速", "3/1"), "不是增速，要的是强度", "研发经费投入强度"),
    (LIST, "不对，我问的是财政局", "县财政局牵头的任务有哪些？"),
    # bodies and lists
    (LOW, "它还牵头哪些任务", "县民政局牵头的任务有哪些？"),
    (LIST, "那县财政局呢", "县财政局牵头的任务有哪些？"),
    (LIST, "只看附件1的", "附件1中，县发改局牵头的任务有哪些？"),
    (LIST, "第二条讲什么", "附件1 二(二)1《高质量推进“两重”建设》"),
    (LIST, "它的电话呢", "县发改局的电话呢"),
    # a question of its own
    (LOW, "新田有多少家养老院", "新田有多少家养老院"),
    (LOW, "2027年农村低保标准是多少？", "2027年农村低保标准是多少？"),
    (LOW, "明天长沙下不下雨", "明天长沙下不下雨"),
    (LOW, "消防站建在哪", "消防站建在哪"),
    (LOW, "吴义强院士团队与哪家企业合作", "吴义强院士团队与哪家企业合作"),
    (LOW, "附件1二(一)3", "附件1二(一)3"),
]  # fmt: skip


def after(before: tuple[str, str], status: Status = Status.ANSWERED) -> Turn:
    question, cited = before
    return Turn(question, question, status, tuple(cited.split()) if status is Status.ANSWERED else ())


@pytest.mark.parametrize(("before", "turn", "expected"), UNDERSTOOD, ids=ids("turn" for _ in UNDERSTOOD))
def test_understood_as(before: tuple[str, str], turn: str, expected: str, notice: Notice) -> None:
    found = resolve(read(turn), [after(before)], notice)
    assert found.resolved
    assert found.question.text == expected


DECLINED = [
    ("乡里低保好多钱", "城市的是多少", "城市低保是多少"),
    ("低保如今是几多钱一个月", "不对,我问的是乡下的", "农村低保是多少"),
    ("2027年农村低保标准是多少？", "那城市呢？", "2027年城市低保标准是多少"),
    ("长沙的固定资产投资增长多少？", "那民间投资呢？", "长沙民间投资增长多少"),
    ("特困户装的那个烟感报警器是什么牌子", "那一户装几个", "特困户装烟感报警器一户装几个"),
    ("What will the new minimum wage be?", "is raising it mentioned at all?", "minimum wage: is raising it mentioned at all?"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "turn", "expected"), DECLINED, ids=ids("turn" for _ in DECLINED))
def test_a_declined_matter_keeps_its_words(before: str, turn: str, expected: str, notice: Notice) -> None:
    found = resolve(read(turn), [after((before, ""), Status.NOT_STATED)], notice)
    assert found.question.text == expected
    assert found.about == frozenset()


@pytest.mark.parametrize(
    ("before", "turn"),
    [(LIST, "这项工作谁牵头"), (LIST, "下一条"), (("附件7三", "7/3"), "再下一条"), (LOW, "回到刚才说的养蜂")],
    ids=["a list", "a neighbour of a list", "behind the last", "back to nothing"],
)
def test_asked_back(before: tuple[str, str], turn: str, notice: Notice) -> None:
    found = resolve(read(turn), [after(before)], notice)
    assert not found.resolved
    assert found.unclear is not None
    assert found.unclear.status is Status.CLARIFY
    said = [line.text for line in found.unclear.lines]
    assert len(said) >= 3  # what is talked about, and two ways to ask
    assert all(line.startswith("· ") for line in said[1:])


BACK = [
    ("再回到刚才的低保,城市的是多少", f"{HERE}：城市是多少"),
    ("还是说回低保,牵头的哪个", f"{HERE}：牵头的哪个"),
    ("刚才的低保，谁牵头", f"{HERE}：谁牵头"),
    ("那还是附件7，谁牵头", f"{HERE}：谁牵头"),
    ("回到低保", "农村低保标准是多少"),
]


@pytest.mark.parametrize(("turn", "expected"), BACK, ids=ids("back" for _ in BACK))
def test_back_to_an_earlier_matter(turn: str, expected: str, notice: Notice) -> None:
    history = [after(LOW), after(("粮食播种面积多少", "2/2/2/3"))]
    assert resolve(read(turn), history, notice).question.text == expected


@pytest.mark.parametrize(
    "status", [Status.SMALL_TALK, Status.REJECTED, Status.CLARIFY, Status.OUT_OF_SCOPE], ids=lambda s: s.value
)
def test_what_has_no_matter_is_passed_over(status: Status, notice: Notice) -> None:
    history = [after(LOW), after(("谢谢", ""), status)]
    assert resolve(read("谁牵头"), history, notice).question.text == f"{HERE}：谁牵头"


def test_a_declined_detail_leaves_its_clause_in_focus(notice: Notice) -> None:
    declined = Turn("怎么申请", f"{LOAN_HERE}中的“创业担保贷款”：怎么申请", Status.NOT_STATED)
    focus = Dialogue.of([after(LOAN), declined], notice).focus
    assert focus is not None
    assert focus.clause is notice.get("7/2/1/2/6")
    assert focus.part == "创业担保贷款"


def test_several_neighbours(notice: Notice) -> None:
    found = resolve(read("后两条讲什么"), [after(("重污染天气怎么防", "7/2/4/2"))], notice)
    assert [clause.address for clause in found.clauses] == ["7/2/4/3", "7/2/4/4"]


def test_what_was_typed_is_read_before_what_it_was_corrected_to(notice: Notice) -> None:
    found = resolve(read("再往下一条件甚么"), [after(LOW)], notice, typed=read("再往下一條講甚麼"))
    assert found.about == {"7/2/1/5/16"}


MATTERS = [
    ("乡里低保好多钱", "乡低保"),
    ("附件5对拖欠中小企业账款怎么要求的", "拖欠中小企业账款"),
    ("特困户装的那个烟感报警器是什么牌子", "特困户装烟感报警器"),
    ("2027年农村低保标准是多少？", "2027年农村低保"),
    ("What will the new minimum wage be?", "minimum wage"),
]


@pytest.mark.parametrize(("question", "matter"), MATTERS, ids=ids("matter" for _ in MATTERS))
def test_matter_of(question: str, matter: str) -> None:
    assert ellipsis.matter_of(read(question)) == matter


@pytest.mark.parametrize(
    ("turn", "expected"),
    [("一个人能领多少", True), ("谁牵头", True), ("红烧肉怎么做", False), ("用电多少", False)],
    ids=["a person", "who", "a recipe", "power"],
)
def test_elliptic(turn: str, expected: bool, notice: Notice) -> None:
    assert ellipsis.elliptic(read(turn), notice.folded) is expected
