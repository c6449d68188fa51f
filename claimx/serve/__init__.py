"""A warm server on this machine: the pipeline stays loaded, articles come over HTTP.

`claimx serve` alone imports what is below; starlette and uvicorn are an extra.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimx.errors import SetupError
from claimx.options import Options
from claimx.serve.sockets import check_host, open_file, open_port

if TYPE_CHECKING:
    import socket

    from claimx.serve.desk import Desk

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_GOODBYE = 10  # seconds that articles at work have when the server is told to stop
_SPARE = 64  # connections beyond those that can wait: for health checks and for being told to come again


class _StopError(BaseException):
    """A signal came while nothing was listening yet."""


def run_serve(options: Options, *, file: Path | None, host: str, port: int, queue: int) -> int:
    """Serves until a signal ends it; gives the exit code: 0, or 130 after Ctrl-C.

    Raises SetupError where the extra or the model is missing, OutputError where the socket cannot be had, UsageError for
    a host that others could reach.
    """
    try:
        import starlette  # noqa: F401 - the next lines need both
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise SetupError(f"claimx serve needs {error.name}", hint="pip install 'claimx[serve]'") from error
    from claimx.serve.desk import Desk

    address = check_host(host)
    place: AbstractContextManager[socket.socket] = open_port(address, port) if file is None else open_file(file)
    caught: list[int] = []
    with _signals(caught):
        desk = Desk(options, queue=queue, tell=_tell)
        try:
            with place as listener:
                desk.open()
                _listen(desk, listener, address if file is None else None, caught)
        except _StopError:
            pass
        finally:
            desk.close()
    return 130 if caught[:1] == [signal.SIGINT] else 0


@contextlib.contextmanager
def _handled(handler: Callable[[int, Any], None]) -> Iterator[None]:
    """A handler for the signals that stop the server, for a while."""
    before = {number: signal.signal(number, handler) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


@contextlib.contextmanager
def _signals(caught: list[int]) -> Iterator[None]:
    """While workers load, a signal ends the server at once; a second one does not disturb the cleaning up."""

    def stop(number: int, frame: Any) -> None:
        caught.append(number)
        if len(caught) == 1:
            raise _StopError

    with _handled(stop):
        yield


def _listen(desk: Desk, listener: socket.socket, address: str | None, caught: list[int]) -> None:
    """Answers requests until a signal comes; `address` is None for a Unix socket, which any Host header may name."""
    import uvicorn

    from claimx.serve.app import make_app

    shown = f"[{address}]" if address and ":" in address else address
    name = listener.getsockname()
    where = name if shown is None else f"http://{shown}:{name[1]}"
    jobs = desk.options.jobs

    app = make_app(desk, hosts=None if shown is None else {"localhost", "127.0.0.1", "[::1]", shown})

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            _tell(f"listening on {where} with {jobs} worker{'s' if jobs > 1 else ''}; Ctrl-C stops it")

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            app.state.dismiss()
            alarm = asyncio.get_running_loop().call_later(_GOODBYE, desk.abort)
            await super().shutdown(sockets)
            alarm.cancel()

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            loop = asyncio.get_running_loop()

            def stop(number: int, frame: Any) -> None:
                caught.append(number)
                if len(caught) == 2:  # wait no longer for articles, but for the word that they are given up
                    loop.call_soon_threadsafe(desk.abort)
                else:
                    self.handle_exit(number, frame)

            with _handled(stop):
                yield

    config = uvicorn.Config(
        app,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=jobs + desk.queue + _SPARE,
        timeout_graceful_shutdown=2 * _GOODBYE,
    )
    Server(config).run(sockets=[listener])


def _tell(message: str) -> None:
    print(f"claimx: {message}", file=sys.stderr, flush=True)  # noqa: T201 - talk goes to standard error
