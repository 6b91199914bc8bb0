"""A language model's server on this machine, and the assistant that asks it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus.language_model import Chat, LanguageModel
from eval.fake_model import FakeModel, say, serving
from rag.generate import Writer
from rag.pipeline import Assistant


@pytest.fixture
def model() -> Iterator[FakeModel]:
    with serving(FakeModel(say('{"sentences": []}'))) as ours:
        yield ours


@pytest.fixture
def worded(model: FakeModel, assistant: Assistant) -> Assistant:
    """The assistant with a model to word its answers."""
    chat = Chat(LanguageModel.of(model.url, "m", "sk-secret-0123456789", timeout_s=5, deadline_s=20))
    return Assistant(assistant.retriever.index, writer=Writer(chat, 6000))
