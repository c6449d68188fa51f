"""Language detection."""

from __future__ import annotations

import pytest

from claimx.ingest.language import find_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council has voted for the new bridge, which was to be built by the end of the year.", "en"),
        ("Der Minister sagte am Dienstag, die Verhandlungen mit den Gewerkschaften seien gescheitert.", "de"),
        ("El ministro dijo el martes que las negociaciones con los sindicatos habían fracasado otra vez.", "es"),
        ("Too short.", None),
        ("", None),
    ],
)
def test_language_is_told(text: str, language: str | None) -> None:
    assert find_language(text) == language
