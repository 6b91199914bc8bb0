"""What a portal embeds for the public: one script, which makes one element that asks the API, and a page that shows it."""

from web.widget.serve import add

__all__ = ["add"]
