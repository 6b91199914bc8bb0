"""The peer: what a LangChain tutorial builds. RecursiveCharacterTextSplitter at 500 characters with an overlap of 50, the
same embedding model, Chroma, the best four chunks.

A chunk counts for every clause that has half of its characters in it, or half of the chunk's: generous, since a chunk then
stands for several clauses at one rank.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import chromadb
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_text_splitters import RecursiveCharacterTextSplitter

from rag.retrieve import Retriever


def chain(retriever: Retriever) -> Callable[[str], tuple[str, ...]]:
    """The chain over the same text and model: a question → the addresses that its chunks stand for, best first."""
    notice = retriever.index.notice
    splitter = RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=50, add_start_index=True)
    chunks = splitter.split_documents([Document(notice.source)])
    # Beforehand, because turning chunks into clauses is our measuring and none of the chain's time.
    stands_for = {chunk.metadata["start_index"]: tuple(_held(chunk, retriever)) for chunk in chunks}
    client = chromadb.EphemeralClient(ChromaSettings(anonymized_telemetry=False))
    store = Chroma(f"peer-{uuid.uuid4()}", retriever.index.embeddings, client=client)
    store.add_documents(chunks)
    best = store.as_retriever(search_kwargs={"k": 4})

    def addresses(question: str) -> tuple[str, ...]:
        found = (stands_for[chunk.metadata["start_index"]] for chunk in best.invoke(question))
        return tuple(dict.fromkeys(address for held in found for address in held))

    return addresses


def _held(chunk: Document, retriever: Retriever) -> Iterator[str]:
    start = int(chunk.metadata["start_index"])
    end = start + len(chunk.page_content)
    for clause in retriever.clauses:
        shared = min(end, clause.end) - max(start, clause.start)
        if shared > 0 and shared * 2 >= min(end - start, clause.end - clause.start):
            yield clause.address
