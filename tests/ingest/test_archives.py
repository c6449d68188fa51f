"""Compressed files and WARC archives."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import msgspec
import pytest

from claimx.ingest import read_articles
from claimx.options import Options
from claimx.records import Article, Failure

TEXT = "The mayor said that the bridge is closed and that it would be open on Friday."
PAGE = (
    "<!doctype html><html><head><title>Bridge closed</title></head><body><article><h1>Bridge closed</h1>"
    + "".join(f"<p>{TEXT} The works will take {n} months, and the town will pay for them.</p>" for n in range(2, 6))
    + "</article></body></html>"
)


def read(path: Path, **options: object) -> list[Article | Failure]:
    return list(read_articles(msgspec.structs.replace(Options(paths=(str(path),)), **options)))


def lines(count: int) -> bytes:
    return "".join(json.dumps({"id": str(n), "text": TEXT}) + "\n" for n in range(count)).encode()


def test_archives_gzip_is_read_like_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines(2)) + gzip.compress(lines(1)))
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    (tmp_path / "c.pdf.gz").write_bytes(gzip.compress(b"%PDF"))
    found = read(tmp_path)
    assert len(found) == 4 and all(isinstance(a, Article) and a.text == TEXT for a in found)


def test_archives_zstandard_is_read(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    file = tmp_path / "a.jsonl.zst"
    file.write_bytes(zstandard.compress(lines(3)))
    assert len(read(file)) == 3


def test_archives_damaged_data_are_a_failure(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl.gz"
    file.write_bytes(gzip.compress(lines(2000))[:400])
    found = read(file)
    assert isinstance(found[-1], Failure) and "damaged" in found[-1].message


def test_archives_bombs_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "bomb.jsonl.gz"
    with gzip.open(file, "wb") as out:
        out.write(lines(1))
        for _ in range(80):
            out.write(b"\n" * 1_000_000)
    failure = read(file)[-1]
    assert isinstance(failure, Failure) and "200 times" in failure.message


def record(kind: str, uri: str, body: bytes, content_type: str) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{abs(hash(uri)):032x}>\r\n"
        f"WARC-Target-URI: {uri}\r\nWARC-Date: 2024-05-16T00:00:00Z\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def response(uri: str, page: str, type: str = "text/html; charset=utf-8") -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {len(page.encode())}\r\n\r\n{page}"
    return record("response", uri, http.encode(), "application/http; msgtype=response")


@pytest.mark.parametrize("packed", [False, True])
def test_archives_warc_gives_its_pages(tmp_path: Path, packed: bool) -> None:
    pytest.importorskip("warcio")
    parts = [
        record("warcinfo", "x", b"software: test\r\n", "application/warc-fields"),
        response("https://paper.example/bridge", PAGE),
        response("https://paper.example/logo.png", "not a page", "image/png"),
        response("https://paper.example/../../etc/passwd", PAGE),
        record("conversion", "https://paper.example/wet", TEXT.encode(), "text/plain"),
    ]
    file = tmp_path / ("crawl.warc.gz" if packed else "crawl.warc")
    data = io.BytesIO()
    for part in parts:
        data.write(gzip.compress(part) if packed else part)
    file.write_bytes(data.getvalue())
    found = [a for a in read(file) if isinstance(a, Article)]
    assert [a.url for a in found] == [
        "https://paper.example/bridge",
        "https://paper.example/../../etc/passwd",
        "https://paper.example/wet",
    ]
    assert TEXT in found[0].text and found[2].text == TEXT
    assert all(a.id.startswith("urn:uuid:") for a in found)
