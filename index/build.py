"""Build an index, or open the one that is there: `open_index(settings)`. On the command line: python -m index build|info."""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from tqdm import tqdm

from corpus.clause import Notice
from corpus.knowledge import Knowledge
from corpus.parse import load_notice, notice_folder
from index import manifest as manifests
from index.embedder import SentenceTransformerEmbeddings
from index.lexical import LexicalIndex
from index.manifest import Manifest
from index.passages import VERSION, Passage, passages, trail_text
from index.phonetic import sounds
from index.settings import Settings
from index.store import Store, StoreError, facets


@dataclass(frozen=True)
class Lexical:
    """BM25 over the same clauses, five ways. ids of the first three are the clauses', in reading order.

    expanded: each clause's headings and text with its enquiries and renderings. text: headings and text alone.
    sound: as expanded, the Chinese of it, by syllables. enquiries: each enquiry by itself, its id being its clause's. unstated:
    likewise each question that a clause leaves open.
    """

    expanded: LexicalIndex
    text: LexicalIndex
    sound: LexicalIndex
    enquiries: LexicalIndex | None
    unstated: LexicalIndex | None

    @classmethod
    def of(cls, notice: Notice, knowledge: Knowledge) -> Lexical:
        clauses = [c for c in notice.clauses if notice.substantial(c)]
        text = {c.address: f"{trail_text(notice, c)}\n{c.text}" for c in clauses}

        def more(address: str) -> tuple[str, ...]:
            rendering = knowledge.rendering(address)
            return (*knowledge.questions(address), *((rendering.zh, rendering.en) if rendering else ()))

        expanded = [(c.id, "\n".join([text[c.address], *more(c.address)])) for c in clauses]
        asked = [(e.clause, e.text) for e in knowledge.enquiries]
        left_open = [(u.clause, u.text) for u in knowledge.unstated]
        return cls(
            LexicalIndex(expanded),
            LexicalIndex([(c.id, text[c.address]) for c in clauses]),
            LexicalIndex(expanded, sounds),
            LexicalIndex(asked) if asked else None,
            LexicalIndex(left_open) if left_open else None,
        )


@dataclass(frozen=True)
class Index:
    """Everything that retrieval needs of one notice, opened."""

    notice: Notice
    knowledge: Knowledge
    embeddings: SentenceTransformerEmbeddings
    store: Store
    lexical: Lexical
    manifest: Manifest


def open_index(
    settings: Settings, *, progress: bool = True, embeddings: SentenceTransformerEmbeddings | None = None
) -> Index:
    """The index for these settings, built first where there is none that matches. embeddings: the model of these
    settings, where it is loaded already. Raises WenceError."""
    notice = load_notice(settings.notice)
    folder = notice_folder(settings.notice)
    knowledge = Knowledge.read(folder, notice)
    made = list(passages(notice, knowledge, settings.passage_tokens))
    embeddings = embeddings or SentenceTransformerEmbeddings(
        settings.embedding_model,
        batch_size=settings.batch_size,
        device=settings.device,
        max_tokens=settings.max_tokens,
    )
    manifest = Manifest(
        notice=notice.id,
        corpus=manifests.corpus_sha256(notice, made),
        model=embeddings.sha256,
        model_name=embeddings.name,
        dimension=embeddings.dimension,
        passage_tokens=settings.passage_tokens,
        passage_version=VERSION,
        chroma=manifests.chroma_version(),
        count=len(made),
    )
    home = settings.index_dir / manifest.key
    try:
        settings.index_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(settings.index_dir / "build.lock"):  # two processes that start at once build once
            if manifests.read(home) != manifest:
                _build(
                    home,
                    notice=notice,
                    made=made,
                    embeddings=embeddings,
                    manifest=manifest,
                    settings=settings,
                    progress=progress,
                )
    except OSError as error:
        raise StoreError(
            f"索引不能写入 {settings.index_dir}：{error.strerror}。请检查磁盘空间和权限，或用 WENCE_INDEX_DIR 指定别处。"
            " / The index cannot be written; check space and permissions, or set WENCE_INDEX_DIR."
        ) from error
    store = Store(home, embeddings, settings.exact_limit)
    if store.count != manifest.count:
        raise StoreError(f"索引 {home} 缺少内容（{store.count}/{manifest.count}）。请删除它后运行 make index。")
    return Index(notice, knowledge, embeddings, store, Lexical.of(notice, knowledge), manifest)


def _build(
    home: Path, *, notice: Notice, made: list[Passage], embeddings: SentenceTransformerEmbeddings,
    manifest: Manifest, settings: Settings, progress: bool,
) -> None:  # fmt: skip
    """Build beside, then move into place: a build that is killed leaves nothing that looks whole."""
    beside = Path(tempfile.mkdtemp(prefix=".wence-building-", dir=settings.index_dir))
    try:
        vectors: list[list[float]] = []
        size = settings.batch_size
        steps = range(0, len(made), size)
        for start in tqdm(steps, desc="建立索引 Building the index", disable=not progress, file=sys.stderr, unit="批"):
            vectors += embeddings.embed_documents([p.text for p in made[start : start + size]])
        with closing(Store(beside, embeddings, 0)) as store:
            store.add(made, vectors, facets(notice))
        manifest.write(beside)
        if home.exists():
            shutil.rmtree(home)
        beside.replace(home)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    for old in settings.index_dir.iterdir():
        left_by_a_kill = old.name.startswith(".wence-building-")  # we hold the lock: nobody else is building
        held = manifests.read(old)  # the indexes of other notices stand beside this one's
        if old.is_dir() and old != home and (left_by_a_kill or (held is not None and held.notice == notice.id)):
            shutil.rmtree(old, ignore_errors=True)
