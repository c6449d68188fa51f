"""Parts: every article in one of them and in one only, whatever their number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claimx.engines.parts import fingerprint, list_input, make_parts, read_part
from claimx.ingest import read_articles
from claimx.options import Options


@pytest.fixture
def options(tmp_path: Path) -> Options:
    """A large file with a bad line, small ones, and a path that is not there."""
    lines = [json.dumps({"id": f"a{n}", "text": f"Bridge {n} is closed. " * 40}) for n in range(50)]
    lines[7] = "not json"
    (tmp_path / "big.jsonl").write_text("\n".join(lines))
    for n in range(9):
        (tmp_path / f"small{n}.txt").write_text(f"Road {n} is open.")
    (tmp_path / "small3.txt").write_text("")
    return Options(paths=(f"{tmp_path}/*.jsonl", "missing.txt", str(tmp_path / "big.jsonl"), f"{tmp_path}/small?.txt"))


@pytest.mark.parametrize("count", [None, 1, 2, 7, 40, 300])
def test_parts_hold_every_article_once(options: Options, count: int | None) -> None:
    files, failures = list_input(options)
    parts = make_parts(files, count)
    assert len(parts) == (count or len(parts))
    found = [item for part in parts for item in read_part(part, options)] + failures
    assert sorted(map(repr, found)) == sorted(map(repr, read_articles(options)))
    assert [f.path for f in failures] == ["missing.txt"]


def test_parts_are_of_one_size() -> None:
    files = [("a.jsonl", 10_000_000), *((f"{n}.txt", 4_000) for n in range(1000)), ("b.jsonl", 1_000_000)]
    parts = make_parts(files)
    weights = [sum(share.size / share.of for share in part) for part in parts]
    assert 50 < len(parts) < 70 and all(weights)
    assert max(weights) < 2 * sum(weights) / len(weights)


def test_parts_read_a_file_only_so_often() -> None:
    assert len(make_parts([("crawl.jsonl.gz", 10**10)])) == 64
    assert len(make_parts([("s3://bucket/CC-NEWS-2025.warc.gz?region=x", 10**9)])) == 16
    assert len(make_parts([("crawl.jsonl.gz", 10**10)], 200)) == 200
    assert len(make_parts([(f"{n}.txt", 4_000) for n in range(1_000_000)])) <= 10_000


def test_parts_of_nothing() -> None:
    assert make_parts([]) == [] and make_parts([], 2) == [[], []]
    assert make_parts([("empty.jsonl", 0)]) != []


def test_parts_fingerprint_tells_other_input_and_other_options(options: Options) -> None:
    def digest(files: list[tuple[str, int]], **more: object) -> str:
        return fingerprint(make_parts(files, 3), Options(paths=options.paths, **more))  # type: ignore[arg-type]

    files = [("a.jsonl", 1000), ("b.txt", 20)]
    same = digest(files)
    assert digest(files, jobs=8, engine="ray", address="auto", debug=True) == same
    others = [digest(files, attribution="fast"), digest(files, top=3), digest([("a.jsonl", 1001), ("b.txt", 20)])]
    assert len({same, *others}) == 4
