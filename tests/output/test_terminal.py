"""What a text holds that a terminal would obey is shown, not done."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from claimx.output.reading import print_document
from claimx.output.terminal import one_line, with_lines

NASTY = "The dam\x1b[2J is full\u202e,\x07 the warden said on Monday.\nIt\tholds 40% more."


def test_terminal_text_keeps_its_length_and_loses_its_power() -> None:
    assert one_line(NASTY) == "The dam\ufffd[2J is full\ufffd,\ufffd the warden said on Monday. It holds 40% more."
    assert with_lines(NASTY) == one_line(NASTY).replace(". It", ".\nIt")
    assert len(one_line(NASTY)) == len(with_lines(NASTY)) == len(NASTY)


@pytest.mark.model
def test_terminal_commands_show_no_control_characters(tmp_path: Path) -> None:
    from claimx.cli import app
    from claimx.output.jsonl import read_documents

    article, made = tmp_path / "dam.txt", tmp_path / "dam.jsonl"
    article.write_text(NASTY, encoding="utf-8")
    table = CliRunner().invoke(app, ["extract", str(article), "--format", "table", "--title", "A\x1b[1m dam"])
    assert table.exit_code == 0
    assert CliRunner().invoke(app, ["extract", str(article), "--format", "document", "-o", str(made)]).exit_code == 0
    out = io.StringIO()
    for document in read_documents(made):
        print_document(Console(file=out, highlight=False, markup=False), document, document.claims)
    for shown in (table.stdout, out.getvalue()):
        assert "dam" in shown
        assert not {"\x1b", "\u202e", "\x07"} & set(shown)
