"""How often one client may ask: sliding windows by the limits library, in memory or in Redis by URL.

Where Redis fails, this process counts by itself until Redis is back: a service that answers a little too much is better than
one that answers nobody.
"""

from __future__ import annotations

import logging
import math
import time
from ipaddress import IPv6Address, ip_address
from typing import Any

from limits import RateLimitItem, RateLimitItemPerSecond, parse_many
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.storage.redis import RedisStorage
from limits.aio.storage.redis.redispy import RedispyBridge
from limits.aio.strategies import FixedWindowRateLimiter, SlidingWindowCounterRateLimiter
from limits.errors import ConfigurationError
from limits.storage import storage_from_string

from index.settings import Settings, SettingsError

LONGEST_WAIT_S = 0.5  # of a reply from Redis
APART_S = 10.0  # between attempts to reach a Redis that failed

_log = logging.getLogger("wence")


class Limits:
    """Counts by name ("address", "conversation" …) and key. Any number of processes may share one Redis."""

    def __init__(self, url: str, rules: dict[str, tuple[RateLimitItem, ...]]) -> None:
        """url: memory:// or redis://…; rules: by name. Raises SettingsError for a URL that cannot work."""
        self._rules = rules
        self._own = _Counts(MemoryStorage())
        self._shared = None if url == "memory://" else _Counts(_redis(url))
        self._again = 0.0  # time.monotonic() at which a Redis that failed is tried again

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """As the settings say; raises SettingsError naming the one that cannot be read."""
        names = ("address", "conversation", "reading", "sign_in")
        rules = {name: _rules(f"limit_{name}", getattr(settings, f"limit_{name}")) for name in names}
        return cls(settings.limits_url.get_secret_value(), rules)

    async def hit(self, name: str, key: str) -> float | None:
        """Count one more. None where it is within every limit of that name; else the seconds to wait, at least 1."""
        for counts in self._counts():
            try:
                return await counts.hit(self._rules[name], name, key)
            except Exception as error:  # whatever the client of Redis raises: it is a matter of the wire
                self._failed(error)
        return None

    async def first(self, name: str, key: str, seconds: int) -> bool:
        """Whether this is the first time within `seconds` that the key is seen."""
        for counts in self._counts():
            try:
                return await counts.first(name, key, seconds)
            except Exception as error:
                self._failed(error)
        return True

    async def well(self) -> bool:
        """Whether counts are kept where they are meant to be."""
        return self._shared is None or await self._shared.storage.check()

    async def close(self) -> None:
        """End the connections to Redis."""
        storage = self._shared.storage if self._shared else None
        if isinstance(storage, RedisStorage) and isinstance(storage.bridge, RedispyBridge):
            await storage.bridge.storage.aclose()

    def _counts(self) -> list[_Counts]:
        shared = self._shared if time.monotonic() >= self._again else None
        return [shared, self._own] if shared else [self._own]

    def _failed(self, error: Exception) -> None:
        self._again = time.monotonic() + APART_S
        _log.warning("limits are counted by this process alone: WENCE_LIMITS_URL does not answer (%s)", error)


class _Counts:
    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self._sliding = SlidingWindowCounterRateLimiter(storage)
        self._fixed = FixedWindowRateLimiter(storage)

    async def hit(self, rules: tuple[RateLimitItem, ...], name: str, key: str) -> float | None:
        for rule in rules:
            if not await self._sliding.hit(rule, name, key):
                free = (await self._sliding.get_window_stats(rule, name, key)).reset_time
                return float(max(1, math.ceil(free - time.time())))
        return None

    async def first(self, name: str, key: str, seconds: int) -> bool:
        return await self._fixed.hit(RateLimitItemPerSecond(1, seconds), name, key)


def network(host: str | None) -> str:
    """What counts as one client: an IPv4 address, or the /64 network of an IPv6 one, in which a client picks its
    addresses freely; "local" for a caller without an address.

    >>> network("2001:db8::7"), network("::ffff:192.0.2.1")
    ('2001:db8::/64', '192.0.2.1')
    """
    try:
        address = ip_address(unmapped(host or "").partition("%")[0])
    except ValueError:
        return "local" if not host else f"name:{host[:64]}"
    if isinstance(address, IPv6Address):
        return f"{IPv6Address(int(address) >> 64 << 64)}/64"
    return str(address)


def unmapped(host: str) -> str:
    """An IPv4 address that is written as an IPv6 one, as itself; any other text as it is.

    >>> unmapped("::ffff:192.0.2.1")
    '192.0.2.1'
    """
    try:
        mapped = IPv6Address(host).ipv4_mapped
    except ValueError:
        return host
    return host if mapped is None else str(mapped)


def _rules(name: str, written: str) -> tuple[RateLimitItem, ...]:
    try:
        return tuple(parse_many(written))
    except ValueError as error:
        raise SettingsError(
            f"设置 WENCE_{name.upper()} 的值“{written}”读不懂。请写成 60/minute;1000/hour 的样子。 "
            f"WENCE_{name.upper()} cannot be read; write it like 60/minute;1000/hour."
        ) from error


def _redis(url: str) -> Storage:
    wrong = SettingsError(
        "设置 WENCE_LIMITS_URL 的值不能用。请写 memory:// 或 redis://主机:端口/库。 "
        "WENCE_LIMITS_URL must be memory:// or redis://host:port/db."
    )
    if not url.startswith(("redis://", "rediss://", "redis+unix://")):
        raise wrong
    waits: dict[str, Any] = {"socket_timeout": LONGEST_WAIT_S, "socket_connect_timeout": LONGEST_WAIT_S}
    try:
        storage = storage_from_string(f"async+{url}", implementation="redispy", key_prefix="wence", **waits)
    except (ConfigurationError, ValueError) as error:
        raise wrong from error
    assert isinstance(storage, Storage)
    return storage
