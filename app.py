"""Start 问策 Wence: one address for the chat page and the API. Everything is set by the environment (WENCE_…)."""

from __future__ import annotations

import gc
import logging
import os
import secrets
import socket
import sys
from collections.abc import Callable
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from pydantic import SecretStr

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

from corpus.clause import WenceError
from index.settings import Settings
from web import logs
from web.pid_file import PidFile, State, path_of
from web.security.staff import SingleSignOn, StaffFile, maintainers, staff_of, warn_of_strangers
from web.supervisor import INTERRUPTED, Event, Supervisor, can_supervise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from web.worker_link import Link

_log = logging.getLogger("wence")


def main() -> int:
    """Serve until stopped. Returns the exit code: 2 where a sentence on stderr says what to change."""
    try:
        settings = Settings.read()
        logs.configure(settings)
        staff_of(settings)  # before anything listens: a chat open to strangers is refused
        with _listen(settings.host, settings.port) as listener:
            if settings.trusted_proxies.strip():
                _refuse(listener)
            if not can_supervise():
                _serve(listener, "", lambda: print(_ready(listener), flush=True))
                return 0
            secret = secrets.token_urlsafe(32)  # the next worker knows the tickets of the last one
            with _found(settings) as note:

                def work(link: Link) -> None:
                    _serve(listener, secret, link=link)

                def deserted() -> None:
                    if settings.trusted_proxies.strip():
                        _refuse(listener)

                def said(event: Event, sentence: str) -> None:
                    with suppress(OSError):  # nobody reads it any more, or a disk is full: no reason to stop
                        note(event, sentence)
                        if event in _SAID:
                            print(_SAID[event] or _ready(listener), flush=True)

                return Supervisor(work, said, settings.drain_s, deserted).run()
    except WenceError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED


_SAID = {
    Event.READY: "",
    Event.AGAIN: "问策已恢复回答。 Wence answers again.",
    Event.RELOADED: "问策已换新。 Wence has reloaded.",
}


@contextmanager
def _found(settings: Settings) -> Iterator[Callable[[Event, str], None]]:
    """Let `python -m web reload` find this process, and learn from what is called with each event what came of it."""
    try:
        file = PidFile(path_of(settings))
    except OSError as error:
        _log.warning(
            "%s 写不了（%s）：python -m web reload 找不到本服务，请改用 kill -HUP %d。 Use kill -HUP to reload.",
            path_of(settings),
            error.strerror,
            os.getpid(),
        )
        yield lambda *_: None
        return
    state = State(os.getpid())

    def note(event: Event, sentence: str) -> None:
        nonlocal state
        if event in (Event.RELOADED, Event.NOT_RELOADED):
            state = State(os.getpid(), state.reloads + 1, sentence)
            file.write(state)

    try:
        yield note
    finally:
        file.remove()


def _serve(
    listener: socket.socket, secret: str, ready: Callable[[], None] = lambda: None, link: Link | None = None
) -> None:
    """All that one process does: read everything, prove that it answers, answer until told to stop. secret: signs tickets
    where no setting does; "" for one of its own. link: to the master that started it."""
    gc.disable()  # hundreds of thousands of objects are made that stay: looking through them takes an eighth of a start
    settings = Settings.read()
    if secret and not settings.secret_key.get_secret_value():
        settings = settings.model_copy(update={"secret_key": SecretStr(secret)})
    application = _application(settings, staff_of(settings))
    from web.serving import serve

    gc.freeze()  # nor need the collector ever look through them
    gc.enable()

    assistant = application.state.assistant
    try:
        serve(application, listener, drain_s=settings.drain_s, hurry=assistant.close, ready=ready, link=link)
    finally:
        assistant.close()


def _listen(host: str, port: int) -> socket.socket:
    """Bind before the index is built, so that a port in use is known at once. WenceError: the port is not free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # Two servers may both bind where neither listens yet.
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise WenceError(
            f"无法使用 {host}:{port}（{error.strerror}）。请停用占用它的程序，或设置 WENCE_PORT 为别的端口、"
            f"WENCE_HOST 为本机地址。 Cannot listen on {host}:{port}; set WENCE_PORT to another port."
        ) from error
    return listener


def _refuse(listener: socket.socket) -> None:
    """Let connections be refused, those that wait too, until the next worker listens (on Linux; elsewhere they wait): a
    proxy has others to ask, and should not wait here. Who comes by himself is better off waiting."""
    with suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)


def _application(settings: Settings, staff: StaffFile | SingleSignOn | None) -> FastAPI:
    # Heavy imports, in a worker alone
    from starlette.responses import RedirectResponse

    from rag.feedback import FeedbackStore
    from rag.library import Library
    from rag.self_test import proven
    from web import metrics
    from web.api import Service, version
    from web.application import create_app
    from web.noted import Logged
    from web.operations import keep_tidy
    from web.question_log import QuestionLog
    from web.security.guard import Guard
    from web.security.origins import allowed_origins, trusted_proxies

    # first: what cannot work is said before an index is built
    store, guard = FeedbackStore.of(settings), Guard.of(settings)
    allowed_origins(settings), trusted_proxies(settings)
    assistant = Library.open(settings, progress=True)
    proven(assistant.first)
    service = Service(assistant, settings, guard, QuestionLog.of(settings), store)
    application = create_app(service)
    application.state.assistant = assistant
    built = [one.retriever.index.manifest for one in assistant.assistants.values()]
    metrics.about(version(), assistant.notice.id, built[0].model, sum(manifest.count for manifest in built))
    keep_tidy(store, service.log, settings)
    if settings.chat:
        from web.sign_in import Door
        from web.workbench import mount

        door = Door(staff, settings.secret_key.get_secret_value(), guard.limits) if staff else None
        trusted = maintainers(settings)
        warn_of_strangers(trusted, staff)
        mount(application, Logged(assistant, service.log, "chat"), store, door=door, maintainers=trusted)
    else:
        application.add_route("/", lambda _: RedirectResponse("/notice"))
    return application


def _ready(listener: socket.socket) -> str:
    return f"问策已就绪，请用浏览器打开 Wence is ready at {_url(listener)}"


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}/"


if __name__ == "__main__":
    sys.exit(main())
