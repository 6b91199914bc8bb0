"""Tickets: what a page shows instead of a secret. Signed by the server, short-lived, good for one question.

A ticket names the page's origin, the client's network and the conversation, so that one that was carried off is of no use
elsewhere. The next one comes with the answer, which keeps a conversation to one question at a time.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict, dataclass

from itsdangerous import BadData, URLSafeTimedSerializer

from index.settings import Settings


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says. client: a digest of the network; conversation, one: opaque, the second of this ticket alone."""

    origin: str
    client: str
    conversation: str
    one: str


class Tickets:
    """Writes and reads tickets with one key."""

    def __init__(self, key: str, minutes: int) -> None:
        """key: any text that nobody can guess; "" for one made now, which is enough for a single process."""
        self._key = key or secrets.token_hex(32)
        self.seconds = minutes * 60
        self.longest = self.seconds + 2  # until none is good any more: a ticket is dated in whole seconds
        self._signer = URLSafeTimedSerializer(
            self._key, salt="wence.ticket", signer_kwargs={"digest_method": hashlib.sha256}
        )

    @classmethod
    def of(cls, settings: Settings) -> Tickets:
        return cls(settings.secret_key.get_secret_value(), settings.ticket_minutes)

    def issue(self, origin: str, network: str, conversation: str = "") -> str:
        """A ticket for a page; it begins a conversation unless it goes on in one."""
        ticket = Ticket(origin, self._digest(network), conversation or secrets.token_hex(8), secrets.token_hex(8))
        written = self._signer.dumps(asdict(ticket))
        assert isinstance(written, str)
        return written

    def read(self, written: str, origin: str, network: str) -> Ticket | None:
        """What a ticket says; None where it is not one of ours, is over, or was given to another page or client."""
        try:
            ticket = Ticket(**self._signer.loads(written, max_age=self.seconds))
        except (BadData, TypeError):
            return None
        return ticket if (ticket.origin, ticket.client) == (origin, self._digest(network)) else None

    def _digest(self, network: str) -> str:
        return hashlib.blake2b(network.encode(), key=self._key.encode()[:64], digest_size=8).hexdigest()
