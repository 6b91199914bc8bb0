"""The public's pages of a notice: its contents, its whole text, and one page per clause. Plain HTML, no script."""

from web.pages.routes import add

__all__ = ["add"]
