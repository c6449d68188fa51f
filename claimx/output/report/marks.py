"""An article's text as HTML with its claims marked; claims may overlap."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from claimx.output.report.safe import safe
from claimx.records import Claim

_ORDER = {"direct": 0, "mixed": 1, "indirect": 2, "none": 3}


def _who(claim: Claim) -> str:
    source = claim.source
    return "the article" if source is None else source.name or source.text or "not named"


def mark_text(text: str, claims: Sequence[Claim], *, start: int = 0) -> str:
    """The text, cut wherever a claim begins or ends; each piece inside claims is a mark that names them all.

    `start` is where the text begins in the article, which the claims count in. The first piece of a claim carries the
    anchor `t-ID`. Work grows with the number of cuts, not with its square.
    """
    starts: dict[int, list[Claim]] = {}
    ends: dict[int, list[Claim]] = {}
    for claim in claims:
        if claim.end > claim.start:
            starts.setdefault(claim.start - start, []).append(claim)
            ends.setdefault(claim.end - start, []).append(claim)
    cuts = sorted({0, len(text), *starts, *ends})
    out: list[str] = []
    open_now: dict[str, Claim] = {}
    for here, there in pairwise(cuts):
        for claim in ends.get(here, ()):
            open_now.pop(claim.id, None)
        anchors = ""
        for claim in starts.get(here, ()):
            open_now[claim.id] = claim
            anchors += f'<span id="t-{claim.id}" class="anchor"></span>'
        piece = safe(text[here:there])
        if open_now and piece.strip():
            inner = min(open_now.values(), key=lambda c: (c.end - c.start, c.id))
            kind = min((c.quote for c in open_now.values()), key=_ORDER.__getitem__)
            who = "; ".join(dict.fromkeys(map(_who, open_now.values())))
            out.append(
                f'{anchors}<mark class="k-{kind}" tabindex="0" role="link" data-claim="{inner.id}" '
                f'data-claims="{" ".join(open_now)}" title="{safe(who)}">{piece}</mark>'
            )
        else:
            out.append(anchors + piece)
    return "".join(out)
