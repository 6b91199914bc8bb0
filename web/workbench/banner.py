"""The line above everything: what the notice is, its standing, that answers are machine-made, and the page's switches."""

from __future__ import annotations

from corpus.clause import UNKNOWN, Notice
from corpus.reference import bare_title
from web.workbench.draw import draw
from web.workbench.view import Lang


def banner(
    notice: Notice, *, generated: bool = False, account: str | None = None, leave: str = "", lang: Lang = "zh"
) -> str:
    """As HTML. generated: a language model words the answers. account: the name of who has signed in, "" where it is not
    known yet, None for nobody; leave: the address that signs out, "" for none."""
    return str(
        draw(
            "banner",
            lang,
            notice=notice,
            home=f"{notice.id}:" if notice.called else "",
            title=bare_title(notice.title),
            linked=notice.url.startswith(("https://", "http://")),
            standing="" if notice.status == UNKNOWN else notice.status,
            address="" if notice.url == UNKNOWN else notice.url,
            generated=generated,
            account=account,
            leave=leave,
        )
    )
