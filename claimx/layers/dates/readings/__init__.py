"""What the matches of the grammar mean: one small function a reading, called from dates.toml by its name in `read`.

A reading takes the match and the context of the article, and gives type and TIMEX3 value, or None where the words are no
temporal expression here. Relative values count from the publication date or from the date mentioned last; where neither
is known the value stays open. "Last week", "in March" and "three years ago" have their value at their own grain.
"""

from claimx.layers.dates.readings import absolute, clock, durations, quarters, references, relative, seasons, years
from claimx.layers.dates.readings.reading import READERS, Reading

__all__ = [
    "READERS",
    "Reading",
    "absolute",
    "clock",
    "durations",
    "quarters",
    "references",
    "relative",
    "seasons",
    "years",
]
