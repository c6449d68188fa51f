"""Reading two claims side by side: what is read of them, what the network says, and when `claimx link` reads at all."""

from __future__ import annotations

import numpy as np
import pytest

from claimx.link import Linker, linker
from claimx.link.reading import READ_FROM, Reader, contexts, joined, read_features, readable
from tests.link_claims import claim
from tests.test_link import story


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def test_what_is_read_of_a_claim() -> None:
    one = readable(claim("dawn", "The ferry has not sailed since Monday", published="2024-05-01"))
    assert one.words.startswith("The ferry has not sailed since Monday")
    assert one.end.endswith("Monday")


def test_the_sentence_before_is_read_too() -> None:
    one = readable(claim("dawn", "The ferry Aurora ran aground", published="2024-05-01"))
    two = readable(claim("dawn", "It has been towed to Brenn", at=1, published="2024-05-01"))
    first, second = contexts([one._replace(sentence=4), two._replace(sentence=5)])
    assert "Aurora" not in first
    assert "Aurora ran aground" in second


def test_joined_pieces_belong_to_the_first_or_the_second() -> None:
    ids, kinds = joined([7, 8], [9])
    assert ids == [101, 7, 8, 102, 9, 102]
    assert kinds == [0, 0, 0, 0, 1, 1]


SAME = [
    ("All lines will be closed on Thursday", "No underground train ran on Thursday"),
    ("The minister has resigned", "Okafor stepped down from the cabinet"),
    ("Two people were killed in the collapse", "The accident claimed the lives of two people"),
]
OTHER = [
    ("All lines will be closed on Thursday", "Tickets cost three crowns"),
    ("The minister has resigned", "The minister was born in Brenn"),
    ("Two people were killed in the collapse", "The bridge was built in 1961"),
]


def test_other_words_for_the_same_are_told_from_other_things(reader: Reader) -> None:
    def said(one: str, other: str) -> float:
        return reader(reader.pieces(one, ""), reader.pieces(other, ""))

    assert min(said(*pair) for pair in SAME) > max(said(*pair) for pair in OTHER)
    assert said(*SAME[0]) == said(*SAME[0])


def test_only_likely_pairs_are_read(reader: Reader) -> None:
    pieces = [reader.pieces(text, "") for text in ("The minister has resigned", "Okafor stepped down")]
    chances = np.array([[READ_FROM / 2, READ_FROM * 2]])
    values = read_features(chances, reader, pieces[:1], pieces)
    assert values.shape == (1, 1, 2)
    assert values[0, 0, 0] == -6.0
    assert values[0, 0, 1] > -6.0


def test_many_claims_are_not_read_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linker, "READ_CLAIMS", 1)
    claims = [claim("dawn", f"The ferry sailed {n} times", at=n, published="2024-05-01") for n in range(2)]
    found = {}
    for reading in ("auto", "always", "never"):
        one = Linker(reading=reading)  # type: ignore[arg-type]
        for c in claims:
            one.add(c)
        found[reading] = one.reads
    assert found == {"auto": False, "always": True, "never": False}


def test_a_group_that_was_read_says_so() -> None:
    one = Linker(reading="always")
    for c in story():
        one.add(c)
    linked = one.link()
    (group,) = linked.groups
    assert group.documents == ("dawn", "gazette", "radio")
    assert all("reading" in {b.name for b in link.because} for link in linked.links)


def test_whoever_watches_is_handed_what_is_read() -> None:
    seen: list[int] = []
    watching = Linker(watch=lambda items: (seen.append(len(items)), *items)[1:])
    plain = Linker()
    for record in story():
        watching.add(record)
        plain.add(record)
    assert list(watching.link().lines()) == list(plain.link().lines())
    assert seen and seen[0] > 0
