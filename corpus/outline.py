"""Lines of a document → its tree of numbered nodes, with ordinal continuity as the judge.

A line is a heading because its number continues a sequence, not because it looks like one. What continuity proves is
inferred and flagged: a heading between (一) and (八) whose marker was lost, a lone ")" before (五), "1)" for "(1)",
numbers that run on across sibling items. A number that fits nowhere leaves its line in the text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.ahead import Ahead
from corpus.numbering import Family, Marker, printed_form, read_marker
from corpus.page import Line, heading_like, titled

# How many numbers may be missing before a marker is taken for ordinary text.
_LARGEST_GAP = {Family.ITEM: 2, Family.SUBITEM: 2, Family.CIRCLED: 1}


@dataclass(eq=False)  # each is itself: comparing parents and children would never end
class Node:
    """family: None for a preamble. lost: the number is not printed. lines: the node's own lines, heading first."""

    family: Family | None
    ordinal: int
    parent: Node | None
    lines: list[Line] = field(default_factory=list)
    printed: str = ""
    lost: bool = False
    damage: str = ""
    run_on: bool = False
    children: list[Node] = field(default_factory=list)
    marker_end: int = 0  # characters of the first line that are marker
    taken: set[int] = field(default_factory=set)  # the children's ordinals, whatever their family
    run: dict[Family, int] = field(default_factory=dict)  # family → ordinal of the last grandchild of that family
    printed_children: dict[Family | None, list[int]] = field(default_factory=dict)  # ordinals, rising, of a family

    @property
    def address(self) -> str:
        own = str(self.ordinal)
        return own if self.parent is None else f"{self.parent.address}/{own}"

    @property
    def marker(self) -> str:
        """As it should be read; "" for a preamble and for the main document."""
        if self.family is None or (self.family is Family.ATTACHMENT and self.ordinal == 0):
            return ""
        return printed_form(self.family, self.ordinal)

    def walk(self) -> Iterable[Node]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass
class Outline:
    """The documents of a text, the main one first, and sentences on what could not be proven."""

    roots: list[Node]
    problems: list[str]
    places: list[Line]  # the line that each problem is about

    def nodes(self) -> list[Node]:
        return [node for root in self.roots for node in root.walk()]


def outline(title: Sequence[Line], body: Sequence[Line]) -> Outline:
    """The tree of a document: title lines make attachment 0; body lines are everything after them, in order."""
    builder = _Builder(title, body)
    for i, line in enumerate(body):
        builder.add(i, line)
    return Outline(builder.roots, builder.problems, builder.places)


class _Builder:
    """at: the index of the line that is being placed."""

    def __init__(self, title: Sequence[Line], body: Sequence[Line]) -> None:
        root = Node(Family.ATTACHMENT, 0, None, list(title))
        self.roots = [root]
        self.stack = [root]
        self.problems: list[str] = []
        self.places: list[Line] = []
        self.last_article = 0  # of the document that is being read
        self.ahead = Ahead([read_marker(line.text) for line in body])
        self.at = 0

    def add(self, at: int, line: Line) -> None:
        self.at = at
        marker = self.ahead.markers[at]
        if marker is not None and marker.ordinal is None and marker.family is Family.SECTION:
            marker = self._number_lone_bracket(marker, line)
        if marker is None or not self._place(marker, line):
            self._text(line)

    # -- text

    def _text(self, line: Line) -> None:
        top = self.stack[-1]
        if top.parent is None and top.family is Family.ATTACHMENT and not top.children:
            titled = top.ordinal == 0 or len(top.lines) > 1 or len(top.lines[0].text) > len(top.printed)
            if top.ordinal > 0 and (not titled or len(top.lines) < 4) and heading_like(line.text):
                top.lines.append(line)
                return
            if top.lines:
                preamble = Node(None, 0, top, [line])
                top.children.append(preamble)
                self.stack.append(preamble)
                return
        top.lines.append(line)

    # -- markers

    def _place(self, marker: Marker, line: Line) -> bool:
        if marker.family is Family.ATTACHMENT:
            return self._place_attachment(marker, line)
        assert marker.ordinal is not None
        depth = self._depth(marker.family)
        if depth is None:
            return self._open_level(marker, line)
        last = self.stack[depth]
        if marker.ordinal == last.ordinal + 1:
            return self._push(marker, line, last.parent)
        if marker.ordinal == 1:
            return self._restart(marker, line, depth)
        if marker.ordinal > last.ordinal + 1:
            return self._accept_gap(marker, line, last.parent, last.ordinal)
        return False

    def _place_attachment(self, marker: Marker, line: Line) -> bool:
        expected = self.roots[-1].ordinal + 1
        if marker.ordinal not in (None, expected) or (
            marker.ordinal is None and marker.printed.endswith((":", "\uff1a"))
        ):
            return False
        name = line.text[marker.end :]
        if name and not heading_like(name):
            return False  # "附件1所列项目由县发改局负责。" speaks of an attachment
        self._new_root(expected, line, marker.printed)
        return True

    def _new_root(self, ordinal: int, line: Line, printed: str, *, lost: bool = False) -> None:
        root = Node(Family.ATTACHMENT, ordinal, None, [line], printed, lost=lost, marker_end=len(printed))
        self.roots.append(root)
        self.stack = [root]
        self.last_article = 0

    def _open_level(self, marker: Marker, line: Line) -> bool:
        parent = next(n for n in reversed(self.stack) if n.family is not None and n.family < marker.family)
        if marker.ordinal in parent.taken and self.stack[-1].family is not None:
            parent = self.stack[-1]  # "(一)" below "1.": families in another order than the customary one
        if marker.ordinal == 1:
            return self._push(marker, line, parent)
        if self._runs_on(marker, parent):
            return self._push(marker, line, parent, run_on=True)
        return self._recover_first(marker, line, parent)

    def _runs_on(self, marker: Marker, parent: Node) -> bool:
        """Whether the number continues the sequence of an earlier sibling of the parent ("4)" under 1., "5)" under 2.).
        Articles run on through a whole law, whatever chapters and sections lie between."""
        if marker.family is Family.ARTICLE:
            return self.last_article > 0 and self.last_article + 1 == marker.ordinal
        last = parent.parent.run.get(marker.family) if parent.parent is not None else None
        return last is not None and last + 1 == marker.ordinal

    def _restart(self, marker: Marker, line: Line, depth: int) -> bool:
        """A sequence begins again at 1: the line above it is a heading of the level above that lost its number,
        unless that number is still to come."""
        outer = self.stack[depth].parent
        assert outer is not None
        holder = self.stack[-1]
        heading_at = self._heading_above(holder, outer)
        if heading_at is None:
            return False
        if outer.parent is not None and (
            outer.ordinal + 1 in outer.parent.taken or self.ahead.comes(outer.family, outer.ordinal + 1, self.at + 1)
        ):
            return False
        heading, *opening = holder.lines[heading_at:]
        del holder.lines[heading_at:]
        if outer.parent is None:
            self._new_root(self.roots[-1].ordinal + 1, heading, "", lost=True)
            for paragraph in opening:
                self._text(paragraph)
            return self._push(marker, line, self.roots[-1])
        self._insert(Node(outer.family, outer.ordinal + 1, outer.parent, [heading], lost=True))
        return self._push(marker, line, self.stack[-1])

    def _heading_above(self, holder: Node, outer: Node) -> int | None:
        """Which line of `holder` is the heading that lost its number: the last one, or where a whole document begins
        again, its title with a paragraph or two of preamble below it."""
        last = len(holder.lines) - 1
        if last > 0 and heading_like(holder.lines[last].text, 60):
            return last
        if outer.parent is None:
            return next((i for i in range(last, max(last - 3, 0), -1) if titled(holder.lines[i].text)), None)
        return None

    def _recover_first(self, marker: Marker, line: Line, parent: Node) -> bool:
        """(二) with no (一) before it: the paragraphs between the parent's heading and (二) are what lost its number,
        if there are exactly as many of them as numbers are missing."""
        assert marker.ordinal is not None
        holder = self.stack[-1]
        own = (
            holder.lines[1:] if holder is parent and parent.parent is not None else []
        )  # a root's own lines are its title
        levels = (Family.CHAPTER, Family.SECTION, Family.ITEM)
        if len(own) == marker.ordinal - 1 and marker.family in levels and not parent.taken:
            del parent.lines[1:]
            for ordinal, paragraph in enumerate(own, start=1):
                self._insert(Node(marker.family, ordinal, parent, [paragraph], lost=True))
            return self._push(marker, line, parent)
        return self._accept_gap(marker, line, parent, 0)

    def _accept_gap(self, marker: Marker, line: Line, parent: Node | None, last: int) -> bool:
        assert parent is not None
        assert marker.ordinal is not None
        if marker.ordinal - last - 1 > _LARGEST_GAP.get(marker.family, 5):
            return False
        if last == 0 and marker.family >= Family.ITEM:
            return False  # a list in running text, not a level of the document
        missing = "、".join(printed_form(marker.family, n) for n in range(last + 1, marker.ordinal))
        if not self._push(marker, line, parent):
            return False
        self._problem(f"{parent.address} 之下缺 {missing}，前后文不足以推断，请在 repairs.toml 说明。", line)
        return True

    def _number_lone_bracket(self, marker: Marker, line: Line) -> Marker | None:
        """A lone ")" is a sibling of the last (一) or (1), whichever is one level above what follows it; None, and a
        problem, where the number that it would have is printed further on."""
        after = self.ahead.next(Family.CIRCLED, self.at + 1)
        family = Family.SUBITEM if after is not None and after.family >= Family.SUBITEM else Family.SECTION
        depth = self._depth(family)
        ordinal = 1 if depth is None else self.stack[depth].ordinal + 1
        if self.ahead.comes(family, ordinal, self.at + 1):
            self._problem(f"“{line.text[:12]}”的编号脱落，前后文不足以推断，请在 repairs.toml 说明。", line)
            return None
        return Marker(family, ordinal, marker.printed, marker.end, marker.damage)

    def _problem(self, sentence: str, line: Line) -> None:
        self.problems.append(sentence)
        self.places.append(line)

    # -- the tree

    def _depth(self, family: Family) -> int | None:
        return next((i for i, node in enumerate(self.stack) if i > 0 and node.family is family), None)

    def _push(self, marker: Marker, line: Line, parent: Node | None, *, run_on: bool = False) -> bool:
        """Whether there was room: two children of one parent never have one number."""
        assert marker.ordinal is not None
        assert parent is not None
        if marker.ordinal in parent.taken:
            return False
        node = Node(
            marker.family, marker.ordinal, parent, [line], marker.printed,
            lost="编号" in marker.damage, damage=marker.damage, run_on=run_on, marker_end=marker.end,
        )  # fmt: skip
        self._insert(node)
        return True

    def _insert(self, node: Node) -> None:
        assert node.parent is not None
        node.parent.children.append(node)
        node.parent.taken.add(node.ordinal)
        if not node.lost:
            node.parent.printed_children.setdefault(node.family, []).append(node.ordinal)
        if node.family is Family.ARTICLE:
            self.last_article = node.ordinal
        if node.family is not None and node.parent.parent is not None:
            node.parent.parent.run[node.family] = node.ordinal
        while self.stack[-1] is not node.parent:
            self.stack.pop()
        self.stack.append(node)


def inference_note(node: Node) -> str:
    """The sentence shown to readers on what was inferred of a node's number; "" where it is printed whole."""
    if node.parent is None:
        return f"“{node.marker}”原文未印，据编号重新起头推断" if node.lost else ""
    if node.lost:
        assert node.family is not None
        printed = node.parent.printed_children.get(node.family, [])
        at = bisect_left(printed, node.ordinal)
        before = printed_form(node.family, printed[at - 1]) if at else ""
        after = printed_form(node.family, printed[at]) if at < len(printed) else ""
        left = f"原文只存“{node.printed}”" if node.printed else "原文未印"
        if before and after:
            proof = f"据前有{before}、后有{after}，其间恰缺此数推断"
        elif after:
            proof = f"据后有{after}、其前恰缺此数推断"
        else:
            proof = "据前后标题的次序推断"
        return f"编号“{node.marker}”{left}，{proof}"
    notes = []
    if node.damage:
        notes.append(f"编号“{node.marker}”原文印作“{node.printed}”（{node.damage}）")
    if node.run_on and node.family is not Family.ARTICLE:  # articles always run on across chapters
        notes.append(f"编号“{node.marker}”接前一项连续编排")
    return "；".join(notes)
