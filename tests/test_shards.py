"""Shards: every article once, whatever happens in between."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from claimx.ingest import read_articles
from claimx.options import Options
from claimx.records import Article, Failure

TEXT = "The mayor of Kesten said on Monday that bridge {n} would be closed for {n} months. "


def make_input(folder: Path, count: int, repeat: int = 1) -> Path:
    lines = [json.dumps({"id": f"a{n}", "text": TEXT.format(n=n) * repeat}) for n in range(count)]
    lines[3] = "not json"
    file = folder / "in.jsonl"
    file.write_text("\n".join(lines) + "\n")
    return file


def test_shards_share_out_every_article_once(tmp_path: Path) -> None:
    file = make_input(tmp_path, 23)
    (tmp_path / "one.txt").write_text(TEXT.format(n=99))
    paths = (str(file), "missing.txt", str(tmp_path / "one.txt"))
    whole = list(read_articles(Options(paths=paths)))
    parts = [list(read_articles(Options(paths=paths, shard=(i, 4)))) for i in (1, 2, 3, 4)]
    assert [parts[n % 4][n // 4] for n in range(len(whole))] == whole
    assert sum(map(len, parts)) == len(whole) == 25
    assert sum(isinstance(x, Failure) for x in whole) == 2 and sum(isinstance(x, Article) for x in whole) == 23


def command(file: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "claimx", "extract", str(file), "-o", str(out), "--shards", "6", "-q", *more]


@pytest.mark.model
@pytest.mark.slow
def test_shards_killed_runs_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    file, out = make_input(tmp_path, 120, repeat=6), tmp_path / "out"
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    chance = random.Random(7)
    kills = 0
    for _ in range(20):
        process = subprocess.Popen(command(file, out), stderr=subprocess.DEVNULL, env=env)
        try:
            process.wait(chance.uniform(0.2, 4.0))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
        time.sleep(0.01)
    assert subprocess.run(command(file, out), stderr=subprocess.DEVNULL, env=env).returncode in (0, 1)
    assert kills
    names = sorted(f.name for f in out.iterdir() if f.suffix != ".part")
    assert [n for n in names if n.startswith("claims")] == [f"claims-0000{i}-of-00006.jsonl" for i in range(1, 7)]
    found = [line for f in sorted(out.glob("claims-*.jsonl")) for line in f.read_text().splitlines()]
    alone = subprocess.run(
        [sys.executable, "-m", "claimx", "extract", str(file), "-q"], capture_output=True, text=True, env=env
    )
    assert sorted(found) == sorted(alone.stdout.splitlines()) and found
    failures = [json.loads(line) for f in out.glob("failures-*.jsonl") for line in f.read_text().splitlines()]
    assert [f["line"] for f in failures] == [4]


@pytest.mark.model
def test_shards_one_of_several_writes_its_own_file(tmp_path: Path) -> None:
    file, out = make_input(tmp_path, 8), tmp_path / "out"
    args = [sys.executable, "-m", "claimx", "extract", str(file), "-o", str(out), "--shard", "2/4", "-q"]
    assert subprocess.run(args, capture_output=True).returncode == 0
    assert sorted(f.name for f in out.iterdir()) == ["claims-00002-of-00004.jsonl", "failures-00002-of-00004.jsonl"]
    ids = {
        json.loads(line)["document"]["id"] for line in (out / "claims-00002-of-00004.jsonl").read_text().splitlines()
    }
    assert ids == {"a1", "a5"}


def test_shards_mistakes_are_told() -> None:
    from typer.testing import CliRunner

    from claimx.cli import app

    for options in (
        ["--shard", "5/4", "-o", "x"],
        ["--shards", "4"],
        ["--shards", "0", "-o", "x"],
        ["--shards", "3", "--shard", "1/4", "-o", "x"],
    ):
        result = CliRunner().invoke(app, ["extract", "a.txt", *options])
        assert result.exit_code == 2, options
