"""The README says what is so: every command and option, the example, the Python lines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import readme

TEXT = readme.README.read_text(encoding="utf-8")


def test_docs_every_command_and_option_is_in_the_readme() -> None:
    from claimx.cli import COMMANDS

    for command in COMMANDS:
        assert f"claimx {command}" in TEXT
        for option in re.findall(r"--[a-z][a-z-]+", readme.help_text(command)):
            assert option in TEXT, f"{command} {option}"


@pytest.mark.model
def test_docs_generated_parts_are_up_to_date() -> None:
    assert readme.fill(TEXT) == TEXT, "make docs"


@pytest.mark.model
def test_docs_python_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    exec(code, {})
    assert capsys.readouterr().out.strip() == "The mayor | the bridge is closed | 2024-05-13"


def test_docs_files_the_readme_names_exist() -> None:
    for path in re.findall(r"`((?:claimx|corpus|tests)/[\w./-]+)`", TEXT):
        assert (Path(readme.ROOT) / path).exists(), path


def test_docs_costs_follow_from_the_speeds_that_are_given() -> None:
    from tests.bench import cost_table

    given = re.findall(r"\| fast, ([\d,]+) words/s \| default, ([\d,]+) words/s \|", TEXT)
    assert len(given) == 1
    fast, default = (int(number.replace(",", "")) for number in given[0])
    assert cost_table(fast, default) in TEXT
    assert f"{fast:,} words a second" in TEXT and f"{default:,} with" in TEXT.replace("\n", " ")
