"""A connection whose request does not end, or whose reply is not taken, is closed: uvicorn itself waits for ever."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

HEAD_S = 15.0
BODY_S = 30.0  # longer than web.security.bodies waits, which says so with a 408
STALL_S = 30.0  # in which nothing of a reply is taken


class State(ServerState):
    """What the connections of a server share. draining: replies say that their connection ends with them."""

    draining = False


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's own, with a limit of HEAD_S seconds from the connection, and from a request's first byte, to its head, of
    BODY_S from there to its end, whether or not anybody reads it, and of STALL_S for a reply that is not taken."""

    _request: asyncio.TimerHandle | None = None
    _stall: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait(HEAD_S)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._wait(HEAD_S)

    def on_headers_complete(self) -> None:
        self._wait(BODY_S)
        super().on_headers_complete()
        if isinstance(self.server_state, State) and self.server_state.draining:
            self.drain()

    def on_message_complete(self) -> None:
        self._end()
        super().on_message_complete()

    @property
    def asked(self) -> str:
        """The path of the request that is being answered; "" between requests."""
        if self.cycle is None or self.cycle.response_complete:
            return ""
        return str(self.cycle.scope["path"])

    def drain(self) -> None:
        """Have the reply, unless it has begun, say that the connection ends with it: a client that was told does not send
        another request just as the connection closes."""
        if self.cycle is not None and not self.cycle.response_started:
            self.cycle.keep_alive = False

    def end(self, *, whole: bool) -> None:
        """Close the connection. whole: as if a reply that is being sent in pieces had come to its end, of which a browser
        then does not complain."""
        if whole and self.asked and self.cycle.response_started and self.cycle.chunked_encoding:
            self.transport.write(b"0\r\n\r\n")
        self.transport.close()

    def pause_writing(self) -> None:
        super().pause_writing()
        # not close(), which would wait for what is not taken
        self._stall = self.loop.call_later(STALL_S, self.transport.abort)

    def resume_writing(self) -> None:
        self._taken()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()
        self._taken()
        super().connection_lost(exc)

    def _wait(self, seconds: float) -> None:
        self._end()
        self._request = self.loop.call_later(seconds, self.transport.close)

    def _end(self) -> None:
        if self._request is not None:
            self._request.cancel()
            self._request = None

    def _taken(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None
