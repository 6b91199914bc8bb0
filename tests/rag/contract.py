"""What every Answer must be, whatever was asked: one function that each test of answers calls."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from corpus.clause import Notice
from rag.answer import Answer, Status

KEYS = {
    "status", "answer", "citations", "related", "standalone_question", "mode", "notice", "timings_ms", "language",
    "exports", "plain",
}  # fmt: skip
CITATION_KEYS = {
    "n", "id", "address", "label", "title", "quote", "start", "end", "url", "inferred", "rendering", "notice",
}  # fmt: skip
NOTICE_KEYS = {"id", "title", "status", "date", "url"}
EXPORTS = ("xlsx", "docx", "csv")
CITING = {Status.ANSWERED, Status.PARTIAL}

_MARKER = re.compile(r"\[(\d+)\]")  # the notice itself has no square bracket


def ids(names: Iterable[object]) -> list[str]:
    """Test ids that can be read: pytest prints Chinese as escapes, so a question goes by its number and what it is for."""
    return [f"{n:02}-{name}" for n, name in enumerate(names, start=1)]


def markers(answer: Answer) -> list[int]:
    return [int(n) for n in _MARKER.findall(answer.answer)]


def cited(answer: Answer) -> list[str]:
    """The cited addresses, each once, best first."""
    return list(dict.fromkeys(c.address for c in answer.citations))


def rows_of(answer: Answer) -> list[str]:
    """The addresses of a list's rows, in order; each row must carry a marker of its own."""
    by_number = {c.n: c.address for c in answer.citations}
    rows = [line for line in answer.answer.splitlines() if line.startswith("· ")]
    assert all(_MARKER.search(row) for row in rows)
    return [by_number[int(_MARKER.findall(row)[-1])] for row in rows]


def check(answer: Answer, notice: Notice) -> None:
    """Raises AssertionError where an answer breaks the contract that all surfaces share."""
    shown = json.loads(json.dumps(answer.as_dict(), ensure_ascii=False))
    assert set(shown) == KEYS
    assert shown["status"] in {status.value for status in Status}
    assert shown["mode"] == "extractive"
    assert shown["language"] in {"zh", "zh-Hant", "en", "other"}
    assert set(shown["notice"]) == NOTICE_KEYS
    assert shown["notice"] == {name: getattr(notice, name) for name in NOTICE_KEYS}
    assert notice.status == "送审稿"
    assert shown["answer"].strip()
    assert not re.search("Traceback|\ue000|\ue001|\\bNone\\b", shown["answer"])
    assert shown["timings_ms"]
    assert all(isinstance(ms, float) and ms >= 0 for ms in shown["timings_ms"].values())
    assert list(shown["exports"]) in ([], list(EXPORTS))
    for name, path in shown["exports"].items():
        assert re.fullmatch(rf"/api/(?:tasks|targets|comparison)\?(?:[^\s?#]+&)?format={name}", path)
    for citation in (*shown["citations"], *shown["related"]):
        assert set(citation) == CITATION_KEYS
        assert citation["quote"] == notice.source[citation["start"] : citation["end"]]
        assert citation["quote"].strip()
        assert citation["label"]
        clause = notice.page if citation["address"] == "page" else notice.get(citation["address"])
        assert clause is not None
        assert citation["id"].endswith(clause.id)
        assert clause.start <= citation["start"] < citation["end"] <= clause.end
    assert [c["n"] for c in shown["citations"]] == list(range(1, len(shown["citations"]) + 1))
    assert set(markers(answer)) == {c["n"] for c in shown["citations"]}
    assert bool(shown["citations"]) == (answer.status in CITING)
    assert not (shown["exports"] and answer.status not in CITING)
    assert not (shown["related"] and answer.status in CITING)
    assert all(c["address"] in notice.by_address for c in shown["related"])
