"""Retrieval as LangChain knows it, for chains of one's own."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from rag.question import read
from rag.retrieve import Retriever


class PolicyRetriever(BaseRetriever):
    """The same ranking as a LangChain retriever: Documents of clauses, with their address and label as metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    retriever: Retriever
    k: int = 5

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager
        notice = self.retriever.index.notice
        return [
            Document(
                hit.clause.text,
                id=hit.clause.id,
                metadata={"address": hit.clause.address, "label": notice.label(hit.clause), "score": hit.score},
            )
            for hit in self.retriever.rank(read(query))[: self.k]
        ]
