"""Compares what a layer found with the `want` and `never` of a case, and complains in sentences."""

from __future__ import annotations

from typing import Any

import msgspec

# What each file of tests/cases looks at: the attribute of Layers, or the claims.
LAYERS = {
    "blocks": "blocks",
    "quotes": "quotes",
    "attribution": "attributions",
    "actors": "actors",
    "sources": "sources",
    "dates": "dates",
    "statistics": "statistics",
    "conditions": "conditions",
    "narration": "narrations",
    "modality": "judgements",
    "claims": "claims",
}


def locate(text: str, words: str) -> tuple[int, int]:
    """The span of `words`, or of its n-th occurrence for `words#n`."""
    words, _, n = words.partition("#") if words.rpartition("#")[2].isdigit() else (words, "", "")
    at = -1
    for _ in range(int(n or 1)):
        at = text.find(words, at + 1)
        if at < 0:
            raise ValueError(f"the case's text has no {words!r}")
    return at, at + len(words)


def agrees(want: Any, got: Any, text: str) -> bool:
    """Whether a found value has everything a partial one asks for; words stand for spans."""
    if isinstance(got, tuple):
        got = list(got)
    if isinstance(want, dict):
        if not isinstance(got, dict):
            return False
        for key, value in want.items():
            if key == "text" and isinstance(value, str) and got.get("start") is not None:
                if locate(text, value) != (got["start"], got["end"]):
                    return False
            elif key == "text" and "start" in got and got["start"] is None:
                return False
            elif value == "null":
                if got.get(key) is not None:
                    return False
            elif not agrees(value, got.get(key), text):
                return False
        return True
    if isinstance(want, list):
        # Every wanted item stands somewhere in the list; [] means that nothing may be there.
        return (
            isinstance(got, list)
            and (bool(want) or not got)
            and all(any(agrees(w, g, text) for g in got) for w in want)
        )
    if isinstance(want, str) and isinstance(got, dict) and "start" in got and got["start"] is not None:
        return locate(text, want) == (got["start"], got["end"])
    if isinstance(want, str) and isinstance(got, list) and got and isinstance(got[0], dict):
        return any(agrees(want, g, text) for g in got)
    if isinstance(want, float | int) and not isinstance(want, bool) and isinstance(got, float | int):
        return abs(want - got) <= 1e-9 * max(1.0, abs(want))
    return bool(want == got)


def complaints(layer: str, case: dict[str, Any], result: Any) -> list[str]:
    """One sentence for everything that is missing or should not be there; `want = []` means nothing may be found."""
    found = msgspec.to_builtins(getattr(result, LAYERS[layer]))
    text, out = case["text"], []
    for want in case.get("want", []):
        if not any(agrees(want, got, text) for got in found):
            out.append(f"{case['name']}: found no {layer} with {want}; found: {found}")
    if case.get("want") == [] and found:
        out.append(f"{case['name']}: nothing may be found; found: {found}")
    for never in case.get("never", []):
        hits = [got for got in found if agrees(never, got, text)]
        if hits:
            out.append(f"{case['name']}: found {never}, which must not be: {hits}")
    return out


def strings(value: Any, *keys: str) -> set[str]:
    """Every string that stands under one of `keys`, anywhere in a value."""
    out: set[str] = set()
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in keys:
                out.update([inner] if isinstance(inner, str) else inner or ())
            else:
                out |= strings(inner, *keys)
    elif isinstance(value, list | tuple):
        for inner in value:
            out |= strings(inner, *keys)
    return out
