"""A model's sentence against the clause that it cites: what is a fault of its words, and which words prove it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.clause import Notice
from corpus.knowledge import Knowledge
from corpus.parse import notice_folder
from rag.draft import Line
from rag.question import read
from rag.wording import bare_roles, evidence, joined, sentence

ALLOWANCE = "7/2/1/5/15"  # 城乡低保标准分别不低于740元/月和485元/月; …
FIRMS = "3/2/4/1"  # 入库科技型中小企业100家,新认定高新技术企业10家; 推动240家企业上云、20家企业上平台
CREDIT = "4/2/2/3"  # led by 县数据局
JOINT = "7/2/1/3/7"


@pytest.fixture(scope="module")
def knowledge(notice: Notice) -> Knowledge:
    return Knowledge.read(notice_folder(notice.id), notice)


def wrong(notice: Notice, knowledge: Knowledge, address: str, text: str, asked: str = "标准是多少") -> list[str]:
    line, found = sentence(text, [notice.by_address[address]], read(asked), notice, knowledge)
    assert (line is None) == bool(found)
    return found


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (ALLOWANCE, "城乡低保标准分别不低于740元/月和485元/月。"),
        (ALLOWANCE, "农村低保标准不低于485元/月。"),
        (ALLOWANCE, "城市低保标准不低于740元/月，农村低保标准不低于485元/月。"),
        (FIRMS, "推动240家企业上云、20家企业上平台。"),
        (FIRMS, "全年新认定高新技术企业10家。"),
        (CREDIT, "建立健全社会信用体系由县数据局牵头。"),
    ],
)
def test_true_sentences_pass(notice: Notice, knowledge: Knowledge, address: str, text: str) -> None:
    assert wrong(notice, knowledge, address, text) == []


@pytest.mark.parametrize(
    ("address", "text", "why"),
    [
        (ALLOWANCE, "城乡低保标准分别不低于485元/月和740元/月。", "what another figure measures"),
        (ALLOWANCE, "农村低保标准不低于740元/月。", "what another figure measures"),
        (ALLOWANCE, "农村低保标准740元/月。", "740"),
        (FIRMS, "入库科技型中小企业10家，新认定高新技术企业100家。", "what another figure measures"),
        (FIRMS, "推动20家企业上云、240家企业上平台。", "what another figure measures"),
        ("3/2/3/3", "培育5-4家文化旅游企业入统。", "no such range"),
        (CREDIT, "由其他相关单位牵头。", "names none"),
        (CREDIT, "县发改局牵头建立健全社会信用体系。", "is no lead"),
        (CREDIT, "建立健全社会信用体系的牵头单位是县发改局。", "is no lead"),
        (CREDIT, "建立健全社会信用体系由某局牵头。", "names none"),
    ],
)
def test_false_ones_do_not(notice: Notice, knowledge: Knowledge, address: str, text: str, why: str) -> None:
    assert any(why in each for each in wrong(notice, knowledge, address, text))


def test_a_lead_is_given_to_nobody_where_none_is_named(notice: Notice, knowledge: Knowledge) -> None:
    clause = next(c for c in notice.clauses if len(c.parties) > 1 and not c.lead)
    text = f"{clause.title}由{clause.parties[0]}牵头。"
    assert any("is no lead" in each for each in wrong(notice, knowledge, clause.address, text, "谁牵头"))
    text = f"{clause.title}没有写明牵头单位，由{'、'.join(clause.parties)}共同负责。"
    assert wrong(notice, knowledge, clause.address, text, "谁牵头") == []


@pytest.mark.parametrize("joint", ["，", "；", "。"])
@pytest.mark.parametrize("cites", ["both", "own", "other"])
def test_a_lead_of_another_clause(notice: Notice, knowledge: Knowledge, joint: str, cites: str) -> None:
    """Two clauses alike in their words: what each says of its lead is true of it alone, whichever is cited."""
    one, two = notice.by_address["4/2/1/3"], notice.by_address["4/2/4/2"]
    assert one.lead
    assert two.lead
    assert one.lead != two.lead
    cited = {"both": [one, two], "own": [one], "other": [two]}[cites]

    def said(first: str, second: str) -> list[str]:
        text = f"{one.title}由{first}牵头{joint}{two.title}由{second}牵头。"
        return sentence(text, cited, read("谁牵头"), notice, knowledge, [one, two])[1]

    assert said(two.lead[0], one.lead[0]) != []
    assert (said(one.lead[0], two.lead[0]) == []) == (cites == "both")


def test_bodies_alone_are_of_one_clause(notice: Notice, knowledge: Knowledge) -> None:
    """ "这项工作由…牵头" behind what another clause says would be read as of that."""
    one, two = notice.by_address["4/2/1/3"], notice.by_address["4/2/4/2"]
    bare = f"这项工作由{two.lead[0]}牵头。"
    line, found = sentence(bare, [two], read("谁牵头"), notice, knowledge, [one, two])
    assert found == []
    assert line is not None
    assert bare_roles(line)
    text = f"{one.title}由{one.lead[0]}牵头；{bare}"
    assert sentence(text, [one, two], read("谁牵头"), notice, knowledge, [one, two])[1] != []


def test_lower_for_raise(notice: Notice, knowledge: Knowledge) -> None:
    true = "Actively publicise and promote typical experience, and raise the reputation and influence of Xintian's business environment."
    assert wrong(notice, knowledge, "5/3/4", true, "How is it promoted?") == []
    assert wrong(notice, knowledge, "5/3/4", true.replace("raise", "lower"), "How is it promoted?") != []


def test_each_clause_that_proves_a_claim_is_cited(notice: Notice, knowledge: Knowledge) -> None:
    credit, firms = notice.by_address[CREDIT], notice.by_address[FIRMS]
    line, _ = sentence("新认定高新技术企业10家。", [credit, firms], read("多少家"), notice, knowledge)
    assert line is not None
    assert [span.clause for span in line.evidence] == [firms]


@pytest.mark.parametrize(
    "false",
    [
        pytest.param("农村低保标准不低于740元/月", id="figure"),
        pytest.param("不提高困难群体救助标准", id="negation"),
        pytest.param("每户发放3200元补助", id="made up"),
    ],
)
@pytest.mark.parametrize("joint", ["，", "；", "。", "\n"])
def test_half_of_a_sentence_is_not_shown(notice: Notice, knowledge: Knowledge, false: str, joint: str) -> None:
    true = "城市低保标准不低于740元/月"
    assert wrong(notice, knowledge, ALLOWANCE, f"{true}。") == []
    assert wrong(notice, knowledge, ALLOWANCE, f"{true}{joint}{false}。") != []
    assert wrong(notice, knowledge, ALLOWANCE, f"{false}{joint}{true}。") != []


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("标准是多少", "The standard is at least 485 yuan per month in the countryside."),
        ("How much is it?", "农村低保标准不低于485元/月。"),
    ],
)
def test_a_sentence_in_another_language(notice: Notice, knowledge: Knowledge, asked: str, text: str) -> None:
    assert any("it is not in" in each for each in wrong(notice, knowledge, ALLOWANCE, text, asked))


def test_a_part_that_is_cut_off_is_not_verbatim(notice: Notice, knowledge: Knowledge) -> None:
    """Half of a sentence of the clause passes by its words only, and so do its figures."""
    assert wrong(notice, knowledge, ALLOWANCE, "和485元/月。") != []


@pytest.mark.parametrize(
    ("address", "text", "holds"),
    [(ALLOWANCE, "农村低保标准不低于485元/月。", "485元/月"), (CREDIT, "由县数据局牵头。", "县数据局牵头")],
)
def test_the_evidence_holds_what_is_said(notice: Notice, address: str, text: str, holds: str) -> None:
    clause = notice.by_address[address]
    span = evidence(text, clause)
    assert holds in span.text
    assert span.text == notice.source[span.start : span.end]
    assert span.end - span.start < len(clause.text)


def test_one_citation_a_clause(notice: Notice) -> None:
    clause = notice.by_address[ALLOWANCE]
    texts = ("城乡低保标准分别不低于740元/月和485元/月。", "残疾人“两项补贴”标准达到100元/月/人。")
    apart = [Line(text, (evidence(text, clause),)) for text in texts]
    lines = joined(apart)
    assert [line.text for line in lines] == list(texts)
    (span,) = {span for line in lines for span in line.evidence}
    assert all(part.text in span.text for line in apart for part in line.evidence)


@given(
    st.text(max_size=80)
    | st.text('“”「」《》‘’"低保标准不低于740元/月由县民政局牵头，。0123456789\ue000\ue001[]()', max_size=60)
)
@example("\ue000假的引文\ue001")
@example("“\ue001")
@example("‘’‘")
def test_whatever_a_model_writes(notice: Notice, text: str) -> None:
    line, found = sentence(text, [notice.by_address[ALLOWANCE]], read("低保多少"), notice, Knowledge())
    assert (line is None) == bool(found)
    if line is not None:
        assert line.text.count("\ue000") == line.text.count("\ue001")
        assert line.evidence
