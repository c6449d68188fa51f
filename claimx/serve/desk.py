"""The desk of the server: takes articles in, lets a few wait, and has worker processes answer them."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import msgspec

from claimx.claims.select import select
from claimx.errors import SetupError
from claimx.options import Options
from claimx.records import Document, Failure, Outcome
from claimx.serve.messages import STDIN, Answer, ExtractRequest, Wanted, read_article
from claimx.serve.problems import ProblemError
from claimx.workers import Pool, Unread

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Document)
_SMOOTHING = 0.2  # how much the last article counts in the mean time an article takes


class Desk:
    """Places for `options.jobs` articles at work and `queue` that wait; one worker process and one thread a job.

    A worker that hangs or dies costs its article only. `tell` is given what a person should see.
    """

    def __init__(self, options: Options, *, queue: int, tell: Callable[[str], None]) -> None:
        self.options, self.queue = options, queue
        self._tell = tell
        # Documents hold everything an answer can be made of, whatever a request wants kept.
        self._working = msgspec.structs.replace(options, jobs=1, output_format="document")
        self._seats = [_Seat(self._working) for _ in range(options.jobs)]
        self._free = list(self._seats)
        self._threads = ThreadPoolExecutor(options.jobs, thread_name_prefix="claimx-desk")
        self._lock = threading.Lock()
        self._inside = 0
        self._seconds = 1.0
        self.closing = False

    # ------------------------------------------------------------------------------------------------ its life

    def open(self) -> None:
        """Waits until every worker has loaded everything; raises SetupError where one cannot."""
        list(self._threads.map(_Seat.warm, self._seats))

    def dismiss(self) -> None:
        """Sends everybody away who waits, and lets nobody in any more; articles at work go on."""
        self.closing = True
        self._threads.shutdown(wait=False, cancel_futures=True)

    def abort(self) -> None:
        """Gives up the articles at work."""
        self.dismiss()
        for seat in self._seats:
            seat.abort()

    def close(self) -> None:
        """Ends all workers."""
        self.abort()
        self._threads.shutdown(wait=True)
        for seat in self._seats:
            seat.close()

    @property
    def ready(self) -> int:
        """How many workers are loaded."""
        return sum(seat.ready for seat in self._seats)

    @property
    def working(self) -> int:
        """How many workers have an article."""
        return len(self._seats) - len(self._free)

    @property
    def waiting(self) -> int:
        """How many requests wait for a worker, or are still being sent."""
        with self._lock:
            return max(0, self._inside - self.working)

    # --------------------------------------------------------------------------------------------- one article

    def enter(self) -> None:
        """Takes a place, to be given back with `leave`; raises ProblemError 503 where there is none."""
        if self.closing:
            raise stopping()
        with self._lock:
            if self._inside < self.options.jobs + self.queue:
                self._inside += 1
                return
            seconds = math.ceil(self._seconds * self._inside / self.options.jobs)
        raise ProblemError(
            503,
            f"all workers are busy, and as many articles wait as may ({self.queue})",
            hint="come again after the seconds that Retry-After says, or start the server with a larger --queue",
            headers={"Retry-After": str(min(max(seconds, 1), 60))},
        )

    def leave(self) -> None:
        """Gives a place back."""
        with self._lock:
            self._inside -= 1

    def submit(self, message: ExtractRequest, *, lines: bool) -> Future[bytes]:
        """The body of the answer, as JSON Lines or as one JSON value, when it is ready; or the ProblemError it ends in."""
        try:
            return self._threads.submit(self._answer, message, lines)
        except RuntimeError:
            raise stopping() from None

    def _answer(self, message: ExtractRequest, lines: bool) -> bytes:
        with self._lock:
            seat = self._free.pop()
        began = time.monotonic()
        try:
            outcome = seat.run(Unread(id=message.name, path=STDIN, read=partial(read_article, message)))
        finally:
            with self._lock:
                self._free.append(seat)
                self._seconds += _SMOOTHING * (time.monotonic() - began - self._seconds)
        if outcome.failure is not None:
            raise self._problem(outcome, outcome.failure)
        return write_answer(outcome.lines, message.options, lines=lines)

    def _problem(self, outcome: Outcome, failure: Failure) -> ProblemError:
        if outcome.timed_out:
            return ProblemError(504, failure.message, where="$", hint=failure.hint)
        if failure.stage == "ingest":
            return ProblemError(422, failure.message, where="$", hint=failure.hint)
        self._tell(f"{(failure.article or '')[:80]!r}: {failure.message}")
        if self.options.debug and outcome.trace:
            self._tell(outcome.trace)
        return ProblemError(500, failure.message, where="$", hint=failure.hint)


def stopping() -> ProblemError:
    """What a request is told while the server stops."""
    return ProblemError(503, "the server is stopping", hint="start it again", headers={"Retry-After": "5"})


def write_answer(line: bytes, wanted: Wanted, *, lines: bool) -> bytes:
    """The claims that are wanted of a document, as the command writes them (`lines`) or in one JSON object."""
    document = _decoder.decode(line)
    claims = tuple(select(document.claims, wanted.to_options()))
    if wanted.format == "document":
        line = _encoder.encode(msgspec.structs.replace(document, claims=claims))
        return line + b"\n" if lines else line
    return (
        _encoder.encode_lines(claims) if lines else _encoder.encode(Answer(document=document.document, claims=claims))
    )


class _Seat:
    """One worker process, loaded anew where it cannot be kept; used by one thread at a time."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._pool: Pool | None = None
        self._lock = threading.Lock()
        self._closing = False

    @property
    def ready(self) -> int:
        pool = self._pool
        return 0 if pool is None else pool.ready

    def warm(self) -> Pool:
        """The pool with its worker loaded; raises SetupError where it cannot be."""
        if self._pool is None:
            with self._lock:
                if self._closing:
                    raise SetupError("the server is stopping")
                self._pool = Pool(self._options).__enter__()
        try:
            self._pool.warm()
        except SetupError:
            self.close()
            raise
        return self._pool

    def run(self, item: Unread) -> Outcome:
        """What became of one article; raises ProblemError where there is no worker for it."""
        try:
            (outcome,) = self.warm().run([[item]])
        except SetupError as error:
            self.close()
            if self._closing:
                raise stopping() from error
            hint = "see what the server says on standard error, and start it again"
            raise ProblemError(503, str(error), hint=hint, headers={"Retry-After": "5"}) from error
        return outcome

    def abort(self) -> None:
        """Makes a run that is under way end, and lets no other begin."""
        with self._lock:
            self._closing = True
            if self._pool is not None:
                self._pool.abort()

    def close(self) -> None:
        """Ends the worker."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.__exit__()
