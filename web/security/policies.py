"""The Content-Security-Policy of each page that is not for the public."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[1] / "assets"
SIGN_IN_STYLE = (ASSETS / "sign_in.css").read_text("utf-8")

# Gradio's page is made by inline scripts, builds functions from strings (js_on_load, html_template) and styles elements
# one by one; each part that can be without more is.
CHAT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'self'",  # its page has a <base>
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

# No script, and one style sheet that stands in the page, known by its hash.
SIGN_IN_POLICY = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{base64.b64encode(hashlib.sha256(SIGN_IN_STYLE.encode()).digest()).decode()}'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
