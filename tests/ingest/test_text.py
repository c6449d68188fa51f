"""Bytes to text: encodings, byte order marks, and what is no text at all."""

from __future__ import annotations

import pytest

from claimx.errors import InputError
from claimx.ingest.text import decode, digest, make_article


def test_text_utf8_bom_stays_so_that_offsets_are_those_of_the_file() -> None:
    text, guessed = decode("\ufeffThe mayor spoke.".encode())
    assert text == "\ufeffThe mayor spoke."
    assert guessed is None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_text_marked_wide_encodings_are_read(encoding: str) -> None:
    assert decode("Où est-il ? “Ici.”".encode(encoding)) == ("Où est-il ? “Ici.”", None)


def test_text_other_encodings_are_guessed_and_told() -> None:
    words = "The cafés closed early, the owners’ café said. “Déjà vu,” a waiter told naïve guests in Montréal. " * 5
    text, guessed = decode(words.encode("cp1252"))
    assert "cafés" in text and guessed is not None


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"PK\x03\x04...", "ZIP"),
        (b"words\x00words", "binary"),
    ],
)
def test_text_what_is_no_text_is_named(data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what):
        decode(data)


def test_text_digest_takes_lone_surrogates() -> None:
    assert len(digest("a\ud800b")) == 64


def test_text_given_publication_date_wins_over_the_stated_one() -> None:
    text = "Bridge closed\nPublished: March 3, 2024\nThe bridge is closed."
    assert make_article(text, id="x").published == "2024-03-03"
    assert make_article(text, id="x", published="2024-03-05").published == "2024-03-05"
