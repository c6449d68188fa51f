"""The command line: reads options, calls the pipeline, prints errors, sets exit codes."""

from claimx.cli import extract, look, serve  # the commands, in the order of the help
from claimx.cli.base import COMMANDS, EXIT_CODES, app

__all__ = ["COMMANDS", "EXIT_CODES", "app", "extract", "look", "serve"]
