"""The reranker, with a small random cross-encoder of the architecture of BAAI's."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from corpus.clause import WenceError
from index.reranker import Reranker, RerankerError
from tests.index.tiny_models import cross_encoder, plain, with_modules, xlm_roberta, xlm_roberta_tokenizer

# A third-party import's own deprecations, not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*")

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "推进高速公路建设?"
TEXTS = ["提振消费", "推进高速公路建设,健全养老服务体系", "What is the task?", ""]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cross_encoder(tmp_path_factory.mktemp("hub") / "BAAI" / "bge-reranker-base")


def by_hand(folder: Path, question: str, texts: list[str], limit: int = 512) -> list[float]:
    """Sigmoids by transformers alone, each pair by itself."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    network = AutoModelForSequenceClassification.from_pretrained(folder)
    found = []
    for text in texts:
        pair = tokenizer([(question, text)], truncation="longest_first", max_length=limit, return_tensors="pt")
        with torch.inference_mode():
            found.append(float(network(**pair).logits[0, 0].sigmoid()))
    return found


def test_scores_are_sigmoids_of_each_pair(model: Path) -> None:
    reranker = Reranker(str(model))
    scores = reranker.scores(QUESTION, TEXTS)
    assert scores == pytest.approx(by_hand(model, QUESTION, TEXTS), abs=2e-6)
    assert all(type(score) is float and 0 < score < 1 for score in scores)
    assert max(scores) - min(scores) > 0.01  # the texts differ
    assert scores != pytest.approx(Reranker(str(model)).scores(TEXTS[0], TEXTS), abs=1e-3)  # and so does the question


def test_the_same_scores_again_in_any_order_and_batch(model: Path) -> None:
    reranker = Reranker(str(model), batch_size=3)
    texts = [TEXTS[n % 3] * (n + 1) for n in range(7)]
    scores = reranker.scores(QUESTION, texts)
    assert reranker.scores(QUESTION, texts) == scores
    assert reranker.scores(QUESTION, texts[::-1])[::-1] == pytest.approx(scores, abs=2e-6)
    one_by_one = [Reranker(str(model), batch_size=1).scores(QUESTION, [text])[0] for text in texts]
    assert scores == pytest.approx(one_by_one, abs=2e-6)


def test_threads_do_not_disturb_each_other(model: Path) -> None:
    reranker = Reranker(str(model))
    expected = [reranker.scores(QUESTION, TEXTS[: n % 4 + 1]) for n in range(16)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda n: reranker.scores(QUESTION, TEXTS[: n % 4 + 1]), range(16))) == expected


def test_nothing_to_score_loads_nothing(model: Path) -> None:
    reranker = Reranker(str(model))
    assert reranker.scores(QUESTION, []) == []
    assert "_loaded" not in vars(reranker)


@pytest.mark.parametrize(("max_tokens", "limit"), [(0, 512), (1_000_000, 512), (64, 64)])
def test_long_texts_are_cut(model: Path, max_tokens: int, limit: int) -> None:
    """The checkpoint states 514 positions and no limit of its tokenizer: two of them are never reached."""
    text = "".join(TEXTS) * 20
    scores = Reranker(str(model), max_tokens=max_tokens).scores(QUESTION, [text, TEXTS[0]])
    assert scores == pytest.approx(by_hand(model, QUESTION, [text, TEXTS[0]], limit), abs=2e-6)


def test_a_saved_activation_is_not_used(model: Path, tmp_path: Path) -> None:
    """Models of sentence-transformers often say that their scores are to be left as they are."""
    folder = cross_encoder(tmp_path / "cross-encoder")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    config["sentence_transformers"] = {"activation_fn": "torch.nn.modules.linear.Identity"}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    assert Reranker(str(folder)).scores(QUESTION, TEXTS) == Reranker(str(model)).scores(QUESTION, TEXTS)


def test_name_and_sha256(model: Path, tmp_path: Path) -> None:
    reranker = Reranker(f" {model} ")
    assert reranker.name == str(model)
    again = cross_encoder(tmp_path / "another-place")
    assert Reranker(str(again)).sha256 == reranker.sha256
    assert Reranker(str(again), max_tokens=64).sha256 != reranker.sha256
    (again / "config.json").write_text((again / "config.json").read_text("utf-8") + "\n", "utf-8")
    assert Reranker(str(again)).sha256 != reranker.sha256


@pytest.mark.parametrize("reference", ["/no/such/folder", "./no-such-folder", "~/no-such-folder", "a/b/c", "tests", ""])
def test_a_missing_folder_is_an_error_at_once(reference: str) -> None:
    with pytest.raises(RerankerError, match="WENCE_RERANKER") as caught:
        Reranker(reference)
    assert "WENCE_EMBEDDING_MODEL" not in str(caught.value)
    assert isinstance(caught.value, WenceError)


@pytest.mark.parametrize("offline", [True, False])
def test_a_missing_hub_id_is_an_error_at_once(offline: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # nothing listens there
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1" if offline else "0")
    began = time.perf_counter()
    with pytest.raises(RerankerError) as caught:
        Reranker("nobody/no-such-reranker")
    assert time.perf_counter() - began < 2
    for remedy in ("取消 WENCE_RERANKER", "unset WENCE_RERANKER", "local folder", "hf download nobody/"):
        assert remedy in str(caught.value)


@pytest.mark.parametrize(
    "reference",
    [
        "Qwen/Qwen3-Reranker-0.6B",
        "Qwen/Qwen3-Reranker-8B",
        "/cache/modelscope/hub/models/Qwen/Qwen3-Reranker-0___6B",
        "~/.cache/huggingface/hub/models--Qwen--Qwen3-Reranker-4B/snapshots/12ab",
    ],
)
def test_qwens_reranker_is_refused_by_name(reference: str) -> None:
    with pytest.raises(RerankerError, match=r"不受支持.*WENCE_RERANKER.*not supported.*bge-reranker-v2-m3"):
        Reranker(reference)


def test_what_would_give_meaningless_scores_is_refused(model: Path, tmp_path: Path) -> None:
    embedding = plain(tmp_path / "bge-m3", xlm_roberta(), xlm_roberta_tokenizer())
    with pytest.raises(RerankerError, match=r"XLMRobertaModel.*不受支持"):
        Reranker(str(embedding))
    with pytest.raises(RerankerError, match=r"XLMRobertaModel.*不受支持"):
        Reranker(str(with_modules(embedding, "cls_token", length=512)))
    with pytest.raises(RerankerError, match=r"3 labels.*不受支持"):
        Reranker(str(cross_encoder(tmp_path / "entailment", labels=3)))
    language_model = cross_encoder(tmp_path / "llm-reranker")
    config = json.loads((language_model / "config.json").read_text("utf-8"))
    (language_model / "config.json").write_text(
        json.dumps(config | {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3"}), "utf-8"
    )
    with pytest.raises(RerankerError, match=r"Qwen3ForCausalLM.*不受支持"):
        Reranker(str(language_model))
    assert Reranker(str(model)).name


@pytest.mark.parametrize(
    ("file", "content"),
    [("model.safetensors", b"cut short"), ("tokenizer.json", b"{"), ("config.json", b"{")],
)
def test_a_damaged_model_names_the_remedy(file: str, content: bytes, tmp_path: Path) -> None:
    damaged = cross_encoder(tmp_path / "bge-reranker-base")
    (damaged / file).write_bytes(content)
    with pytest.raises(RerankerError, match=r"cannot be loaded.*Unset WENCE_RERANKER"):
        Reranker(str(damaged)).scores(QUESTION, TEXTS)


def test_a_device_that_is_not_there_names_the_setting(model: Path) -> None:
    with pytest.raises(RerankerError, match=r"cuda:99.*WENCE_DEVICE"):
        Reranker(str(model), device="cuda:99").scores(QUESTION, TEXTS)


def test_making_a_reranker_stays_light(model: Path) -> None:
    code = (
        f"import sys; from index.reranker import Reranker; Reranker({str(model)!r}); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_scores_do_not_change_with_the_padding(model: Path) -> None:
    together = Reranker(str(model)).scores(QUESTION, ["消", "".join(TEXTS) * 4])
    assert np.isclose(together[0], Reranker(str(model)).scores(QUESTION, ["消"])[0], atol=2e-6)
