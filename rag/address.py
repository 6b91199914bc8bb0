"""A clause's address, in any of the ways that people write one → the clauses that it can mean.

附件3第二部分第(四)节第3项 · 附件五三(二) · attachment 6, section (三), item 2 · 附件7二(一)5(15) · 附件7第15目 · 1/2/1/3 ·
第四个附件,二大点里头第五小节的头一条 · fj1 二(三)3 · 6.2.1.7 · the third item of section four in annex III

How levels are written and said: rag/address_levels.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.clause import Clause, Notice
from rag.address_levels import (
    CN,
    ENGLISH_NUM,
    ONE,
    ORDER,
    Levels,
    Token,
    cost,
    number,
    readings,
    tokens_from,
    tokens_in,
)

_UNITS = r"\d%万亿"
SLASHED = re.compile(
    rf"(?<![\w/.-])(?:fj|附件|附)?([0-9]{{1,2}}(?:(?:/[0-9]{{1,3}}){{1,4}}|(?:-[0-9]{{1,3}}){{2,4}}|(?:\.[0-9]{{1,3}}){{2,4}}|(?:_[0-9]{{1,3}}){{1,4}}))(?![{_UNITS}_-]|[/.]\d)"
)
# "附件4 2.8.2": chapter, section and item in digits
_DOTTED = re.compile(r"[\s的:：,，./-]*(\d{1,2})[./-](\d{1,2})(?:[./-](\d{1,3}))?(?:[./-](\d{1,3}))?(?![\d.%万亿])")
_ATTACHMENT = re.compile(
    rf"(?:附件|附录|附表|付件)(?:之|号|编号)*\s*[(]?(?P<a>{ONE})(?:号(?:附件)?)?[)]?|(?:附件|附录)\s*第\s*(?P<k>{ONE})(?!\s*[大小]?(?:部|[章节块点条项款目个件编篇]))|附(?P<b>{ONE})(?![近加属\d])|第(?P<c>{ONE})\s*(?:个|号|份|篇)?(?:附件|附录|附表)"
    rf"|(?<![\d一二三四五六七八九十])(?P<d>{ONE})号(?:附件|附录|附表|文件|方案)|第(?P<j>{ONE})(?:个|份|号)(?:攻坚|实施)*方案|(?<![a-z])(?:fj|fu ?jian)\s*(?P<e>{ONE})(?![a-z])"
    rf"|(?<![a-z])(?:attachment|annexe?|appendix|att\.?|anx\.?|schedule|enclosure)\s*(?:no\.?|number|#)?\s*(?P<f>{ENGLISH_NUM})"
    r"|(?<![a-z])(?P<g>first|second|third|fourth|fifth|sixth|seventh|\d(?:st|nd|rd|th)) (?:attachment|annexe?|appendix)(?![a-z])"
)
_OVERALL = re.compile(
    r"总体方案|总方案|总体?那[个份]方案|(?:[本该]|(?<![\u3400-\u9fff]))方案(?=第|[一二三]、)|主文件|正文(?=\s*[第(一二三四五六七八九十])|overall plan|main plan|master plan|general plan|main document"
)
# Levels that no attachment goes before: where they may begin.
_BEGINS = re.compile(rf"第|item|section|sub-?item|part |chapter|(?<![\u3400-\u9fff])[一二三](?:、)?\s*\({CN}\)")
# A level that is named and was not understood: the clause found without it would be the wrong one.
_LEFT_OVER = re.compile(
    rf"第\s*\(?(?:{CN}|\d+)\)?\s*(?:小?点|小?项|条|小?节|款|目|部分)|\((?:{CN}|\d{{1,3}})\)|\d+\.\d+\.\d+"
)
_PLAIN = dict(zip("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十", strict=True))  # numerals as on a cheque
_DAUNTING = re.compile(rf"(附件|附录|第|\(|、)([{''.join(_PLAIN)}])")
# "四、二(五)1": a number before the chapter is the attachment's.
_LEADING = re.compile(rf"^({ONE})(?:\s*[、,，./-]\s*|\s+)(?=[一二三]、?\s*\({CN}\))")
_SUBITEM = "subitem"
_MOST = 12  # attachments; a larger first number is that of a year or a day


@dataclass(frozen=True, slots=True)
class AddressQuery:
    """attachment: number, or None where none is named. levels: ordinals by level ("chapter", "section", "item",
    "subitem") as they are likeliest meant, negative ones from the end. others: the other readings of the same words,
    likeliest first."""

    attachment: int | None
    levels: Levels
    printed: str
    rest: str  # the question without the address
    others: tuple[Levels, ...] = ()

    @property
    def half_read(self) -> bool:
        """Whether a level is left in the rest of the question."""
        return bool(_LEFT_OVER.search(self.rest))

    @property
    def precise(self) -> bool:
        return bool(self.levels)


@lru_cache(maxsize=64)  # a question's address is asked for by several
def find_address(folded: str) -> AddressQuery | None:
    """The address that a folded question names, or None."""
    folded = _DAUNTING.sub(lambda m: m.group(1) + _PLAIN[m.group(2)], folded)
    folded = _LEADING.sub(r"附件\1 ", folded)
    slashed, match = SLASHED.search(folded), _ATTACHMENT.search(folded)
    if slashed and (_is_no_address(slashed, folded) or (match and match.start() < slashed.start())):
        slashed = None
    if slashed:
        first, *others = (int(part) for part in re.split("[/._-]", slashed.group(1)))
        return AddressQuery(first, tuple(zip(ORDER, others, strict=False)), slashed.group(), SLASHED.sub(" ", folded))
    if match and (_ATTACHMENT.search(folded, match.end()) or _OVERALL.search(folded)):
        return None  # a comparison of several parts; no one address is meant
    start = match or _OVERALL.search(folded)
    attachment = number(next(g for g in match.groups() if g)) if match else 0 if start else None
    dotted = _DOTTED.match(folded, start.end()) if start else None
    if dotted:
        tokens = [Token(ORDER, int(g), "") for g in dotted.groups() if g]
        printed = [dotted.group()]
    else:
        tokens = _around(folded, start) if start else _anywhere(folded)
        printed = [token.printed for token in tokens]
    found = readings(tokens) if tokens else ()
    if attachment is None and not (found and (len(found[0]) >= 2 or found[0][0][0] == _SUBITEM)):
        return None
    rest = folded.replace(start.group() if start else "", " ", 1)
    for part in printed if found else ():
        rest = rest.replace(part, " ", 1)
    return AddressQuery(
        attachment,
        found[0] if found else (),
        " ".join([start.group() if start else "", *printed]).strip(),
        rest,
        found[1:],
    )


def _is_no_address(slashed: re.Match[str], folded: str) -> bool:
    """ "5/1假期", "24/7": two numbers alone are a date or a fraction as often as an address; "2025.1.3" is a day."""
    numbers = re.split("[/._-]", slashed.group(1))
    alone = slashed.group() == folded.strip(" ?？")
    return (len(numbers) == 2 and not alone) or ("." in slashed.group(1) and int(numbers[0]) > _MOST)


def _around(folded: str, start: re.Match[str]) -> list[Token]:
    """The levels behind an attachment, and those before it where they belong to it: "section (三), part two of
    attachment 6", "二(四)3,附件5的"."""
    behind, _ = tokens_from(folded, start.end())
    head = folded[: start.start()]
    before = tokens_in(head) or list(reversed(_last_run(head)))
    orders = (
        [*behind, *reversed(before)],
        [*reversed(before), *behind],
        [*behind, *before],
        [*before, *behind],
        behind,
    )
    read = [tokens for tokens in orders if len(tokens) <= len(ORDER) and readings(tokens)]
    most = max(map(len, read), default=0)
    return min(
        (tokens for tokens in read if len(tokens) == most),
        key=lambda tokens: cost(tokens, readings(tokens)[0]),
        default=[],
    )


def _last_run(head: str) -> list[Token]:
    """The tokens that a text ends with."""
    for match in _BEGINS.finditer(head):
        tokens, end = tokens_from(head, match.start())
        if tokens and not re.sub("[ ,，在、属于的/-]|of|in", "", head[end:]):
            return tokens
    return []


def _anywhere(folded: str) -> list[Token]:
    """Levels in a question that names no attachment: the longest run of them."""
    runs = [tokens_from(folded, match.start())[0] for match in _BEGINS.finditer(folded)]
    runs.append(list(reversed(tokens_in(folded))))
    return max((run for run in runs if readings(run)), key=len, default=[])


def resolve(query: AddressQuery, notice: Notice) -> tuple[Clause, ...]:
    """The clauses that an address means: one where it is exact, several where it is short of a level, none where there
    is no such clause. Levels that were left out match anything; of several readings the likeliest that there is."""
    candidates = [c for c in notice.clauses if query.attachment is None or c.attachment == str(query.attachment)]
    if not query.levels:
        return tuple(c for c in candidates if c.kind == "attachment")
    for levels in (query.levels, *query.others):
        found = _inside(candidates, levels)
        if found:
            return _of_title(found, query.rest, notice) if len(found) > 1 else found
    return ()


def _of_title(found: tuple[Clause, ...], rest: str, notice: Notice) -> tuple[Clause, ...]:
    """Of several clauses the one under a heading that the rest of the question names: "促消费那个附件,提振消费里的第3条"; all
    where it names none."""
    pairs = {rest[i : i + 2] for i in range(len(rest) - 1) if re.fullmatch("[\u3400-\u9fff]{2}", rest[i : i + 2])}
    said = []
    for clause in found:
        headings = "".join(notice.folded_titles[c.address] for c in (*notice.trail(clause), clause))
        said.append(sum(pair in headings for pair in pairs))
    best = max(said)
    return (found[said.index(best)],) if best and said.count(best) == 1 else found


def _inside(candidates: list[Clause], levels: Levels) -> tuple[Clause, ...]:
    """The clauses at levels, level by level from the outside."""
    within: list[Clause] | None = None
    for kind, n in levels:
        groups = (
            [
                [c for c in candidates if c.kind == kind and c.address.startswith(outer.address + "/")]
                for outer in within
            ]
            if within is not None
            else [[c for c in candidates if c.kind == kind]]
        )
        if n < 0:
            within = [group[n] for group in groups if len(group) >= -n]
        else:
            within = [c for group in groups for c in group if c.address.rpartition("/")[2] == str(n)]
    return tuple(within or ())
