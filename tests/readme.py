"""Writes the generated parts of README.md: the example's output, the options. `--write` changes the file.

Without it, nothing is changed and the exit code says whether the README is up to date.
"""

from __future__ import annotations

import io
import os
import re
import sys
from contextlib import redirect_stdout
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
WIDTH = 100


def help_text(command: str) -> str:
    """What `claimx COMMAND --help` prints, 100 columns wide."""
    from typer.testing import CliRunner

    from claimx.cli import app

    args = [*command.split(), "--help"]
    result = CliRunner().invoke(
        app, args, prog_name="claimx", env={"TERMINAL_WIDTH": str(WIDTH), "COLUMNS": str(WIDTH)}
    )
    return "\n".join(line.rstrip() for line in result.stdout.strip().splitlines())


def options() -> str:
    """The help of every command, and the exit codes."""
    from claimx.cli import COMMANDS, EXIT_CODES

    parts = [f"```text\n{help_text(command)}\n```" for command in COMMANDS]
    return "\n\n".join([*parts, EXIT_CODES])


def example() -> str:
    """The records that the README's first command gives, as jq would print them."""
    from claimx.options import Options
    from claimx.pipeline import Pipeline

    path = ROOT / "corpus" / "articles" / "bandwidth-talks.txt"
    pipeline = Pipeline(Options(only=("statistics",), source="Sohrabi"))
    shown = []
    for claim in pipeline.extract(path.read_text(encoding="utf-8")):
        shown.append(
            {
                "text": claim.text,
                "source": claim.source.name if claim.source else None,
                "role": claim.source.role if claim.source else None,
                "cue": claim.cue.text if claim.cue else None,
                "statistics": [
                    {
                        "text": s.text,
                        "value": s.value,
                        "bound": s.bound,
                        "unit": s.unit,
                        "of": s.of.text if s.of else None,
                    }
                    for s in claim.statistics
                ],
            }
        )
    blocks = [msgspec.json.format(msgspec.json.encode(s), indent=2).decode() for s in shown]
    return "```json\n" + "\n".join(blocks) + "\n```"


def fill(text: str) -> str:
    """The README with its generated parts made new."""
    for name, part in (("example", example()), ("options", options())):
        pattern = re.compile(rf"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)
        if not pattern.search(text):
            sys.exit(f"README.md has no place for {name!r}")
        text = pattern.sub(lambda m, part=part: f"{m[1]}{part}\n{m[2]}", text)  # type: ignore[misc]
    return text


def main() -> None:
    """Compares or writes."""
    os.environ.setdefault("NO_COLOR", "1")
    with redirect_stdout(io.StringIO()):
        new = fill(README.read_text(encoding="utf-8"))
    if "--write" in sys.argv[1:]:
        README.write_text(new, encoding="utf-8")
    elif new != README.read_text(encoding="utf-8"):
        sys.exit("README.md is out of date: make docs")


if __name__ == "__main__":
    main()
