"""Runs every case of tests/cases/*.toml: texts are parsed together, each case is a test of its own.

A case is a table `[[case]]` with `name`, `why`, `text`, optional `published`, `want` (partial records that must be found:
only the keys that matter), `never` (partial records that must not be), and `waiting = "reason"` for a known
failure. A case of modality hands its `claims` in, `{text, cue}` each, so that no other layer has to find them.
The file's name is the layer. Spans are written as words: `text = "claim"`, `text = "claim#2"` for the second time.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.cases_runner import complaints

CASES = Path(__file__).parent / "cases"


def _cases() -> list[Any]:
    out = []
    for file in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(file.read_text(encoding="utf-8")).get("case", []):
            marks = [pytest.mark.xfail(reason=case["waiting"], strict=True)] if "waiting" in case else []
            out.append(pytest.param(file.stem, case, id=f"{file.stem}/{case['name']}", marks=marks))
    return out


@pytest.mark.parametrize(("layer", "case"), _cases())
def test_case(layer: str, case: dict[str, Any], annotate: Any, judge: Any) -> None:
    """The layer finds what the case wants and nothing of what it forbids."""
    handed = case.get("claims")
    result = annotate(case["text"], case.get("published")) if handed is None else judge(case["text"], handed)
    found = complaints(layer, case, result)
    assert not found, "\n".join(found)
