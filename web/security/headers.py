"""What every response tells a browser it may do with it."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Of nothing that is data: no page may be made of it, and none may frame it.
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
# The public pages: a style sheet of ours and no script at all.
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), midi=(), payment=(), usb=(), browsing-topics=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
}
_TLS_DAYS = 180
_DATA = ("/healthz", "/readyz", "/metrics")


class SecurityHeaders:
    """Adds to a response the headers that it does not have already. chat: the policy of all that is neither data nor a
    public page."""

    def __init__(self, app: ASGIApp, chat: str) -> None:
        self.app = app
        self.chat = chat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        policy, more = self._of(scope["path"])
        if scope["scheme"] == "https":
            more = {**more, "Strict-Transport-Security": f"max-age={_TLS_DAYS * 86_400}"}

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**_ALWAYS, "Content-Security-Policy": policy, **more}.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, told)

    def _of(self, path: str) -> tuple[str, dict[str, str]]:
        if path == "/api" or path.startswith("/api/") or path in _DATA:
            return DATA_POLICY, {"Cache-Control": "no-store"}
        if path == "/notice" or path.startswith("/notice"):
            return PAGE_POLICY, {}
        if path.startswith("/widget/"):
            return DATA_POLICY, {}
        return self.chat, {}
