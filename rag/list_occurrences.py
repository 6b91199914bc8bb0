"""Lists by a term that is said in any way, the matter of the question itself: "零基预算 出处", "人工智能,文件几处谈及"."""

from __future__ import annotations

import re

from corpus.clause import Notice
from corpus.glossary import Glossary
from corpus.text import fold
from rag import list_words as words
from rag.list_bodies import mentions
from rag.list_query import Kind, ListQuery
from rag.parts import Parts
from rag.register import find

# What says that places in the text are asked for. SAID: a word for standing written; the others ask for clauses alone.
SAID = re.compile(
    r"出处|命中|出现|出自|见于|见诸|散见|载于|提到|提及|提过|提了|谈及|谈到|谈过|说到|说过|说起|讲到|讲过|讲起|写到|写过|写进|写明|写了|写着|写有|扯到|扯上|带到|点到|点(?:了)?(?:它|他|她|其)?的?名|冒(?:出|过)|露.{0,3}[面脸]|(?:专门|专|凡是?|所有)(?:写|讲|说)|讲(?!解|座|究|话|堂)|写(?!生|作)|谈(?!判)|提(?![升高质效振供前质速能振倡取炼交出示])|说[了的]|有写|散[落布在]|分布|沾边|挂钩|用到|用了|字样|字眼|关键[词字]|"
    r"表述|提法|说法|叫法|全文检索|检索|搜索|搜一?[下搜]|全文(?:里|中)?(?:查|找|搜)|(?:含|带|有)(?=[“\"])|正文[含带有]|涉及|关于|有关|相关|"
    r"\b(?:come|comes|came|coming|crop|crops|show|shows|pop|pops|turn|turns) up\b|\bmention\w*|\bappear\w*|\boccur\w*|talk\w* about|\bspeak\w* (?:of|about)|\brefer\w*|\bname[sd]?\b|\buse[sd]?\b|\bcontain\w*|\bphrase\b|\bterm\b|\bword\b|\btouch\w* (?:on|upon)|\bdiscuss\w*|\bcite[sd]?\b|\bsa(?:y|ys|id)\b|\bfind\b|\bfound\b"
)
WHERE = re.compile(
    r"出处|命中|见于|(?:哪|几|多少|所有|全部|各)(?:[几一]?(?:些|个|几)?)?(?:处|地方|条目|条款|条文|条|段落|段|章节|章|节|任务|位置|款|遍|回|次|篇)|哪[里儿]|(?:全部|所有|相关|有关)?(?:条款|条文|条目|段落|章节|位置)|条款号|条目号|全文检索|什么地方|"
    r"\bwhere\b|\bpassages?\b|\bclauses?\b|\bplaces?\b|\bparagraphs?\b|\bsections?\b|\bitems?\b|\btasks?\b|how (?:often|many times)"
)
_ONE_PLACE = re.compile(r"哪(?:一)?(?:条|处|个地方|款|段|章|节|份)|哪[里儿]")
_SEVERAL_PLACES = re.compile(r"都|[几各]|哪些|全部|所有|多少|出处|命中|凡|分别|检索|清单")
_SEVERAL_ASKED = re.compile(
    r"都|[几各]|哪些|全部|所有|多少|凡|分别|检索|清单|列|\b(?:all|every|each|any|where|which|list|how (?:often|many))\b"
)
_ABOUT = re.compile("有关|相关|关于|涉及|提到|提及|写到|讲到|说到|沾边|挂钩")
_NO_TERM = ("百分", "哪些", "以上", "以下", "指标", "任务")
_PRONOUN = re.compile(r"(?:它|其|该词|这(?:个|几个|三个|两个|四个)?(?:词|字|说法|提法|概念)|此(?:词|事)|这(?:东西|事))")
STOPS = re.compile(r"[,，。;；:：?？!！\s、()（）]+|——?")
_FUNCTION = re.compile(
    r"(?:那么?|请|帮我|给我|麻烦|想|要|把|看看|查[一下]?|找|都|的|了|过|着|在|里头?|里面|中|上|下|被|有|是|和|与|跟|这|那|几个字|[一二三四两]个?字|一词|一语|文件|公告|通知|全文|通篇|正文|整个|整份|方案|分布|分别|各|我|咱|们|你|今年|到底|究竟|一共|总共|共|凡是?|全部|所有|任何|对|及)+"
)
_LEAST = 0.5  # share of what is said beside the words of listing that the term has to be
_LONGEST = 16  # characters


def occurrences_asked(named: Parts, notice: Notice) -> tuple[ListQuery, ...]:
    """The clauses that hold the matter of a question which asks where it stands; () where it asks for something else."""
    text = named.rest
    if _ONE_PLACE.search(text) and not _SEVERAL_PLACES.search(_ONE_PLACE.sub(" ", text)):
        return ()  # "写在规范执法哪条": the nearest clause answers
    asked = WHERE.search(text) or (_ABOUT.search(text) and words.SEVERAL.search(text))
    if not asked or mentions(text):
        return ()
    if text.isascii():
        terms = _english(text, notice) if SAID.search(text) else ()
    else:
        terms = _quoted(text, notice) or _chinese(text, notice)
        if not SAID.search(text) and not (terms and _nothing_else(text, terms[0])):
            return ()  # "哪些地方实施老旧小区改造" asks for the places of a matter
    query = ListQuery(Kind.OCCURRENCES, parts=named.addresses, terms=terms)
    if not terms or (not _SEVERAL_ASKED.search(text) and len(find(query, notice).rows) == 1):
        return ()  # "“三查一曝光”出处": one clause, which is better quoted than listed
    return (query,)


def _nothing_else(text: str, term: str) -> bool:
    """Whether a question says nothing beside a term and the words of listing: "新能源汽车 全部条款"."""
    rest = text.replace(term, " ")
    for listing in (WHERE, words.SEVERAL, _FUNCTION):
        rest = listing.sub(" ", rest)
    return not re.search("[\u3400-\u9fff]", rest)


def _quoted(text: str, notice: Notice) -> tuple[str, ...]:
    found = re.search('[“"‘「『]([^”"’」』]{2,30})[”"’」』]', text)
    return (found.group(1),) if found and found.group(1) in notice.folded else ()


def _chinese(text: str, notice: Notice) -> tuple[str, ...]:
    """The term of the part of a text that asks where it stands; where that has none ("文件几处谈及", "写到它的段落"), of the
    parts before it, nearest first."""
    parts = [part for part in STOPS.split(text) if part]
    asking = [i for i, part in enumerate(parts) if WHERE.search(part) or SAID.search(part)]
    for i in [*asking, *reversed(range(min(asking, default=0))), *range(max(asking, default=0) + 1, len(parts))]:
        terms = _term(parts[i], notice)
        if terms:
            return terms
    return ()


def _term(part: str, notice: Notice) -> tuple[str, ...]:
    """The longest run of the notice's words in a part, where it is most of what is said there; else the notice's own word
    for it."""
    plain = _PRONOUN.sub(" ", part)
    for listing in (WHERE, SAID, words.SEVERAL):
        plain = listing.sub(" ", plain)
    plain = _FUNCTION.sub(" ", plain)
    pieces = [piece for piece in plain.split() if len(piece) > 1]
    for piece in sorted(pieces, key=len, reverse=True):
        held = _longest(piece, notice.folded)
        counted = re.fullmatch(r"[一二三四五六七八九十两几\d.%]+[\u3400-\u9fff]?", held)  # "一条" is no term
        if 2 <= len(held) <= _LONGEST and not _listing(held) and len(held) >= _LEAST * len(piece) and not counted:
            return (held,)
    official = [term.strip("+“”") for piece in pieces for term in Glossary.load().official_for(piece)]
    return tuple(dict.fromkeys(fold(term) for term in official if fold(term) in notice.folded))[:1]


def _listing(word: str) -> bool:
    """Whether a word is one of listing itself, and no term: 牵头, 配合, 百分."""
    return word in _NO_TERM or any(role.fullmatch(word) for role in (words.LEAD, words.PARTY, words.NO_LEAD))


def _longest(run: str, held: str) -> str:
    """The longest piece of a run that stands in the notice; of several the rarest: of 公司破产 the 破产."""
    for length in range(len(run), 1, -1):
        pieces = [run[i : i + length] for i in range(len(run) - length + 1) if run[i : i + length] in held]
        if pieces:
            return min(pieces, key=held.count)
    return ""


_EN_FUNCTION = re.compile(
    r"\b(?:the|a|an|in|of|on|at|to|for|is|are|does|do|did|document|notice|plan|text|county|all|every|any|each|which|what|where|how|often|many|times|please|list|show|me|give|find|return|that|it|up|come|comes|crop|crops|pop|pops|turn|turns|shows|clauses?|passages?|places?|paragraphs?|sections?|items?|tasks?|mention\w*|appear\w*|occur\w*|talk\w*|about|speak\w*|refer\w*|name[sd]?|use[sd]?|using|contain\w*|phrase|term|words?|touch\w*|upon|discuss\w*|cite[sd]?|say|says|said|found|by|this|with|i|want|need|can|you|whole|entire|throughout|anywhere|everywhere|exactly|get|got|be|been|being|ever)\b|[?.!,:;\"“”']"
)


def _english(text: str, notice: Notice) -> tuple[str, ...]:
    """The notice's own term for what an English question names, or its words where there are few, for the translations."""
    asking = next((part for part in re.split(r"[.;:!]\s", text) if WHERE.search(part) and SAID.search(part)), text)
    official = [term.strip("+“”") for term in Glossary.load().official_for(asking)]
    known = tuple(dict.fromkeys(fold(term) for term in official if fold(term) in notice.folded))
    left = " ".join(_EN_FUNCTION.sub(" ", asking).split())
    if known:
        return known[:1]
    return (left,) if 3 <= len(left) <= 40 and len(left.split()) <= 3 else ()
