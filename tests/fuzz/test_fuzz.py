"""The fuzzers' makers of texts and files under hypothesis, and what they found before."""

from __future__ import annotations

import json
import os
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimx.errors import InputError
from claimx.ingest import read_articles
from claimx.ingest.text import make_article
from claimx.options import Options
from claimx.records import Article, Failure
from tests.fuzz.targets import check_text, read
from tests.fuzz.texts import choices, make_archive, make_lines, make_page, make_text

DATA = st.binary(max_size=600)
FEW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@FEW
@given(DATA)
def test_fuzz_text_reader(tmp_path: Path, data: bytes) -> None:
    read(make_text(choices(data)).encode("utf-8"), "auto", tmp_path)
    read(data, "text", tmp_path)


@FEW
@given(DATA)
def test_fuzz_html_reader(tmp_path: Path, data: bytes) -> None:
    read(make_page(choices(data)).encode("utf-8"), "html", tmp_path)


@FEW
@given(DATA)
def test_fuzz_jsonl_reader(tmp_path: Path, data: bytes) -> None:
    read(make_lines(choices(data)), "jsonl", tmp_path)


@FEW
@given(DATA)
def test_fuzz_warc_reader(tmp_path: Path, data: bytes) -> None:
    pytest.importorskip("warcio")
    read(make_archive(choices(data)), "warc", tmp_path)


@pytest.mark.model
@pytest.mark.parametrize("method", ["fast", "default"])
@FEW
@given(data=DATA)
def test_fuzz_pipeline(method: str, data: bytes) -> None:
    check_text(make_text(choices(data)), method)


# ----------------------------------------------------------------------------------------------------- found before


def test_fuzz_found_json_nested_too_deeply(tmp_path: Path) -> None:
    assert read(b"[" * 3000 + b"\n", "jsonl", tmp_path) == []
    assert read(b'[{"text": ' + b"[" * 3000, "auto", tmp_path) == []


def test_fuzz_found_a_date_as_long_as_an_article(tmp_path: Path) -> None:
    line = json.dumps({"text": "The mayor said no.", "published": "a " * 4000}).encode()
    articles = read(line, "jsonl", tmp_path)
    assert [a.published for a in articles] == [None]


HEAD = "WARC/1.0\r\nWARC-Type: {}\r\nWARC-Record-ID: <urn:uuid:{}>\r\n{}Content-Length: {}\r\n\r\n"


def warc(kind: str, number: int, more: str, body: bytes) -> bytes:
    """A record of an archive."""
    return HEAD.format(kind, number, more, len(body)).encode() + body + b"\r\n\r\n"


GOOD = warc("conversion", 1, "WARC-Target-URI: https://example.org/\r\n", b"The mayor said that the bridge is closed.")
HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def test_fuzz_found_a_response_to_nothing(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    response = warc("response", 2, "Content-Type: application/http\r\n", HTTP + b"\r\n<p>No address")
    assert [a.id for a in read(GOOD + response, "warc", tmp_path)] == ["urn:uuid:1"]


def test_fuzz_found_a_page_packed_in_an_unknown_way(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("warcio")
    facts = "WARC-Target-URI: https://example.org/\r\nContent-Type: application/http\r\n"
    response = warc("response", 2, facts, HTTP + b"Content-Encoding: br\r\n\r\n<p>Not packed at all</p>")
    assert [a.id for a in read(GOOD + response + GOOD, "warc", tmp_path)] == ["urn:uuid:1", "urn:uuid:1"]
    assert capfd.readouterr().err == ""


def test_fuzz_found_a_record_longer_than_it_says(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The rest of it stays out of the terminal, where it might be anything."""
    pytest.importorskip("warcio")
    cut = GOOD.replace(b"Content-Length: 41", b"Content-Length: 20")
    assert len(read(cut + GOOD, "warc", tmp_path)) <= 2
    assert capfd.readouterr().err == ""


def test_fuzz_found_a_text_of_nothing_but_separators(tmp_path: Path) -> None:
    assert read(b"\x1f\n\x0b", "text", tmp_path) == []


@pytest.mark.model
@pytest.mark.parametrize("unit", ["๓ ", "𝟗𝟗% ", "1. ", "“ ", "“He said “"])
def test_fuzz_found_time_with_the_square_of_the_length(unit: str) -> None:
    check_text("The mayor spoke. " + unit * (12_000 // len(unit)))


CODINGS = ["unicode_escape", "raw_unicode_escape", "utf-7", "undefined", "punycode", "a\x00b", "hex"]
ENCODED = [b"The mayor said \\ud800 that the bridge is closed.", b"+2AA- The mayor said so."]


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("body", ENCODED)
def test_fuzz_found_encodings_that_are_none(tmp_path: Path, coding: str, body: bytes) -> None:
    pytest.importorskip("warcio")
    facts = f"WARC-Target-URI: https://example.org/\r\nContent-Type: text/plain; charset={coding}\r\n"
    articles = read(warc("conversion", 2, facts, body) + GOOD, "warc", tmp_path)
    assert [a.id for a in articles] == ["urn:uuid:2", "urn:uuid:1"]


def test_fuzz_found_half_characters_in_a_text() -> None:
    with pytest.raises(InputError, match="half a character at position 4"):
        make_article("The \ud83d mayor said no.", id="x")


def test_fuzz_found_names_of_files_that_are_no_unicode(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"caf\xe9.txt")
    try:
        file.write_text("The mayor said no.")
    except OSError:
        pytest.skip("this file system takes no such names")
    options = Options(paths=(str(file), str(file) + "x"), title=os.fsdecode(b"\xe9"))
    article, failure = read_articles(options)
    assert isinstance(article, Article) and isinstance(failure, Failure)
    assert article.path is not None and article.path.endswith("caf\\udce9.txt") and article.title == "\\udce9"
    assert failure.path.endswith("caf\\udce9.txtx")
    msgspec.json.encode([article, failure])
