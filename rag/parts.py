"""The parts of the notice that a question keeps to: by address, by several attachments, by title."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from corpus.glossary import Glossary
from corpus.numbering import chinese_number
from rag.address import find_address, resolve
from rag.part_names import numbered
from rag.part_themes import by_theme, chapter_by_title

_ONE = r"(?:十[一二三四五六七八九]?|[一二三四五六七八九]|\d{1,2})"
_AND = r"\s*(?:、|,|，|和|与|及|以及|跟|或|and|&)\s*"
_ATTACHMENT = rf"(?:附件|attachments?|annex(?:es)?)\s*(?P<list>{_ONE}(?:{_AND}(?:附件|attachment|annex)?\s*{_ONE}(?![年月项个家%.]))*)"
_SEVERAL = re.compile(_ATTACHMENT)
_RANGE = re.compile(
    rf"(?:附件|attachments?|annex(?:es)?)\s*({_ONE})\s*(?:到|至|-|—|~|to)\s*(?:附件|attachment|annex)?\s*({_ONE})(?![\d/.-])"
)
_OVERALL = re.compile(r"总体方案|总方案|overall plan|master plan")
# What stands around a part's name and says that it is one: "…攻坚里", "…这一节".
_NAMED = re.compile(
    r"(?P<name>[\u3400-\u9fff“”\"·]{2,24}?)(?:这|那)?(?:一)?(?:个|份)?(?P<level>攻坚实施方案|攻坚方案|攻坚|实施方案|方案|附件|板块|部分|大块|章节|章|节|块|小节|标题|项|条)(?:里面?|中|内|下面?|底下|之下|具体|都?有|都|的|分|包|,|，|$|\s|任务|事项|责任|牵头|清单|一共|共|总|逐|几|哪|列|配合|涉及|由|归|是|[:：(（])"
)
_POINTED = re.compile(
    r"(?P<name>[\u3400-\u9fff“”\"·]{2,24}?)(?:这|那)(?:一)?(?P<level>板块|部分|大块|章节|章|节|块|摊|小节|项)(?!事|工作)"
)
# "附件四五六": numerals in a row, and none of a chapter or a section behind them.
_IN_A_ROW = re.compile("附件([一二三四五六七]{2,7})(?![、.()（）第一二三四五六七八九十])")
# "七个附件一起看": all of them, and no first one.
_NOT_A_NUMBER = re.compile("附件(?=一(?:起|共|并|块儿?|律|道|样|般|些|个个|遍|下))")
# "改革方案(附件4)": the name and the number of one attachment.
_TWICE = re.compile(r"(附件([一二三四五六七1-7]))\s*[(（]\s*附件\2\s*[)）]")
_LEVELS = {
    "attachment": ("攻坚实施方案", "攻坚方案", "攻坚", "实施方案", "方案", "附件", "板块"),
    "section": ("节", "小节", "章节", "部分", "块", "大块", "板块", "摊"),
    "chapter": ("章", "部分", "大块"),
    "item": ("项", "条", "标题", "块", "部分"),
}
# What a title says is done to its matter: "实施外贸保稳提质工程".
_VERB = re.compile(
    "^(?:实施|着力|大力(?:推动)?|努力提升|努力|持续做好|持续|加速构建|加速|突出|兜牢|抓好|保障|加强|强化|赋能|全力|推动|推进|防范化解|提升|开展)"
)
_MAIN = "0"  # called 总体方案, never by its title
_LEAST = 0.75  # share of the words of a name, in order, that a title has to hold


# Parts that are left out: "除了附件7的", "附件6以外", "不在附件5的", "outside attachment 7".
_PART = r"(?:附件\s*[^,，。?？的之以除外里]{1,12}?|(?:attachments?|annex(?:es)?)\s*\w+(?:\s*(?:,|and|&)\s*\w+)*)"
_NOT_ONLY = re.compile(
    rf"(?:别|不|不要)(?:只|光|仅|单|限于)(?:是|说|看|讲|限|要|管|列)?{_PART}(?:的|那几条|那些|里)?|not (?:only|just) (?:in )?{_PART}"
)
_OUTSIDE = re.compile(
    rf"(?:除了?|除开|除去|不(?:含|包括|包含|算|要|看|在)|去掉|剔除|排除|撇开|抛开|扣除|outside(?: of)?|except(?: for| in)?(?: those)?(?: in)?|excluding|not (?:those )?in|other than|apart from|besides|leaving out)\s*({_PART})(?:(?:\s*(?:以外|之外|外|里|中|内|的|,|，))+|(?=\s|$|[?？。.!]))"
    rf"|({_PART})(?:以外|之外|除外|不算|excluded)的?"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """addresses: of the parts. rest: the folded question without their names. missing: as written, where the notice
    has no such part. outside: addresses of parts that are left out."""

    addresses: tuple[str, ...] = ()
    rest: str = ""
    missing: str = ""
    outside: tuple[str, ...] = ()


def parts_named(folded: str, notice: Notice) -> Parts:
    """The parts that a folded question keeps to; none where it speaks of the whole notice."""
    folded = _TWICE.sub(r"\1 ", _NOT_ONLY.sub(" ", numbered(_plain(folded), notice)))
    out = _OUTSIDE.search(folded)
    if out:
        left = next(group for group in out.groups() if group)
        inner = _parts_in(left, notice)
        if inner.addresses:
            named = _parts_in(folded[: out.start()] + " " + folded[out.end() :], notice)
            return replace(named, outside=inner.addresses)
    return _parts_in(folded, notice)


def _plain(folded: str) -> str:
    """The text with attachments in a row apart, and without words that only look like an attachment's number."""
    folded = _IN_A_ROW.sub(lambda match: "附件" + "、".join(match.group(1)) + " ", folded)
    folded = re.sub("附件\\s*[(（]([1-7一二三四五六七](?:[、,，和][1-7一二三四五六七])+)[)）]", r"附件\1 ", folded)
    return _NOT_A_NUMBER.sub("全文 ", folded)


def _parts_in(folded: str, notice: Notice) -> Parts:
    several = _several(folded, notice)
    if several is not None:
        return several
    address = find_address(folded)
    if address is not None:
        found = resolve(address, notice)
        if len(found) > 1:  # "第三节" of an attachment: that of the tasks
            found = tuple(c for c in found if notice.children(c)) or found
        if len(found) == 1:
            deeper = _titled(address.rest, notice, found[0])
            return deeper or Parts((found[0].address,), _without_title(address.rest, found[0], notice))
        if not found:
            whole = notice.get(str(address.attachment)) if address.attachment is not None else None
            deeper = _titled(address.rest, notice, whole) if whole else None  # "创新生态那一部分(附件3第五部分)"
            return deeper or Parts((), address.rest, address.printed)
    return _titled(folded, notice, None) or Parts((), folded)


def _several(folded: str, notice: Notice) -> Parts | None:
    """Two attachments or more: "附件1和附件2", "附件一、三、五", "attachments 2 and 3", "附件1到3"."""
    numbers: list[int] = []
    rest = folded
    for match in _RANGE.finditer(folded):
        first, last = (chinese_number(g) for g in match.groups())
        numbers += range(first, last + 1)
        rest = rest.replace(match.group(), " ")
    for match in _SEVERAL.finditer(rest):
        numbers += [chinese_number(n) for n in re.findall(_ONE, match.group("list"))]
        rest = rest.replace(match.group(), " ", 1)
    numbers += [0] * bool(numbers and _OVERALL.search(rest))
    if len(set(numbers)) < 2:
        return None
    found = tuple(dict.fromkeys(str(n) for n in numbers if notice.get(str(n))))
    missing = next((f"附件{n}" for n in numbers if not notice.get(str(n))), "")
    return Parts(found, rest, missing)


def _titled(text: str, notice: Notice, within: Clause | None) -> Parts | None:
    """A part called by its title, in full ("大力提振消费") or in short with its level behind it ("防债务和金融风险那一节")."""
    inside = [
        c
        for c in notice.headings
        if (within is None or c.address.startswith(within.address + "/")) and c.address != _MAIN
    ]
    titles = notice.folded_titles
    for clause in sorted(inside, key=lambda c: -len(c.title)):
        full = titles[clause.address].removesuffix("实施方案")
        bare = _without_verb(full)
        name = full if full in text else bare
        if len(name) >= 4 and name in text and (within is not None or clause.kind != "chapter"):
            return Parts((clause.address,), text.replace(name, " ").replace("实施方案", " "))
    named = _quoted(text, inside, titles) or _in_short(text, inside, titles)
    if named:
        return named
    chapter, rest = chapter_by_title(text, notice) if within is None else (None, text)
    if chapter:
        return Parts((chapter.address,), rest)
    found, rest = by_theme(text, inside, titles, alone=within is not None)
    return Parts(tuple(c.address for c in found), rest) if found else _in_english(text, inside)


@lru_cache(maxsize=1024)
def _without_verb(title: str) -> str:
    return _VERB.sub("", title)


def _quoted(text: str, inside: list[Clause], titles: dict[str, str]) -> Parts | None:
    """Words in quotation marks that one title holds: “十大重点民生实事”那一节."""
    for words in re.findall('[“"]([^”"]{3,30})[”"]', text):
        found = [c for c in inside if words in titles[c.address]]
        if len(found) == 1:
            return Parts((found[0].address,), text.replace(words, " "))
    return None


def _in_short(text: str, inside: list[Clause], titles: dict[str, str]) -> Parts | None:
    for match in (*_POINTED.finditer(text), *_NAMED.finditer(text)):
        level = match.group("level")
        kinds = [kind for kind, words in _LEVELS.items() if level in words]
        for start in range(match.start("name"), match.end("name") - 1):
            name = text[start : match.end("name")]
            scored = sorted(
                ((_covered(name, titles[c.address]), c) for c in inside if c.kind in kinds), key=lambda p: -p[0]
            )
            if scored and scored[0][0] >= _LEAST and (len(scored) == 1 or scored[0][0] > scored[1][0]):
                return Parts((scored[0][1].address,), text[:start] + " " + text[match.end() :])
    return None


def _in_english(text: str, inside: list[Clause]) -> Parts | None:
    """An English name of an attachment that the glossary knows."""
    if not text.isascii():
        return None
    for start, end, _ in reversed(Gazetteer.load().mentions(text)):
        text = text[:start] + " " * (end - start) + text[end:]  # "Development Zone" is a body
    for official in Glossary.load().official_for(text):
        found = [c for c in inside if c.kind in ("attachment", "section") and official in c.title]
        if len(found) == 1 and len(official) >= 6:
            words = [w for w, o in Glossary.load().terms.items() if o == official and w in text]
            return Parts((found[0].address,), text.replace(max(words, key=len), " "))
    return None


def _without_title(text: str, clause: Clause, notice: Notice) -> str:
    """A text without the short title of the part that its address has named: "附件2(三)园区集聚度这一节"."""
    title = notice.folded_titles[clause.address]
    for match in _POINTED.finditer(text):
        if clause.kind != "attachment" and _covered(match.group("name"), title) >= _LEAST:
            return text[: match.start()] + " " + text[match.end() :]
    return text


def _covered(name: str, title: str) -> float:
    """Share of a name's characters that stand in a title, in order: 防债务和金融风险 in 防范化解债务和金融风险 is 1."""
    blocks = SequenceMatcher(None, name, title, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(name) if len(name) >= 2 else 0.0
