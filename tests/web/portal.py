"""A government portal that embeds the widget with its one line, under a strict policy; and a visitor of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.web.fake_api import serving

POLICY = (
    "default-src 'none'; script-src {server}; connect-src {server}; style-src 'self'; img-src 'self'; "
    "require-trusted-types-for 'script'"
)
OWN_CSS = "body{margin:0;font-family:sans-serif}main{padding:16px}"
HOSTILE_CSS = (
    "*{font-size:40px!important;color:red!important;letter-spacing:9px!important;text-transform:uppercase!important}"
    "button,wence-widget *{display:none!important}html{font-size:40px}wence-widget{opacity:.1!important;display:none!important;transform:scale(2)!important;filter:blur(9px)}"
    "::backdrop{background:red}dialog{display:none!important}.w,.panel,.launch{visibility:hidden!important}"
)
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}


@dataclass
class Portal:
    """address: where its one page is. tags: the attributes of each script element that embeds the widget; server: whose
    widget it is; css: its own style sheet; body: more of its body; policy: its Content-Security-Policy, "" for none."""

    address: str = ""
    server: str = ""
    tags: tuple[str, ...] = ('data-title="问策 · 政策问答" data-lang="zh"',)
    css: str = OWN_CSS
    body: str = ""
    policy: str = POLICY

    def reset(self) -> None:
        fresh = Portal(self.address, self.server)
        self.tags, self.css, self.body, self.policy = fresh.tags, fresh.css, fresh.body, fresh.policy

    def html(self) -> str:
        scripts = "\n".join(f'<script src="{self.server}/widget/widget.js" {tag} defer></script>' for tag in self.tags)
        return f"""<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>某某县人民政府</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/portal.css">
{scripts}</head><body><main><h1>政务公开</h1><p><a href="#more">政策文件</a></p><p>{"正文。" * 900}</p></main>{self.body}</body></html>"""


class _Handler(BaseHTTPRequestHandler):
    portal: Portal

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        styles = self.path == "/portal.css"
        found = (self.portal.css if styles else self.portal.html()).encode()
        self.send_response(204 if self.path == "/favicon.ico" else 200)
        self.send_header("Content-Type", "text/css" if styles else "text/html; charset=utf-8")
        if self.portal.policy:
            self.send_header("Content-Security-Policy", self.portal.policy.format(server=self.portal.server))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.path != "/favicon.ico":
            self.wfile.write(found)


@contextmanager
def portal_of(server: str, host: str = "localhost") -> Iterator[Portal]:
    """A portal on a port and a host of its own, whose page embeds the widget of `server`."""
    portal = Portal(server=server)
    with serving(type("Handler", (_Handler,), {"portal": portal}), host) as address:
        portal.address = address
        yield portal


@dataclass
class Visitor:
    """Who looks at the portal's page. errors: what the console and the page complained of; expected: parts of the
    complaints that there will be, in any order, each once; requests: every address that was asked for."""

    page: Page
    errors: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def launcher(self) -> Locator:
        return self.page.locator("wence-widget .launch")

    @property
    def panel(self) -> Locator:
        return self.page.locator("wence-widget .panel")

    @property
    def box(self) -> Locator:
        return self.page.locator("wence-widget .ask textarea")

    @property
    def turns(self) -> Locator:
        return self.page.locator("wence-widget .turn")

    @property
    def answers(self) -> Locator:
        """Those that are whole: they can be copied."""
        return self.page.locator("wence-widget .turn:has(.foot)")

    @property
    def error(self) -> Locator:
        return self.page.locator("wence-widget .error")

    def button(self, name: str) -> Locator:
        return self.panel.get_by_role("button", name=name, exact=True)

    def goto(self, portal: Portal) -> None:
        self.page.goto(portal.address + "/", wait_until="load")

    def open(self) -> None:
        """By a click; until the notice is named, which the first ticket brings."""
        self.launcher.click()
        expect(self.panel.locator(".about a")).to_be_visible()

    def put(self, question: str) -> None:
        self.box.fill(question)
        self.box.press("Enter")

    def ask(self, question: str) -> Locator:
        """The whole answer."""
        before = self.answers.count()
        self.put(question)
        expect(self.answers).to_have_count(before + 1, timeout=20_000)
        return self.answers.last

    def focused(self) -> str:
        """The text or the name of what has the focus, through the shadow root."""
        script = """() => { let at = document.activeElement;
          while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
          return at ? (at.getAttribute('aria-label') || at.textContent || at.tagName).trim() : ''; }"""
        return str(self.page.evaluate(script))

    def tab_to(self, name: str, key: str = "Tab", most: int = 40) -> None:
        """Press Tab until what has the focus is named so."""
        for _ in range(most):
            if re.search(name, self.focused()):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"no {key} leads to {name}; the focus is on {self.focused()}")


@contextmanager
def visiting(
    browser: Browser, portal: Portal, size: str | tuple[int, int] = "desktop", **options: Any
) -> Iterator[Visitor]:
    """Someone at the portal's page, the widget still closed. At the end nothing was complained of but what is expected.

    size: of SIZES or in pixels; options: of the browser context.
    """
    width, height = SIZES[size] if isinstance(size, str) else size
    context = browser.new_context(viewport={"width": width, "height": height}, **{"locale": "zh-CN"} | options)
    context.set_default_timeout(10_000)
    visitor = Visitor(context.new_page())
    page = visitor.page
    page.on("console", lambda m: visitor.errors.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: visitor.errors.append(str(e)))
    page.on("request", lambda r: visitor.requests.append(r.url))
    try:
        visitor.goto(portal)
        yield visitor
    finally:
        context.close()
    unexpected = list(visitor.errors)
    for part in visitor.expected:
        found = next((error for error in unexpected if part in error), None)
        assert found is not None, f"no complaint of “{part}” among {visitor.errors}"
        unexpected.remove(found)
    assert unexpected == []
