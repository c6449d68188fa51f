"""Which claims a run keeps: by kind, source, confidence and check-worthiness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from claimx.options import Options
from claimx.records import Claim


def is_kept(claim: Claim, options: Options) -> bool:
    """Whether the options keep the claim, looked at alone."""
    if claim.confidence < options.min_confidence or claim.checkworthiness.score < options.min_checkworthiness:
        return False
    if options.source is not None:
        wanted = options.source.casefold()
        source = claim.source
        names = [source.name, source.text] if source is not None else []
        if not any(wanted in name.casefold() for name in names if name):
            return False
    kinds = {
        "attributed": claim.quote != "none",
        "narrator": claim.quote == "none",
        "statistics": bool(claim.statistics),
        "dates": bool(claim.dates),
        "conditions": bool(claim.conditions),
    }
    return all(kinds[only] for only in options.only)


def select(claims: Iterable[Claim], options: Options) -> Iterator[Claim]:
    """The claims that the options keep, in the order of the text; `top` keeps the most check-worthy of the article."""
    kept = [claim for claim in claims if is_kept(claim, options)]
    if options.top is not None and len(kept) > options.top:
        best = sorted(kept, key=lambda c: (-c.checkworthiness.score, c.start, c.id))[: options.top]
        ids = {claim.id for claim in best}
        kept = [claim for claim in kept if claim.id in ids]
    yield from kept
