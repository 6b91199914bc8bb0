"""The server of one process: it says when it is ready, and stops without dropping what was asked of it."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import cast

import uvicorn
from fastapi import FastAPI

from web.security.patience import PatientProtocol, State
from web.standing import Standing
from web.worker_link import Link, Order

# Seconds after the last reply in which those who are still connected may ask once more. A connection that is not used is
# closed after five by uvicorn anyway; who is told with a reply that it was the last comes on a new one.
LINGER_S = {Order.RETIRE: 6.0, Order.STOP: 1.0, Order.QUICK: 0.0}
QUICK_S = 1.0
HURRIED_S = 2.0  # for an answer without its language model
CUT_S = 1.5  # for those who still wait to be told
CLOSED_S = 1.0
BLINK_S = 0.05
ENDLESS = "/gradio_api/heartbeat/"  # ends when the page is left

Listeners = list[socket.socket]


def serve(
    application: FastAPI,
    listener: socket.socket,
    *,
    drain_s: float,
    hurry: Callable[[], None],
    ready: Callable[[], None] = lambda: None,
    link: Link | None = None,
) -> None:
    """Serve until told to stop. ready: called once it answers. hurry: ends what is being waited for from elsewhere, so that
    answers come without it. drain_s: how long what was asked may take once it stops. link: to a master, who gives the
    orders; without one signals do. Raises KeyboardInterrupt after Ctrl-C, where there is no master."""
    config = uvicorn.Config(
        application,
        log_level="warning",
        log_config=None,  # web/logs.py has the one log
        access_log=False,
        proxy_headers=False,  # WENCE_TRUSTED_PROXIES says whose are believed
        server_header=False,
        ws="none",
        http=PatientProtocol,
    )
    server = Server(config, application.state.ready, drain_s, hurry)
    server.on_ready, server.link = ready, link
    server.run(sockets=[listener])


class Server(uvicorn.Server):
    """uvicorn's, with another way to stop: readiness goes first, then nothing new is taken, what was asked is answered, and
    what is too slow is told so."""

    on_ready: Callable[[], None]
    link: Link | None

    def __init__(self, config: uvicorn.Config, standing: Standing, drain_s: float, hurry: Callable[[], None]) -> None:
        super().__init__(config)
        self._state = State()
        self.server_state = self._state
        self._standing, self._drain_s, self._hurry = standing, drain_s, hurry
        self._order = Order.STOP

    async def startup(self, sockets: Listeners | None = None) -> None:
        await super().startup(sockets)
        if not self.started:
            return
        if self.link is not None:
            self.link.ready()
            asyncio.get_running_loop().add_reader(self.link.fileno(), self._ordered)
        self.on_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.link is None:
            self._obey(Order.QUICK if sig == signal.SIGINT else Order.STOP)
            super().handle_exit(sig, frame)
        elif sig == signal.SIGTERM:  # Ctrl-C reaches the master too, who says what is to be done
            self.link.leaving()
            self._obey(Order.STOP)

    async def shutdown(self, sockets: Listeners | None = None) -> None:
        self._standing.ready = False
        self._state.draining = True
        await self._stop_listening(sockets or [])
        for connection in self._connections():
            connection.drain()
        if not await self._drained(self._longest):
            await self._end_slow()
        await self._close()
        await self.lifespan.shutdown()

    # -- orders

    def _ordered(self) -> None:
        assert self.link is not None
        order = self.link.order()
        if order is None:  # there will be no other
            asyncio.get_running_loop().remove_reader(self.link.fileno())
        self._obey(order or Order.STOP)

    def _obey(self, order: Order) -> None:
        self._order = order
        self.should_exit = True

    def _longest(self) -> float:
        return QUICK_S if self._order is Order.QUICK else self._drain_s

    # -- stopping

    async def _stop_listening(self, listeners: Listeners) -> None:
        loop = asyncio.get_running_loop()
        for listener in listeners:
            with suppress(NotImplementedError):  # on Windows
                loop.remove_reader(listener)
        await asyncio.sleep(0)  # asyncio has accepted what it makes a connection of only now
        for server in self.servers:
            server.close()
        for listener in listeners:
            listener.close()

    async def _drained(self, seconds: Callable[[], float]) -> bool:
        """Wait until nothing runs and nobody is connected who might still ask, of whom each can do so once; False where
        what runs takes longer than so many seconds."""
        began = quiet_since = time.monotonic()
        while True:
            now = time.monotonic()
            lasting = [c for c in self._connections() if not c.asked.startswith(ENDLESS)]
            busy = any(connection.asked for connection in lasting)
            if busy:
                quiet_since = now
            if not lasting or (not busy and now - quiet_since >= LINGER_S[self._order]):
                return True
            if busy and now - began >= seconds():
                return False
            await asyncio.sleep(BLINK_S)

    async def _end_slow(self) -> None:
        """Have what still runs end: first without what it waits for, then with a sentence."""
        self._hurry()
        if self._order is Order.QUICK or await self._drained(lambda: HURRIED_S):
            return
        self._standing.cut = True
        await self._drained(lambda: CUT_S)

    async def _close(self) -> None:
        """End every connection, those of pages that are still open too, which hold theirs for as long as they are."""
        # each would leave a trace that tells nobody anything
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        for connection in self._connections():
            connection.end(whole=connection.asked.startswith(ENDLESS))
        until = time.monotonic() + CLOSED_S
        while self.server_state.tasks and time.monotonic() < until:
            await asyncio.sleep(BLINK_S)
        for task in self.server_state.tasks:
            task.cancel()
        await asyncio.sleep(0)

    def _connections(self) -> list[PatientProtocol]:
        return [cast(PatientProtocol, connection) for connection in self.server_state.connections]
