"""Files at addresses, through pyarrow; file:// stands for all of them here."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="needs pyarrow: pip install 'claimx[parquet]'")

from claimx.errors import InputError
from claimx.ingest import read_articles
from claimx.ingest.files import list_paths
from claimx.ingest.remote import is_remote, shown
from claimx.options import Options
from claimx.records import Article, Failure


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "in put"
    (place / "deep" / ".hidden").mkdir(parents=True)
    (place / "one.txt").write_text("The bridge is closed.")
    (place / "deep" / "two.txt").write_text("The road is open.")
    (place / "deep" / ".hidden" / "three.txt").write_text("Nobody reads this.")
    (place / "deep" / "notes.doc").write_text("Nor this.")
    (place / "many.jsonl.gz").write_bytes(
        gzip.compress(b'{"id": "a", "text": "The port is shut."}\nnot json\n' + json.dumps({"text": "x"}).encode())
    )
    return place


def test_remote_addresses_are_told_from_paths_and_pages() -> None:
    assert all(map(is_remote, ("s3://bucket/a.txt", "gs://b/c", "hdfs://host:8020/x", "file:///tmp/x", "abfs://c@a/x")))
    assert not any(map(is_remote, ("a.txt", "/a//b", "https://paper.example/x", "HTTP://paper.example", "c:/x", "-")))


def test_remote_addresses_are_shown_without_keys() -> None:
    assert shown("s3://KEY:SECRET@bucket/a%20b.txt?region=eu-west-1&secret=1") == "s3://bucket/a%20b.txt"
    assert shown("a?b@c.txt") == "a?b@c.txt"


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("", ["deep/two.txt", "many.jsonl.gz", "one.txt"]),
        ("/", ["deep/two.txt", "many.jsonl.gz", "one.txt"]),
        ("/*.txt", ["one.txt"]),
        ("/**/*.txt", ["deep/two.txt", "one.txt"]),
        ("/d*/t*", ["deep/two.txt"]),
        ("/one.txt", ["one.txt"]),
    ],
)
def test_remote_folders_and_patterns_mean_what_they_mean_here(folder: Path, pattern: str, wanted: list[str]) -> None:
    found = list_paths(folder.as_uri() + pattern)
    assert [address for address, _ in found] == [f"{folder.as_uri()}/{name}" for name in wanted]
    here = list_paths(f"{folder}{pattern}")
    assert [(Path(path).relative_to(folder).as_posix(), size) for path, size in here] == [
        (name, size) for name, (_, size) in zip(wanted, found, strict=True)
    ]


def test_remote_files_give_the_articles_of_local_ones(folder: Path) -> None:
    def read(path: str) -> list[tuple[str | None, ...]]:
        items = list(read_articles(Options(paths=(path,))))
        assert all(i.path is not None and i.path.startswith(path) for i in items)
        return [(i.sha256, i.text) if isinstance(i, Article) else (i.message, i.hint) for i in items]

    assert read(folder.as_uri()) == read(str(folder))
    assert len(read(folder.as_uri())) == 5


@pytest.mark.parametrize("end", ["/missing.txt", "/*.pdf", "/missing/*.txt"])
def test_remote_files_that_are_not_there(folder: Path, end: str) -> None:
    with pytest.raises(InputError):
        list_paths(folder.as_uri() + end)
    found = list(read_articles(Options(paths=(f"{folder.as_uri()}{end}", f"{folder.as_uri()}/one.txt"))))
    assert isinstance(found[0], Failure) and isinstance(found[1], Article)


def test_remote_addresses_that_no_file_system_knows() -> None:
    for path in ("nowhere://bucket/x", "s3://", "file:///a b"):
        (found,) = read_articles(Options(paths=(path,)))
        assert isinstance(found, Failure) and found.hint == "check the address"
