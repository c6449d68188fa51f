"""An article in the terminal with its claims marked by kind, numbered, and listed with source, dates and numbers."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from claimx.output.terminal import one_line, with_lines
from claimx.records import Claim, Document

STYLES = {"direct": "bold yellow", "mixed": "bold magenta", "indirect": "bold cyan", "none": "green"}


def _who(claim: Claim) -> str:
    if claim.source is None:
        return "the article" if claim.quote == "none" else "nobody named"
    name = claim.source.name or claim.source.text or "not named"
    return f"{name}, {claim.source.role}" if claim.source.role else name


def _facts(claim: Claim) -> str:
    facts = [f"{d.text} = {d.value or d.status}" for d in claim.dates]
    for s in claim.statistics:
        value = (
            f"{s.value:g}"
            if s.value is not None
            else f"{s.low:g} to {s.high:g}"
            if s.low is not None and s.high
            else ""
        )
        facts.append(f"{s.text} = {s.bound} {value} {s.unit_name or s.unit or ''}".strip())
    facts += [f"{c.kind}: {c.text}" for c in claim.conditions]
    facts += [claim.modality] if claim.modality != "asserted" else []
    facts += ["negated"] if claim.polarity == "negated" else []
    return "; ".join(facts)


def marked_text(document: Document, claims: Sequence[Claim]) -> Text:
    """The article's text with the claims coloured by kind; the number of each stands behind it."""
    text = Text(with_lines(document.text), no_wrap=False)
    for claim in sorted(claims, key=lambda c: c.start - c.end):
        text.stylize(STYLES[claim.quote], claim.start, claim.end)
    pieces = sorted(((c.end, n) for n, c in enumerate(claims, 1)), reverse=True)
    for end, number in pieces:
        text = text[:end] + Text(f"[{number}]", style="dim") + text[end:]
    return text


def print_document(console: Console, document: Document, claims: Sequence[Claim]) -> None:
    """Prints one article and the list of its claims."""
    info = document.document
    console.print(Text(one_line(info.title or info.id), style="bold underline"))
    console.print(Text(one_line(" · ".join(x for x in (info.publisher, info.published) if x)), style="dim"))
    console.print(marked_text(document, claims))
    console.print()
    for number, claim in enumerate(claims, 1):
        line = Text(f"[{number}] ", style="dim") + Text(one_line(_who(claim)), style=STYLES[claim.quote])
        console.print(line + Text(f"  {claim.id}", style="dim"))
        facts = _facts(claim)
        if facts:
            console.print(Padding(Text(one_line(facts)), (0, 0, 0, 4)))
