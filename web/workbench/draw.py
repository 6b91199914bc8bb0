"""The tabs' HTML: Jinja2 templates in templates/, which escape whatever is put into them; `say` has the words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from web.workbench.view import Lang
from web.workbench.words import words

FORMATS = {"xlsx": "Excel", "docx": "Word", "csv": "CSV"}  # of a list as a file, and what people call them
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


_TEMPLATES.globals["formats"] = FORMATS


def draw(template: str, lang: Lang, **context: Any) -> Markup:
    """The template `templates/TEMPLATE.html` with its context; in it `say` is the words of `lang`, `formats` is FORMATS, `official` the
    attribute of what stays Chinese in every language."""
    return Markup(
        _TEMPLATES.get_template(f"{template}.html").render(
            context, say=words(lang), lang=lang, official=Markup('lang="zh-CN"')
        )
    )
