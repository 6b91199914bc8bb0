"""An exchange as HTML and as plain text. Everything that comes from a person, a model or the notice is escaped.

Nothing here goes through Markdown: "1." , "(1)" and "*" stay as they were written. Only a marker [n] that resolves to a
citation becomes a button; the script in assets/panel.js opens the clause that the button names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import escape

from corpus.clause import UNKNOWN, Notice
from rag.answer import Answer, Citation, Status
from web.clause_view import bare_title
from web.workbench.view import Lang
from web.workbench.words import words

STATUS_LABELS = {
    Status.ANSWERED: "原文有据",
    Status.PARTIAL: "原文部分载明",
    Status.NOT_STATED: "原文未载明",
    Status.OUT_OF_SCOPE: "不属本文件范围",
    Status.NO_SUCH_CLAUSE: "没有这一条",
    Status.REJECTED: "不予处理",
    Status.SMALL_TALK: "问候",
    Status.CLARIFY: "请补充说明",
}
MACHINE_LABEL = "机器生成内容，以原文为准。"
MACHINE_LABELS = {
    "extractive": "机器生成内容：摘录自原文，以原文为准。",
    "generated": "AI 生成内容：由语言模型据原文生成，逐句经程序核对，以原文为准。",
}
MACHINE_LABEL_EN = "Machine-made; the original text prevails."

ROWS_SHOWN = 10  # of a list; the rest unfolds
CITATIONS_SHOWN = 5
RELATED_SHOWN = 5

_MARKER = re.compile(r"\[(\d{1,3})\]")
_ROW = re.compile(r"\s*(?:[-·•—]|\d{1,3}\s*[.、．)）]|[(（]\d{1,3}[)）]|[（(]?[一二三四五六七八九十]{1,3}[)）、])")
_LAST = re.compile(r"(?:〔[^〔〕]{1,6}〕|.)[。，；：、！？）)》”’]*$", re.DOTALL)
_GROUP = "【"  # begins the heading of a group of rows
_GROUP_NAME = re.compile("【([^《】]+)")  # 附件1 of 【附件1《内需扩量提效攻坚实施方案》】5 项
_EXPORTS = {"xlsx": "Excel", "docx": "Word", "csv": "CSV"}
_ROW_TAG = '<p class="row">'
_SENTENCE = re.compile(r".+?(?:[。！？；\n]+|[.!?](?=\s)|$)\s*(?:\[\d{1,3}\])*", re.DOTALL)


def pieces(text: str, most: int = 24) -> Iterator[str]:
    """Growing beginnings of `text`, cut after sentences, at most `most` of them; the last is the whole text."""
    ends = [m.end() for m in _SENTENCE.finditer(text)] or [len(text)]
    step = -(-len(ends) // most)
    for end in ends[step - 1 : -1 : step]:
        yield text[:end]
    yield text


def exchange(question: str, answer: Answer | None, shown: str | None = None, below: str = "") -> str:
    """One question and its answer as an HTML article. below: HTML that stands under a whole answer.

    answer: None while it is being looked for. shown: the beginning of the answer's text while it is being written out,
    when nothing but text is shown yet; None for the whole with its citations.
    """
    asked = f'<div class="q" data-testid="user"><span class="sr">您问：</span>{escape(question)}</div>'
    if answer is None:
        body = '<p class="wait">正在查找原文<span aria-hidden="true">…</span></p>'
        return f'<article class="turn" aria-busy="true">{asked}<div class="a">{body}</div></article>'
    language = escape({"zh": "zh-CN"}.get(answer.language, answer.language))
    text = answer.answer if shown is None else shown
    body = f'<div class="text" lang="{language}">{_text(text, answer.citations)}</div>'
    if shown is not None:
        return f'<article class="turn" aria-busy="true">{asked}<div class="a" data-testid="bot">{body}</div></article>'
    cited = _cited(answer.citations, listed=bool(answer.exports))
    parts = (
        _head(question, answer),
        body,
        _exports(answer),
        cited,
        _related(answer.related),
        _foot(question, answer),
        below,
    )
    return (
        f'<article class="turn" aria-busy="false" data-status="{answer.status.value}">{asked}'
        f'<div class="a" data-testid="bot">{"".join(parts)}</div></article>'
    )


def copy_text(question: str, answer: Answer) -> str:
    """What the copy button copies: question, answer, each citation's label and quotation, source and machine label."""
    lines = [f"问：{question}", f"答：{answer.answer}"]
    if answer.citations:
        lines += ["", "依据："]
        lines += [f"[{c.n}] {c.label}：“{c.quote}”{'（据上下文推断）' if c.inferred else ''}" for c in answer.citations]
    ref = answer.notice
    lines += [
        "",
        f"出处：《{bare_title(ref.title)}》（{ref.status}，{ref.date}，{_address(ref.url)}）",
        machine_label(answer),
    ]
    return "\n".join(lines)


def machine_label(answer: Answer) -> str:
    """The label that every answer carries: made by a machine, how, and what prevails."""
    label = MACHINE_LABELS.get(answer.mode, MACHINE_LABELS["generated"]) if answer.citations else MACHINE_LABEL
    return f"{label} {MACHINE_LABEL_EN}" if answer.language == "en" else label


def banner(
    notice: Notice, *, generated: bool = False, account: str | None = None, leave: str = "", lang: Lang = "zh"
) -> str:
    """The line above everything: what the notice is, its standing, and that answers are machine-made. generated: a
    language model words them. account: the name of who has signed in, "" where it is not known yet, None for nobody; leave:
    the address that signs out, "" for none."""
    made = "答案由语言模型据原文生成并经程序核对" if generated else "答案为机器摘录"
    link = escape(_address(notice.url))
    if notice.url.startswith(("https://", "http://")):
        link = f'<a href="{escape(notice.url)}" target="_blank" rel="noopener noreferrer">原文网页</a>'
    title = clause_button("", f"《{escape(bare_title(notice.title))}》", "打开原文目录", style="title")
    return (
        '<header class="banner"><h1>问策<span class="latin" lang="en">Wence</span></h1>'
        f'<p class="notice">{title}<span class="draft">{escape(notice.status)}</span>'
        f"<span>{escape(notice.date)}</span><span>{link}</span></p>"
        f'<p class="machine"><strong>机器生成内容</strong>{made}，以原文为准。</p>{_tools(lang)}{_account(account, leave)}</header>'
    )


def _tools(lang: Lang) -> str:
    """The switches of language and light, and the printer; assets/bench.js has what they do."""
    say = words(lang)
    langs = "".join(
        f'<button type="button" data-lang="{code}" lang="{code}" aria-pressed="{str(code == lang).lower()}">{name}</button>'
        for code, name in (("zh", "中文"), ("en", "English"))
    )
    return (
        f'<div class="tools"><div role="group" aria-label="{say("page.language")}">{langs}</div>'
        f'<button type="button" data-theme aria-pressed="false">{say("page.dark")}</button>'
        f'<button type="button" data-print>{say("page.print")}</button></div>'
    )


def _account(account: str | None, leave: str) -> str:
    if account is None:
        return ""
    name = f"<span>{escape(account)}</span>"
    if not leave:
        return f'<p class="account">{name}</p>'
    button = '<button>退出<span class="latin" lang="en">Sign out</span></button>'
    return f'<form class="account" method="post" action="{escape(leave)}">{name}{button}</form>'


def welcome() -> str:
    """What an empty conversation shows, as HTML."""
    return (
        '<div class="welcome"><h2>请就这份通知提问</h2>'
        "<p>答案里的数字、部门和引文都出自通知原文，句末编号可点开对照。原文没有写的，会直接说明没有写。</p></div>"
    )


def clause_button(
    address: str, content: str, label: str, span: tuple[int, int] | None = None, style: str = "ref"
) -> str:
    """A button that opens a clause; address "" opens the contents.

    content: HTML; label: for screen readers; span: source offsets to highlight; style: its class.
    """
    where = f' data-start="{span[0]}" data-end="{span[1]}"' if span else ""
    return (
        f'<button type="button" class="{style}" data-address="{escape(address)}"{where}'
        f' aria-label="{escape(label)}">{content}</button>'
    )


def _head(question: str, answer: Answer) -> str:
    tag = ""
    if answer.status is not Status.SMALL_TALK:
        tag = f'<span class="tag {answer.status.value}">{STATUS_LABELS[answer.status]}</span>'
    understood = answer.standalone_question.strip()
    if understood and understood != question.strip():
        tag += f'<span class="understood">理解为：{escape(understood)}</span>'
    return f'<div class="head">{tag}</div>' if tag else ""


def _text(text: str, citations: tuple[Citation, ...]) -> str:
    """Lines as paragraphs; the rows of a long list after the tenth are folded away, with their groups' headings."""
    by_number = {c.n: c for c in citations}
    out: list[str] = []
    block: list[tuple[str, str]] = []  # the list being read: the name of each line's group, its HTML; "" for a heading
    group = ""

    def flush() -> None:
        rows = [i for i, (_, html) in enumerate(block) if html.startswith(_ROW_TAG)]
        cut = rows[ROWS_SHOWN - 1] + 1 if len(rows) >= ROWS_SHOWN else len(block)
        left = [i for i in rows if i >= cut and block[i][0] == block[cut - 1][0] != ""]
        if 0 < len(left) <= 2:  # a group whose last row or two would be folded away is shown whole
            cut = left[-1] + 1
        folded = Counter(block[i][0] for i in rows if i >= cut)
        out.extend(_folded([html for _, html in block], cut, _rest(folded)))
        block.clear()

    for line in text.strip("\n").split("\n"):
        heading = line.startswith(_GROUP)
        if heading or _ROW.match(line):
            if heading:
                found = _GROUP_NAME.match(line)
                group = found[1].strip() if found else ""
            tag = '<p class="group">' if heading else _ROW_TAG
            block.append((group, f"{tag}{_line(line, by_number)}</p>"))
            continue
        flush()
        group = ""
        out.append(f"<p>{_line(line, by_number)}</p>" if line.strip() else '<p class="gap"></p>')
    flush()
    return "".join(out)


def _rest(folded: Counter[str]) -> str:
    """What a fold says that it holds: "展开其余 31 条：附件3（13）、附件4（12）"."""
    of_each = "、".join(f"{escape(name)}（{count}）" for name, count in folded.items() if name)
    return f"展开其余 {folded.total()} 条" + (f"：{of_each}" if len(folded) > 1 else "")


def _line(line: str, by_number: dict[int, Citation]) -> str:
    out, at = [], 0
    for marker in _MARKER.finditer(line):
        citation = by_number.get(int(marker[1]))
        if citation is None:
            continue  # stays text
        before = line[at : marker.start()]
        held = _LAST.search(before)  # a marker does not begin a line alone
        kept = held.start() if held else len(before)
        out.append(escape(before[:kept]))
        label = f"依据 {citation.n}：{citation.label}，打开原文"
        button = clause_button(citation.address, f"[{citation.n}]", label, (citation.start, citation.end), "cite")
        out.append(f'<span class="nb">{escape(before[kept:])}{button}</span>')
        at = marker.end()
    out.append(escape(line[at:]))
    return "".join(out)


def _exports(answer: Answer) -> str:
    """The whole list as a file, a link for each format; "" for an answer that is no list."""
    links = "".join(
        f'<a href="{escape(address)}" download aria-label="{name}，把这份清单导出为文件">{name}</a>'
        for format, name in _EXPORTS.items()
        if (address := answer.exports.get(format, "")).startswith("/api/")
    )
    said = "Export" if answer.language == "en" else "导出"
    return f'<p class="export"><span>{said}</span>{links}</p>' if links else ""


def _cited(citations: tuple[Citation, ...], *, listed: bool = False) -> str:
    """The places that prove the answer; those of a list, whose rows name them already, are folded away."""
    if not citations:
        return ""
    entries = [f"<li>{_entry(c, f'[{c.n}]')}</li>" for c in citations]
    first = 0 if listed and len(entries) > CITATIONS_SHOWN else CITATIONS_SHOWN
    summary = f"展开其余 {len(entries) - first} 处依据" if first else f"展开 {len(entries)} 处依据"
    shown = "".join(_folded(entries, first, summary, wrap="ul"))
    return f'<section class="cites" aria-label="依据"><h3>依据</h3>{shown}</section>'


def _related(related: tuple[Citation, ...]) -> str:
    if not related:
        return ""
    entries = "".join(f"<li>{_entry(c, '')}</li>" for c in related[:RELATED_SHOWN])
    return f'<section class="related" aria-label="相关条款"><h3>相关条款（不是依据）</h3><ul>{entries}</ul></section>'


def _entry(citation: Citation, number: str) -> str:
    inferred = f'<span class="inferred" title="{escape(" ".join(citation.inferred))}">据上下文推断</span>'
    content = (
        (f'<span class="n">{number}</span>' if number else "")
        + f'<span class="where">{escape(citation.label)}</span>'
        + (inferred if citation.inferred else "")
        + (f'<span class="quote">{escape(citation.quote)}</span>' if number else "")
    )
    label = f"打开原文：{citation.label}"
    return clause_button(citation.address, content, label, (citation.start, citation.end) if number else None)


def _foot(question: str, answer: Answer) -> str:
    copied = escape(copy_text(question, answer))
    return (
        f'<div class="foot"><span class="label">{escape(machine_label(answer))}</span>'
        f'<button type="button" class="copy" data-copy="{copied}" aria-label="复制答案和依据">复制</button></div>'
    )


def _folded(rows: list[str], shown: int, summary: str, wrap: str = "") -> list[str]:
    """`rows`, those after `shown` inside <details>. wrap: the element around each part ("ul"), or ""."""
    before, after = (f"<{wrap}>", f"</{wrap}>") if wrap else ("", "")
    if not rows:
        return []
    if len(rows) <= shown + 2:  # folding one or two rows hides more than it saves
        return [before, *rows, after]
    said = f'<span class="more">{summary}</span><span class="less">收起</span>'
    inside = f"<details><summary>{said}</summary>{before}{''.join(rows[shown:])}{after}</details>"
    return [before, *rows[:shown], after, inside] if shown else [inside]


def _address(url: str) -> str:
    return "网址原文未载" if not url or url == UNKNOWN else url
