"""Nothing of a question, an answer or a notice is ever more than text: every payload through every surface that renders one.

An attack succeeds where a payload runs, reaches the network, or puts an element or an attribute into the page that the
surface does not make of a harmless text.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.web.harmless import Stage, assert_harmless, staged
from tests.web.hostile import PLAIN, rendered
from tests.web.payloads import BEACON, PATH, PAYLOADS, each_payload

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def stage(browser: Browser) -> Iterator[Stage]:
    with staged(browser) as stage:
        yield stage


def squeezed(text: str) -> str:
    """Without what white space and line ends a page may show in another way."""
    return "".join(text.split())


def test_there_are_enough_payloads_each_its_own() -> None:
    assert len(PAYLOADS) >= 150
    assert len({p.name for p in PAYLOADS}) == len({p.text for p in PAYLOADS}) == len(PAYLOADS)


@each_payload
def test_what_the_server_renders_stays_text(stage: Stage, payload: str) -> None:
    assert_harmless(stage, rendered(payload), like=rendered(PLAIN))
    text = squeezed(stage.page.evaluate("document.body.textContent"))
    assert text.count(squeezed(payload)) >= 40  # it has arrived everywhere, whole


# -- that the test can fail


@pytest.mark.parametrize(
    ("html", "noticed"),
    [
        (f"<script>{BEACON}</script>", "ran"),
        (f"<img src=x onerror={BEACON}>", "ran"),
        (f"<p onmouseover={BEACON}>甲</p>", "ran"),
        (f"<p onfocus={BEACON}>甲</p>", "ran"),
        (f"<a href=javascript:{BEACON}>甲</a>", "ran"),
        (f"<iframe srcdoc='<script>parent.{BEACON[7:]}</script>'></iframe>", "ran"),
        ("<script>Object.prototype.pwned = 1</script>", "ran"),
        ("<script>document.cookie = 'pwned=1'</script>", "ran"),
        (f"<p style='background:url({PATH})'>甲</p>", "network"),
        (f"<meta http-equiv=refresh content='0;url={PATH}'>", "network"),
        ("<b>甲</b>", "does not make"),
        ("<p hidden>甲</p>", "does not make"),
        ("<p class=tag>甲</p>", "does not make"),
        ("<p id=quote>甲</p>", "does not make"),
        ("<a href=/x>甲</a>", "does not make"),
        ("<div><template shadowrootmode=open><b>甲</b></template></div>", "does not make"),
    ],
)
def test_what_is_no_text_is_noticed(stage: Stage, html: str, noticed: str) -> None:
    with pytest.raises(AssertionError, match=noticed):
        assert_harmless(
            stage, f"<p>甲</p><div>乙</div><a href=/y>丙</a>{html}", "<p>甲</p><div>乙</div><a href=/y>丙</a>"
        )
    assert_harmless(stage, "<p>甲</p>", "<p>乙</p>")  # and leaves no trace on the stage


@pytest.mark.parametrize(
    "name", ["style that imports", "image that is fetched", "base", "polyglot", "noscript", "title"]
)
def test_a_payload_written_as_it_is_is_noticed(stage: Stage, name: str) -> None:
    (text,) = (p.text for p in PAYLOADS if p.name == name)
    with pytest.raises(AssertionError):
        assert_harmless(stage, f"<div>{text}</div>", "<div>无害</div>")
