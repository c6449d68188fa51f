"""The entry point: `claimx` and `python -m claimx`."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command; asking for the version alone loads nothing at all."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from claimx import __version__

        print(f"claimx {__version__}")  # noqa: T201 - the answer to the question
        return
    from claimx.cli import app

    app(prog_name="claimx")


if __name__ == "__main__":
    main()
