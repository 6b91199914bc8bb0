"""The id of the request that is being answered, for the log, for traces and for whoever asks about a reply.

A context variable: tasks and the threads of anyio inherit it; a thread of our own is given one (web/workbench/asking.py).
"""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-ID"
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")

current: ContextVar[str] = ContextVar("wence_request_id", default="")


def new() -> str:
    """32 hexadecimal digits."""
    return secrets.token_hex(16)


def accepted(sent: str | None) -> str:
    """The id that a proxy sent, where it is a plain token of 8 to 64 characters; else a new one.

    >>> accepted("4f9d2c1ab03e47d8"), len(accepted("a\\nforged line"))
    ('4f9d2c1ab03e47d8', 32)
    """
    return sent if sent and _TOKEN.fullmatch(sent) else new()
