"""Build an index, or open the one that is there: `open_index(settings)`. On the command line: python -m index build|info."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.clause import Notice
from corpus.knowledge import Knowledge
from corpus.parse import load_notice, notice_folder
from index import folder, shared
from index import manifest as manifests
from index.contents import Contents
from index.embedder import SentenceTransformerEmbeddings
from index.lexical import LexicalIndex
from index.manifest import Manifest
from index.passages import VERSION, Passage, passages, trail_text
from index.phonetic import sounds
from index.remote import connect
from index.settings import Settings
from index.store import Store


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
    samples: tuple[Passage, ...] = ()  # what index.probe asks it


def open_index(
    settings: Settings, *, progress: bool = True, embeddings: SentenceTransformerEmbeddings | None = None
) -> Index:
    """The index for these settings, built first where there is none that matches. embeddings: the model of these
    settings, where it is loaded already. Raises WenceError."""
    url = settings.chroma_url.get_secret_value()
    server = connect(url) if url else None  # first: a server that is not there is said before a model is loaded
    notice = load_notice(settings.notice)
    knowledge = Knowledge.read(notice_folder(settings.notice), notice)
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
    contents = Contents(manifest, notice, made, embeddings, settings.batch_size, progress)
    if server is not None:
        store: Store = shared.opened(server, contents, settings.exact_limit)
    else:
        store = folder.opened(settings.index_dir, contents, settings.exact_limit)
    return Index(notice, knowledge, embeddings, store, Lexical.of(notice, knowledge), manifest, contents.samples)
