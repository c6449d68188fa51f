"""The fuzzers' makers of texts and files under hypothesis, and what they found before."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import check_text, read
from tests.fuzz.texts import choices, make_archive, make_lines, make_page, make_text

DATA = st.binary(max_size=600)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


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


def test_fuzz_found_a_text_of_nothing_but_separators(tmp_path: Path) -> None:
    assert read(b"\x1f\n\x0b", "text", tmp_path) == []
