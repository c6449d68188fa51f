"""The command line: what goes to stdout and stderr, and the exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

pytestmark = pytest.mark.model

ARTICLE = (
    "Published: May 14, 2024\n"
    "The mayor of Kesten, Ines Varga, said on Monday that the old bridge would be closed for 18 months.\n"
    "“We have no choice,” she told reporters. About 12,000 cars cross the bridge every day.\n"
)


@pytest.fixture(scope="module")
def claimx() -> Iterator[Callable[..., Result]]:
    """Runs the command in this process, so that the model is loaded once."""
    from claimx.cli import app

    runner = CliRunner()

    def run(*args: str | Path, stdin: str | bytes | None = None) -> Result:
        return runner.invoke(app, [str(a) for a in args], input=stdin, prog_name="claimx")

    yield run


@pytest.fixture
def article(tmp_path: Path) -> Path:
    file = tmp_path / "bridge.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    return file


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_cli_extract_writes_one_record_a_line(claimx: Callable[..., Result], article: Path) -> None:
    result = claimx("extract", article)
    assert result.exit_code == 0 and result.stderr == ""
    found = records(result)
    assert len(found) >= 3
    for record in found:
        assert record["schema"] == "claimx/1"
        assert ARTICLE[record["start"] : record["end"]] == record["text"]
        assert record["document"]["published"] == "2024-05-14"
    bridge = next(r for r in found if "old bridge" in r["text"])
    assert bridge["source"]["name"] == "Ines Varga"
    assert bridge["cue"]["date"]["value"] == "2024-05-13"


def test_cli_reads_standard_input(claimx: Callable[..., Result]) -> None:
    assert records(claimx("extract", stdin=ARTICLE)) == records(claimx("extract", "-", stdin=ARTICLE))


@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "table", "document"])
def test_cli_every_format_holds_the_same_claims(claimx: Callable[..., Result], article: Path, form: str) -> None:
    wanted = records(claimx("extract", article))
    out = claimx("extract", article, "--format", form).stdout
    if form == "table":
        assert "Ines Varga" in out
        return
    if form == "csv":
        assert [row["id"] for row in csv.DictReader(io.StringIO(out))] == [r["id"] for r in wanted]
        return
    if form == "jsonl":
        found = [json.loads(line) for line in out.splitlines()]
    else:
        found = json.loads(out)["claims"] if form == "document" else json.loads(out)
    assert found == wanted


def test_cli_filters_narrow(claimx: Callable[..., Result], article: Path) -> None:
    everything = records(claimx("extract", article))
    told = records(claimx("extract", article, "--only", "attributed"))
    assert told and all(r["quote"] != "none" for r in told)
    own = records(claimx("extract", article, "--only", "narrator", "--only", "statistics"))
    assert own and all(r["quote"] == "none" and r["statistics"] for r in own)
    assert all("Varga" in r["source"]["name"] for r in records(claimx("extract", article, "--source", "varga")))
    (best,) = records(claimx("extract", article, "--top", "1"))
    assert best["checkworthiness"]["score"] == max(r["checkworthiness"]["score"] for r in everything)
    assert not records(claimx("extract", article, "--source", "nobody of that name"))


def test_cli_bad_input_loses_nothing_else(claimx: Callable[..., Result], article: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    report = tmp_path / "failures.jsonl"
    result = claimx("extract", "missing.txt", article, tmp_path / "empty.txt", "--failures", report)
    assert result.exit_code == 1
    assert len(records(result)) >= 3
    assert "missing.txt: there is no such file" in result.stderr and "2 of 3 failed" in result.stderr
    failures = [json.loads(line) for line in report.read_text().splitlines()]
    assert [Path(f["path"]).name for f in failures] == ["missing.txt", "empty.txt"]


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--published", "14.5.2024"], 2, "YYYY-MM-DD"),
        (["--jobs", "0"], 2, "--jobs"),
        (["--min-confidence", "3"], 2, "between 0 and 1"),
        (["--field", "body"], 2, "OURS=THEIRS"),
        (["--format", "xml"], 2, "xml"),
        (["--model", "no_such_model"], 3, "not installed"),
        (["-o", "no/such/folder/out.jsonl"], 3, "cannot be written"),
    ],
)
def test_cli_mistakes_say_what_to_do(
    claimx: Callable[..., Result], article: Path, options: list[str], code: int, words: str
) -> None:
    result = claimx("extract", article, *options)
    assert result.exit_code == code
    assert words in result.stderr and result.stdout == ""


def test_cli_facts_of_one_article_do_not_fit_several(claimx: Callable[..., Result], article: Path) -> None:
    result = claimx("extract", article, article, "--title", "Bridge")
    assert result.exit_code == 2 and "--title" in result.stderr


def test_cli_output_file_appears_whole(claimx: Callable[..., Result], article: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    result = claimx("extract", article, "-o", out)
    assert result.exit_code == 0 and result.stdout == ""
    assert out.read_text(encoding="utf-8") == claimx("extract", article).stdout
    assert not list(tmp_path.glob("*.part"))


def test_cli_explain_names_the_rules(claimx: Callable[..., Result], article: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    claimx("extract", article, "-o", out)
    record = next(r for r in map(json.loads, out.read_text().splitlines()) if "old bridge" in r["text"])
    told = claimx("explain", record["id"], out)
    assert told.exit_code == 0
    assert "Ines Varga" in told.stdout and record["rules"][0] in told.stdout and "18 months" in told.stdout
    assert told.stdout.strip() in claimx("extract", article, "--explain").stdout
    assert claimx("explain", "c_none", out).exit_code == 1


def test_cli_schema_is_the_one_records_keep(claimx: Callable[..., Result], article: Path) -> None:
    from jsonschema import Draft202012Validator

    schema = json.loads(claimx("schema").stdout)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    found = records(claimx("extract", article))
    for record in found:
        validator.validate(record)
    assert list(validator.iter_errors({**found[0], "quote": "loud"}))


def run(*args: str, **kwargs: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "claimx", *args], capture_output=True, text=True, **kwargs)


def test_cli_help_and_version_load_no_spacy() -> None:
    script = (
        "import sys; sys.argv = ['claimx', '--help']\n"
        "from claimx.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'spacy', 'dateparser', 'numpy', 'onnxruntime', 'trafilatura'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "extract" in done.stdout
    assert run("--version").stdout.startswith("claimx ")


def test_cli_closed_pipe_ends_silently(article: Path) -> None:
    lines = "".join(json.dumps({"text": ARTICLE}) + "\n" for _ in range(300))
    command = f'"{sys.executable}" -m claimx extract - | head -n 1'
    done = subprocess.run(["bash", "-c", command], input=lines, capture_output=True, text=True)
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr and "Broken" not in done.stderr


@pytest.mark.slow
def test_cli_interrupt_keeps_what_is_finished(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text("".join(json.dumps({"id": str(n), "text": ARTICLE * 20}) + "\n" for n in range(400)))
    out = tmp_path / "out.jsonl"
    process = subprocess.Popen(
        [sys.executable, "-m", "claimx", "extract", str(file), "-o", str(out)],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    part = tmp_path / "out.jsonl.part"
    for _ in range(600):
        time.sleep(0.1)
        if part.exists() and part.stat().st_size:
            break
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and "stopped" in err
    assert not out.exists()
    lines = part.read_text(encoding="utf-8").splitlines()
    assert lines and all(json.loads(line)["schema"] == "claimx/1" for line in lines)


def test_cli_jobs_change_no_byte(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    rows = [{"id": str(n), "text": ARTICLE.replace("18", str(n))} for n in range(5)]
    file.write_text("".join(json.dumps(r) + "\n" for r in rows) + "broken\n")
    one, two = run("extract", str(file)), run("extract", str(file), "--jobs", "2")
    assert one.stdout == two.stdout and one.stdout
    assert one.returncode == two.returncode == 1
