"""Paragraphs that were broken into lines of one width: the breaks inside them are blanks, not ends of lines."""

from __future__ import annotations

import re
from itertools import pairwise

_WIDEST = 100  # no text wrapped by hand or by a mail program has longer lines
_LEAST_BREAKS = 4
_SHARE = 0.6  # of the breaks between neighbouring lines that must be forced
_LOWER_SHARE = 0.15  # of the forced breaks that must fall inside a sentence for all to see
_STARTS_ANEW = re.compile(r"[ \t]*(?:[•▪‣◦·●○■□►▶➤✓✔*|–—-]|\(?\d{1,2}[.)]\s|\(?[a-z]\)\s)")


def unwrap(text: str) -> str:
    """The text, of the same length, with a blank for every line end that only the width of the lines called for.

    A break is forced where the next line's first word would not have fitted the width; a text is taken for wrapped
    where most breaks between neighbouring lines are. A text that is not comes back as it is.
    """
    lines = text.split("\n")
    width = max(map(len, lines))
    if width > _WIDEST or len(lines) <= _LEAST_BREAKS:
        return text
    forced: list[int] = []
    breaks = lower = at = 0
    for line, after in pairwise(lines):
        at += len(line) + 1
        if not line.strip() or not after.strip() or _STARTS_ANEW.match(after) or line.lstrip().startswith("|"):
            continue
        breaks += 1
        word = after.split(maxsplit=1)[0]
        if len(line.rstrip()) + 1 + len(word) > width:
            forced.append(at - 1)
            lower += word[0].islower()
    if len(forced) < max(_LEAST_BREAKS, _SHARE * breaks) or lower < _LOWER_SHARE * len(forced):
        return text
    out = list(text)
    for position in forced:
        out[position] = " "
    return "".join(out)
