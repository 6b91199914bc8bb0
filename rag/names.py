"""What the overall plan and its attachments call by a name: the attachments themselves, and counted names (十大重点民生实事).

0/2/4 改革开放重点攻坚 · 4 改革开放深化攻坚      TITLE
0/2/7 十大重点民生实事 · 1/2/2/2 十大民生实事项目   NAME
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from corpus.clause import Clause, Notice
from corpus.quantities import fold
from rag.judge import MAIN, Pair, Place, Verdict

# -- titles -----------------------------------------------------------------------------------------------------------

_KIND_OF_TEXT = re.compile("(?:(?:实施|工作|行动|专项)?(?:方案|计划)|实施意见|实施细则|规划|办法)$")
_LISTED = re.compile(r"(?m)^\s*(?:附件[:\s]*)?(?P<n>[0-9]{1,2})\s*[.、]\s*(?P<title>[^\n]+)")
_ALIKE = 0.6  # 改革开放重点攻坚 and 改革开放深化攻坚 have 0.75


def titles(notice: Notice) -> Iterator[Pair]:
    """Each attachment's title against the overall plan's heading of that name or number, and against the list of
    attachments where that alone gives another name. Where they differ, also the attachment's clauses that repeat it."""
    listed = dict(_list(notice))
    headings = [c for c in notice.clauses if c.attachment == MAIN and c.kind in ("chapter", "section")]
    for clause in notice.clauses:
        own = _named(clause)
        if clause.kind != "attachment" or clause.address == MAIN or own is None:
            continue
        name = notice.source[own.start : own.end]
        entry = listed.get(clause.address)
        named = notice.source[entry.start : entry.end] if entry else ""
        heading = next((_named(c) for c in headings if _name(c.title) == name), None)
        if heading:
            yield Pair(heading, own, Verdict.SAME, "标题名称相同。")
        numbered = (c for c in headings if c.address.rpartition("/")[2] == clause.address and not heading)
        place = next((_named(c) for c in numbered if _another(_name(c.title), name)), None)
        place = place or (entry if _another(named, name) else None)
        if place is None:
            continue
        words = notice.source[place.start : place.end]
        where = "附件目录" if place is entry else "与附件目录都" if words == named else ""
        yield Pair(place, own, Verdict.TITLE, f"总体方案{where}作“{words}”，附件标题作“{name}”。")
        for repeated in _repeated(notice, clause, name):
            yield Pair(place, repeated, Verdict.TITLE, f"总体方案{where}作“{words}”，附件此处也作“{name}”。")


def _list(notice: Notice) -> Iterator[tuple[str, Place]]:
    """The list of attachments: number, where it names the attachment. The list is no clause; here it stands as one."""
    for piece in notice.pieces:
        if piece.kind == "list":
            text = notice.source[piece.start : piece.end]
            clause = Clause(MAIN, MAIN, "attachment", "", "附件目录", text, piece.start, piece.end)
            for line in _LISTED.finditer(fold(text)):
                yield line["n"], _place(clause, line.start("title"), _name(line["title"]))


def _name(title: str) -> str:
    """What a title names: 改革开放深化攻坚 of "实施改革开放深化攻坚" and of "改革开放深化攻坚实施方案"."""
    return _KIND_OF_TEXT.sub("", title.strip().removeprefix("实施"))


def _named(clause: Clause) -> Place | None:
    """Where a clause's title has that name, or None where the title is not in print as such."""
    name = _name(clause.title)
    at = clause.text.find(name) if name else -1
    return _place(clause, at, name) if at >= 0 else None


def _another(title: str, name: str) -> bool:
    """Whether two names are of one thing and are not the same."""
    return title != name and SequenceMatcher(None, title, name, autojunk=False).ratio() >= _ALIKE


def _repeated(notice: Notice, attachment: Clause, name: str) -> Iterator[Place]:
    """Where the attachment's other clauses have its name: its preamble, its task force."""
    for clause in notice.clauses:
        if clause.attachment == attachment.address and clause is not attachment:
            at = clause.text.find(name)
            if at >= 0:
                yield _place(clause, at, name)


def _place(clause: Clause, at: int, words: str) -> Place:
    return Place(clause, clause.start + at, clause.start + at + len(words), None)


# -- counted names ----------------------------------------------------------------------------------------------------

COUNTED = re.compile("(?P<number>[二三四五六七八九十]{1,3})大(?P<words>[\u4e00-\u9fff]{2,14})")
_TAIL = re.compile("项目|工程|行动|任务")
_SHARED = 4  # characters that two names must share, unless they are the same to the end (五大行动)
_AHEAD = 4  # characters before those: 重点 of 重点民生实事


def counted(notice: Notice) -> Iterator[Pair]:
    """Names that count what they name, in the overall plan and in an attachment; not the notice's own (七大攻坚)."""
    main = list(_counted(notice, [c for c in notice.clauses if c.attachment == MAIN]))
    others = list(_counted(notice, [c for c in notice.clauses if c.attachment != MAIN]))
    seen: set[tuple[str, str, str]] = set()
    for ours, left in main:
        for theirs, right in others:
            found = _alike(left, right)
            if found is None or (key := (ours.address, found[0], theirs.address)) in seen:
                continue
            seen.add(key)
            one, other = found
            places = _place(ours, left.start(), one), _place(theirs, right.start(), other)
            if one == other:
                yield Pair(*places, Verdict.SAME, "名称、数目都相同。")
            else:
                same_number = left["number"] == right["number"]
                verdict, head = (Verdict.NAME, "名称") if same_number else (Verdict.FIGURE, "数目")
                yield Pair(*places, verdict, f"{head}不同：总体方案作“{one}”，附件作“{other}”。")


def _counted(notice: Notice, clauses: Iterable[Clause]) -> Iterator[tuple[Clause, re.Match[str]]]:
    """Every counted name, those of a clause's sentences before those of its title."""
    main = notice.get(MAIN)
    own = f"{notice.title} {main.title if main else ''}"
    for clause in clauses:
        titled = len(clause.marker) + len(clause.title)
        for match in sorted(COUNTED.finditer(clause.text), key=lambda m: (m.start() < titled, m.start())):
            if match[0][:4] not in own:
                yield clause, match


def _alike(left: re.Match[str], right: re.Match[str]) -> tuple[str, str] | None:
    """The two names where they are of one thing: the words shared, what stands before them, and 项目 after them.

    Another number is another thing, unless all words are the same: 八大标志性战役 and 五大标志性战役 contradict each other.
    """
    ours, theirs = left["words"], right["words"]
    a, b, size = SequenceMatcher(None, ours, theirs, autojunk=False).find_longest_match()
    if max(a, b) > _AHEAD or (size < _SHARED and ours != theirs):
        return None
    names = tuple(
        words[: at + size] + (tail[0] if (tail := _TAIL.match(words, at + size)) else "")
        for words, at in ((ours, a), (theirs, b))
    )
    if left["number"] != right["number"] and (names[0] != names[1] or size < _SHARED):
        return None
    return f"{left['number']}大{names[0]}", f"{right['number']}大{names[1]}"
