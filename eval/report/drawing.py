"""Matplotlib's SVG made fit for a page: text stays text, colours follow the page's scheme, nothing in it is dated.

Labels are Chinese and the font they are shown in is the reader's, so nothing is laid out by measuring text: margins are
reckoned from a character's usual width.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import matplotlib as mpl
from markupsafe import Markup, escape
from matplotlib.axes import Axes
from matplotlib.figure import Figure

WIDTH = 4.2  # inches: the text stays readable on a telephone's 390 pixels, and two stand beside each other on a screen
ROW = 0.2  # inches that a row of a plot takes
SIZE = 8.5  # points of the text
# Role → colour on white. Each is one of a kind, so that it can be told in the SVG and handed to the page's style sheet.
COLOURS = {
    "ink": "#1b2330", "soft": "#55606f", "line": "#d9dee6", "card": "#fefefe", "now": "#1d4f91", "then": "#6f7a89", "other": "#b4540a",
}  # fmt: skip
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "wence",
    "text.parse_math": False,
    "font.family": "DejaVu Sans",  # comes with matplotlib; the page puts its own in its place
    "font.size": SIZE,
    "text.color": COLOURS["ink"],
    "axes.labelcolor": COLOURS["soft"],
    "axes.edgecolor": COLOURS["line"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.color": COLOURS["line"],
    "xtick.labelcolor": COLOURS["soft"],
    "ytick.color": COLOURS["line"],
    "ytick.labelcolor": COLOURS["ink"],
    "grid.color": COLOURS["line"],
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.labelcolor": COLOURS["soft"],
}


class Plot(NamedTuple):
    """name: an id. title, title_en, caption: beside the plot; svg: the plot, with title and description for who hears it."""

    name: str
    title: str
    title_en: str
    caption: str
    svg: Markup


@contextmanager
def style() -> Iterator[None]:
    """Matplotlib's settings while plots are drawn. That its own font lacks Chinese is no matter: the reader's has it."""
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        yield


def width(text: str) -> float:
    """Inches that a label takes, about."""
    return sum(1.0 if ord(c) > 0x2E7F else 0.58 for c in text) * SIZE / 72


def canvas(
    height: float, left: float, *, right: float = 0.15, top: float = 0.3, bottom: float = 0.42
) -> tuple[Figure, Axes]:
    """A figure WIDTH wide whose axes are `height` high, with the margins around them; all in inches."""
    whole = height + top + bottom
    figure = Figure(figsize=(WIDTH, whole))
    box = (left / WIDTH, bottom / whole, (WIDTH - left - right) / WIDTH, height / whole)
    return figure, figure.add_axes(box)


def rows(labels: Sequence[str], *, right: float = 0.15, row: float = ROW, bottom: float = 0.28) -> tuple[Figure, Axes]:
    """A canvas with a labelled row each, the first on top at y = 0."""
    figure, axes = canvas(
        row * len(labels) + 0.1, max(map(width, labels), default=0) + 0.15, right=right, bottom=bottom
    )
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    return figure, axes


def key(axes: Axes, handles: Iterable[Any] | None = None, **options: Any) -> None:
    """The legend, above the axes at the right."""
    place = {
        "loc": "lower right",
        "bbox_to_anchor": (1.0, 1.0),
        "borderaxespad": 0.1,
        "handletextpad": 0.4,
        "columnspacing": 1.2,
    }
    if handles is not None:
        options["handles"] = list(handles)
    axes.legend(**(place | {"ncols": 4, "fontsize": SIZE - 0.5} | options))


def svg(figure: Figure, name: str, title: str, description: str) -> Markup:
    """The figure for a page: a picture with a name, ids that no other plot has, colours from the style sheet."""
    made = io.StringIO()
    figure.savefig(made, format="svg", transparent=True, metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    text = re.sub(r"<metadata>.*?</metadata>", "", made.getvalue(), flags=re.DOTALL)
    box = re.search(r'viewBox="([^"]+)"', text)
    body = text[text.index(">", text.index("<svg")) + 1 :]
    body = re.sub(r'\bid="', f'id="{name}-', body)
    body = re.sub(r'(url\(#|href="#)', rf"\g<1>{name}-", body)
    for role, colour in COLOURS.items():
        body = body.replace(colour, f"var(--p-{role},{colour})")
    head = f'<svg viewBox="{box[1] if box else ""}" role="img" aria-labelledby="{name}-title {name}-desc">'
    told = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    return Markup(head + told + re.sub(r"\n\s*", "\n", body))
