"""A small notice and an embedder that needs no model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings

from index.contents import Contents
from index.settings import Settings

SOURCE = """某县实施方案
为推进工作,特制定本方案。
一、任务
(一)大力提振消费
1.推动增收减负。突出就业导向,开展职业技能培训。(县人社局牵头,县财政局等按职能分工负责)
2.完善消费政策。推广新能源汽车,扩围以旧换新。(县发改局牵头)
(二)提高投资效益
1.激发民间投资活力。深化投贷联动。
二、机制
成立工作专班,负责日常协调和调度工作。
"""
ENQUIRIES = """{"clause": "0/1/1/1", "lang": "zh", "voice": "colloquial", "text": "哪里可以学手艺?"}
{"clause": "0/1/1/1", "lang": "en", "voice": "lay", "text": "Is there any training for workers?"}
{"clause": "0/1/1/2", "lang": "zh", "voice": "lay", "text": "旧家电换新有补贴吗"}
"""
UNSTATED = """{"clause": "0/1/1/1", "lang": "zh", "text": "学手艺要交学费吗?"}
{"clause": "0/1/1/2", "lang": "en", "text": "Where do I apply?"}
"""
RENDERINGS = """{"clause": "0/1/1/1", "zh": "县里教大家手艺，帮人找工作。", "en": "Skills are taught and jobs are found."}
"""


class FakeEmbeddings(Embeddings):
    """Unit vectors drawn from the text's own hash: the same text, the same vector."""

    name = "fake"
    sha256 = "f" * 64
    dimension = 16

    def __init__(self, reference: str = "", *, batch_size: int = 64, device: str = "cpu", max_tokens: int = 0) -> None:
        del batch_size, device, max_tokens
        self.reference = reference

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        vector = np.random.default_rng(seed).normal(size=self.dimension)
        return [float(x) for x in vector / np.linalg.norm(vector)]


def write_notice(
    folder: Path, source: str = SOURCE, enquiries: str = ENQUIRIES, renderings: str = "", unstated: str = ""
) -> Path:
    """A notice's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "source.txt").write_bytes(source.encode())
    digest = hashlib.sha256(source.encode()).hexdigest()
    (folder / "notice.toml").write_text(f'id = "small"\ntitle = "某县实施方案"\nsha256 = "{digest}"\n', "utf-8")
    (folder / "enquiries.jsonl").write_text(enquiries, "utf-8")
    (folder / "renderings.jsonl").write_text(renderings, "utf-8")
    (folder / "unstated.jsonl").write_text(unstated, "utf-8")
    return folder


def long_notice(folder: Path, enquiries: int = 1_100) -> Path:
    """A notice's folder with so many enquiries that Chroma writes vectors to files: it does from 1,000 on."""
    asked = [
        {"clause": "0/1/1/1", "lang": "zh", "voice": "lay", "text": f"第 {n} 期培训怎么报名？"}
        for n in range(enquiries)
    ]
    return write_notice(folder, enquiries="".join(json.dumps(line, ensure_ascii=False) + "\n" for line in asked))


def small_settings(tmp_path: Path, **changes: object) -> Settings:
    """Settings for the small notice, with an index folder below tmp_path."""
    values: dict[str, object] = {"notice": str(tmp_path / "notice"), "index_dir": tmp_path / "index"}
    return Settings.model_validate(values | changes)


class Builds:
    """How many times this process has embedded the passages of an index."""

    made = 0


def count_builds(patch: Callable[[type, str, object], None]) -> None:
    """From now on, and from none on. patch: setattr, or what takes it back at the end of a test."""
    vectors = Contents.vectors

    def counted(contents: Contents) -> list[list[float]]:
        Builds.made += 1
        return vectors(contents)

    patch(Builds, "made", 0)
    patch(Contents, "vectors", counted)
