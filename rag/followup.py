"""A question that leans on the turn before → one that stands alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from corpus.glossary import Glossary
from rag.answer import Turn
from rag.list_follow_up import follow_list
from rag.question import Question, Want, read

_LEANS = re.compile(
    r"^(?:那|那么|那个|其中|只看|只要|仅看|only |just |这个|这|它|他们|其(?![他余实次它])|其中|该(?!县|市|省)|此|上述|刚才|还有|另外|以及|再(?!生|就业|造|贷款|制造)|同样|对了|具体|换成|如果是|要是|而|and\b|what about|how about|then\b|also\b|so\b)"
    r"|(?:它|这一?项|该项|这条|该条|这件事|这个任务|这项工作|那项|上面|这个指标|此项|这事|这块|这个专班|该专班|\bit\b|\bits\b|\bthat one\b|\bthis one\b|\bthey\b|\bthem\b|\btheir\b|\bthose\b)"
    r"|呢[?？]?$"
)
_STEP = re.compile(
    r"^(?:那|请看|看|再看|and )?(?:(?P<back>上一?|前一|previous )|下一?|后一|next )(?:条|项|节|款|目|个|点|部分|item|section|clause|one)(?:呢|是什么|说什么|讲什么|内容)?[?？。]?$"
)


# Nouns that point at nothing by themselves.
_EMPTY_NOUNS = re.compile(
    r"归|局|好多|几多|咋个?|意思|电话|号码|办|整|钱|块|搞|弄|多大|多久|好久|地方|项目|事情?|政策|问题|情况|东西|方面|措施|活动|工程|办公室|条款|要求|设|还|专班|详细|副|bureau|office|items?|details?|project"
)


_KEEP_TO = re.compile(
    r"附件[一二三四五六七八九十\d]{1,2}|(?:attachment|annex) ?\w+|那么?|其中|只|仅|看|要|的|里|中|呢|列出|有哪些|just|only|show|those|in|the|and|what about|[?？。， ]"
)
_ATTACHMENT = re.compile(
    r"附件[一二三四五六七八九十\d]{1,2}|(?:attachment|annex) ?(?:\d{1,2}|one|two|three|four|five|six|seven)"
)


def _neighbour(notice: Notice, clause: Clause, step: int) -> Clause | None:
    """The clause before or after, of the same kind."""
    same = [c for c in notice.clauses if c.kind == clause.kind]
    position = same.index(clause) + step
    return same[position] if 0 <= position < len(same) else None


def bare(question: Question) -> bool:
    """Whether a question names no matter of its own ("谁牵头？", "多少？", "那个项目呢")."""
    rest = _EMPTY_NOUNS.sub("", question.content)
    return len(re.findall(r"[\u3400-\u9fff]", rest)) < 2 and not re.search(r"[a-z]{3}|\d", rest)


def leans(question: Question) -> bool:
    """Whether a question sounds as if it went on from an earlier one."""
    return bool(_LEANS.search(question.folded)) or bare(question)


def resolve(question: Question, history: Sequence[Turn], notice: Notice) -> tuple[Question, frozenset[str]]:
    """The question as it stands alone, and the clauses that the conversation is about (empty where it does not lean).

    "谁牵头？" and "那农村的呢？" stay with the clause cited before, if it has anything of the kind; "那停车位呢？" brings
    a new matter and keeps what was asked of the old one ("停车位谁牵头"). A question that asks something of its own and
    names its own matter stands alone already.
    """
    if not history:
        return question, frozenset()
    last = history[-1]
    listed = follow_list(question, last, notice)
    if listed is not None:
        return listed, frozenset()
    cited = notice.get(last.cited[0].rpartition(":")[2]) if last.cited else None
    step = _STEP.search(question.folded)
    beside = _neighbour(notice, cited, -1 if step.group("back") else 1) if step and cited else None
    if step and cited:
        return (read(notice.label(beside)), frozenset({beside.id})) if beside else (question, frozenset())
    if not leans(question):
        return question, frozenset()
    within = _ATTACHMENT.search(question.folded)
    if within and not _KEEP_TO.sub("", question.folded):
        # "只看附件3的": the same question, kept to an attachment
        asked = _ATTACHMENT.sub("", last.standalone_question)
        return read(f"{within.group()}{'里' if within.group()[0] == '附' else ' '}{asked}"), frozenset()
    own = question.wants != (Want.TEXT,)
    if cited is not None and (bare(question) or _POINTS_BACK.search(question.folded) or _mentions(cited, question)):
        tail = "" if own or bare(question) else _tail(last)
        return read(f"{notice.label(cited)}：{question.text.rstrip('?？。')}{tail}"), frozenset({cited.id})
    if bare(question) and not last.cited and own:
        matter = read(last.question).content  # "那谁牵头" after a question that was declined
        return (read(f"{matter}{question.text}"), frozenset()) if matter else (question, frozenset())
    if own or bare(question):
        return question, frozenset()
    swapped = _other_body(question, last)
    if swapped:
        return read(swapped), frozenset()
    matter = re.sub(
        r"^(?:那么?|换成|如果是|要是|而|and|what about|how about|then|also|so)\s*|的?呢?[?？。]*$",
        "",
        question.text,
        flags=re.IGNORECASE,
    )
    return read(f"{matter}{_tail(last)}"), frozenset()


def _mentions(clause: Clause, question: Question) -> bool:
    """Whether a clause speaks of the matter that a question brings, in the notice's words or the question's."""
    text = clause.text + "".join(figure.subject for figure in clause.figures)
    words = re.findall(r"[\u3400-\u9fff]{2,}", question.content)
    official = Glossary.load().official_for(question.folded)
    return any(term in text for term in official) or (bool(words) and all(word in text for word in words))


def _other_body(question: Question, last: Turn) -> str:
    """ "那县民政局呢" after a question about one body: the same question about this one; "" where it is no such turn."""
    gazetteer = Gazetteer.load()
    new, old = gazetteer.mentions(question.text), gazetteer.mentions(last.standalone_question)
    alone = new and len(question.content) <= len(new[0][2]) + 2
    if not alone or len({name for _, _, name in old}) != 1:
        return ""
    start, end, _ = old[0]
    return last.standalone_question[:start] + new[0][2] + last.standalone_question[end:]


def _tail(last: Turn) -> str:
    """What was asked before, as words to put behind a new matter."""
    before = read(last.question)
    if before.wants == (Want.TEXT,):
        before = read(last.standalone_question)
    if Want.AMOUNT in before.wants and re.search("增长|增速|增幅|growth|grow", before.folded):
        return ": growth rate" if before.english else "增长多少"
    found = next((pair for want, pair in _TAILS.items() if want in before.wants), ("", ""))
    return found[1] if before.english else found[0]


_POINTS_BACK = re.compile(
    r"(?:它|这一?项|该项|这条|该条|这件事|这个任务|这项工作|那项|这个指标|此项|这事|这个专班|该专班)|\b(?:it|its|this one|that one)\b"
)
_TAILS: dict[Want, tuple[str, str]] = {
    Want.OFFICE: ("的专班办公室设在哪里", " task force: where is its office"),
    Want.CONVENER: ("的专班召集人是谁", " task force: who is the convener"),
    Want.MEMBERS: ("的专班成员单位有哪些", " task force: who are the members"),
    Want.LEAD: ("谁牵头", ": who leads"),
    Want.PARTIES: ("有哪些单位参与", ": which bodies are involved"),
    Want.AMOUNT: ("是多少", ": how much"),
    Want.DEADLINE: ("什么时候完成", ": when"),
    Want.PLACE: ("在哪里", ": where"),
    Want.PROCEDURE: ("怎么申请", ": how to apply"),
    Want.PERSON: ("叫什么名字", ": what is the name"),
    Want.PHONE: ("电话是多少", ": what is the telephone number"),
}
