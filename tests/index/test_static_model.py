"""The bundled model as its files are read, beside sentence-transformers."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.clause import Notice
from corpus.text import fold
from index.embedder import BUNDLED, SentenceTransformerEmbeddings
from index.static_model import StaticModel

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*")

ODD = ("", " \n", "？！……", "\U0001f600", "ꙮ", "县" * 5_000, "GDP增长6.5%", "How much is it?", "１２３ ㎡ ①")


def test_vectors_are_those_of_sentence_transformers(notice: Notice) -> None:
    from sentence_transformers import SentenceTransformer

    peer = SentenceTransformer(str(BUNDLED), device="cpu", local_files_only=True)
    peer.float()
    texts = [*ODD, *(clause.text for clause in notice.clauses)]
    own = SentenceTransformerEmbeddings()
    expected = peer.encode_document([fold(text) for text in texts], show_progress_bar=False)
    vectors = np.asarray(own.embed_documents(texts), dtype=np.float32)
    np.testing.assert_allclose(vectors, np.nan_to_num(expected), rtol=0, atol=1e-7)
    assert own.dimension == peer.get_embedding_dimension()
    for text, vector in list(zip(texts, vectors, strict=True))[:40]:
        assert own.embed_query(text) == vector.tolist()


def test_no_torch_is_imported_to_embed_a_text() -> None:
    code = (
        "import sys, index.embedder as e; e.SentenceTransformerEmbeddings().embed_query('低保');"
        "sys.exit(any(name in sys.modules for name in ('torch', 'transformers', 'sklearn', 'sentence_transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=BUNDLED.parent.parent, check=False).returncode == 0


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        pytest.param("config_sentence_transformers.json", {"prompts": {"query": "问："}}, id="a prompt"),
        pytest.param("modules.json", [{"path": "", "type": "a.Transformer"}], id="another kind of model"),
        pytest.param("modules.json", [{"path": "", "type": "a.StaticEmbedding"}], id="one that is not normalised"),
    ],
)
def test_what_would_change_its_vectors_is_left_to_sentence_transformers(
    tmp_path: Path, name: str, changed: object
) -> None:
    assert StaticModel.fits(BUNDLED)
    copy = shutil.copytree(BUNDLED, tmp_path / "model")
    assert StaticModel.fits(copy)
    (copy / name).write_text(json.dumps(changed), encoding="utf-8")
    assert not StaticModel.fits(copy)


def test_a_folder_without_a_model_does_not_fit(tmp_path: Path) -> None:
    assert not StaticModel.fits(tmp_path)
    (tmp_path / "modules.json").write_bytes((BUNDLED / "modules.json").read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"cut short")
    assert not StaticModel.fits(tmp_path)


def test_a_table_of_another_vocabulary_is_refused(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    copy = shutil.copytree(BUNDLED, tmp_path / "model")
    save_file({"embedding.weight": np.zeros((3, 4), dtype=np.float16)}, copy / "model.safetensors")
    with pytest.raises(ValueError, match="3 vectors for 40000 tokens"):
        StaticModel(copy)
