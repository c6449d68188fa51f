"""Claims as a readable table in the terminal."""

from __future__ import annotations

from typing import BinaryIO

from claimx.output.jsonl import decode_claims
from claimx.output.terminal import one_line
from claimx.records import Claim


def _who(claim: Claim) -> str:
    source = claim.source
    if source is None:
        return "(the article)" if claim.quote == "none" else "(nobody named)"
    name = source.name or source.text or "?"
    lines = [f"[bold]{_escape(name)}[/]"]
    if source.role:
        lines.append(f"[dim]{_escape(source.role)}[/]")
    if claim.via:
        lines.append("[dim]via " + _escape(", ".join(v.name or v.text or "?" for v in claim.via)) + "[/]")
    return "\n".join(lines)


def _escape(text: str) -> str:
    from rich.markup import escape

    return escape(one_line(text))


def _facts(claim: Claim) -> str:
    out = [f"{_escape(s.text)}" for s in claim.statistics]
    out += [f"{_escape(d.text)} → {d.value}" if d.value else _escape(d.text) for d in claim.dates]
    out += [f"{c.kind}: {_escape(c.text)}" for c in claim.conditions]
    marks: list[str] = [claim.modality] if claim.modality != "asserted" else []
    marks += ["negated"] if claim.polarity == "negated" else []
    if claim.cue is not None and claim.cue.stance != "neutral":
        marks.append(f"{claim.cue.lemma}: {claim.cue.stance}")
    out += [f"[italic]{m}[/]" for m in marks]
    return "\n".join(out)


class TableWriter:
    """Writes a table of claims for each article, as wide as the terminal."""

    def __init__(self, stream: BinaryIO, *, color: bool, width: int | None = None) -> None:
        import io

        from rich.console import Console

        self._text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", write_through=True)
        self._console = Console(
            file=self._text, force_terminal=color, color_system="auto" if color else None, width=width, highlight=False
        )

    def write(self, lines: bytes) -> None:
        """Writes the table of one article's claims; nothing where there are none."""
        from rich.table import Table

        claims = list(decode_claims(lines))
        if not claims:
            return
        document = claims[0].document
        table = Table(title=_escape(document.title or document.id), title_justify="left", show_lines=True, expand=True)
        table.add_column("who", ratio=3, overflow="fold")
        table.add_column("claim", ratio=8, overflow="fold")
        table.add_column("facts", ratio=4, overflow="fold")
        table.add_column("check", justify="right", no_wrap=True)
        for claim in claims:
            table.add_row(_who(claim), _escape(claim.text), _facts(claim), f"{claim.checkworthiness.score:.2f}")
        self._console.print(table)

    def close(self) -> None:
        """Writes out what is held back and lets go of the stream."""
        self._text.flush()
        self._text.detach()
