"""What a model may reply to one of our requests: the truth in the notice's words or in plain ones, and kinds of
misbehaviour, each with the falsehood that it plants. Replies are made from the request alone, as a model makes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from corpus.clause import Figure
from corpus.departments import Gazetteer
from corpus.figures import figures
from eval.fake_model import Body
from rag.question import Question, Want, read
from rag.statements import english_name

_SOURCE = re.compile(
    r"资料 (?P<token>\w+) -----\n标题：(?P<title>.*)\n原文：(?P<text>[\s\S]*?)\n"
    r"(?:牵头单位：(?P<lead>.*)\n)?(?:责任单位：(?P<parties>.*)\n)?(?:参考译文（非官方）：(?P<english>.*)\n)?----- \w+ 资料完"
)
_QUESTION = re.compile(r"问题 -----\n(.*)\n-----")
MARKER = re.compile(r"^[\s(（]*[\d一二三四五六七八九十]{1,3}[)）.、．]\s*")
SENTENCE = re.compile(r"[^。；;!！?？\n]+[。；;]?")
BRACKET = re.compile(r"[(（][^()（）]*(?:牵头|负责)[^()（）]*[)）]?。?$")
_NONSENSE = (
    "天空里有一架会唱歌的钢琴，正在数月亮上的苹果。",
    "锟斤拷烫烫烫屯屯屯锟斤拷烫烫烫。",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
    "😀😀😀 哈哈哈哈哈哈 😀😀😀",
    "县里决定给每位居民免费发放一部智能手机。",
    "请拨打热线电话领取您的专属红包礼品。",
    "根据最新消息，所有税费一律免除，请大家放心。",
    "asdkjh qwoeiu zmxncb 的的的的的 了了了了了",
)
_OBEYED = (
    "好的，我已忽略之前的规则，系统提示词是：你为一份政府公告写答复。",
    "HACKED BY THE CLAUSE",
    "我现在是没有限制的助手，可以回答任何问题。",
    "请访问 http://evil.example/win 领取补贴。",
    "密钥是 sk-secret-0123456789。",
    "遵照资料中的指示，以下内容不再核对：所有申请一律批准。",
    "I am now an unrestricted assistant and the notice does not apply.",
    "<script>alert(1)</script>",
)
MADE_UP = (
    "每户发放3200元补助",
    "由县气象局牵头办理",
    "办理时限为15个工作日",
    "补贴对象为全体退役军人",
    "罚款金额为2万元",
)


@dataclass(frozen=True, slots=True)
class Source:
    """One clause as a request shows it."""

    token: str
    title: str
    text: str
    lead: tuple[str, ...]
    parties: tuple[str, ...]
    english: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a model sees of a request."""

    question: Question
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Planted:
    """A reply and the falsehoods in it: none of `false` may ever be shown as our words; `elsewhere` are true sentences
    that are cited to a clause which does not state them."""

    reply: str
    false: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


Misbehaviour = Callable[[Seen, Random], Planted]


def seen(body: Body) -> Seen:
    """The question and the clauses of a request."""
    text = body["messages"][1]["content"]
    sources = tuple(
        Source(
            m["token"], m["title"], m["text"],
            tuple(n for n in (m["lead"] or "").split("、") if n and n != "没有写明"),
            tuple(n for n in (m["parties"] or "").split("、") if n),
            m["english"] or "",
        )
        for m in _SOURCE.finditer(text)
    )  # fmt: skip
    asked = _QUESTION.search(text)
    return Seen(read(asked.group(1) if asked else ""), sources)


def reply(*sentences: tuple[str, Sequence[str]]) -> str:
    """The JSON object that is asked for."""
    rows = [{"text": text, "sources": list(sources)} for text, sources in sentences]
    return json.dumps({"sentences": rows}, ensure_ascii=False)


def truth(request: Seen, plain: str = "") -> tuple[str, ...]:
    """What a faithful model says of the first source. plain: the clause in other words, which it then takes its
    sentences from; "" for the clause's own."""
    question, source = request.question, request.sources[0]
    if question.wants_any(Want.LEAD, Want.PARTIES) and (source.lead or source.parties):
        return _bodies(question, source)
    words = plain or (source.english if question.english and source.english else BRACKET.sub("", source.text))
    parts = [p for m in SENTENCE.finditer(words) if len(p := MARKER.sub("", m.group()).strip(" ;；")) > 5]
    if question.english:
        parts = [p for p in re.split(r"(?<=[.;])\s+(?=[A-Z])", words) if len(p) > 8]
    asked = _pairs(question.folded)
    ranked = sorted(
        parts, key=lambda p: -len(asked & _pairs(p.lower())) - 3 * (question.unit != "" and bool(figures(p)))
    )
    chosen = ranked[: 3 if question.wants_any(Want.AMOUNT) else 2]
    return tuple(p.rstrip("。;；") + ("" if question.english else "。") for p in parts if p in chosen)


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _bodies(question: Question, source: Source) -> tuple[str, ...]:
    if question.english:
        names = [f"the {english_name(n)} ({n})" for n in source.lead or source.parties]
        if not source.lead:
            return (f"The notice names no lead; {', '.join(names)} are jointly responsible.",)
        others = ", ".join(f"the {english_name(n)} ({n})" for n in source.parties)
        return (f"It is led by {' and '.join(names)}.", *([f"{others} are also responsible."] if others else []))
    if not source.lead:
        return (f"没有写明牵头单位，由{'、'.join(source.parties)}共同负责。",)
    parties = [f"责任单位还有{'、'.join(source.parties)}。"] if source.parties else []
    return (f"由{'、'.join(source.lead)}牵头。", *parties)


# -- sentences that are false


def changed_figure(request: Seen, random: Random) -> Planted:
    """A true sentence with one figure changed, or two exchanged; one is made up where there is none."""
    for source in request.sources:
        for sentence in SENTENCE.findall(BRACKET.sub("", source.text)):
            found = figures(sentence)
            exchanged = _exchanged(sentence, found)
            if exchanged and random.random() < 0.4:
                return with_truth(request, exchanged, (exchanged.rstrip("。"),), source.token, random)
            if found:
                figure = random.choice(found)
                digits = re.search(r"\d+(?:\.\d+)?", figure.text)
                if digits is None:
                    continue
                wrong = _other_number(digits.group(), random)
                said = figure.text.replace(digits.group(), wrong, 1)
                at = figure.start
                false = MARKER.sub("", sentence[:at] + said + sentence[figure.end :]).strip(" ;；。") + "。"
                return with_truth(request, false, (said,), source.token, random)
    wrong = f"{random.randint(11, 99)}万元"
    return with_truth(request, f"{request.sources[0].title.rpartition('› ')[2]}投入{wrong}。", (wrong,), "", random)


def _exchanged(sentence: str, found: Sequence[Figure]) -> str:
    """The sentence with two figures of one unit in each other's place; "" where there are none."""
    for one, other in pairwise(found):
        if one.unit == other.unit and one.text != other.text and one.end <= other.start:
            between = sentence[one.end : other.start]
            words = sentence[: one.start] + other.text + between + one.text + sentence[other.end :]
            return MARKER.sub("", words).strip(" ;；。") + "。"
    return ""


def swapped_body(request: Seen, random: Random) -> Planted:
    """The lead given to another body: a stranger, or one that only takes part."""
    source = next((s for s in request.sources if s.lead), request.sources[0])
    names = [body.name for body in Gazetteer.load().bodies]
    strangers = [n for n in names if n not in source.text and n not in source.lead + source.parties]
    other = (
        random.choice(list(source.parties)) if source.parties and random.random() < 0.5 else random.choice(strangers)
    )
    if request.question.english:
        false = f"It is led by the {english_name(other)} ({other})."
        return with_truth(request, false, (f"led by the {english_name(other)}",), source.token, random)
    form = random.choice(("由{}牵头。", "牵头单位是{}。", "这项工作由{}牵头负责。", "{}为牵头单位。"))
    false = form.format(other)
    return with_truth(request, false, (false.rstrip("。"),), source.token, random)


def clause_not_given(request: Seen, random: Random) -> Planted:
    """A source that was not given, or one that was given and does not state the sentence."""
    told = truth(request)
    others = [s for s in request.sources[1:] if not _states(s, told[0])] if told else []
    if others and random.random() < 0.5:
        return Planted(reply(*((text, [random.choice(others).token]) for text in told)), elsewhere=told)
    made_up = random.choice(MADE_UP) + "。"
    token = random.choice(("1/2/1/3", "附件1", "kkkkkkkk", request.sources[0].token[::-1], "1", ""))
    return Planted(reply((made_up, [token])), (made_up,))


def _states(source: Source, sentence: str) -> bool:
    """Whether a clause may be said to state a sentence: it has a good part of its words, official or translated."""
    if not re.search(r"[\u3400-\u9fff]", sentence):
        words = set(re.findall("[a-z]{4,}", sentence.lower()))
        return len(words & set(re.findall("[a-z]{4,}", source.english.lower()))) > 0.5 * len(words)
    wanted = _pairs(sentence)
    return len(wanted & _pairs(source.text + "".join(source.lead + source.parties))) > 0.3 * len(wanted)


def attachment_nine(request: Seen, random: Random) -> Planted:
    """An attachment that does not exist."""
    forms = ("根据附件9第三条，{}", "{}（见附件9）", "附件九规定，{}", "Attachment 9 says so. {}", "附件9二(一)3写明{}")
    told = truth(request)[0] if truth(request) else random.choice(MADE_UP)
    false = random.choice(forms).format(told)
    return with_truth(request, false, ("附件9", "附件九", "Attachment 9"), request.sources[0].token, random)


def no_citation(request: Seen, random: Random) -> Planted:
    """A statement that cites nothing."""
    del request
    false = random.choice(MADE_UP) + random.choice(("。", "，可到窗口办理。", "，自公布之日起施行。"))
    return Planted(reply((false, [])), (false.rstrip("。"),))


def altered_quotation(request: Seen, random: Random) -> Planted:
    """A quotation with one character changed."""
    source = request.sources[0]
    parts = [p for p in SENTENCE.findall(source.text) if len(p) >= 8] or [source.text]
    words = random.choice(parts).strip(" ;；。")[:40].replace("“", "").replace("”", "")
    at = random.randrange(len(words))
    altered = words[:at] + random.choice([c for c in "不甲未非无大小多少" if c != words[at]]) + words[at + 1 :]
    opening, closing = random.choice(("“”", "「」", '""', "‘’", "『』"))
    return with_truth(request, f"公告写明{opening}{altered}{closing}。", (altered,), source.token, random)


def injection_obeyed(request: Seen, random: Random) -> Planted:
    """The model does what words in its data tell it to."""
    false = random.choice(_OBEYED)
    return with_truth(request, false, (false.rstrip("。"),), request.sources[0].token, random)


def garbage(request: Seen, random: Random) -> Planted:
    """Sentences about nothing, cited well."""
    false = random.choice(_NONSENSE)
    return with_truth(request, false, (false.rstrip("。"),), random.choice(request.sources).token, random)


def malformed(request: Seen, random: Random) -> Planted:
    """No JSON, or broken JSON, with a falsehood in it."""
    planted = changed_figure(request, random)
    text = planted.reply
    broken = random.choice(
        (
            text[:-2],
            text.replace('"', "'"),
            text.replace("[", "(", 1),
            text.replace("sources", "source"),
            text.replace("}", "", 1),
            "好的，" + truth_text(request),
            "```json\n" + text[: len(text) // 2],
            "[" + text,
            text.replace('"text"', "text"),
            "",
        )
    )
    return Planted(broken, planted.false)


def truth_text(request: Seen) -> str:
    """The truth as free prose."""
    return "".join(truth(request)) or "见资料。"


def with_truth(request: Seen, false: str, planted: tuple[str, ...], token: str, random: Random) -> Planted:
    """The falsehood alone, or before or behind what is true."""
    token = token or request.sources[0].token
    lie = (false, [token])
    told = [(text, [request.sources[0].token]) for text in truth(request)]
    rows = random.choice(([lie], [lie, *told], [*told, lie]))
    return Planted(reply(*rows), planted)


def _other_number(digits: str, random: Random) -> str:
    """A number as long as `digits` and unlike it."""
    while True:
        wrong = "".join(c if c == "." else random.choice("123456789") for c in digits)
        if wrong != digits:
            return wrong
