"""Several processes that each hold the pipeline: text goes in, lines come out, and one that hangs or dies is replaced.

A worker gets a batch of articles and answers with their outcomes. Where it dies or takes too long, a new one takes its place and
gets the articles of that batch one by one, so that the one at fault is found, listed as a failure, and the others go on.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

import msgspec

from claimx.options import Options
from claimx.records import Article, Failure, Outcome

if TYPE_CHECKING:
    from claimx.pipeline import Pipeline


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """An article that the worker is to read itself, because reading it may hang or die too; `read` must be picklable."""

    id: str
    path: str
    read: Callable[[], Article | Failure]


Item = Article | Failure | Unread
_START_UP = 300.0  # seconds a worker may take to load everything
_AHEAD = 2  # batches a worker that may wait for an earlier one to finish
_GRACE = 2.0
_LATE = "took too long"


class _Task:
    """A batch on its way: its items, and its outcomes as they come in."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        self.outcomes: list[Outcome] = []
        self.todo: deque[list[Item]] = deque([items])

    @property
    def done(self) -> bool:
        return len(self.outcomes) == len(self.items)


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, options: Options) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, options), daemon=True)
        # Ctrl-C reaches the whole group of processes, but the parent decides when to stop: workers inherit that it is blocked.
        resource_tracker.ensure_running()  # which would unblock it
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        self.ready = False
        self.task: _Task | None = None
        self.deadline: float | None = time.monotonic() + _START_UP

    @property
    def loaded(self) -> bool:
        """Whether it lives and has said that it is ready, heard or not."""
        try:
            return self.process.is_alive() and (self.ready or self.pipe.poll())
        except OSError:  # it is being stopped
            return False

    def give(self, task: _Task, timeout: float | None) -> None:
        """Sends the next part of a task."""
        self.task = task
        self.deadline = None if timeout is None else time.monotonic() + timeout
        self.pipe.send(task.todo[0])

    def stop(self) -> None:
        """Ends the process, kindly where it listens."""
        with contextlib.suppress(OSError, ValueError):
            self.pipe.close()
        if self.process.is_alive():
            self.process.terminate()
            self.process.join(_GRACE)
        if self.process.is_alive():
            self.process.kill()
        self.process.join()


def _serve(pipe: Connection[Any, Any], options: Options) -> None:
    """The life of a worker: load, say so, then answer batch after batch until the pipe closes."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from claimx.errors import ClaimxError

    try:
        pipeline = start_pipeline(options)
    except ClaimxError as error:
        pipe.send(error)
        return
    pipe.send("ready")
    while True:
        try:
            items = pipe.recv()
        except EOFError:
            return
        read = (item.read() if isinstance(item, Unread) else item for item in items)
        pipe.send(list(pipeline.run(read)))


def start_pipeline(options: Options) -> Pipeline:
    """The pipeline, loaded without garbage collection: everything it makes stays for as long as the process."""
    gc.disable()
    try:
        from claimx.pipeline import Pipeline

        return Pipeline(options)
    finally:
        gc.freeze()
        gc.enable()


def run_articles(articles: Iterable[Article | Failure], options: Options) -> Iterator[Outcome]:
    """One Outcome for each Article or Failure in the order of the input, whatever the number of processes.

    A time limit needs a process of its own even for one job, for only a process can be stopped at any point.
    """
    if options.jobs == 1 and options.timeout_per_article is None:
        yield from start_pipeline(options).run(articles)
        return
    from claimx.ingest.batches import make_batches

    with Pool(options) as pool:
        yield from pool.run(make_batches(articles))


class Pool:
    """Workers that share the batches of a run; use as a context manager."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._workers: list[_Worker] = []
        self._aborted = False

    def __enter__(self) -> Pool:
        self._workers = [_Worker(self._options) for _ in range(self._options.jobs)]
        return self

    def __exit__(self, *error: object) -> None:
        for worker in self._workers:
            worker.stop()

    @property
    def ready(self) -> int:
        """How many workers have loaded everything and live."""
        return sum(worker.loaded for worker in self._workers)

    def warm(self) -> None:
        """Waits until every worker has loaded everything; raises SetupError where one cannot."""
        while not all(worker.ready for worker in self._workers):
            self._listen(deque())

    def abort(self) -> None:
        """Kills the workers, so that a run under way in another thread ends with SetupError; `__exit__` still has to follow."""
        self._aborted = True
        for worker in self._workers:
            worker.process.kill()

    def run(self, batches: Iterable[Sequence[Item]]) -> Iterator[Outcome]:
        """The outcomes of all items in the order of the input; reads only a few batches ahead."""
        source = iter(batches)
        order: deque[_Task] = deque()  # in the order of the input, until they are given out
        waiting: deque[_Task] = deque()
        exhausted = False
        while True:
            while order and order[0].done:
                yield from order.popleft().outcomes
            while not exhausted and len(order) < _AHEAD * len(self._workers):
                items = next(source, None)
                if items is None:
                    exhausted = True
                else:
                    task = _Task(list(items))
                    order.append(task)
                    waiting.append(task)
            if exhausted and not order:
                return
            for number, worker in enumerate(self._workers):
                if worker.ready and worker.task is None and waiting:
                    self._give(number, waiting.popleft(), waiting)
            self._listen(waiting)

    def _give(self, number: int, task: _Task, waiting: deque[_Task]) -> None:
        """Sends the next part of a task; where the worker has died with nothing to do, a new one takes its place."""
        worker = self._workers[number]
        try:
            worker.give(task, self._options.timeout_per_article)
        except OSError:
            worker.stop()
            self._workers[number] = self._start()
            waiting.appendleft(task)

    def _start(self) -> _Worker:
        from claimx.errors import SetupError

        if self._aborted:
            raise SetupError("the worker processes were stopped")
        return _Worker(self._options)

    def _listen(self, waiting: deque[_Task]) -> None:
        """Waits until a worker has something to say, dies, or runs out of time."""
        deadlines = [w.deadline for w in self._workers if w.deadline is not None]
        patience = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
        talking = set(wait([w.pipe for w in self._workers if w.task is not None or not w.ready], patience))
        for number, worker in enumerate(self._workers):
            if worker.pipe in talking:
                try:
                    answer = worker.pipe.recv()
                except (EOFError, OSError):
                    self._replace(number, waiting, "died")
                    continue
                if isinstance(answer, Exception):
                    raise answer
                self._take(number, answer, waiting)
            elif worker.deadline is not None and time.monotonic() >= worker.deadline:
                self._replace(number, waiting, _LATE)

    def _take(self, number: int, answer: Any, waiting: deque[_Task]) -> None:
        worker = self._workers[number]
        worker.deadline = None
        if not worker.ready:
            worker.ready = True
            return
        task = worker.task
        assert task is not None
        task.outcomes.extend(answer)
        task.todo.popleft()
        worker.task = None
        if task.todo:
            self._give(number, task, waiting)

    def _replace(self, number: int, waiting: deque[_Task], what: str) -> None:
        """A new worker for one that is of no more use; its batch is tried again one by one, or the one article given up."""
        from claimx.errors import SetupError

        worker = self._workers[number]
        if what == "died":
            worker.process.join(_GRACE)  # its pipe may close before its exit code is known
        code = worker.process.exitcode
        worker.stop()
        task = worker.task
        if task is None:
            raise SetupError(
                f"a worker process {what} while loading", hint="what it says of it stands on standard error"
            )
        self._workers[number] = self._start()
        part = task.todo.popleft()
        if len(part) > 1:
            task.todo.extendleft([item] for item in reversed(part))
        else:
            failure = _failure(part[0], what, code, self._options)
            task.outcomes.append(Outcome(failure=failure, timed_out=what == _LATE))
        if task.todo:
            waiting.appendleft(task)


def _failure(item: Item, what: str, code: int | None, options: Options) -> Failure:
    if isinstance(item, Failure):
        return item
    if what == "died":
        message, hint = f"the worker process died on this article (exit code {code})", "it may need more memory"
    else:
        message = f"the article took longer than {options.timeout_per_article:g} s"
        hint = "raise --timeout-per-article, or cut the article"
    return Failure(path=item.path or item.id, article=item.id, stage="worker", message=message, hint=hint)
