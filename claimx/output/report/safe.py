"""Text of articles as HTML text and attribute values: escaped, and unable to turn the direction of what follows."""

from __future__ import annotations

from html import escape

# Shown as what they are, for unseen they can make a text read as something else.
_TURNING = {c: f"\N{REPLACEMENT CHARACTER}[U+{c:04X}]" for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def safe(text: str) -> str:
    """The text escaped for HTML, quotation marks included, with direction controls made visible."""
    return escape(text.translate(_TURNING), quote=True)
