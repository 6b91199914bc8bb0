"""The bundled model and the embedder around it."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from corpus.clause import WenceError
from corpus.text import fold
from index.embedder import BUNDLED, Embedder, EmbedderError, SentenceTransformerEmbeddings

# A third-party import's own deprecations, not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*")


@pytest.fixture(scope="module")
def embedder() -> SentenceTransformerEmbeddings:
    return SentenceTransformerEmbeddings()


def cosine(embedder: Embedder, left: str, right: str) -> float:
    return float(np.dot(embedder.embed_query(left), embedder.embed_documents([right])[0]))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("ＰＭ２.５", "pm2.5", id="full width"),
        pytest.param("GDP", "gdp", id="case"),
        pytest.param("縣鄉村振興局", "县乡村振兴局", id="traditional"),
        pytest.param("㎡", "m2", id="longer than the source"),
        pytest.param("", "", id="empty"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize("text", ["提振消费", "How is consumption promoted?", "6.5%", "县" * 5_000])
def test_vectors_have_unit_length(embedder: SentenceTransformerEmbeddings, text: str) -> None:
    for vector in (embedder.embed_query(text), embedder.embed_documents([text])[0]):
        assert len(vector) == embedder.dimension
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", ["", " \n", "？！……", "\U0001f600", "ꙮ"])
def test_a_text_with_no_known_piece_is_zero_and_never_nan(embedder: SentenceTransformerEmbeddings, text: str) -> None:
    assert set(embedder.embed_query(text)) == {0.0}
    empty, other = embedder.embed_documents([text, "提振消费"])
    assert set(empty) == {0.0}
    assert np.linalg.norm(other) == pytest.approx(1, abs=1e-5)


def test_no_documents_give_no_vectors(embedder: SentenceTransformerEmbeddings) -> None:
    assert embedder.embed_documents([]) == []


def test_the_same_text_gives_the_same_bits(embedder: SentenceTransformerEmbeddings) -> None:
    text = "就业困难人员去哪个部门申请补贴"
    again = SentenceTransformerEmbeddings("bundled")
    assert embedder.embed_query(text) == embedder.embed_query(text) == again.embed_query(text)
    assert embedder.embed_documents([text, "别的"])[0] == embedder.embed_documents(["很长的另一句话", text])[1]


@pytest.mark.parametrize(
    ("simplified", "other"),
    [
        pytest.param("县里怎么支持农民工返乡创业", "縣裡怎麼支持農民工返鄉創業", id="traditional"),
        pytest.param("GDP增长6.5%", "ｇｄｐ增长６.５％", id="width and case"),
    ],
)
def test_a_way_of_writing_does_not_change_the_vector(
    embedder: SentenceTransformerEmbeddings, simplified: str, other: str
) -> None:
    assert embedder.embed_query(simplified) == embedder.embed_query(other)


RELATED = [
    pytest.param(english, chinese, unrelated, id=english.split(" ", 1)[0] + "-" + chinese[:4])
    for english, chinese, unrelated in [
        ("elderly care services", "健全养老服务体系", "推进高速公路建设"),
        ("How will the county protect drinking water quality?", "加强饮用水水源地保护", "发展跨境电商"),
        ("subsidies for buying a new car", "汽车以旧换新补贴", "完善义务教育招生制度"),
        ("Who is responsible for workplace safety inspections?", "开展安全生产执法检查", "培育文化旅游品牌"),
        ("jobs for college graduates", "促进高校毕业生就业创业", "加强森林防火"),
        ("loans for small businesses", "加大对小微企业的信贷支持", "推进垃圾分类"),
        ("rural road construction", "建设农村公路", "扩大对外贸易"),
        ("hospital and medical insurance", "深化医保支付方式改革,建设县级医院", "招商引资项目落地"),
    ]
]


@pytest.mark.parametrize(("english", "chinese", "unrelated"), RELATED)
def test_english_is_nearer_to_what_it_means(
    embedder: SentenceTransformerEmbeddings, english: str, chinese: str, unrelated: str
) -> None:
    assert cosine(embedder, english, chinese) > cosine(embedder, english, unrelated) + 0.1
    assert cosine(embedder, chinese, english) > cosine(embedder, unrelated, english) + 0.1


@pytest.mark.parametrize(
    "reference", ["/no/such/folder", "./no-such-folder", "~/no-such-folder", "a/b/c", "tests", "C:\\models\\e5"]
)
def test_a_missing_folder_is_an_error_at_once(reference: str) -> None:
    began = time.perf_counter()
    with pytest.raises(EmbedderError, match="WENCE_EMBEDDING_MODEL"):
        SentenceTransformerEmbeddings(reference)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("offline", [True, False])
def test_a_missing_hub_id_is_an_error_at_once(offline: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # nothing listens there
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1" if offline else "0")
    began = time.perf_counter()
    with pytest.raises(EmbedderError) as caught:
        SentenceTransformerEmbeddings("nobody/no-such-model")
    assert time.perf_counter() - began < 2
    assert isinstance(caught.value, WenceError)
    for remedy in ("取消 WENCE_EMBEDDING_MODEL", "unset WENCE_EMBEDDING_MODEL", "local folder", "hf download nobody/"):
        assert remedy in str(caught.value)


def test_a_damaged_model_names_the_remedy(tmp_path: Path) -> None:
    damaged = shutil.copytree(BUNDLED, tmp_path / "model")
    (damaged / "model.safetensors").write_bytes(b"cut short")
    with pytest.raises(EmbedderError, match="cannot be loaded"):
        SentenceTransformerEmbeddings(str(damaged)).embed_query("提振消费")


def test_a_copy_elsewhere_is_the_same_model(embedder: SentenceTransformerEmbeddings, tmp_path: Path) -> None:
    copy = SentenceTransformerEmbeddings(str(shutil.copytree(BUNDLED, tmp_path / "model")))
    assert copy.sha256 == embedder.sha256
    assert copy.embed_query("縣") == embedder.embed_query("县")
    (tmp_path / "model" / "MODEL_CARD.md").write_text("another card", encoding="utf-8")
    assert SentenceTransformerEmbeddings(copy.name).sha256 == embedder.sha256
    (tmp_path / "model" / "training.json").write_text("{}", encoding="utf-8")
    assert SentenceTransformerEmbeddings(copy.name).sha256 != embedder.sha256


def test_the_bundled_model_is_plain_and_small() -> None:
    files = [path for path in BUNDLED.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 40_000_000
    assert [p.name for p in files if stat.S_IMODE(p.stat().st_mode) & 0o644 != 0o644] == []
    kinds = [row["type"] for row in json.loads((BUNDLED / "modules.json").read_text(encoding="utf-8"))]
    assert [kind.rpartition(".")[2] for kind in kinds] == ["StaticEmbedding", "Normalize"]
    assert all(kind.startswith("sentence_transformers.") for kind in kinds)


def test_importing_the_embedder_stays_light() -> None:
    code = "import sys, index.embedder as e; e.SentenceTransformerEmbeddings(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=BUNDLED.parent.parent, check=False).returncode == 0
