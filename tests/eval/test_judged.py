"""Answers as a language model judges them: the measures by hand over real HTTP, with a judge that says what it is told."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from corpus.language_model import Ask, Chat, LanguageModel, UnusableReplyError
from eval import fault_replies as replies
from eval.__main__ import main
from eval.fake_model import Body, FakeModel, Step, refuse, say, serving
from eval.judged import Row, completeness, evidence, faithfulness, run, table
from eval.measures import interval
from eval.peers import WHOLE, WORDED, ModelError, asked
from eval.questions import Item, read_split
from rag.pipeline import Assistant

TIMEOUT_S = 0.5


def statements(*texts: str) -> Step:
    return say(json.dumps({"statements": texts}, ensure_ascii=False))


def verdicts(*holds: bool) -> Step:
    rows = [{"n": n, "reason": "因为", "holds": held} for n, held in enumerate(holds, start=1)]
    return say(json.dumps({"verdicts": rows}, ensure_ascii=False))


@pytest.fixture
def model() -> Iterator[FakeModel]:
    with serving(FakeModel(refuse(500))) as ours:
        yield ours


@pytest.fixture
def ask(model: FakeModel) -> Ask:
    chat = Chat(LanguageModel.of(model.url, "m", "", TIMEOUT_S, 20.0))
    return lambda messages: "".join(chat.stream(messages))


def sent(body: Body) -> dict[str, Any]:
    """What a request gives to judge."""
    data: dict[str, Any] = json.loads(body["messages"][-1]["content"])
    return data


# ---- the measures ----
def test_faithfulness_is_the_share_of_statements_that_follow(ask: Ask, model: FakeModel) -> None:
    model.script = [statements("甲牵头。", " ", "乙配合。", "目标为3项。"), verdicts(True, False, True)]
    assert faithfulness(ask, "谁牵头？", "甲牵头，乙配合，3项。", ["甲牵头，做3项。"]) == pytest.approx(2 / 3)
    first, second = map(sent, model.requests)
    assert first == {"question": "谁牵头？", "answer": "甲牵头，乙配合，3项。"}
    assert second == {
        "evidence": ["甲牵头，做3项。"],
        "statements": {"1": "甲牵头。", "2": "乙配合。", "3": "目标为3项。"},
    }


def test_completeness_is_the_share_of_facts_that_are_said(ask: Ask, model: FakeModel) -> None:
    model.script = [verdicts(True, False)]
    assert completeness(ask, "多少？", "485元。", [("485元", "485 元"), ("每月",)]) == 0.5
    assert sent(model.requests[0])["facts"] == {"1": ["485元", "485 元"], "2": ["每月"]}


@pytest.mark.parametrize(
    ("reply", "value"),
    [
        ('```json\n{"verdicts":[{"n":1,"holds":true}]}\n```', 1.0),
        ('<think>{"verdicts":[]} 不对</think>{"verdicts":[{"n":1,"holds":false,"reason":"{没有}"}]} 完毕', 0.0),
        ('{"verdicts":[{"n":1,"holds":1}]}', 1.0),
        ("好的，都有依据。", None),
        ("", None),
        ('{"verdicts":[{"n":1,"holds":true}', None),
        ('{"verdicts":[{"n":1}]}', None),
        ('{"verdicts":[]}', None),
        ('{"verdicts":[{"n":2,"holds":true}]}', None),
        ('{"verdicts":[{"n":1,"holds":true},{"n":1,"holds":false}]}', None),
        ('{"verdicts":[{"n":1,"holds":"也许"}]}', None),
    ],
    ids=[
        "a fence",
        "thoughts",
        "a number",
        "talk",
        "nothing",
        "cut",
        "no verdict",
        "none",
        "another",
        "twice",
        "perhaps",
    ],
)
def test_a_reply_is_whole_or_unusable(ask: Ask, model: FakeModel, reply: str, value: float | None) -> None:
    model.script = [say(reply)]
    if value is not None:
        assert completeness(ask, "多少？", "485元。", [("485元",)]) == value
        return
    with pytest.raises(UnusableReplyError):
        completeness(ask, "多少？", "485元。", [("485元",)])


def test_an_answer_without_a_statement_is_not_judged(ask: Ask, model: FakeModel) -> None:
    model.script = [statements()]
    with pytest.raises(UnusableReplyError):
        faithfulness(ask, "谁？", "……", ["甲"])


# ---- the run ----
def some(assistant: Assistant, facts: int, n: int = 2, kind: str = "numeric") -> list[Item]:
    """Questions that are answered and have so many facts."""
    items = (i for i in asked(read_split("dev")) if i.type == kind and len(i.must) == facts)
    return list(islice((i for i in items if assistant.answer(i.turns[0]).citations), n))


@pytest.fixture(scope="module")
def four(assistant: Assistant) -> list[Item]:
    """Two with a single fact, then two with two."""
    return [*some(assistant, 1), *some(assistant, 2)]


def test_the_numbers_by_hand(assistant: Assistant, model: FakeModel, ask: Ask, four: list[Item]) -> None:
    """A faithful answer, one that is not, one with malformed verdicts, one on which the judge is silent."""
    model.script = [
        *(statements("一", "二"), verdicts(True, True), verdicts(True)),
        *(statements("一", "二", "三", "四"), verdicts(True, False, True, True), verdicts(False)),
        *(say("{不是 JSON"), verdicts(True)),  # the second has two facts
        *(model.silent(30), verdicts(True, False)),
    ]
    (row,) = run({"ours": assistant}, four, ask)
    assert (row.asked, row.answered) == (4, 4)
    assert row.values == {"faithfulness": [1.0, 0.75], "completeness": [1.0, 0.0, 0.5]}
    assert row.unjudged == {"faithfulness": 2, "completeness": 1}
    assert model.script == []
    low, high = interval([1.0, 0.0, 0.5])
    assert table([row]).splitlines()[-1] == (
        f"| ours | 4 of 4 | 0.875 | 0.750–1.000 | 2 | 0.500 | {low:.3f}–{high:.3f} | 1 |"
    )


def test_what_is_judged_is_the_answer_with_what_it_cites(assistant: Assistant, model: FakeModel, ask: Ask) -> None:
    (item,) = some(assistant, 1, 1, "lead")
    model.script = [statements("一"), verdicts(True), verdicts(*[True] * len(item.must))]
    run({"ours": assistant}, [item], ask)
    first, second, third = map(sent, model.requests)
    answer = assistant.answer(item.turns[0])
    assert "[1]" in answer.answer
    assert first["answer"] == third["answer"] == answer.answer.replace("[1]", "").replace("[2]", "")
    assert third["facts"] == {str(n): list(forms) for n, forms in enumerate(item.must, start=1)}
    assert second["evidence"] == evidence(answer, assistant.notice)
    for citation, shown in zip(answer.citations, second["evidence"][1:], strict=True):
        clause = assistant.notice.get(citation.address)
        assert clause is not None
        assert shown.startswith(citation.label)
        assert clause.text in shown
        assert all(body in shown for body in clause.responsible)


def test_the_same_answer_is_judged_once(assistant: Assistant, model: FakeModel, ask: Ask, four: list[Item]) -> None:
    model.script = [statements("一"), verdicts(False), verdicts(*[True] * len(four[0].must))]
    ours, same = run({"ours": assistant, "same": assistant}, four[:1], ask)
    assert ours.values == same.values == {"faithfulness": [0.0], "completeness": [1.0]}
    assert len(model.requests) == 3


def test_what_is_declined_is_not_judged(assistant: Assistant, model: FakeModel, ask: Ask) -> None:
    item = next(i for i in read_split("dev") if i.type == "near_miss" and not assistant.answer(i.turns[0]).citations)
    (row,) = run({"ours": assistant}, [item], ask)
    assert (row.asked, row.answered, model.requests) == (1, 0, [])
    assert table([row]).splitlines()[-1] == "| ours | 0 of 1 | – | – | 0 | – | – | 0 |"


def test_a_judge_that_stays_silent_ends_it(assistant: Assistant, model: FakeModel, ask: Ask, four: list[Item]) -> None:
    model.answer = model.silent(30)
    with pytest.raises(ModelError, match="WENCE_LLM_TIMEOUT_S"):
        run({"ours": assistant}, four, ask)
    assert len(model.requests) == 3


def test_a_judge_that_talks_ends_it(assistant: Assistant, model: FakeModel, ask: Ask, four: list[Item]) -> None:
    model.answer = say("好的。")
    with pytest.raises(ModelError, match="WENCE_LLM_MODEL"):
        run({"ours": assistant}, four, ask)
    assert len(model.requests) == 5


# ---- the command ----
def judge(handler: BaseHTTPRequestHandler, body: Body) -> None:
    """Words answers truthfully; takes any answer for one statement, which follows, and says of facts that none is said."""
    data = body["messages"][-1]["content"]
    if not data.startswith("{"):
        request = replies.seen(body)
        told = say('{"sentences":[]}')
        if request.sources:
            told = say(replies.reply(*((text, [request.sources[0].token]) for text in replies.truth(request))))
        told(handler, body)
    elif "evidence" in json.loads(data):
        verdicts(True)(handler, body)
    elif "facts" in json.loads(data):
        verdicts(*[False] * len(json.loads(data)["facts"]))(handler, body)
    else:
        statements("一")(handler, body)


@pytest.mark.usefixtures("assistant")  # whose index it opens
def test_the_command(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], model: FakeModel
) -> None:
    for name, value in (("INDEX_DIR", str(index_dir)), ("LLM_BASE_URL", model.url), ("LLM_MODEL", "m")):
        monkeypatch.setenv(f"WENCE_{name}", value)
    model.answer = judge
    model.script = [say('{"sentences":[]}')]  # it is tried first
    assert main(["judged", "--n", "3"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("dev: 3 questions, judged by m (http://127.0.0.1")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in out.splitlines() if line.startswith("| whole")
    ]
    assert [row[0] for row in rows] == [WHOLE, WORDED]
    assert [row[1:] for row in rows] == [["3 of 3", "1.000", "1.000–1.000", "0", "0.000", "0.000–0.000", "0"]] * 2


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({}, "WENCE_LLM_BASE_URL"),
        ({"LLM_BASE_URL": "http://127.0.0.1:9/v1"}, "WENCE_LLM_MODEL"),
        ({"LLM_BASE_URL": "http://127.0.0.1:9/v1", "LLM_MODEL": "m"}, "WENCE_LLM_BASE_URL"),
    ],
    ids=["nothing set", "half set", "nobody listens"],
)
def test_without_a_model_it_ends_before_anything_is_opened(
    values: dict[str, str],
    named: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    for name, value in (values | {"INDEX_DIR": str(tmp_path / "none")}).items():
        monkeypatch.setenv(f"WENCE_{name}", value)
    started = time.monotonic()
    assert main(["judged"]) == 2
    assert time.monotonic() - started < 10
    out, err = capsys.readouterr()
    assert out == ""
    assert named in err
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "none").exists()


def test_rows_start_empty() -> None:
    """Each with values of its own."""
    one, other = Row("one"), Row("other")
    one.values["faithfulness"].append(1.0)
    one.unjudged["faithfulness"] += 1
    assert (other.values["faithfulness"], other.unjudged["faithfulness"]) == ([], 0)
