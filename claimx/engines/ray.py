"""The pipeline on Ray Data: actors that each hold it, on this machine or on a cluster.

What travels through Ray is small: the names of what belongs to a part go in, a report of it comes back. The actor reads the
articles itself and writes the part itself, under a name that the input alone decides. So a part that is worked on twice,
because an actor died or the run was killed, is written twice with the same bytes, and counts once.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
import traceback
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from claimx import errors
from claimx.engines.folder import Folder
from claimx.engines.parts import Part, Share, fingerprint, list_input, make_parts, read_part
from claimx.engines.session import CURE, TERMINATED, Terminated, first_line, ray_session
from claimx.errors import ClaimxError, SetupError, UsageError
from claimx.ingest.notices import listen, tell
from claimx.ingest.remote import shown
from claimx.options import Options
from claimx.records import Failure
from claimx.run import ALL_WELL, SOME_FAILED, STOPPED, report, write_failures
from claimx.shards import ENDINGS, shard_name
from claimx.version import __version__

if TYPE_CHECKING:
    from claimx.records import Outcome

CLAIMS, FAILURES, PLAN = "claims-part", "failures-part", "parts.json"
_MOST_NOTICES = 20  # of a part


class Plan(msgspec.Struct, frozen=True):
    """What the parts in a folder are made of, so that no run goes on with another's."""

    parts: int
    digest: str


class Report(msgspec.Struct, kw_only=True):
    """What an actor says of a part: how many articles it had and which failed, or the error that ends the run."""

    articles: int = 0
    failures: list[Failure] = msgspec.field(default_factory=list)
    traces: list[str] = msgspec.field(default_factory=list)
    notices: list[str] = msgspec.field(default_factory=list)
    maker: str = ""  # claimx's version and the digest of its word lists and weights, as in the records
    error: tuple[str, str, str | None] | None = None  # class, message, hint


class Worker:
    """The actor: holds the pipeline, and makes one part after the other."""

    def __init__(self, options: Options, folder: str, parts: int, place: str) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        with contextlib.suppress(OSError):
            os.chdir(place)  # relative paths are those of the command; a machine may not have that folder
        import ray

        self._options = msgspec.structs.replace(options, jobs=1)
        self._folder, self._parts = folder, parts
        self._notices: list[str] = []
        listen(self._notices.append)
        self._failed: Report | None = None
        restarted = bool(ray.get_runtime_context().was_current_actor_reconstructed)
        try:
            self._run = self._isolated() if restarted or options.timeout_per_article is not None else self._direct()
        except Exception as error:
            self._failed = _give_up(error)

    def _direct(self) -> Any:
        from claimx.workers import start_pipeline

        return start_pipeline(self._options).run

    def _isolated(self) -> Any:
        """Runs articles in a process of their own: for a time limit, and where an actor died of what may be an article.

        Such an article is found and listed then, and does not end one actor after the other.
        """
        from claimx.ingest.batches import make_batches
        from claimx.workers import Pool

        self._pool = Pool(self._options).__enter__()
        return lambda articles: self._pool.run(make_batches(articles))

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[bytes]]:
        """Makes the part that the one row of the batch describes; gives its Report as JSON."""
        number = int(batch["number"][0])
        part = msgspec.json.decode(bytes(batch["part"][0]), type=Part)
        self._notices.clear()
        try:
            done = self._failed or self._make(number, part)
        except Exception as error:
            done = _give_up(error)
        return {"report": [msgspec.json.encode(done)]}

    def _make(self, number: int, part: list[Share]) -> Report:
        from claimx.output import make_writer
        from claimx.pipeline import data_hash

        options, folder, done = self._options, Folder(self._folder), Report()
        with folder.create(claims_name(number, self._parts, options)) as stream:
            writer = make_writer(options.output_format, stream, terminal=False, bom=options.csv_bom)
            for outcome in self._run(read_part(part, options)):
                done.articles += 1
                self._take(outcome, writer, done)
            writer.close()
            # Before the claims get their name: a part is finished when they have it.
            folder.put(failures_name(number, self._parts), msgspec.json.Encoder().encode_lines(done.failures))
        done.maker = f"{__version__}, data {data_hash()}"
        done.notices = list(dict.fromkeys(self._notices))[:_MOST_NOTICES]
        return done

    @staticmethod
    def _take(outcome: Outcome, writer: Any, done: Report) -> None:
        if outcome.failure is None:
            writer.write(outcome.lines)
            return
        done.failures.append(outcome.failure)
        if outcome.trace:
            done.traces.append(outcome.trace)


def _give_up(error: Exception) -> Report:
    """The Report that ends the run. What is raised in an actor would arrive between pages of Ray's own frames."""
    if isinstance(error, ClaimxError):
        return Report(error=(type(error).__name__, error.message, error.hint))
    message = f"a bug in claimx: {type(error).__name__}: {error}"
    return Report(error=("SetupError", message, "please report it"), traces=[traceback.format_exc()])


def claims_name(number: int, of: int, options: Options) -> str:
    """The name of a part, as in claims-part-00003-of-00016.jsonl."""
    return shard_name(CLAIMS, number, of, ENDINGS.get(options.output_format, "jsonl"))


def failures_name(number: int, of: int) -> str:
    """The name of a part's list of failures; number 0 has what could not even be found."""
    return shard_name(FAILURES, number, of, "jsonl")


def run_ray(options: Options, *, folder: str, shards: int | None, failures: Path | None, quiet: bool) -> int:
    """Makes every part of the output that is not in the folder yet; returns the exit code, as `run_extract` does.

    Raises SetupError where Ray is missing or cannot start, OutputError for a folder that cannot be written, UsageError for
    one that holds the parts of another run.
    """
    if any(importlib.util.find_spec(name) is None for name in ("ray", "pyarrow")):
        raise SetupError("--engine ray needs Ray Data", hint=CURE)
    if quiet:
        listen(lambda message: None)
    files, failed = list_input(options)
    parts = make_parts(files, shards)
    target = Folder(folder)
    target.make()
    there = _claim(target, Plan(len(parts), fingerprint(parts, options)))
    if failed:
        target.put(failures_name(0, len(parts)), msgspec.json.Encoder().encode_lines(failed))
    todo = [(n, part) for n, part in enumerate(parts, 1) if claims_name(n, len(parts), options) not in there]
    articles, traces, stopped = len(failed), 0, 0
    makers: set[str] = set()
    try:
        with contextlib.closing(_run(todo, options, folder, len(parts), quiet)) as reports:
            for done in reports:
                makers.add(done.maker)
                if len(makers) > 1:
                    made = " and ".join(sorted(makers))
                    raise SetupError(f"the machines have different versions of claimx: {made}", hint="install one")
                articles += done.articles
                failed.extend(done.failures)
                traces += len(done.traces)
                for notice in done.notices:
                    tell(notice)
                _show(done.traces, options)
    except KeyboardInterrupt as error:
        tell(f"stopped; the finished parts are kept in {shown(folder)}, and the same command does the others")
        stopped = TERMINATED if isinstance(error, Terminated) else STOPPED
    _sweep(target)
    if failures is not None:
        write_failures(_all_failures(target, len(parts)), failures)
    report(failed, traces, articles)
    return stopped or (SOME_FAILED if failed else ALL_WELL)


def _show(traces: list[str], options: Options) -> None:
    if options.debug:
        for trace in traces:
            print(trace, file=sys.stderr)  # noqa: T201 - talk goes to standard error


def _claim(target: Folder, plan: Plan) -> set[str]:
    """The names in the folder, once it is sure that the parts among them are of this run."""
    there = target.names()
    try:
        if PLAN in there and msgspec.json.decode(target.read(PLAN), type=Plan) == plan:
            return there
    except msgspec.DecodeError:
        pass
    if any(name.startswith(CLAIMS) and not name.endswith(".part") for name in there):
        raise UsageError("the folder has parts of another run", hint="name another folder with -o, or empty it")
    for name in there:
        if name.startswith(FAILURES):
            target.remove(name)
    target.put(PLAN, msgspec.json.encode(plan) + b"\n")
    return set()


def _sweep(target: Folder) -> None:
    """Takes away what attempts left behind that were killed; no actor is at work any more."""
    for name in target.names():
        if name.endswith(".part") and name.startswith((CLAIMS, FAILURES, PLAN)):
            target.remove(name)


def _all_failures(target: Folder, parts: int) -> list[Failure]:
    """The failures of all finished parts, in their order, those of earlier runs too."""
    there = target.names()
    names = [name for n in range(parts + 1) if (name := failures_name(n, parts)) in there]
    return [f for name in names for f in msgspec.json.Decoder(Failure).decode_lines(target.read(name))]


def _run(
    todo: list[tuple[int, Part]], options: Options, folder: str, parts: int, quiet: bool
) -> Generator[Report, None, None]:
    """The Report of each part as it is finished; Ray runs as long as the iterator does."""
    if not todo:
        return
    actors = min(options.jobs, len(todo))
    with ray_session(options.address, actors=actors, debug=options.debug) as ray, _bar(len(todo), quiet) as advance:
        rows = [{"number": number, "part": msgspec.json.encode(part)} for number, part in todo]
        plain = msgspec.structs.replace(options, paths=())
        # Ray Data restarts actors that die and gives them their part again, as often as it takes; that is its default.
        results = ray.data.from_items(rows, override_num_blocks=len(rows)).map_batches(
            Worker,
            fn_constructor_args=(plain, folder, parts, str(Path.cwd())),
            batch_size=1,
            num_cpus=1,
            compute=ray.data.ActorPoolStrategy(size=actors, max_tasks_in_flight_per_actor=1),
        )
        try:
            for row in results.iter_rows():
                done = msgspec.json.decode(bytes(row["report"]), type=Report)
                if done.error is not None:
                    kind, message, hint = done.error
                    _show(done.traces, options)
                    raise getattr(errors, kind)(message, hint=hint)
                yield done
                advance()
        except ray.exceptions.RayError as error:
            where = "look at its logs" if options.address else "run it with --debug to keep Ray's logs"
            raise SetupError(f"Ray gave up: {first_line(error)}", hint=where) from error


@contextlib.contextmanager
def _bar(parts: int, quiet: bool) -> Iterator[Any]:
    """What to call when a part is done: it moves a bar on standard error, where that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("claimx"), BarColumn(), MofNCompleteColumn(), TextColumn("parts"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("parts", total=parts)
        listen(lambda message: bar.console.print(f"claimx: {message}", markup=False))
        yield lambda: bar.advance(task)
