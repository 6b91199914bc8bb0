"""Whether a page took a text for text: what the page is made of, what it asked the network for, and whether anything ran.

assert_harmless(stage, html, like)      a document or a piece of one, as the server wrote it
assert_unharmed(page, known, requests)  a page that was come by in another way, such as one with the widget in it
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, Route

from tests.web.payloads import PATH

ADDRESS = "http://wence.example/"
SETTLE_MS = 50  # for what fails, loads or begins by itself; the requests of a stage are answered at once

# What a page is made of: tags, their attributes, and those attributes' values that act or that style sheets and scripts of
# ours look for; through shadow roots and templates. An address without its query and fragment.
_PARTS = """() => {
  const found = new Set(), acting = /^(id|name|class|slot|is|style|target|rel|type|for|http-equiv|on.*)$/;
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      const tag = element.namespaceURI.endsWith('xhtml') ? element.localName : 'svg:' + element.localName;
      found.add(tag);
      for (const {name, value} of element.attributes) {
        found.add(`${tag}[${name}]`);
        if (acting.test(name)) found.add(`${tag}[${name}=${value}]`);
        if (/^(href|src|action|formaction|data|xlink:href)$/.test(name)) {
          const address = URL.canParse(value, 'http://wence.example/') ? new URL(value, 'http://wence.example/') : {href: value};
          found.add(`${tag}[${name}=${address.protocol?.startsWith('http') ? address.origin + address.pathname : address.href}]`);
        }
      }
      if (element.shadowRoot) walk(element.shadowRoot);
      if (element instanceof HTMLTemplateElement) walk(element.content);
    }
  };
  walk(document);
  return [...found];
}"""
# What a visitor's pointer and keyboard would set off; then whether anything of the payload's ran.
_POKE = """async (milliseconds) => {
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      for (const type of ['mouseover', 'focus', 'toggle', 'animationstart']) element.dispatchEvent(new Event(type));
      if (element.protocol === 'javascript:') element.click();
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  await new Promise((done) => setTimeout(done, milliseconds));
  return window.pwned !== undefined || ({}).pwned !== undefined || document.cookie.includes('pwned');
}"""


@dataclass
class Stage:
    """A page that shows any HTML at ADDRESS, reaches nothing else, and notes what it tried to reach."""

    page: Page
    html: str = ""
    requests: list[str] = field(default_factory=list)

    def serve(self, route: Route) -> None:
        url = route.request.url
        if url == ADDRESS:
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")
            return
        if not url.endswith("/favicon.ico"):
            self.requests.append(url)
        if route.request.is_navigation_request():
            route.fulfill(status=204)  # the page stays
        else:
            route.abort()

    def show(self, html: str) -> None:
        """html: a whole document, or what stands in the body of one."""
        whole = html.lstrip().lower().startswith("<!doctype")
        head = '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>wence</title></head><body>'
        self.html = html if whole else f"{head}{html}</body></html>"
        self.requests.clear()
        self.page.context.clear_cookies()
        self.page.goto(ADDRESS, wait_until="load")


@contextmanager
def staged(browser: Browser) -> Iterator[Stage]:
    context = browser.new_context(locale="zh-CN")
    stage = Stage(context.new_page())
    context.route("**/*", stage.serve)
    yield stage
    context.close()


def parts(page: Page) -> set[str]:
    """What the page is made of: "button", "button[class]", "button[class=ref]" and so on."""
    return set(page.evaluate(_PARTS))


def ran(page: Page) -> bool:
    """Whether anything of a payload's runs when every element is pointed at and focused."""
    return bool(page.evaluate(_POKE, SETTLE_MS))


def assert_unharmed(page: Page, known: Collection[str], requests: Collection[str] = ()) -> None:
    """known: the `parts` of the same page with a harmless text in it. requests: addresses that the page asked for."""
    assert not ran(page), "the payload ran"
    assert not [url for url in requests if PATH in url], "the payload reached the network"
    assert parts(page) - set(known) == set(), "the page holds what it does not make itself"


def assert_harmless(stage: Stage, html: str, like: str) -> None:
    """like: the same surface made from a harmless text, of the same kinds of lines: nothing may be in `html` that is not
    in it, nor may anything else be asked for, nor anything run."""
    stage.show(like)
    known, asked = parts(stage.page), set(stage.requests)
    stage.show(html)
    assert_unharmed(stage.page, known, stage.requests)
    assert set(stage.requests) <= asked
