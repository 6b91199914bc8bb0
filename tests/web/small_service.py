"""python -m tests.web.small_service PORT WORDS DRAIN_S: a service of which only what answers is fake, for tests of the
processes around it.

It answers what the file WORDS says when a worker starts, and cannot start where that begins with "!". A question with 慢
takes as long as it says, 慢3 three seconds.
"""

from __future__ import annotations

import re
import socket
import sys
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.clause import WenceError
from web.supervisor import Event, Supervisor

if TYPE_CHECKING:
    from rag.answer import Turn
    from web.worker_link import Link


def main(port: int, words: Path, drain_s: float) -> int:
    """Serve at 127.0.0.1:port until told to stop. Every event is printed as a line."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(256)

        def work(link: Link) -> None:
            _work(link, listener, words, drain_s)

        def said(event: Event, sentence: str) -> None:
            print(event.value, sentence, flush=True)

        try:
            return Supervisor(work, said, drain_s).run()
        except WenceError as error:
            print(error, file=sys.stderr)
            return 2


def _work(link: Link, listener: socket.socket, words: Path, drain_s: float) -> None:
    from corpus.wire import Cancel
    from rag.answer import Answer
    from rag.trace import Told, untold
    from tests.web.fakes import FakeAssistant, make_answer
    from tests.web.served import application
    from web.serving import serve

    text = words.read_text("utf-8")
    if text.startswith("!"):
        raise WenceError(text.removeprefix("!"))

    class Spoken(FakeAssistant):
        def stream(
            self, question: str, history: Sequence[Turn] = (), cancel: Cancel | None = None, told: Told = untold
        ) -> Generator[Answer]:
            del history, told
            slow = re.search(r"慢(\d+)", question)
            until = time.monotonic() + (float(slow[1]) if slow else 0.0)
            if slow:
                yield make_answer(self.notice, "还在写", mode="generated")
            while time.monotonic() < until and not (cancel or Cancel()).wait(0.05):
                pass
            yield make_answer(self.notice, text)

    app = application(Spoken(), chat=False)
    serve(app, listener, drain_s=drain_s, hurry=lambda: None, link=link)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])))
