"""A written form of a name, and the places where it stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from claimx.records import ActorType

Label = tuple[ActorType, int, int]  # the parser's type for an entity, its first and one past its last token
Key = tuple[str, ...]  # the words of a form


@dataclass(slots=True)
class Piece:
    """One place where a name stands: its tokens without article, title and possessive, and the title before it."""

    first: int
    last: int
    title: tuple[int, int] | None = None
    nested: bool = False  # inside a longer name: "Texas" in "University of Texas"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch that may be a name, with the parser's type for it; `solid` where its capitals mean something."""

    piece: Piece
    label: ActorType | None
    solid: bool


@dataclass(slots=True)
class Form:
    """One way of writing a name, with what speaks for each type over the article."""

    words: Key
    name: str  # as it is written
    votes: dict[ActorType, float] = field(default_factory=dict)
    places: list[Piece] = field(default_factory=list)
    gender: Counter[str] = field(default_factory=Counter)
    headline: bool = True  # seen in headlines only
    solid: bool = False  # seen where its capitals mean something
    proper: bool = False  # tagged as a proper noun throughout, somewhere
    plural: bool = True  # tagged as a plural everywhere
    seen: int = 0  # candidates
    opens: bool = True  # seen only where a sentence or the like begins
    articled: bool = False  # behind "the" or "a", somewhere
    described: bool = False  # behind an adjective that is not one of people, somewhere

    def vote(self, kind: ActorType, weight: float) -> None:
        """Adds to what speaks for a type."""
        self.votes[kind] = self.votes.get(kind, 0.0) + weight

    @property
    def weight(self) -> float:
        """The evidence for the likeliest type."""
        return max(self.votes.values(), default=0.0)

    @property
    def type(self) -> ActorType:
        """The type with the most evidence."""
        return max(self.votes, key=lambda t: (self.votes[t], t)) if self.votes else "unknown"
