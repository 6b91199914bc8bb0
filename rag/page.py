"""Questions about the notice as a publication: its title, status, date, number, issuer."""

from __future__ import annotations

import re

from corpus.clause import UNKNOWN, Notice
from corpus.reference import campaigns
from rag.answer import Status
from rag.draft import Draft, Line, Span, quoted
from rag.question import Question

_OF_IT = r"(?:这|该|此|本)(?:份|个|篇|次)?(?:公告|通知|文件|方案|稿|材料)|公告|通知|文件|总体方案|the (?:notice|plan|document)|this (?:notice|plan|document)"
_ASKED: tuple[tuple[str, str], ...] = (
    ("number", r"发文字号|文号|文件编号|document number|reference number"),
    ("index_number", r"索引号|index number"),
    ("issuer", r"发文机关|发布机构|发布单位|哪个?(?:单位|机关|部门)(?:印发|发布|发文|出台)|谁(?:印发|发布|发的|出台)|issued by|who (?:issued|published)|issuing"),
    ("date", r"(?:发布|发文|印发|公布|成文|出台|下发|挂网|上网|发出).{0,4}(?:日期|时间|日子)|(?:什么时候|何时|哪天|几时|啥时候|几号|几月).{0,4}(?:发布|发文|印发|公布|出台|下发|发的|挂|出的)|when was .{0,40}(?:published|issued|posted|released)|date of (?:publication|issue)|publication date"),
    ("url", r"网址|原文链接|(?:网页|原文)(?:地址|在哪)|\burl\b|web ?(?:page|address)|link to"),
    ("status", r"送审稿|征求意见稿|正式(?:文件|稿|版|印发|发布|生效|施行)|(?:何时|什么时候|哪天).{0,4}(?:施行|生效|实施|执行)|草案|定稿|生效|是(?:不是)?正式|(?:is|was) (?:it|this|the|that)(?: (?:notice|plan|document|text))? (?:already |still )?(?:the )?(?:final|a draft|in force|official)|draft or final|\bfinal version\b|in force"),
    ("title", r"(?:全称|标题|题目|正式名称|全名)(?:是|叫|为)|(?:公告|通知|文件|方案)(?:的)?(?:全称|标题|题目|名称|名字)|叫什么名(?:字|称)|(?:full |official )?(?:title|name) of (?:the|this)"),
)  # fmt: skip
# Words that only a publication has: no need to say of what.
_BY_ITSELF = re.compile(
    r"送审稿|\bis (?:it|this) (?:final|a draft|official)\b|发文字号|文号|索引号|发文机关|成文日期|发文日期|(?:发布|印发|公布)(?:日期|时间)"
)
_NAMES = {
    "number": ("发文字号", "document number"),
    "index_number": ("索引号", "index number"),
    "issuer": ("发文机关", "issuing body"),
    "url": ("网址", "address of publication"),
    "date": ("发布日期", "date"),
}


def of_page(question: Question, notice: Notice) -> Draft | None:
    """The draft for a question about the publication itself, or None for any other question."""
    of_it = "|".join([_OF_IT, *map(re.escape, campaigns(notice))])
    named = re.search(of_it, question.folded) or _BY_ITSELF.search(question.folded)
    if named is None or (len(re.sub(of_it, "", question.folded)) > 24 and not question.english):
        return None
    asked = next((name for name, pattern in _ASKED if re.search(pattern, question.folded)), None)
    if asked is None:
        return None
    english = question.english
    title = notice.get("0") or notice.clauses[0]
    if asked == "title":
        words = f"The notice is titled {quoted(notice.title)}" if english else f"公告的标题是{quoted(notice.title)}"
        return Draft(Status.ANSWERED, (Line(words, (Span.whole(title),)),))
    if asked == "status":
        if notice.status not in title.text:
            return None
        words = (
            f"The published text is marked {quoted(notice.status)} (a draft submitted for review); it does not say when it takes effect."
            if english
            else f"公布的文本标注为{quoted(notice.status)}，没有写明何时正式施行。"
        )
        return Draft(Status.ANSWERED, (Line(words, (Span.whole(title),)),))
    value = notice.meta.get(asked, UNKNOWN)
    name = _NAMES[asked][1 if english else 0]
    page = notice.page or next(
        (c for c in notice.clauses if value in c.text), None
    )  # a bare text says it in its own words
    if value == UNKNOWN or page is None or value not in page.text:
        words = f"The published page leaves the {name} blank." if english else f"公布的网页没有载明{name}（该栏空白）。"
        return Draft(Status.NOT_STATED, (Line(words),), related=(title,))
    start = page.start + page.text.index(value)
    words = f"The {name} on the page is {quoted(value)}" if english else f"网页所载{name}为{quoted(value)}"
    return Draft(Status.ANSWERED, (Line(words, (Span(page, start, start + len(value)),)),))
