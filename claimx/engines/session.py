"""Ray for the time of one run: joined or started without a word, closed in order, and cleared away."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from typing import Any

from claimx.errors import SetupError
from claimx.ingest.notices import tell

CURE = "pip install 'claimx[ray]'"
TERMINATED = 128 + signal.SIGTERM
_STORE = 128_000_000  # bytes of shared memory; only names and reports pass through it
_LONGEST_PLACE = 20


class Terminated(KeyboardInterrupt):
    """SIGTERM, as a batch system sends it when the time is up."""


@contextlib.contextmanager
def ray_session(address: str | None, *, actors: int, debug: bool = False) -> Iterator[Any]:
    """The module `ray`, with Ray Data, connected to the cluster at an address or to one of its own with room for the actors.

    One of its own has no dashboard, answers only to this run, and leaves nothing behind, except its logs with `debug`. Inside,
    standard output is standard error, on which Ray tells of dead actors, and SIGTERM raises Terminated. Raises SetupError
    where Ray is missing, cannot start or does not answer.
    """
    ray = _import(alone=address is None)
    place = None if address is not None else tempfile.mkdtemp(prefix="claimx-ray-", dir=_short_place())
    try:
        try:
            _connect(ray, address, actors, place)
        except (ConnectionError, RuntimeError, ValueError, OSError, ray.exceptions.RayError) as error:
            if address is None:
                raise SetupError(
                    f"Ray cannot start: {first_line(error)}", hint="--engine local needs no Ray"
                ) from error
            message = f"no Ray cluster answers at {address}: {first_line(error)}"
            hint = "check `ray status`; a cluster with a token needs RAY_AUTH_MODE=token and the token here too"
            raise SetupError(message, hint=hint) from error
        except SystemExit as error:  # Ray's own answer to SIGTERM while it starts
            raise Terminated from error
        with _terminable(), contextlib.redirect_stdout(sys.stderr):
            yield ray
    finally:
        ray.shutdown()
        if place is not None and debug:
            tell(f"Ray's logs are in {place}")
        elif place is not None:
            shutil.rmtree(place, ignore_errors=True)


def first_line(error: BaseException) -> str:
    """What an error says first; Ray's go on for pages."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _import(*, alone: bool) -> Any:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # it would tell its makers
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # or it warns about accelerators nobody asked for
    if alone and "RAY_AUTH_MODE" not in os.environ:
        # Ray listens on all interfaces; so it answers only to who has this. The import below reads it.
        os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise SetupError(f"--engine ray needs Ray Data: {error}", hint=CURE) from error
    for name in ("ray", "ray.data"):  # only now, for the import sets them
        logging.getLogger(name).setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = context.print_on_execution_start = False
    return ray


def _connect(ray: Any, address: str | None, actors: int, place: str | None) -> None:
    quiet: dict[str, Any] = {"logging_level": logging.ERROR, "log_to_driver": False}
    with _muted():
        if address is not None:
            ray.init(address=address, **quiet)
            return
        ray.init(
            address="local",
            num_cpus=actors,
            include_dashboard=False,
            object_store_memory=_STORE,
            _temp_dir=place,
            **quiet,
        )


def _short_place() -> str:
    """Where the files of a Ray go: its sockets lie there, and the name of a socket has room for 107 bytes."""
    place = tempfile.gettempdir()
    return place if len(place) <= _LONGEST_PLACE else "/tmp"  # noqa: S108 - a folder of its own is made in it


@contextlib.contextmanager
def _muted() -> Iterator[None]:
    """Keeps Ray's processes and its native code from writing to our standard error while it starts."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@contextlib.contextmanager
def _terminable() -> Iterator[None]:
    """Ends the run in order on SIGTERM, which Ray would answer with a crash."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
