"""The ranking as a LangChain retriever."""

from __future__ import annotations

from rag.pipeline import Assistant
from rag.policy_retriever import PolicyRetriever
from rag.question import read


def test_langchain_retriever_gives_the_ranking(assistant: Assistant) -> None:
    question = "社会信用体系建设由谁牵头？"
    documents = PolicyRetriever(retriever=assistant.retriever, k=3).invoke(question)
    ranked = assistant.retriever.rank(read(question))[:3]
    assert [d.id for d in documents] == [hit.clause.id for hit in ranked]
    assert documents[0].metadata["address"] == "4/2/2/3"
    assert documents[0].page_content == ranked[0].clause.text
