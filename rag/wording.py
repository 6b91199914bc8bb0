"""A model's sentence → our line with the words that prove it, or why it cannot be shown.

rag.verify looks at figures, bodies and quotations. What only a sentence of a model can get wrong is looked at here: it
may name places and sources by itself, quote what is not there, give the lead to a body that only takes part, or speak of
something that the cited clause does not speak of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.clause import Clause, Figure, Notice
from corpus.departments import Gazetteer
from corpus.figures import english
from corpus.glossary import Glossary
from corpus.knowledge import Knowledge
from corpus.text import fold
from index.lexical import terms
from rag.draft import Line, Span, quoted
from rag.question import Question, clean
from rag.quote import duty, sentences
from rag.statements import english_name
from rag.verify import faults

_LONGEST, _SHORTEST = 400, 4  # characters of one sentence
_EXCERPT = 280  # characters of evidence; a clause whose words lie farther apart is cited whole
_SUPPORTED = 0.75  # share of a sentence's pairs of characters (in English: words) that its sources must hold
_QUOTE = re.compile('“([^“”]*)”|「([^「」]*)」|『([^『』]*)』|"([^"]*)"|‘([^‘’]*)’|\uff02([^\uff02]*)\uff02')
_QUOTE_MARK = re.compile('[“”「」『』"\uff02‘]|’(?![a-z])')
_TITLE = re.compile("《([^《》]*)》")
# What a model must leave to the program, and what is no sentence: an address, a marker, a link, mark-up.
_NOT_ITS_OWN = re.compile(
    r"附件|附录|附表|第[\d一二三四五六七八九十百零]+[条款项章节篇部编]|[（(][\d一二三四五六七八九十]+[)）]"
    r"|\[[^\]]*\]|【|https?:|www\.|[<>{}|`#*]|\b(?:attachment|annex|appendix|clause|article|section|paragraph)s? ?(?:no\.? ?)?[\dIVX]",
    re.IGNORECASE,
)
_FUNCTION = re.compile(
    r"要求|提出|规定|明确|公告|文件|方案|全县|新田县|今年|本年|年内|目标|标准|任务|工作|其中|以及|并且|同时|此外|另外|包括|分别|达到|应当|应该|需要|将要|可以|进行|开展|有关|相关|单位|部门|牵头|负责|共同|配合|责任|没有|未|写明|列明|由|将|在|对|为|是|的|和|与|及|等|并|也|要|到|了|从|向|把|被|其|该|这|各|有|以|上|下"
)
_STOP_WORDS = (
    "the a an and or of to in on at for by with from as is are was were be been will shall would should must may can "
    "this that these those it its their they which who whom whose what when where not no than more least most into "
    "county led lead leads leading responsible body bodies bureau other others named notice year target"
)
_STOP = frozenset(_STOP_WORDS.split())
_LEADS = re.compile(r"牵头|\bled\b|\bleads?\b|\bleading\b|\blead (?:body|agency|department)\b", re.IGNORECASE)
_NO_LEAD = re.compile(
    r"(?:没有|未|无|不)[^，。；,;]{0,6}牵头|\b(?:no|not)\b[^.;,]{0,30}\blead|\bwithout a lead", re.IGNORECASE
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")


def sentence(
    text: str, clauses: Sequence[Clause], question: Question, notice: Notice, knowledge: Knowledge
) -> tuple[Line | None, list[str]]:
    """The line of a model's sentence on `clauses`, or None and why it is not shown."""
    text = clean(text)
    if not _SHORTEST <= len(text) <= _LONGEST:
        return None, ["it is no sentence by its length"]
    own = _NOT_ITS_OWN.search(_QUOTE.sub(" ", text))
    if own:
        return None, [f"it writes {own.group()[:20]} by itself"]
    marked = _QUOTE.sub(lambda m: quoted(next(g for g in m.groups() if g is not None)), text)
    if _QUOTE_MARK.search(re.sub("\ue000.*?\ue001", "", marked)):
        return None, ["a quotation mark stands alone"]
    line = Line(marked, tuple(evidence(text, clause) for clause in clauses))
    wrong = proven(line, question, notice, knowledge)
    return (None, wrong) if wrong else (line, [])


def proven(line: Line, question: Question, notice: Notice, knowledge: Knowledge) -> list[str]:
    """Why a model's sentence cannot be shown; empty where its clauses prove it. The one place where rag.verify is asked
    about what a model wrote."""
    clauses = list(dict.fromkeys(span.clause for span in line.evidence))
    if any(_verbatim(line.text, clause) for clause in clauses):
        return []
    own = re.sub("\ue000.*?\ue001", " ", line.text)
    return [
        *faults(line, notice),
        *_titles(own, clauses, notice),
        *_leads(own, clauses),
        *_subjects(own, clauses),
        *_strange(own, clauses, question, notice, knowledge),
    ]


def evidence(text: str, clause: Clause) -> Span:
    """The contiguous words of a clause that share most with a sentence: its sentences that hold as much of it as half of
    the best one does, its responsibility bracket where a body is named; the whole clause where they lie far apart."""
    bracket = duty(clause)
    parts = [*sentences(clause), *([bracket] if bracket else [])]
    said = set(terms(fold(text))) | {f.text for f in clause.figures if f.text in text}
    scores = [
        len(said & (set(terms(fold(part.text))) | {f.text for f in clause.figures if part.start <= f.start < part.end}))
        for part in parts
    ]
    best = max(scores, default=0)
    chosen = [part for part, score in zip(parts, scores, strict=True) if best and score * 2 >= best]
    if bracket and any(name in text for name in clause.responsible):
        chosen.append(bracket)
    if not chosen:
        return Span.whole(clause)
    start, end = min(part.start for part in chosen), max(part.end for part in chosen)
    return Span(clause, start, end) if end - start <= _EXCERPT else Span.whole(clause)


def _verbatim(text: str, clause: Clause) -> bool:
    """Whether a sentence is one of the clause's own, or some in a row: whole ones, so that nothing is cut off that
    turns their sense."""
    words = text.rstrip("。;；.")
    at = clause.text.find(words)
    if at < 0:
        return False
    before, after = clause.text[:at].rstrip()[-1:], clause.text[at + len(words) :].lstrip()[:1]
    return before in ("", *"。;；\n.") and after in ("", *"。;；\n(（")


def _titles(own: str, clauses: list[Clause], notice: Notice) -> list[str]:
    """What stands in 《》 names a document: this notice, a clause, or one that the clause names."""
    known = [notice.title, *(c.title for clause in clauses for c in (*notice.trail(clause), clause))]
    held = "".join(clause.text for clause in clauses)
    return [
        f"《{name[:20]}》 is not named there" for name in _TITLE.findall(own) if name not in known and name not in held
    ]


def _leads(own: str, clauses: list[Clause]) -> list[str]:
    """Each body in a part of a sentence that speaks of leading must lead; where none does, none may be said to."""
    gazetteer = Gazetteer.load()
    leads = {name for clause in clauses for name in clause.lead}
    wrong = []
    for part in re.split("[，。；,;]", own):
        if not _LEADS.search(part) or _NO_LEAD.search(part):
            continue
        named = [name for _, _, name in gazetteer.mentions(part)]
        wrong += [f"{name} does not lead there" for name in named if name not in leads]
        if not named or not leads:
            wrong.append("it speaks of a lead and names none")
    return wrong


def _subjects(own: str, clauses: list[Clause]) -> list[str]:
    """A figure that stands by the words of another one's subject, or that changed places in a sentence with 分别: in the
    cited clause it is of another thing."""
    held = [f for clause in clauses for f in clause.figures]
    forms: dict[str, list[Figure]] = {}
    for figure in held:
        for form in {figure.text, english(figure)}:
            forms.setdefault(form, []).append(figure)
    if not forms:
        return []
    pattern = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    found: list[str] = []
    for part in [own] if "分别" in own else re.split("[，,。；;、]", own):
        shown = list(re.finditer(rf"(?<![\d.])(?:{pattern})(?!\d)", part))
        edges = [0, *(m.end() for m in shown)], [*(m.start() for m in shown), len(part)]
        if "分别" in own:
            order = [forms[m.group()][0].start for m in shown]
            found += ["its figures changed places"] if order != sorted(order) else []
            continue
        for i, match in enumerate(shown):
            before = fold(part[edges[0][i] : match.start()]).lower()
            after = fold(part[match.end() : edges[1][i + 1]]).lower()
            if all(_of_another(figure, before, after, held) for figure in forms[match.group()]):
                found.append(f"{match.group()} is of another thing there")
    return found


def _of_another(figure: Figure, before: str, after: str, held: Sequence[Figure]) -> bool:
    """Whether the words before a figure, or those behind it where they say nothing of it, name another figure's subject
    by what sets it apart, and not this one's."""
    if not figure.subject:
        return False
    others = [f for f in held if f.subject and f.text != figure.text]
    for words in (before, after):
        for other in others:
            its = any(word in words for word in _names(other) - _names(figure))
            own = any(word in words for word in _names(figure) - _names(other))
            if its and not own:
                return True
        if any(word in words for word in _names(figure)):
            return False
    return False


def _names(figure: Figure) -> set[str]:
    """What a figure's subject is made of: pairs of characters, and the words of its English."""
    subject = fold(figure.subject)
    words = re.findall(r"[a-z]{4,}", Glossary.load().in_english(figure.subject).lower())
    return {subject[i : i + 2] for i in range(len(subject) - 1)} | set(words)


def _strange(own: str, clauses: list[Clause], question: Question, notice: Notice, knowledge: Knowledge) -> list[str]:
    """A sentence whose words are mostly not those of the cited clauses, of their renderings or of the question."""
    han, latin = len(_HAN.findall(own)), len(_LATIN.findall(own))
    glossary = Glossary.load()
    held = [question.folded, *glossary.official_for(question.folded)]
    for clause in clauses:
        rendering = knowledge.rendering(clause.address)
        held += [clause.text, *(c.title for c in (*notice.trail(clause), clause)), *clause.responsible]
        held += [rendering.zh, rendering.en] if rendering else []
        held += [english_name(name) for name in clause.responsible] if question.english else []
        held += [glossary.in_english(f.subject) for f in clause.figures] if question.english else []
    if question.english:
        if han > latin:
            return ["it is not in English"]
        words = {w for w in re.findall(r"[a-z]{2,}", own.lower()) if w not in _STOP}
        known = set(re.findall(r"[a-z]{2,}", " ".join(held).lower()))
        share = sum(w in known or w.rstrip("s") in known or f"{w}s" in known for w in words) / max(len(words), 1)
        return [] if words and share >= _SUPPORTED else [f"{1 - share:.0%} of its words are not those of its sources"]
    if latin > han:
        return ["it is not in Chinese"]
    text = "\n".join(fold(each) for each in held)
    runs = [run for run in re.findall(r"[\u3400-\u9fff]+", _FUNCTION.sub(" ", fold(own))) if len(run) > 1]
    pairs = {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
    share = sum(pair in text for pair in pairs) / max(len(pairs), 1)
    return [] if pairs and share >= _SUPPORTED else [f"{1 - share:.0%} of its words are not those of its sources"]
