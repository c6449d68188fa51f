"""The HTTP side of the server: three paths, and what is refused before an article is read."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from claimx.serve.desk import Desk, stopping
from claimx.serve.messages import ExtractRequest, Health, read_message
from claimx.serve.openapi import JSON, LINES, PROBLEM, describe
from claimx.serve.problems import ProblemError
from claimx.version import __version__

_BODY_SECONDS = 30.0
_MOST_IN_VAIN = 4  # times the limit that is read of a body that is too large, so that its sender can hear so
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_PORT = re.compile(r":\d{0,5}\Z")
_JSON = re.compile(r"application/(?:[\w.+-]+\+)?json\s*(?:;\s*charset\s*=\s*\"?utf-?8\"?\s*)?\Z", re.IGNORECASE)


def make_app(desk: Desk, *, hosts: Collection[str] | None) -> Starlette:
    """The application; `state.dismiss` is to be called when it stops.

    `hosts` are the names it may be called by; None is any, for a socket that no browser can reach.
    """
    server = _Server(desk)
    app = Starlette(
        routes=[
            Route("/extract", server.extract, methods=["POST"]),
            Route("/health", server.health, methods=["GET"]),
            Route("/openapi.json", server.openapi, methods=["GET"]),
        ],
        middleware=[Middleware(_HostCheck, hosts=hosts)],
        exception_handlers={
            ProblemError: _on_problem,
            HTTPException: _on_http,
            ClientDisconnect: _on_leaving,
            Exception: _on_bug,
        },
    )
    app.state.dismiss = server.dismiss
    return app


class _HostCheck:
    """Answers only to its own names, so that no web page can reach it under a name of its own (DNS rebinding)."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] | None) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._hosts is not None and scope["type"] == "http":
            given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
            names = {_PORT.sub("", host.strip()).lower() for host in given}
            if len(given) != 1 or not names <= set(self._hosts):
                error = ProblemError(
                    421,
                    f"this server is not {', '.join(given) or 'without a name'}",
                    where="Host",
                    hint=f"call it {' or '.join(sorted(self._hosts))}",
                )
                await _to_response(error)(scope, receive, send)
                return
        await self._app(scope, receive, send)


class _Server:
    """The endpoints."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._limit = int(desk.options.max_article_mb * 1e6)
        self._reading: set[asyncio.Timeout] = set()
        self._openapi = msgspec.json.format(msgspec.json.encode(describe()), indent=2) + b"\n"

    def dismiss(self) -> None:
        """Lets nobody in any more and sends away who waits or is still sending a body."""
        self._desk.dismiss()
        for limit in self._reading:
            with contextlib.suppress(RuntimeError):  # its time is up already
                limit.reschedule(0.0)

    async def openapi(self, request: Request) -> Response:
        choose(request.headers.getlist("accept"), (JSON,))
        return Response(self._openapi, media_type=JSON, headers=_HEADERS)

    async def health(self, request: Request) -> Response:
        choose(request.headers.getlist("accept"), (JSON,))
        desk = self._desk
        ready = desk.ready
        health = Health(
            status="ok" if ready else "starting",
            version=__version__,
            model=desk.options.model,
            attribution=desk.options.attribution,
            workers=desk.options.jobs,
            ready=ready,
            working=desk.working,
            waiting=desk.waiting,
            queue=desk.queue,
        )
        return Response(msgspec.json.encode(health), media_type=JSON, headers=_HEADERS)

    async def extract(self, request: Request) -> Response:
        media_type = choose(request.headers.getlist("accept"), (JSON, LINES))
        _check_type(request)
        self._desk.enter()
        try:
            message = read_message(await self._body(request))
        except BaseException:
            self._desk.leave()
            raise
        body = await self._work(request, message, lines=media_type == LINES)
        return Response(body, media_type=media_type, headers=_HEADERS)

    async def _body(self, request: Request) -> bytes:
        """The body, as far as it is allowed and in time; raises ProblemError 413 or 408 otherwise."""
        given = request.headers.get("content-length", "")
        length = int(given) if given.isdecimal() else 0
        too_large = length > self._limit
        asks_first = request.headers.get("expect", "").lower() == "100-continue"
        if length > _MOST_IN_VAIN * self._limit or (too_large and asks_first):
            raise self._too_large()
        parts: list[bytes] = []
        size = 0
        limit = asyncio.timeout(_BODY_SECONDS)
        self._reading.add(limit)
        try:
            async with limit:
                async for part in request.stream():
                    size += len(part)
                    too_large = too_large or size > self._limit
                    if too_large:
                        parts.clear()
                        if size > _MOST_IN_VAIN * self._limit:
                            break
                    else:
                        parts.append(part)
        except TimeoutError:
            if self._desk.closing:
                raise stopping() from None
            if not too_large:
                detail = f"the body did not arrive within {_BODY_SECONDS:g} s"
                raise ProblemError(408, detail, where="body", hint="send it at once") from None
        finally:
            self._reading.discard(limit)
        if too_large:
            raise self._too_large()
        return b"".join(parts)

    def _too_large(self) -> ProblemError:
        return ProblemError(
            413,
            f"the body is larger than {self._desk.options.max_article_mb:g} MB",
            where="body",
            hint="cut the article, or start the server with a larger --max-article-mb",
            headers={"Connection": "close"},
        )

    async def _work(self, request: Request, message: ExtractRequest, *, lines: bool) -> bytes:
        """The body of the answer; a request whose client leaves gives its turn to the next."""
        try:
            ticket = self._desk.submit(message, lines=lines)
        except ProblemError:
            self._desk.leave()
            raise
        ticket.add_done_callback(lambda _: self._desk.leave())
        answer: asyncio.Future[Any] = asyncio.wrap_future(ticket)
        gone: asyncio.Future[Any] = asyncio.create_task(_wait_until_gone(request))
        try:
            await asyncio.wait([answer, gone], return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            if not answer.done():
                answer.cancel()
        if answer.cancelled():
            raise stopping() if self._desk.closing else ClientDisconnect
        body: bytes = await answer
        return body


async def _wait_until_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _check_type(request: Request) -> None:
    """Raises ProblemError 415 unless the body is declared as plain JSON, which a foreign web page cannot do unasked."""
    given = request.headers.get("content-type", "")
    if not _JSON.match(given.strip()):
        detail = f"a body of type {given or 'unknown'}"
        raise ProblemError(415, detail, where="Content-Type", hint=f"send {JSON} in UTF-8")
    coding = request.headers.get("content-encoding", "identity")
    if coding.strip().lower() not in ("", "identity"):
        raise ProblemError(415, f"a body in {coding}", where="Content-Encoding", hint="send it uncompressed")


def choose(accepted: Sequence[str], offered: Sequence[str]) -> str:
    """The media type to answer with: the one the Accept headers like best, the first offered among equals.

    Raises ProblemError 406 where they like none.
    """
    if not accepted:
        return offered[0]
    ranges = [_range(part) for header in accepted for part in header.split(",") if part.strip()]
    best, most = None, 0.0
    for kind in offered:
        fits = [(len(name), q) for name, q in ranges if name in (kind, kind.partition("/")[0] + "/*", "*/*")]
        liked = max(fits)[1] if fits else 0.0  # the most exact range decides, and its name is the longest
        if liked > most:
            best, most = kind, liked
    if best is None:
        hint = f"accept {' or '.join(offered)}"
        raise ProblemError(406, f"{', '.join(accepted)} cannot be given", where="Accept", hint=hint)
    return best


def _range(part: str) -> tuple[str, float]:
    """A media range of an Accept header and its weight."""
    name, *parameters = (p.strip().lower() for p in part.split(";"))
    for parameter in parameters:
        if found := re.fullmatch(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", parameter):
            return name, float(found[1])
    return name, 1.0


def _to_response(error: ProblemError) -> Response:
    body = msgspec.json.encode(error.problem)
    return Response(body, error.problem.status, media_type=PROBLEM, headers=_HEADERS | error.headers)


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return _to_response(error)


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    hint = "there are POST /extract, GET /health and GET /openapi.json"
    detail = {404: "there is nothing here", 405: f"{request.method} is not possible here"}
    what = detail.get(error.status_code, error.detail)
    where = f"{request.method} {request.url.path}"
    return _to_response(
        ProblemError(error.status_code, what, where=where, hint=hint, headers=dict(error.headers or {}))
    )


async def _on_leaving(request: Request, error: Exception) -> Response:
    return Response(status_code=400)  # nobody hears it


async def _on_bug(request: Request, error: Exception) -> Response:
    detail = f"a bug in claimx: {type(error).__name__}: {error}"
    return _to_response(ProblemError(500, detail, hint="please report it"))
