"""Misbehaviours that stay close to the truth: one turn in a true sentence of the clauses that a request shows."""

from __future__ import annotations

import json
import re
from random import Random

from corpus.figures import figures
from eval.fault_replies import (
    BRACKET,
    MADE_UP,
    MARKER,
    SENTENCE,
    Planted,
    Seen,
    Source,
    changed_figure,
    reply,
    swapped_body,
    truth,
    with_truth,
)

_VERB = re.compile(
    "推进|推动|加快|加强|提高|提升|建立|完善|实施|开展|支持|打造|建设|新增|培育|引进|确保|健全|深化|优化|落实|发展|扩大|鼓励|完成|达到|实现|由"
)
_NOT = ("不", "不再", "暂不", "未", "停止")
_VERB_EN = re.compile(r"\b(?:will|is|are|to)\b")
_BOUND = re.compile("以上|以下|以内|左右|不低于|不少于|不超过|不高于|力争|至少|超过|突破")
_SIDES = (
    ("城市", "农村"), ("城镇", "乡村"), ("进口", "出口"), ("提高", "降低"), ("增长", "下降"), ("新增", "压减"),
    ("鼓励", "限制"), ("线上", "线下"), ("以上", "以下"), ("增加", "减少"), ("urban", "rural"), ("raise", "lower"),
    ("increase", "decrease"), ("export", "import"),
)  # fmt: skip
_BESIDE = 6  # characters beside what was changed: with them it stands nowhere in the truth


def _sentences(source: Source) -> list[str]:
    parts = (MARKER.sub("", part).strip(" ;；。\n") for part in SENTENCE.findall(BRACKET.sub("", source.text)))
    return [part + "。" for part in parts if len(part) > 5]


def _told(request: Seen) -> list[str]:
    """True sentences of the first source in the language of the question."""
    return list(truth(request)) or _sentences(request.sources[0]) or [request.sources[0].title]


def negated(request: Seen, random: Random) -> Planted:
    """A true sentence with its verb negated."""
    told = _told(request)
    text = random.choice(told)
    verbs = list((_VERB_EN if request.question.english else _VERB).finditer(text))
    if not verbs:
        false = f"It is not true that {text}" if request.question.english else f"并非{text}"
    elif request.question.english:
        verb = random.choice(verbs)
        false = text[: verb.start()] + ("not to" if verb[0] == "to" else f"{verb[0]} not") + text[verb.end() :]
    else:
        verb = random.choice(verbs)
        false = text[: verb.start()] + random.choice(_NOT) + text[verb.start() :]
    return with_truth(request, false, (false.rstrip("。"),), request.sources[0].token, random)


def bound_dropped(request: Seen, random: Random) -> Planted:
    """A figure without the word that bounds it: 6.5% for 6.5%以上."""
    for source in request.sources:
        for text in _sentences(source):
            marks = [
                m for m in _BOUND.finditer(text) if any(0 <= m.start() - f.end < 2 or 0 <= f.start - m.end() < 2 for f in figures(text))
            ]  # fmt: skip
            if marks:
                mark = random.choice(marks)
                false = text[: mark.start()] + text[mark.end() :]
                around = false[max(0, mark.start() - _BESIDE) : mark.start() + _BESIDE]
                return with_truth(request, false, (around,), source.token, random)
    return changed_figure(request, random)


def sides_swapped(request: Seen, random: Random) -> Planted:
    """Town for country, export for import, raise for lower; with 分别, the two figures in each other's place."""
    for source in request.sources:
        for text in _sentences(source):
            found = figures(text)
            if "分别" in text and len(found) > 1:
                one, two = found[0], found[1]
                false = random.choice((
                    text[: one.start] + two.text + text[one.end : two.start] + one.text + text[two.end :],
                    text.replace("城乡", "农村和城市"),
                    f"城市{found[0].subject}{two.comparator}{two.text}，农村{found[0].subject}{one.comparator}{one.text}。",
                ))  # fmt: skip
                if false != text:
                    return with_truth(request, false, (false.rstrip("。"),), source.token, random)
    for source in request.sources:
        for text in (source.english.split(". ") if request.question.english else []) + _sentences(source):
            pairs = [(a, b) for one, two in _SIDES for a, b in ((one, two), (two, one)) if a in text]
            if pairs:
                old, new = random.choice(pairs)
                false = text.replace(old, new, 1)
                return with_truth(request, false, (false.rstrip("。."),), source.token, random)
    return changed_figure(request, random)


def figure_of_another_clause(request: Seen, random: Random) -> Planted:
    """A sentence of one clause with a figure of another one, cited to either or to both."""
    held = [
        (source, text, figure) for source in request.sources for text in _sentences(source) for figure in figures(text)
    ]
    random.shuffle(held)
    for source, text, figure in held:
        for other, _, wrong in held:
            if other is source or wrong.unit != figure.unit or wrong.text in source.text:
                continue
            false = text[: figure.start] + wrong.text + text[figure.end :]
            around = false[max(0, figure.start - _BESIDE) : figure.start + len(wrong.text)]
            cited = random.choice(([source.token], [other.token], [source.token, other.token]))
            told = [(t, [request.sources[0].token]) for t in truth(request)]
            return Planted(
                reply(*random.choice(([(false, cited)], [(false, cited), *told], [*told, (false, cited)]))), (around,)
            )
    return changed_figure(request, random)


def appended(request: Seen, random: Random) -> Planted:
    """Behind the truth a sentence more: in the same text, or in one of its own that cites nothing."""
    token = request.sources[0].token
    extra = random.choice(MADE_UP)
    told = _told(request)
    rows = [(text, [token]) for text in told]
    if random.random() < 0.5:
        return Planted(reply(*rows, (extra + "。", [])), (extra,))
    joint = random.choice(("", "此外，", "同时", "\n"))
    rows[-1] = (f"{told[-1].rstrip('。')}。{joint}{extra}。", [token])
    return Planted(reply(*rows), (extra,))


def mixed(request: Seen, random: Random) -> Planted:
    """One sentence that is half true and half false, either half first, cited to one clause or to several."""
    token = request.sources[0].token
    make = random.choice((changed_figure, swapped_body, negated, None))
    true = random.choice(_told(request)).rstrip("。.")
    planted: tuple[str, ...] = ()
    if make is None:
        false = random.choice(MADE_UP)
    else:
        made = make(Seen(request.question, request.sources[:1]), random)
        planted = made.false
        rows = [row["text"] for row in json.loads(made.reply)["sentences"]]
        row = next((text for text in rows if any(words in text for words in planted)), rows[0])
        false = row.rstrip("。.")
    halves = [true, false] if random.random() < 0.5 else [false, true]
    cited = [token] if random.random() < 0.5 else [s.token for s in request.sources[:3]]
    return Planted(reply((random.choice(("；", "，", "。")).join(halves) + "。", cited)), planted or (false,))


def crossed(request: Seen, random: Random) -> Planted:
    """What two clauses say, each said of the other, and both cited: their leads, else their figures."""
    led = [source for source in request.sources if source.lead]
    for one in led:
        for two in led:
            if set(one.lead).isdisjoint((*two.lead, *two.parties)) and set(two.lead).isdisjoint(
                (*one.lead, *one.parties)
            ):
                titles = [source.title.rpartition("› ")[2] for source in (one, two)]
                parts = [f"{titles[0]}由{two.lead[0]}牵头", f"{titles[1]}由{one.lead[0]}牵头"]
                joint = random.choice(("，", "；", "。"))
                return Planted(reply((joint.join(parts) + "。", [one.token, two.token])), tuple(parts))
    return figure_of_another_clause(request, random)
