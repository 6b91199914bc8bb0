"""Models of the hub, as small random ones of the same architectures: prompts, pooling, limits, and a whole index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from index.build import open_index
from index.embedder import SentenceTransformerEmbeddings
from tests.index.fakes import small_settings, write_notice
from tests.index.tiny_models import (
    QWEN_PROMPT,
    by_hand,
    plain,
    qwen3,
    qwen3_tokenizer,
    with_modules,
    without_modules,
    write_hub,
    xlm_roberta,
    xlm_roberta_tokenizer,
)

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# A third-party import's own deprecations, not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*")

TASK = "Instruct: Given a question about a government notice, retrieve the clauses that answer it\nQuery:"
BGE_ZH = "为这个句子生成表示以用于检索相关文章："
TEXTS = ["提振消费", "推进高速公路建设,健全养老服务体系", "What is the task?"]


@dataclass(frozen=True)
class Case:
    """What a model of the hub must do. plain_query: the prompt where its files bring none."""

    name: str
    query: str
    document: str
    pooling: str
    limit: int
    plain_query: str


CASES = [
    pytest.param(Case(name, query, document, pooling, limit, plain_query or query), id=name.partition("/")[2])
    for name, query, document, pooling, limit, plain_query in [
        ("intfloat/multilingual-e5-small", "query: ", "passage: ", "mean", 512, ""),
        ("intfloat/multilingual-e5-large", "query: ", "passage: ", "mean", 512, ""),
        ("intfloat/multilingual-e5-large-instruct", f"{TASK} ", "", "mean", 512, ""),
        ("BAAI/bge-m3", "", "", "cls", 1024, ""),
        ("BAAI/bge-large-zh-v1.5", BGE_ZH, "", "cls", 512, ""),
        ("Qwen/Qwen3-Embedding-0.6B", QWEN_PROMPT, "", "lasttoken", 1024, TASK),
    ]
]
each_model = pytest.mark.parametrize("case", CASES)


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    """Models of this size are slower on several, the more so on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_hub(tmp_path_factory.mktemp("hub"))


@pytest.fixture(scope="session")
def plain_hub(hub: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same models with no file for sentence-transformers, nor anything else that tells how to pool."""
    root = tmp_path_factory.mktemp("plain")
    for folder in hub.glob("*/*"):
        architecture = {"architectures": ["Qwen3Model"]} if folder.parent.name == "Qwen" else {}
        without_modules(folder, root / folder.relative_to(hub), **architecture)
    return root


def loaded(made: SentenceTransformerEmbeddings) -> SentenceTransformer:
    """The model as sentence-transformers has it."""
    from sentence_transformers import SentenceTransformer

    model = made._model
    assert isinstance(model, SentenceTransformer)
    return model


def near(got: object, expected: object) -> bool:
    return bool(np.allclose(np.asarray(got), np.asarray(expected), atol=2e-6))


@each_model
def test_vectors_are_those_of_the_model_card(case: Case, hub: Path) -> None:
    folder = hub / case.name
    made = SentenceTransformerEmbeddings(str(folder))
    assert near(made.embed_documents(TEXTS), by_hand(folder, [case.document + t for t in TEXTS], case.pooling))
    queries = [made.embed_query(text) for text in TEXTS]
    assert near(queries, by_hand(folder, [case.query + text for text in TEXTS], case.pooling))
    assert near(np.linalg.norm(queries, axis=1), 1)
    assert made.dimension == 32
    assert made.embed_query(TEXTS[0]) == queries[0]
    assert SentenceTransformerEmbeddings(str(folder)).embed_query(TEXTS[0]) == queries[0]


@each_model
def test_a_plain_checkpoint_is_pooled_as_its_family(case: Case, plain_hub: Path) -> None:
    folder = plain_hub / case.name
    made = SentenceTransformerEmbeddings(str(folder))
    assert near(made.embed_documents(TEXTS), by_hand(folder, [case.document + t for t in TEXTS], case.pooling))
    assert near(made.embed_query(TEXTS[0]), by_hand(folder, [case.plain_query + TEXTS[0]], case.pooling)[0])
    others = {"mean", "cls", "lasttoken"} - {case.pooling}
    wrong = [by_hand(folder, [case.document + TEXTS[0]], other)[0] for other in others]
    assert not any(near(made.embed_documents(TEXTS[:1])[0], row) for row in wrong)


@each_model
def test_the_text_that_reaches_the_tokenizer(case: Case, hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = SentenceTransformerEmbeddings(str(hub / case.name))
    kind: Any = type(loaded(made).tokenizer)
    read: list[str] = []
    sides: set[str] = set()
    original: Callable[..., Any] = kind.__call__

    def spy(self: Any, text: list[str], *more: Any, **options: Any) -> Any:
        read.extend(text)
        sides.add(self.padding_side)
        return original(self, text, *more, **options)

    monkeypatch.setattr(kind, "__call__", spy)
    made.embed_query(TEXTS[0])
    made.embed_documents(TEXTS[:1])
    texts = [text for text in read if text not in (case.query, case.document)]  # a prompt is measured by itself, too
    assert texts == [case.query + TEXTS[0], case.document + TEXTS[0]]
    assert sides == {"left" if case.pooling == "lasttoken" else "right"}


@each_model
@pytest.mark.parametrize("form", ["hub", "plain_hub"])
def test_long_texts_are_cut_at_the_models_own_limit(case: Case, form: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(form) / case.name
    made = SentenceTransformerEmbeddings(str(folder), max_tokens=1_000_000)
    text = "".join(TEXTS) * 30  # more than a thousand tokens of any tokenizer here
    assert near(made.embed_documents([text]), by_hand(folder, [case.document + text], case.pooling, limit=case.limit))
    assert len(loaded(made).tokenizer(text, truncation=True).input_ids) == case.limit


@each_model
def test_a_lower_limit_cuts_earlier(case: Case, hub: Path) -> None:
    made = SentenceTransformerEmbeddings(str(hub / case.name), max_tokens=20)
    text = "".join(TEXTS)
    expected = by_hand(hub / case.name, [case.document + text], case.pooling, limit=20)
    assert near(made.embed_documents([text]), expected)


@each_model
def test_a_batch_gives_the_vectors_of_its_texts(case: Case, hub: Path) -> None:
    made = SentenceTransformerEmbeddings(str(hub / case.name), batch_size=2)
    texts = [TEXTS[n % 3] * (n + 1) for n in range(7)]  # of unlike lengths, so that a batch is padded
    together = made.embed_documents(texts)
    assert near(together, [made.embed_documents([text])[0] for text in texts])
    assert near(together, SentenceTransformerEmbeddings(str(hub / case.name), batch_size=64).embed_documents(texts))


def test_threads_do_not_disturb_each_other(hub: Path) -> None:
    made = SentenceTransformerEmbeddings(str(hub / "BAAI/bge-m3"))
    texts = [TEXTS[n % 3] * (n + 1) for n in range(24)]
    expected = [made.embed_query(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(made.embed_query, texts)) == expected


@pytest.mark.parametrize(
    ("name", "query", "document"),
    [
        pytest.param("xintian-e5-base-v2", "query: ", "passage: ", id="a part of the name"),
        pytest.param("Qwen3-Embedding-0___6B", TASK, "", id="ModelScope's way of writing a dot"),
        pytest.param("qwen3_embedding_4b", TASK, "", id="underscores"),
        pytest.param("bge-small-zh-v1___5", BGE_ZH, "", id="small"),
        pytest.param("bge-base-zh", BGE_ZH, "", id="without a version"),
        pytest.param("bge-large-zh-noinstruct", "", "", id="trained without the instruction"),
        pytest.param("bge-m3", "", "", id="no prompts"),
    ],
)
def test_the_family_is_known_by_the_name(name: str, query: str, document: str, plain_hub: Path, tmp_path: Path) -> None:
    folder = without_modules(plain_hub / "BAAI/bge-m3", tmp_path / name)
    prompts = loaded(SentenceTransformerEmbeddings(str(folder))).prompts
    assert (prompts["query"], prompts["document"]) == (query, document)


@pytest.mark.parametrize("case", [case for case in CASES if case.id != "multilingual-e5-large-instruct"])  # see below
@pytest.mark.parametrize("form", ["hub", "plain_hub"])
def test_a_folder_of_another_name_is_known_by_its_config(
    case: Case, form: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(form) / case.name
    link = tmp_path / "embedding"
    link.symlink_to(folder.rename(tmp_path / "model"))
    try:
        made = SentenceTransformerEmbeddings(str(link))
        query = case.query if form == "hub" else case.plain_query
        assert near(made.embed_query(TEXTS[0]), by_hand(link, [query + TEXTS[0]], case.pooling)[0])
        assert near(made.embed_documents(TEXTS), by_hand(link, [case.document + t for t in TEXTS], case.pooling))
    finally:
        (tmp_path / "model").rename(folder)


@pytest.mark.parametrize(
    ("pooling", "normalize"), [pytest.param("cls_token", True, id="cls"), pytest.param("mean_tokens", False, id="mean")]
)
def test_a_model_that_only_shares_the_architecture_gets_no_prompts(
    pooling: str, normalize: bool, tmp_path: Path
) -> None:
    folder = plain(tmp_path / "paraphrase-multilingual", xlm_roberta(), xlm_roberta_tokenizer())
    with_modules(folder, pooling, length=128, normalize=normalize)
    made = SentenceTransformerEmbeddings(str(folder))
    expected = by_hand(folder, TEXTS, pooling.partition("_")[0])
    assert near(made.embed_documents(TEXTS), expected)
    assert near(made.embed_query(TEXTS[0]), expected[0])
    assert loaded(made).tokenizer.model_max_length == 128


def test_a_link_is_known_by_what_it_leads_to(hub: Path, tmp_path: Path) -> None:
    """The files are those of the E5 without an instruction: the name alone tells."""
    link = tmp_path / "current"
    link.symlink_to(hub / "intfloat/multilingual-e5-large-instruct")
    assert loaded(SentenceTransformerEmbeddings(str(link))).prompts["query"] == f"{TASK} "


@pytest.mark.parametrize("key", ["document", "passage", "corpus"])
def test_prompts_of_the_models_own_win(key: str, tmp_path: Path) -> None:
    folder = plain(tmp_path / "multilingual-e5-base", xlm_roberta(), xlm_roberta_tokenizer())
    with_modules(folder, "mean_tokens", length=512, config={"prompts": {"query": "query? ", key: "passage? "}})
    made = SentenceTransformerEmbeddings(str(folder))
    assert near(made.embed_query(TEXTS[0]), by_hand(folder, ["query? " + TEXTS[0]], "mean")[0])
    assert near(made.embed_documents(TEXTS[:1]), by_hand(folder, ["passage? " + TEXTS[0]], "mean"))


def test_an_early_qwen_snapshot_gets_the_token_that_ends_a_text(hub: Path, tmp_path: Path) -> None:
    early = plain(tmp_path / "Qwen3-Embedding-4B", qwen3(), qwen3_tokenizer(ends=False))
    made = SentenceTransformerEmbeddings(str(early))
    end = loaded(made).tokenizer.convert_tokens_to_ids("<|endoftext|>")
    present = SentenceTransformerEmbeddings(str(hub / "Qwen/Qwen3-Embedding-0.6B"))
    assert near(made.embed_documents(TEXTS), by_hand(early, TEXTS, "lasttoken", end=[end]))
    assert near(made.embed_documents(TEXTS), present.embed_documents(TEXTS))
    assert not near(made.embed_documents(TEXTS), by_hand(early, TEXTS, "lasttoken"))


def test_what_vectors_depend_on_is_in_the_hash(hub: Path, tmp_path: Path) -> None:
    def sha256(folder: Path, batch_size: int = 64, max_tokens: int = 0) -> str:
        return SentenceTransformerEmbeddings(str(folder), batch_size=batch_size, max_tokens=max_tokens).sha256

    large = hub / "intfloat/multilingual-e5-large"
    first = sha256(large)
    copy = without_modules(large, tmp_path / "a/multilingual-e5-large")
    with_modules(copy, "mean_tokens", length=512)
    (copy / "onnx").mkdir()
    (copy / "onnx" / "model.onnx").write_bytes(b"another runtime's")
    (copy / ".cache").mkdir()
    (copy / ".cache" / "model.safetensors.metadata").write_bytes(b"when it was downloaded")
    (copy / "README.md").write_text("a card", "utf-8")
    assert sha256(copy) == first == sha256(copy, batch_size=1, max_tokens=10_000)
    instruct = without_modules(large, tmp_path / "multilingual-e5-large-instruct")  # the same files, other prompts
    with_modules(instruct, "mean_tokens", length=512)
    assert len({first, sha256(large, max_tokens=64), sha256(instruct), sha256(hub / "BAAI/bge-m3")}) == 4


@pytest.mark.parametrize("name", ["BAAI/bge-m3", "Qwen/Qwen3-Embedding-0.6B"])
def test_an_index_is_built_and_asked(name: str, hub: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_notice(tmp_path / "notice")
    settings = small_settings(tmp_path, embedding_model=str(hub / name), batch_size=3)
    index = open_index(settings)
    assert "3/3" in capsys.readouterr().err  # eight passages, three at a time
    assert (index.manifest.model_name, index.manifest.dimension) == (str(hub / name), 32)
    held = index.store.chroma
    for text in ("哪里可以学手艺?", "旧家电换新有补贴吗"):  # two enquiries of the notice
        nearest = held.similarity_search_by_vector(index.embeddings.embed_documents([text])[0], k=1)
        assert [document.page_content for document in nearest] == [text]
        [(_, distance), *_] = held.similarity_search_with_score(text, k=3)
        assert (distance < 1e-5) == (name == "BAAI/bge-m3")  # the other puts a prompt before a question
    assert open_index(settings, progress=False).manifest == index.manifest
