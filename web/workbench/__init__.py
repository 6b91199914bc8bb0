"""The staff's workbench: one Gradio page with tabs over one notice, which share what is selected.

page.py puts it together; each tab is a module of its own (tab.py says what a tab is).
"""

from web.workbench.page import build, mount

__all__ = ["build", "mount"]
