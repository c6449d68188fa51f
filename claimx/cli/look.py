"""Commands that read what claimx extract wrote: explain, view, timeline, link; and schema, which says what that is."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from claimx.cli.base import Errors, Kind, app


@app.command()
def explain(
    claim_id: Annotated[str, typer.Argument(metavar="CLAIM_ID", help="The id of the claim, or its first digits.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What claimx extract wrote: JSON Lines or documents.")],
) -> None:
    """Says which rule, lexicon row or model decided each part of a claim, and on which words."""
    from claimx.errors import InputError
    from claimx.output.explain import explain_claim
    from claimx.output.jsonl import read_claims

    with Errors():
        if not file.is_file():
            raise InputError(f"{file}: there is no such file", hint="name a file that claimx extract wrote")
        found = [claim for claim in read_claims(file) if claim.id.startswith(claim_id)]
        if len(found) != 1:
            many = f"{len(found)} claims" if found else "no claim"
            raise InputError(f"{many} of {file} has the id {claim_id!r}", hint="ids stand in the field id")
        typer.echo(explain_claim(found[0]))


@app.command()
def view(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What claimx extract --format document wrote.")],
    claim: Annotated[str | None, typer.Option(metavar="ID", help="Show this claim alone, in its article.")] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="REPORT", help="Write one HTML page with everything in it, for a browser.")
    ] = None,
) -> None:
    """Shows articles with their claims marked, in the terminal or as an HTML page."""
    from claimx.errors import InputError, OutputError
    from claimx.output.jsonl import read_documents

    with Errors():
        if not file.is_file():
            raise InputError(f"{file}: there is no such file", hint="name a file that claimx extract wrote")
        documents = list(read_documents(file))
        if not documents:
            raise InputError(f"{file}: there is no article in it")
        if html is not None:
            from claimx.output.report import write_report

            try:
                html.write_text(write_report(documents), encoding="utf-8", errors="replace")
            except OSError as error:
                raise OutputError(f"{html}: cannot be written: {error.strerror}") from error
            return
        from rich.console import Console

        from claimx.output.reading import print_document

        console = Console(highlight=False, markup=False, soft_wrap=False)
        shown = 0
        for document in documents:
            kept = [c for c in document.claims if claim is None or c.id.startswith(claim)]
            if kept or claim is None:
                print_document(console, document, kept)
                shown += 1
        if not shown:
            raise InputError(f"no claim of {file} has the id {claim!r}", hint="ids stand in the field id")


class TimelineFormat(StrEnum):
    """How to write a timeline."""

    auto = "auto"
    table = "table"
    jsonl = "jsonl"
    html = "html"


@app.command()
def timeline(
    files: Annotated[
        list[str], typer.Argument(metavar="CLAIMS...", help="What claimx extract wrote; - is standard input.")
    ],
    format: Annotated[
        TimelineFormat,
        typer.Option(
            "--format", "-f", help="auto is a table on a terminal and JSON Lines elsewhere; html is one page."
        ),
    ] = TimelineFormat.auto,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here.")] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="Leave out what is over before this day, month or year."),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Leave out what begins after this day, month or year.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="Keep claims whose source has this in its name.")
    ] = None,
    only: Annotated[
        list[Kind] | None, typer.Option(help="Keep claims that are or have this; repeatable, all must hold.")
    ] = None,
    undated: Annotated[
        bool, typer.Option("--undated", help="Show claims without a date known to the calendar too, at the end.")
    ] = False,
) -> None:
    """Shows claims in the order of the dates they speak of, each once for every date."""
    from functools import partial

    from claimx.claims.select import is_kept
    from claimx.errors import UsageError
    from claimx.options import Options, check_stretch
    from claimx.run import run_timeline

    with Errors():
        first = None if since is None else check_stretch(since, "--from")[0]
        last = None if until is None else check_stretch(until, "--to")[1]
        if first and last and last < first:
            raise UsageError(f"--from {since} comes after --to {until}", hint="exchange them")
        options = Options(source=source, only=tuple(kind.value for kind in only or ()))
        code = run_timeline(
            files,
            keep=partial(is_kept, options=options),
            since=first,
            until=last,
            undated=undated,
            format=format.value,
            output=output,
        )
    raise typer.Exit(code)


class LinkFormat(StrEnum):
    """How to write links."""

    auto = "auto"
    table = "table"
    jsonl = "jsonl"


class Reading(StrEnum):
    """Whether likely pairs of claims are read side by side."""

    auto = "auto"
    always = "always"
    never = "never"


@app.command()
def link(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="CLAIMS...", help="What claimx extract wrote, documents preferred; - is standard input."
        ),
    ],
    format: Annotated[
        LinkFormat, typer.Option("--format", "-f", help="auto is a table on a terminal and JSON Lines elsewhere.")
    ] = LinkFormat.auto,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here.")] = None,
    vectors: Annotated[
        bool,
        typer.Option(
            "--vectors", help="Compare sentence vectors too; needs claimx[vectors], gained nothing where measured."
        ),
    ] = False,
    reading: Annotated[
        Reading,
        typer.Option(
            "--reading",
            help="Read likely pairs side by side: better, some milliseconds a pair; auto up to 2,000 claims.",
        ),
    ] = Reading.auto,
) -> None:
    """Finds claims of many articles that say the same or differ about it, and actors under all their names."""
    from claimx.run import run_link

    with Errors():
        code = run_link(files, format=format.value, output=output, vectors=vectors, reading=reading.value)
    raise typer.Exit(code)


class Schema(StrEnum):
    """Which records to describe."""

    claim = "claim"
    link = "link"
    timeline = "timeline"


@app.command()
def schema(
    record: Annotated[
        Schema, typer.Argument(help="Records of claimx extract, or lines of claimx link or timeline.")
    ] = Schema.claim,
) -> None:
    """Prints the JSON Schema (2020-12) of the claim record, or of what claimx link or timeline writes."""
    if record is Schema.link:
        from claimx.link.records import schema_bytes
    elif record is Schema.timeline:
        from claimx.output.timeline import schema_bytes
    else:
        from claimx.output.jsonl import schema_bytes

    sys.stdout.buffer.write(schema_bytes())
