"""The application that commands join, what several of them ask for, and how errors are told."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from claimx.errors import ClaimxError

EXIT_CODES = """Exit codes: 0 all went well; 1 some articles failed (they are listed on standard error); 2 wrong usage;
3 claimx cannot start or cannot write; 130 stopped with Ctrl-C (what was finished is kept)."""

COMMANDS = ("extract", "view", "timeline", "link", "explain", "serve", "schema")

app = typer.Typer(
    name="claimx",
    help="Reads news articles and writes who says what: one JSON record a claim.",
    epilog=EXIT_CODES.replace("\n", " "),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: rich would double the time it takes to print
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Kind(StrEnum):
    """Which claims to keep."""

    attributed = "attributed"
    narrator = "narrator"
    statistics = "statistics"
    dates = "dates"
    conditions = "conditions"


class Method(StrEnum):
    """How to find attributions."""

    default = "default"
    fast = "fast"


def _version(wanted: bool) -> None:
    if wanted:
        from claimx import __version__

        typer.echo(f"claimx {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Reads news articles and writes who says what: one JSON record a claim."""


class Errors:
    """Prints a ClaimxError in one line and leaves with its exit code; the one place where they are caught."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        from claimx.errors import ClaimxError

        if isinstance(error, ClaimxError):
            _fail(error)


def _fail(error: ClaimxError) -> NoReturn:
    typer.echo(f"claimx: {error}", err=True)
    raise typer.Exit(error.exit_code)
