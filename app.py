"""Start 问策 Wence: one address for the chat page and the API. Everything is set by the environment (WENCE_…)."""

from __future__ import annotations

import logging
import os
import socket
import sys
from types import FrameType
from typing import TYPE_CHECKING

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import uvicorn
from starlette.responses import RedirectResponse

from corpus.clause import WenceError
from index.settings import Settings
from web.security.origins import allowed_origins, trusted_proxies
from web.security.patience import PatientProtocol
from web.security.staff import SingleSignOn, StaffFile, maintainers, staff_of, warn_of_strangers

if TYPE_CHECKING:
    from fastapi import FastAPI

STOPPED = 130  # what a shell reports for a program that Ctrl-C ended


def main() -> int:
    """Serve until stopped. Returns the exit code: 2 where a sentence on stderr says what to change."""
    try:
        settings = Settings.read()
        staff = staff_of(settings)  # before anything listens: a chat open to strangers is refused
        with _listen(settings.host, settings.port) as listener:
            application = _application(settings, staff)
            config = uvicorn.Config(
                application,
                log_level="warning",
                access_log=False,
                # An open page holds a connection for as long as it is open; stopping does not wait for it.
                timeout_graceful_shutdown=1,
                proxy_headers=False,  # WENCE_TRUSTED_PROXIES says whose are believed
                server_header=False,
                ws="none",
                http=PatientProtocol,
            )
            try:
                _Server(config, listener).run(sockets=[listener])
            finally:
                application.state.assistant.close()
    except WenceError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return STOPPED
    return 0


class _Server(uvicorn.Server):
    """Says when it is ready, and stops without a word."""

    def __init__(self, config: uvicorn.Config, listener: socket.socket) -> None:
        super().__init__(config)
        self._listener = listener

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"问策已就绪，请用浏览器打开 Wence is ready at {_url(self._listener)}", flush=True)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Connections of pages that are still open are cut, each with a trace that would tell nobody anything.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        super().handle_exit(sig, frame)


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


def _application(settings: Settings, staff: StaffFile | SingleSignOn | None) -> FastAPI:
    # Heavy imports after the port is known to be free
    from rag.feedback import FeedbackStore
    from rag.library import Library
    from web.api import Service
    from web.application import create_app
    from web.operations import keep_tidy
    from web.question_log import Logged, QuestionLog
    from web.security.guard import Guard

    # first: what cannot work is said before an index is built
    store, guard = FeedbackStore.of(settings), Guard.of(settings)
    allowed_origins(settings), trusted_proxies(settings)
    assistant = Library.open(settings, progress=True)
    service = Service(assistant, settings, guard, QuestionLog.of(settings), store)
    application = create_app(service)
    application.state.assistant = assistant
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


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}/"


if __name__ == "__main__":
    sys.exit(main())
