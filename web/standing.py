"""Whether this process takes questions: what readiness is read from, and what those who answer look at."""

from __future__ import annotations


class Standing:
    """Ready until the process drains, which it never takes back. Called, it says whether it is ready.

    ready: False once what runs is being answered and nothing new should come. cut: True once what still runs is to be
    ended with a sentence. Both are plain flags that any thread may read.
    """

    def __init__(self) -> None:
        self.ready = True
        self.cut = False

    def __call__(self) -> bool:
        return self.ready
