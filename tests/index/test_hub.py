"""Where models come from: names, devices, and a hub that answers or does not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.embedder import EmbedderError, SentenceTransformerEmbeddings
from index.hub import own_name
from tests.index.tiny_models import (
    REVISION,
    by_hand,
    cross_encoder,
    plain,
    serve_hub,
    xlm_roberta,
    xlm_roberta_tokenizer,
)

# A third-party import's own deprecations, not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*")

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("intfloat/multilingual-e5-small", "multilingual-e5-small"),
        ("/cache/models--intfloat--multilingual-e5-base/snapshots/12ab", "multilingual-e5-base"),
        ("/cache/modelscope/hub/models/Qwen/Qwen3-Embedding-0___6B/", "qwen3-embedding-0---6b"),
        ("/cache/modelscope/models/BAAI--bge-m3/snapshots/master", "bge-m3"),
        ("D:\\models\\bge_large_zh_v1.5", "bge-large-zh-v1.5"),
        ("snapshots", "snapshots"),
        ("/", ""),
    ],
)
def test_a_models_own_name(path: str, name: str) -> None:
    assert own_name(path) == name


@pytest.mark.parametrize("device", ["no-such-device", "meta:x", "cuda:99"])
def test_a_device_that_is_not_there_names_the_setting(device: str) -> None:
    made = SentenceTransformerEmbeddings(device=device)
    with pytest.raises(EmbedderError, match=f"{device}.*WENCE_DEVICE"):
        made.embed_query("县")


def cached(cache: Path) -> Path:
    """BAAI/bge-m3 in a cache of the hub's layout; its snapshot."""
    home = cache / "models--BAAI--bge-m3"
    (home / "refs").mkdir(parents=True)
    (home / "refs" / "main").write_text(REVISION, "utf-8")
    return plain(home / "snapshots" / REVISION, xlm_roberta(positions=1026), xlm_roberta_tokenizer())


def test_a_cached_hub_id_needs_no_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same vectors as by its snapshot's path, which has the model's name too."""
    snapshot = cached(tmp_path)
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # nothing listens there
    made = SentenceTransformerEmbeddings("BAAI/bge-m3")
    vector = made.embed_query("提振消费")
    assert np.allclose([vector], by_hand(snapshot, ["提振消费"], "cls"), atol=2e-6)
    assert SentenceTransformerEmbeddings(str(snapshot)).embed_query("提振消费") == vector
    assert made.sha256 != SentenceTransformerEmbeddings("BAAI/bge-m3", max_tokens=64).sha256


def test_a_download_that_was_cut_short_is_not_a_cached_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (cached(tmp_path) / "model.safetensors").unlink()
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with pytest.raises(EmbedderError, match="hf download BAAI/bge-m3"):
        SentenceTransformerEmbeddings("BAAI/bge-m3")


DOWNLOAD = """
import json
from index.embedder import SentenceTransformerEmbeddings
from index.reranker import Reranker
for _ in range(2):
    made = SentenceTransformerEmbeddings("BAAI/bge-m3")
    print(json.dumps([made.sha256, made.embed_documents(["提振消费"])]))
    reranker = Reranker("BAAI/bge-reranker-base")
    print(json.dumps([reranker.sha256, reranker.scores("提振", ["消费"])]))
"""


def test_a_hub_id_is_downloaded_from_the_endpoint_once(tmp_path: Path) -> None:
    """A mirror is one variable; what it sent is never asked for again, and is pooled as its family."""
    served = tmp_path / "served"
    plain(served / "BAAI/bge-m3", xlm_roberta(positions=1026), xlm_roberta_tokenizer())
    cross_encoder(served / "BAAI/bge-reranker-base")
    server, requests = serve_hub(served)
    settings = {"HF_ENDPOINT": f"http://127.0.0.1:{server.server_port}", "HF_HOME": str(tmp_path / "home")}
    gone = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_CACHE", "SENTENCE_TRANSFORMERS_HOME", "HTTP_PROXY")
    outer = {name: value for name, value in os.environ.items() if name.upper() not in gone}
    done = subprocess.run(
        [sys.executable, "-c", DOWNLOAD],
        cwd=ROOT,
        env=outer | settings | {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    server.shutdown()
    server.server_close()
    assert done.returncode == 0, done.stderr
    first, score, *again = [json.loads(line) for line in done.stdout.splitlines()]
    assert again == [first, score]
    assert np.allclose(first[1], by_hand(served / "BAAI/bge-m3", ["提振消费"], "cls"), atol=2e-6)
    assert 0 < score[1][0] < 1
    assert len([line for line in requests if line.startswith("GET") and line.endswith(".safetensors")]) == 2
    assert len([line for line in requests if line.startswith("GET") and line.endswith("/config.json")]) == 2
