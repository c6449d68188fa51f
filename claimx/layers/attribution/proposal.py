"""What the ways of finding attributions hand to the rest of the layer: token numbers, a score, and a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Stance = Literal["neutral", "supports", "doubts", "denies"]
Tokens = frozenset[int]
NONE: Final[Tokens] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A possible attribution: numbers of the tokens of each role, blanks left out; `head` is the cue's main word."""

    head: int
    source: Tokens
    cue: Tokens
    content: Tokens
    score: float
    rule: str
    lemma: str
    stance: Stance
    announced: bool = False  # the content is a list that the cue announces

    @property
    def listed(self) -> bool:
        """Whether a row of the word list stands behind the cue."""
        return self.rule.startswith("attribution:")

    @property
    def first(self) -> int:
        """The first token of the content."""
        return min(self.content)
