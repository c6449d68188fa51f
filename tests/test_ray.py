"""`--engine ray`: what it refuses, and two real runs of Ray on this machine, one with an actor killed in the middle."""

from __future__ import annotations

import gzip
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

TEXT = "The mayor of Kesten said on Monday that bridge {n} would be closed for {n} months. "
LIMIT = 300.0  # seconds that anything here may take
needs_ray = pytest.mark.skipif(
    find_spec("ray") is None or find_spec("pyarrow") is None, reason="needs Ray Data: pip install 'claimx[ray]'"
)


def command(*args: str | Path) -> list[str]:
    return [sys.executable, "-m", "claimx", "extract", *map(str, args), "--attribution", "fast", "-q"]


def environment() -> dict[str, str]:
    """Runs started here find claimx where this one does, wherever they work."""
    return {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}


def local(*args: str | Path, cwd: Path) -> list[bytes]:
    """The sorted records of a run without Ray."""
    done = subprocess.run(command(*args), capture_output=True, cwd=cwd, env=environment(), timeout=LIMIT)
    assert done.returncode == 1 and done.stdout
    return sorted(done.stdout.splitlines())


def records(folder: Path) -> list[bytes]:
    return sorted(line for file in folder.glob("claims-part-*.jsonl") for line in file.read_bytes().splitlines())


def write_lines(file: Path, count: int, repeat: int) -> None:
    lines = [json.dumps({"id": f"{file.name}-{n}", "text": TEXT.format(n=n) * repeat}) for n in range(count)]
    lines[3] = "not json"
    data = "\n".join(lines).encode()
    file.write_bytes(gzip.compress(data) if file.suffix == ".gz" else data)


# ------------------------------------------------------------------------------------------------------- without Ray


def invoke(*args: str | Path) -> Result:
    from claimx.cli import app

    return CliRunner().invoke(app, ["extract", *map(str, args)])


def test_ray_missing_is_told_with_its_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = invoke("a.txt", "--engine", "ray", "-o", tmp_path / "out")
    assert result.exit_code == 3 and "pip install 'claimx[ray]'" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "args",
    [
        ["a.txt", "--engine", "ray"],
        ["-", "--engine", "ray", "-o", "out"],
        ["a.txt", "--engine", "ray", "-o", "out", "--shard", "1/2"],
        ["a.txt", "--engine", "ray", "-o", "out", "--shards", "0"],
        ["a.txt", "--engine", "ray", "-o", "out", "--explain"],
        ["a.txt", "--engine", "ray", "-o", "out", "-f", "table"],
        ["a.txt", "--address", "auto"],
    ],
)
def test_ray_mistakes_are_told(args: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = invoke(*args)
    assert result.exit_code == 2 and "claimx: " in result.stderr
    assert list(tmp_path.iterdir()) == []


@needs_ray
def test_ray_is_not_started_where_there_is_nothing_to_do(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    out, failures = tmp_path / "out", tmp_path / "failures.jsonl"
    for _ in range(2):
        result = invoke(tmp_path / "in", "--engine", "ray", "-o", out, "--failures", failures)
        assert (
            result.exit_code == 1 and "the folder has no articles" in result.stderr and "1 of 1 failed" in result.stderr
        )
    assert json.loads(failures.read_text())["path"] == str(tmp_path / "in")
    assert sorted(f.name for f in out.iterdir()) == ["failures-part-00000-of-00000.jsonl", "parts.json"]


@needs_ray
def test_ray_does_not_mix_runs_in_one_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "in").mkdir()
    args = (tmp_path / "in", "--engine", "ray", "-o", out)
    assert invoke(*args).exit_code == 1
    assert invoke(*args, "--strict").exit_code == 1, "no part is finished, so nothing can be mixed"
    (out / "claims-part-00001-of-00002.jsonl").write_text("")
    assert invoke(*args, "--strict", "--debug").exit_code == 1, "the same run"
    for change in (lambda: (tmp_path / "in" / "a.txt").write_text(TEXT), (out / "parts.json").unlink):
        change()
        result = invoke(*args, "--strict")
        assert result.exit_code == 2 and "parts of another run" in result.stderr
    assert sorted(f.name for f in out.iterdir()) == [
        "claims-part-00001-of-00002.jsonl",
        "failures-part-00000-of-00000.jsonl",
    ]


@needs_ray
def test_ray_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "a.txt").write_text(TEXT)
    result = invoke(tmp_path / "a.txt", "--engine", "ray", "-o", tmp_path / "file")
    assert result.exit_code == 3 and "choose another place" in result.stderr


@pytest.mark.model
def test_ray_is_not_imported_by_other_runs(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    args = [sys.executable, "-X", "importtime", *command(tmp_path / "a.txt")[1:]]
    done = subprocess.run(args, capture_output=True, text=True, env=environment(), timeout=LIMIT)
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert done.returncode == 0 and "spacy" in loaded and not loaded & {"ray", "pyarrow", "pandas"}


# ---------------------------------------------------------------------------------------------------------- with Ray


@needs_ray
@pytest.mark.model
@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes in /proc")
def test_ray_actor_killed_in_the_middle_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    write_lines(tmp_path / "in.jsonl", 48, 30)
    wanted = local("in.jsonl", cwd=tmp_path)
    left = set(Path(tempfile.gettempdir()).glob("claimx-ray-*"))
    args = command("in.jsonl", "--engine", "ray", "-j", "2", "--shards", "6", "-o", "out", "--failures", "failed.jsonl")
    out = tmp_path / "out"
    with subprocess.Popen(args, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        try:
            victim = _actor_at_work(run, out)
            os.kill(victim, signal.SIGKILL)
            assert len(list(out.glob("claims-part-*.jsonl"))) < 6
            written, told = run.communicate(timeout=LIMIT)
        except BaseException:
            run.kill()
            raise
    assert written == b""
    assert run.returncode == 1 and b"in.jsonl line 4: not valid JSON" in told and b"1 of 48 failed" in told
    assert records(out) == wanted
    names = [f"{kind}-part-0000{n}-of-00006.jsonl" for kind in ("claims", "failures") for n in range(1, 7)]
    assert sorted(f.name for f in out.iterdir()) == [*names, "parts.json"]
    assert [json.loads(line)["line"] for line in (tmp_path / "failed.jsonl").read_text().splitlines()] == [4]
    # A part that was taken away is made again, and nothing else is; the same bytes come.
    before = {f.name: (f.stat().st_mtime_ns, f.read_bytes()) for f in out.iterdir()}
    (out / names[2]).unlink()
    again = subprocess.run(args, cwd=tmp_path, env=environment(), capture_output=True, timeout=LIMIT)
    assert again.returncode == 0 and again.stderr == b""  # line 4 is in another part, which is not looked at again
    after = {f.name: (f.stat().st_mtime_ns, f.read_bytes()) for f in out.iterdir()}
    assert {name: content for name, (_, content) in after.items()} == {name: c for name, (_, c) in before.items()}
    assert {name for name in after if after[name][0] != before[name][0]} == {names[2], names[8]}
    assert set(Path(tempfile.gettempdir()).glob("claimx-ray-*")) <= left


def _actor_at_work(run: subprocess.Popen[bytes], out: Path) -> int:
    """The process of an actor that is in the middle of a part, once another part is finished."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end and run.poll() is None:
        if list(out.glob("claims-part-*.jsonl")):
            for part in out.glob("claims-part-*.part"):
                number = int(part.name.removesuffix(".part").rpartition("-")[2])
                if b"ray::" in Path(f"/proc/{number}/cmdline").read_bytes():
                    return number
        time.sleep(0.01)
    pytest.fail("no actor was seen at work")


CLUSTER = """
import os, sys, ray
ray.init(address="local", num_cpus=2, include_dashboard=False, object_store_memory=100_000_000, log_to_driver=False,
         _temp_dir=sys.argv[1])
print(ray.get_runtime_context().gcs_address, flush=True)
sys.stdin.read()
ray.shutdown()
"""


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a Ray that runs for this test."""
    monkeypatch.setenv("RAY_AUTH_MODE", "token")
    monkeypatch.setenv("RAY_AUTH_TOKEN", secrets.token_hex(32))
    place = tempfile.mkdtemp(prefix="cx-")  # short, for the names of its sockets
    env = {**environment(), "RAY_USAGE_STATS_ENABLED": "0"}
    with subprocess.Popen(
        [sys.executable, "-c", CLUSTER, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, text=True
    ) as ray:
        assert ray.stdin is not None and ray.stdout is not None
        try:
            yield ray.stdout.readline().strip()
        finally:
            ray.stdin.close()
            ray.wait(60)
            shutil.rmtree(place, ignore_errors=True)


@needs_ray
@pytest.mark.model
@pytest.mark.slow
def test_ray_cluster_reads_patterns_and_addresses_and_writes_parquet(cluster: str, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    write_lines(folder / "one.jsonl", 20, 2)
    write_lines(folder / "two.jsonl.gz", 20, 2)
    (folder / "deep" / "page.html").write_text(
        f"<html><body><article><p>{TEXT.format(n=7) * 5}</p></article></body></html>"
    )
    (folder / "deep" / "empty.txt").write_text("")
    (folder / "long.txt").write_text(TEXT.format(n=8) * 200)
    (folder / "short.txt").write_text(TEXT.format(n=9))
    (tmp_path / "afar").mkdir()
    (tmp_path / "afar" / "far off.txt").write_text(TEXT.format(n=10))
    paths = ["in/*.gz", "in/**/*.[jh]*", "in/*.txt", "in/deep/empty.txt", "missing.txt", (tmp_path / "afar").as_uri()]
    limits = ["--max-article-mb", "0.01", "--timeout-per-article", "60", "--only", "dates"]
    wanted = local(*paths, *limits, "--failures", "local.jsonl", cwd=tmp_path)
    ray = ["--engine", "ray", "--address", cluster, "-j", "2", "--shards", "4"]
    for ending, more in (("jsonl", []), ("parquet", ["-f", "parquet"])):
        out = tmp_path / ending
        args = command(*paths, *limits, *ray, *more, "-o", out.as_uri(), "--failures", f"{ending}.failed")
        done = subprocess.run(args, cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=LIMIT)
        assert done.returncode == 1 and "6 of " in done.stderr, done.stderr
        assert len(list(out.glob(f"claims-part-0000?-of-00004.{ending}"))) == 4
        assert _sorted_lines(tmp_path / f"{ending}.failed") == _sorted_lines(tmp_path / "local.jsonl")
    assert records(tmp_path / "jsonl") == wanted
    rows = [row for file in (tmp_path / "parquet").glob("*.parquet") for row in pq.read_table(file).to_pylist()]
    assert sorted(map(_key, rows)) == sorted(_key(json.loads(line)) for line in wanted)


def _sorted_lines(file: Path) -> list[str]:
    return sorted(file.read_text().splitlines())


def _key(row: dict[str, Any]) -> tuple[str, str, int, int]:
    return row["document"]["path"], row["id"], row["start"], row["end"]
