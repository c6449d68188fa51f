"""Groups as a table for the terminal: what is said, by whom, since when, and where the articles differ."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from claimx.link.linker import Linked
from claimx.link.records import Group, Link
from claimx.output.terminal import one_line

if TYPE_CHECKING:
    from rich.table import Table

_STYLES = {"number_differs": "yellow", "polarity_differs": "red", "modality_differs": "magenta"}


def write_table(linked: Linked, stream: BinaryIO, *, color: bool, width: int | None = None) -> None:
    """Writes each group with its claims and what differs, then the sums, `width` columns wide (the terminal's where None)."""
    from rich.console import Console
    from rich.text import Text

    out = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", write_through=True)
    console = Console(
        file=out, force_terminal=color, color_system="auto" if color else None, width=width, highlight=False
    )
    for group, links in linked.by_group():
        console.print(Text(one_line(group.text), style="bold"))
        console.print(Text(_summary(group), style="dim"))
        console.print(_claims(group))
        for style, line in _differences(group, links):
            console.print(Text(one_line(line), style=style))
        console.print()
    several = sum(len({n.name for n in actor.names}) > 1 for actor in linked.actors)
    counts = f"{len(linked.groups)} groups, {len(linked.links)} links, {len(linked.actors)} actors"
    console.print(Text(f"{counts}, {several} of them under several names", style="dim"))
    out.flush()
    out.detach()


def _summary(group: Group) -> str:
    days = group.first or "no date"
    if group.last != group.first:
        days += f" to {group.last}"
    counts = ", ".join(f"{count} {relation.replace('_', ' ')}" for relation, count in group.relations.items())
    return f"{days}; {counts}"


def _claims(group: Group) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, padding=(0, 1, 0, 2), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=4, overflow="fold")
    table.add_column(ratio=4, overflow="fold", style="dim")
    table.add_column(ratio=10, overflow="fold")
    for claim in group.claims:
        cells = (claim.published or "", claim.source or "the article", claim.publisher or claim.document, claim.text)
        table.add_row(*(Text(one_line(cell)) for cell in cells))
    return table


def _differences(group: Group, links: list[Link]) -> Iterator[tuple[str, str]]:
    place = {claim.claim: claim.publisher or claim.document for claim in group.claims}
    for link in links:
        if link.relation in _STYLES:
            line = f"  {link.relation.replace('_', ' ')}: {place[link.claims[0]]} / {place[link.claims[1]]}"
            yield _STYLES[link.relation], line + (f" ({link.detail})" if link.detail else "")
