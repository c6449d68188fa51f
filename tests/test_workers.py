"""Processes that hang or die cost their article only, and order and bytes stay."""

from __future__ import annotations

import concurrent.futures
import functools
import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest

from claimx import pipeline, workers
from claimx.errors import SetupError
from claimx.ingest.text import make_article
from claimx.options import Options
from claimx.records import Article, Failure, Outcome


class FakePipeline:
    """Stands for the pipeline: an article that says so hangs, dies, or has a bug."""

    def __init__(self, options: Options) -> None:
        pass

    def run(self, items: list[Article | Failure]) -> Iterator[Outcome]:
        for item in items:
            if isinstance(item, Failure):
                yield Outcome(failure=item)
                continue
            if "hang" in item.text:
                time.sleep(60)
            if "die" in item.text:
                os.kill(os.getpid(), signal.SIGKILL)
            yield Outcome(lines=item.text.encode() + b"\n", claims=1)


def fake_serve(pipe: Any, options: Options) -> None:
    """What a worker runs in these tests: everything real but the pipeline."""
    pipeline.Pipeline = FakePipeline  # type: ignore[assignment, misc]
    workers._serve(pipe, options)


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> type[workers.Pool]:
    original = workers._Worker.__init__

    def start(self: workers._Worker, options: Options) -> None:
        context = workers.multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=fake_serve, args=(theirs, options), daemon=True)
        self.process.start()
        theirs.close()
        self.ready, self.task, self.deadline = False, None, time.monotonic() + 120

    assert original is not None
    monkeypatch.setattr(workers._Worker, "__init__", start)
    return workers.Pool


def batches(texts: list[str], size: int) -> list[list[Article | Failure]]:
    items: list[Article | Failure] = [make_article(t, id=str(n), language="en") for n, t in enumerate(texts)]
    return [items[i : i + size] for i in range(0, len(items), size)]


def test_workers_keep_the_order(pool: type[workers.Pool]) -> None:
    texts = [f"text {n}" for n in range(40)]
    with pool(Options(jobs=2)) as running:
        outcomes = list(running.run(batches(texts, 3)))
    assert [o.lines.decode().strip() for o in outcomes] == texts


def test_workers_that_die_or_hang_are_replaced(pool: type[workers.Pool]) -> None:
    texts = [f"text {n}" for n in range(12)]
    texts[4], texts[9] = "die here", "hang here"
    with pool(Options(jobs=2, timeout_per_article=3.0)) as running:
        outcomes = list(running.run(batches(texts, 4)))
    failed = {n: o.failure for n, o in enumerate(outcomes) if o.failure is not None}
    assert sorted(failed) == [4, 9]
    assert [n for n, o in enumerate(outcomes) if o.timed_out] == [9]
    assert "died" in failed[4].message and "longer than 3 s" in failed[9].message
    assert [o.lines.decode().strip() for n, o in enumerate(outcomes) if n not in failed] == [
        t for n, t in enumerate(texts) if n not in (4, 9)
    ]


def test_workers_failures_of_reading_pass_through(pool: type[workers.Pool]) -> None:
    bad = Failure(path="x", stage="ingest", message="no such file")
    with pool(Options(jobs=1, timeout_per_article=30.0)) as running:
        outcomes = list(running.run([[bad], *batches(["text"], 1)]))
    assert outcomes[0].failure == bad and outcomes[1].lines == b"text\n"


def test_workers_that_die_with_nothing_to_do_are_replaced_and_no_article_pays(pool: type[workers.Pool]) -> None:
    with pool(Options(jobs=1, timeout_per_article=30.0)) as running:
        running.warm()
        assert running.ready == 1
        process = running._workers[0].process
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        assert running.ready == 0
        outcomes = list(running.run(batches(["one", "two"], 1)))
    assert [o.lines for o in outcomes] == [b"one\n", b"two\n"]


def read(parent: int) -> Article | Failure:
    """Tells where it is read."""
    return make_article(f"read in {'the parent' if os.getpid() == parent else 'the worker'}", id="x", language="en")


def test_workers_read_what_is_unread_and_may_hang_in_it(pool: type[workers.Pool]) -> None:
    items = [
        workers.Unread(id="a", path="-", read=functools.partial(read, os.getpid())),
        workers.Unread(id="b", path="-", read=functools.partial(time.sleep, 60)),  # type: ignore[arg-type]
    ]
    with pool(Options(jobs=1, timeout_per_article=3.0)) as running:
        first, second = running.run([[item] for item in items])
    assert first.lines == b"read in the worker\n"
    assert second.timed_out and second.failure is not None and second.failure.article == "b"


def test_workers_aborted_end_a_run_in_another_thread(pool: type[workers.Pool]) -> None:
    with pool(Options(jobs=1)) as running, concurrent.futures.ThreadPoolExecutor(1) as thread:
        running.warm()
        run = thread.submit(lambda: list(running.run(batches(["hang"], 1))))
        time.sleep(0.5)
        assert not run.done()
        running.abort()
        assert isinstance(run.exception(timeout=20), SetupError)
