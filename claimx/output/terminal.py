"""Text of articles for a terminal: what would steer it, or turn the direction of the text, is shown as a replacement sign."""

from __future__ import annotations

from typing import Final

_SIGN: Final = dict.fromkeys((*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")
_BLANK: Final = dict.fromkeys(map(ord, "\n\r\t"), " ")
_KEPT: Final = {ord("\r"): "\n", ord("\n"): "\n", ord("\t"): " "}


def one_line(text: str) -> str:
    """The text on one line, of the same length, with nothing in it that a terminal obeys."""
    return text.translate(_SIGN | _BLANK)


def with_lines(text: str) -> str:
    """The text in its lines, of the same length, with nothing in it that a terminal obeys."""
    return text.translate(_SIGN | _KEPT)
