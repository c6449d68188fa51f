"""One run of a command: reads, works, writes, reports, and says how it went as an exit code."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from claimx.errors import OutputError, UsageError
from claimx.garbage import no_collection
from claimx.ingest import read_articles
from claimx.ingest.notices import listen, tell
from claimx.options import Options
from claimx.output.target import Target, leave_stdout
from claimx.records import Article, Claim, Failure

if TYPE_CHECKING:
    from rich.progress import Progress

    from claimx.link.linker import Reading

ALL_WELL, SOME_FAILED, STOPPED = 0, 1, 130
T = TypeVar("T")

_PROGRESS_FROM = 4  # articles; fewer are done before a bar could be read


def run_extract(
    options: Options, *, output: Path | None, failures: Path | None, quiet: bool, explain: bool = False
) -> int:
    """Runs the pipeline over everything the options name and writes the result; returns the exit code."""
    from claimx.output import BINARY, Writer, make_writer

    if quiet:
        listen(lambda message: None)
    failed: list[Failure] = []
    bugs = 0
    target = Target(output)
    with target as stream, _Progress(quiet) as progress:
        from claimx.workers import run_articles

        if explain:
            from claimx.output.explain import ExplainWriter

            writer: Writer = ExplainWriter(stream)
        else:
            terminal = output is None and sys.stdout.isatty()
            if terminal and options.output_format in BINARY:
                raise UsageError(f"--format {options.output_format} is no text", hint="name a file with -o")
            writer = make_writer(options.output_format, stream, terminal=terminal, bom=options.csv_bom)
        try:
            for outcome in run_articles(progress.count(read_articles(options)), options):
                if outcome.failure is not None:
                    failed.append(outcome.failure)
                    bugs += outcome.trace is not None
                    if options.debug and outcome.trace:
                        progress.say(outcome.trace)
                else:
                    writer.write(outcome.lines)
                progress.advance()
            writer.close()
            write_failures(failed, failures)
            target.keep()
        except KeyboardInterrupt:
            with contextlib.suppress(BrokenPipeError):
                writer.close()
            where = target.keep_part()
            tell(f"stopped; what was finished is kept{where}")
            write_failures(failed, failures)
            report(failed, bugs, progress.done)
            return STOPPED
        except BrokenPipeError:
            leave_stdout()
            return ALL_WELL
    report(failed, bugs, progress.done)
    return SOME_FAILED if failed else ALL_WELL


def run_shards(
    options: Options, *, folder: Path, shards: int | None, shard: tuple[int, int] | None, quiet: bool
) -> int:
    """Runs `run_extract` for every shard that is not finished yet; returns the gravest exit code."""
    from claimx.shards import open_shards

    code = ALL_WELL
    for ours, output, failures in open_shards(options, folder, shards=shards, shard=shard):
        code = max(code, run_extract(ours, output=output, failures=failures, quiet=quiet))
        if code == STOPPED:
            break
    return code


def run_timeline(
    paths: Sequence[str],
    *,
    keep: Callable[[Claim], bool],
    since: date | None,
    until: date | None,
    undated: bool,
    format: str,
    output: Path | None,
) -> int:
    """Writes the claims of all files that `keep` keeps in the order of their dates; returns the exit code."""
    from claimx.output.jsonl import read_records
    from claimx.output.timeline import Timeline, write_lines, write_table

    terminal = output is None and sys.stdout.isatty()
    target = Target(output)
    with target as stream:
        timeline = Timeline(keep=keep, since=since, until=until, undated=undated, texts=format == "html")
        for path in paths:
            timeline.add(path, read_records(path))
        try:
            if format == "html":
                stream.write(timeline.page().encode("utf-8", "replace"))
                stream.flush()
            elif format == "table" or (format == "auto" and terminal):
                width = None if terminal else 120
                write_table(timeline.entries(), stream, color=terminal, width=width)
            else:
                write_lines(timeline.entries(), stream)
        except BrokenPipeError:
            leave_stdout()
            return ALL_WELL
        target.keep()
    if timeline.undated and not undated:
        one = timeline.undated == 1
        what = "claim has no date that is" if one else "claims have no date that is"
        _err(
            f"claimx: {timeline.undated} {what} known to the calendar and {'is' if one else 'are'} left out (see --undated)"
        )
    report(timeline.failures, 0, timeline.read)
    return SOME_FAILED if timeline.failures else ALL_WELL


def run_link(paths: Sequence[str], *, format: str, output: Path | None, vectors: bool, reading: Reading) -> int:
    """Writes the actors, groups and links of the claims in all files; returns the exit code."""
    from claimx.link import Linker
    from claimx.output.jsonl import read_records

    failed: list[Failure] = []
    read = 0
    progress = _Progress(False, "pairs of articles read")
    linker = Linker(vectors=vectors, reading=reading, watch=progress.each)
    terminal = output is None and sys.stdout.isatty()
    target = Target(output)
    with no_collection(), target as stream, progress:
        for path in paths:
            for _, record in read_records(path):
                read += 1
                if isinstance(record, Failure):
                    failed.append(record)
                else:
                    linker.add(record)
        linked = linker.link()
        try:
            if format == "table" or (format == "auto" and terminal):
                from claimx.link.table import write_table

                write_table(linked, stream, color=terminal, width=None if terminal else 120)
            else:
                encode = msgspec.json.Encoder().encode
                stream.writelines(encode(line) + b"\n" for line in linked.lines())
                stream.flush()
        except BrokenPipeError:
            leave_stdout()
            return ALL_WELL
        target.keep()
    report(failed, 0, read)
    return SOME_FAILED if failed else ALL_WELL


def report(failed: list[Failure], bugs: int, done: int) -> None:
    """Lists the failures on standard error, and how many of all articles they are."""
    for failure in failed:
        line = f" line {failure.line}" if failure.line is not None else ""
        hint = f" ({failure.hint})" if failure.hint else ""
        _err(f"claimx: {failure.path}{line}: {failure.message}{hint}")
    if failed:
        more = f", {bugs} of them by a bug in claimx" if bugs else ""
        _err(f"claimx: {len(failed)} of {done} failed{more}")


def write_failures(failed: list[Failure], path: Path | None) -> None:
    """The failures as JSON Lines in the file the user named, all at once."""
    if path is None:
        return
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(msgspec.json.Encoder().encode_lines(failed))
        part.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}", hint="choose another place") from error


def _err(message: str) -> None:
    print(message, file=sys.stderr)  # noqa: T201 - talk goes to standard error


class _Progress:
    """A progress bar on standard error, only on a terminal and only for more than a few of what is counted."""

    def __init__(self, quiet: bool, what: str = "articles") -> None:
        self._wanted = not quiet and sys.stderr.isatty()
        self._what = what
        self._read = self.done = 0
        self._bar: Progress | None = None

    def __enter__(self) -> _Progress:
        return self

    def count(self, articles: Iterator[Article | Failure]) -> Iterator[Article | Failure]:
        """The same articles, counted as they are read."""
        for article in articles:
            self._read += 1
            yield article

    def each(self, items: Sequence[T]) -> Iterator[T]:
        """The same items; each is done when the next is asked for."""
        self._read = len(items)
        for item in items:
            yield item
            self.advance()

    def advance(self) -> None:
        """One more is done."""
        self.done += 1
        if not self._wanted or max(self._read, self.done) < _PROGRESS_FROM:
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        if self._bar is None:
            from rich.console import Console

            columns = (TextColumn("claimx: {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = bar.add_task(self._what, total=None)
            bar.start()
            self._bar = bar
            listen(lambda message: bar.console.print(f"claimx: {message}", markup=False))
        self._bar.update(self._task, completed=self.done, total=self._read)

    def say(self, message: str) -> None:
        """A message that the bar does not overwrite."""
        _err(message)

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.stop()
