"""The rows of the table of peers: what each is asked, and rows whose models are not there, or are, or go away."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from corpus.language_model import Chat, LanguageModel
from eval import fault_replies as replies
from eval.__main__ import main
from eval.fake_model import Body, FakeModel, refuse, say, serving
from eval.measures import measures
from eval.peers import (
    OF_ANSWERS,
    ROWS,
    UNSET,
    WHOLE,
    WORDED,
    ModelError,
    asked,
    opened,
    quiet,
    report,
    rows,
    table,
    tried,
)
from eval.questions import Item, read_split
from eval.run import outcomes
from eval.ways import RERANKED, SPELT
from index import build
from index.reranker import Reranker
from index.settings import Settings
from rag.generate import Writer
from rag.pipeline import Assistant
from rag.question import read
from rag.retrieve import Retriever
from tests.eval.test_peers import cells
from tests.index.fakes import FakeEmbeddings, small_settings, write_notice
from tests.index.tiny_models import cross_encoder

HANDFUL = ("lookup", "numeric", "lead", "english", "list", "near_miss")  # of which a model words some, and some never


@pytest.fixture(scope="module")
def handful() -> list[Item]:
    found = {item.type: item for item in read_split("dev") if len(item.turns) == 1 and item.type in HANDFUL}
    return list(found.values())


@pytest.fixture
def model() -> Iterator[FakeModel]:
    with serving(FakeModel(faithful)) as ours:
        yield ours


def faithful(handler: BaseHTTPRequestHandler, body: Body) -> None:
    """The truth, in the words of the first source."""
    request = replies.seen(body)
    said = ((text, [request.sources[0].token]) for text in replies.truth(request))
    say(replies.reply(*said))(handler, body)


def writer(model: FakeModel) -> Writer:
    return Writer(Chat(LanguageModel.of(model.url, "m", "", timeout_s=5, deadline_s=20)), 6000)


def test_every_row_is_there_and_says_what_it_lacks(assistant: Assistant, handful: list[Item]) -> None:
    found = {row.name: row for row in rows(assistant, handful)}
    assert tuple(found) == ROWS
    assert {name: row.missing for name, row in found.items() if not row.runs} == UNSET
    for name, row in found.items():
        if name in UNSET:
            assert (row.seconds, row.outcomes) == ([], [])
            continue
        assert len(row.runs) == len(row.seconds) == len(asked(handful)) == 4
        assert all(seconds > 0 for seconds in row.seconds)
        assert all(0 < len(run) == len(set(run)) for run in row.runs)
        assert row.outcomes == ([o for i in handful for o in outcomes(assistant, i)] if name == WHOLE else [])
    text = table(list(found.values()), handful)
    assert all("WENCE_RERANKER" in line for line in text.splitlines() if line.startswith(f"| {RERANKED}"))
    assert all("WENCE_LLM_BASE_URL" in line for line in text.splitlines() if line.startswith(f"| {WORDED}"))


def test_the_whole_system_ranks_what_it_shows(assistant: Assistant, handful: list[Item]) -> None:
    """Its citations first, and nothing where it declines."""
    declined = Item("x", "dev", ("今天天气怎么样",), "lookup", "public", "zh", handful[0].expected)
    whole = {row.name: row for row in rows(assistant, [*handful, declined])}[WHOLE]
    for one, run in zip(asked(handful), whole.runs, strict=False):
        cited = tuple(dict.fromkeys(c.address for c in assistant.answer(one.turns[0]).citations))
        assert run[: len(cited)] == cited != ()
        assert len(run) == 20
    assert whole.runs[-1] == ()


def test_the_language_models_row_is_the_system_with_its_writer(
    assistant: Assistant, model: FakeModel, handful: list[Item]
) -> None:
    found = {row.name: row for row in rows(assistant, handful, writer(model))}
    row = found[WORDED]
    assert row.missing == ""
    assert len(row.runs) == 4
    worded = Assistant(assistant.retriever.index, None, writer(model))
    assert row.outcomes == [o for i in handful for o in outcomes(worded, i)]
    assert row.notes["generated"] >= 2
    assert sum("generate" in o.milliseconds for o in row.outcomes) == len(model.requests) / 2  # asked twice here
    assert sum("generate" in o.milliseconds for o in row.outcomes) < len(handful)  # never of a list
    assert [o.answer for o in row.outcomes] != [o.answer for o in found[WHOLE].outcomes]
    line = next(
        cells(each) for each in table(list(found.values()), handful).splitlines() if each.startswith(f"| {WORDED}")
    )
    scores = measures(row.outcomes)
    assert line[7:11] == [f"{scores[name]:.3f}" if name in scores else "–" for name in OF_ANSWERS]
    assert f"{row.notes['generated']} of {len(handful)} answers in its words" in report(
        list(found.values()), handful, "dev"
    )


def test_a_model_that_goes_away_is_counted(assistant: Assistant, model: FakeModel, handful: list[Item]) -> None:
    model.answer = refuse(500)
    with quiet():
        found = {row.name: row for row in rows(assistant, handful, writer(model))}
    worded = [o for o in found[WORDED].outcomes if "generate" in o.milliseconds]
    assert found[WORDED].notes == Counter({"unavailable": len(worded), "": len(handful) - len(worded)})
    assert found[WORDED].runs == found[WHOLE].runs
    assert f"not to be had ({len(worded)})" in report(list(found.values()), handful, "dev")


@pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*")
def test_the_rerankers_row(assistant: Assistant, handful: list[Item], tmp_path: Path) -> None:
    reranker = Reranker(str(cross_encoder(tmp_path / "tiny-reranker")))
    found = {row.name: row for row in rows(Assistant(assistant.retriever.index, reranker), handful)}
    retriever = Retriever(assistant.retriever.index, reranker)
    for n, one in enumerate(asked(handful)):
        right, typed = retriever.understood(read(one.turns[0]))
        assert found[RERANKED].runs[n] == tuple(h.clause.address for h in retriever.rank(right, typed=typed))[:20]
    assert found[RERANKED].runs != found[SPELT].runs
    assert found[SPELT].runs == {row.name: row for row in rows(assistant, handful)}[SPELT].runs  # without it


# ---- models that are set and not there ----
@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of a small notice, whose index is built in no time."""
    write_notice(tmp_path / "notice")
    monkeypatch.setattr(build, "SentenceTransformerEmbeddings", FakeEmbeddings)
    return small_settings(tmp_path)


def changed(settings: Settings, **values: Any) -> Settings:
    return settings.model_copy(update=values)


def test_what_is_not_set_is_missing(settings: Settings) -> None:
    assistant, none, missing = opened(settings)
    assert (assistant.retriever.reranker, assistant.writer, none, missing) == (None, None, None, UNSET)


@pytest.mark.parametrize(
    ("values", "row", "named"),
    [
        ({"reranker": "/no/such/folder"}, RERANKED, "WENCE_RERANKER"),
        ({"llm_model": "m"}, WORDED, "WENCE_LLM_BASE_URL"),
        ({"llm_base_url": "http://127.0.0.1:9/v1"}, WORDED, "WENCE_LLM_MODEL"),
        ({"llm_base_url": "http://127.0.0.1:9/v1", "llm_model": "m"}, WORDED, "WENCE_LLM_BASE_URL"),
    ],
    ids=["no such reranker", "no URL", "no model", "nobody listens"],
)
def test_what_is_set_and_not_there_says_so(settings: Settings, values: dict[str, str], row: str, named: str) -> None:
    assistant, none, missing = opened(changed(settings, **values))
    assert (assistant.retriever.reranker, none) == (None, None)
    assert named in missing[row]
    assert missing[row] != UNSET[row]
    assert {name: text for name, text in missing.items() if name != row} == {n: t for n, t in UNSET.items() if n != row}


@pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*")
def test_a_damaged_reranker_is_found_before_the_run(settings: Settings, tmp_path: Path) -> None:
    folder = cross_encoder(tmp_path / "tiny-reranker")
    (folder / "model.safetensors").write_bytes(b"no weights")
    assistant, _, missing = opened(changed(settings, reranker=str(folder)))
    assert assistant.retriever.reranker is None
    assert "WENCE_RERANKER" in missing[RERANKED]


@pytest.mark.parametrize(
    ("step", "named"),
    [(refuse(401), "WENCE_LLM_API_KEY"), (refuse(400), "WENCE_LLM_MODEL"), (refuse(404), "WENCE_LLM_MODEL")],
)
def test_a_model_is_tried(settings: Settings, model: FakeModel, step: Any, named: str) -> None:
    set_ = changed(settings, llm_base_url=model.url, llm_model="m")
    model.script = [step]
    with pytest.raises(ModelError, match=named):
        tried(set_)
    model.script = [say('{"sentences":[]}')]
    assert tried(set_).chat.model.name == "m"
    assert len(model.requests) == 2


def test_quiet_is_over_at_the_end() -> None:
    log = logging.getLogger("wence")
    before = log.level
    with quiet():
        assert not log.isEnabledFor(logging.WARNING)
    assert log.level == before


# ---- the command ----
@pytest.mark.usefixtures("assistant")  # whose index it opens
def test_the_command(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], model: FakeModel
) -> None:
    monkeypatch.setenv("WENCE_INDEX_DIR", str(index_dir))
    monkeypatch.setenv("WENCE_LLM_BASE_URL", model.url)
    monkeypatch.setenv("WENCE_LLM_MODEL", "m")
    model.script = [say('{"sentences":[]}')]
    assert main(["peers", "--n", "5"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("dev: 5 single questions, ")
    assert [line.split("|")[1].strip() for line in out.splitlines() if line.startswith("| ")][
        2 : 2 + len(ROWS)
    ] == list(ROWS)
    assert "WENCE_RERANKER" in out
    assert "Language model: " in out


@pytest.mark.parametrize("arguments", [["retrieval"], ["peers", "--n", "0"], ["peers", "--n", "many"]])
def test_bad_use(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_status:
        main(arguments)
    assert exit_status.value.code == 2
    assert "usage:" in capsys.readouterr().err
