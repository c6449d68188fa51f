"""The floors: what each measure must not fall below, pinned in a file together with the corpus fingerprint."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path

# What a measure may lose between machines and releases of the parser before it counts as a loss.
SLACK = 0.01


@dataclass
class Floors:
    """The pinned fingerprint, or null, and the floor of each measure by name."""

    fingerprint: str | None = None
    measures: dict[str, float] = field(default_factory=dict)


def read_floors(path: Path) -> Floors:
    """The floors of a file; none at all where there is no such file."""
    if not path.is_file():
        return Floors()
    data = json.loads(path.read_text(encoding="utf-8"))
    return Floors(data["fingerprint"], {str(k): float(v) for k, v in data["measures"].items()})


def write_floors(path: Path, floors: Floors) -> None:
    """Writes the floors, keys in order, one a line."""
    data = {"fingerprint": floors.fingerprint, "measures": dict(sorted(floors.measures.items()))}
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def below(measured: dict[str, float], floors: Floors) -> list[str]:
    """The measures that are under their floor, or that are no longer measured."""
    return [name for name, floor in sorted(floors.measures.items()) if measured.get(name, -1.0) < floor]


def raised(measured: dict[str, float], floors: Floors, allow_regression: bool) -> dict[str, float]:
    """New floors: the measures less the slack, rounded down to three places; never under the present ones unless allowed."""
    new = {}
    for name, value in measured.items():
        floor = max(0.0, math.floor((value - SLACK) * 1000) / 1000)
        new[name] = floor if allow_regression else max(floor, floors.measures.get(name, 0.0))
    return new
