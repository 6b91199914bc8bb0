"""A response that the caller may keep, and be told so when it asks again."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from fastapi import Request
from starlette.responses import Response


def fresh(
    request: Request, tag: str, made: Callable[[], str | bytes], media_type: str, headers: dict[str, str]
) -> Response:
    """What `made` gives, or 304 with nothing made where the caller has it. tag: what the content depends on."""
    with_tag = headers | {"ETag": f'"{tag}"'}
    known = {given.strip().removeprefix("W/") for given in request.headers.get("if-none-match", "").split(",")}
    if known & {f'"{tag}"', "*"}:
        return Response(status_code=304, headers=with_tag)
    return Response(made(), headers=with_tag, media_type=media_type)


def digest(*of: str | bytes) -> str:
    """A tag for content that depends on `of`: 32 hexadecimal digits."""
    encoded = (part.encode() if isinstance(part, str) else part for part in of)
    return sha256(b"\0".join(encoded)).hexdigest()[:32]
