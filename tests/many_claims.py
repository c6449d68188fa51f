"""Writes many claim records for measuring `claimx link`: invented stories, each told by several articles, from a seed.

    python -m tests.many_claims COUNT > claims.jsonl

Words follow Zipf's law, names and numbers recur within a story, and about a third of an article's claims tell with other
words, another number or another spelling what another article of the story tells. The same seed gives the same bytes.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate, islice
from typing import Any

import msgspec

from claimx.records import (
    Checkworthiness,
    Claim,
    ClaimActor,
    DocumentInfo,
    Extractor,
    ModelInfo,
    Sentence,
    Source,
    Statistic,
)

SYLLABLES = [
    a + b for a in "b d f g k l m n p r s t v z br st tr kl".split() for b in "a e i o u an er il on ur".split()
]
EXTRACTOR = Extractor(name="claimx", version="0", model=ModelInfo(name="none", version="0"), data="0")
UNITS = ("percent", "person", "house", "euro", "vote", "ship", "kilometre", "patient")


class World:
    """The words and names that stories are made of."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.words = [self._word(2, 4) for _ in range(20_000)]
        self._heap = list(accumulate(1 / (n + 10) for n in range(len(self.words))))

    def _word(self, least: int, most: int) -> str:
        return "".join(self.random.choice(SYLLABLES) for _ in range(self.random.randint(least, most)))

    def some(self, count: int) -> list[str]:
        """Words, frequent ones more often."""
        return self.random.choices(self.words, cum_weights=self._heap, k=count)

    def name(self) -> str:
        """First and last name of a person."""
        return f"{self._word(2, 3).capitalize()} {self._word(2, 4).capitalize()}"

    def spelt(self, name: str) -> str:
        """The name, at times in another spelling."""
        return name.replace("k", "q") if self.random.random() < 0.2 else name


def _statistic(text: str, value: int, unit: str) -> Statistic:
    symbol = "%" if unit == "percent" else None
    kind: Any = "percent" if symbol else "count"
    return Statistic(
        text=text, start=0, end=len(text), value=value, low=None, high=None, bound="exactly", kind=kind, unit=symbol,
        unit_name=unit, change=None, of=None, rule="bench",
    )  # fmt: skip


def _claim(world: World, place: DocumentInfo, index: int, fact: tuple[list[str], int, str], people: list[str]) -> Claim:
    draw = world.random
    words = [w if draw.random() < 0.75 else world.some(1)[0] for w in fact[0]]
    value = fact[1] + (draw.randint(1, 50) if draw.random() < 0.15 else 0)
    number = f"{value} {fact[2]}"
    who = draw.randrange(len(people))
    person = people[who]
    text = f"{person} {' '.join(words[:6])} {number} {' '.join(words[6:])}"
    actor = f"a{who}"
    source = Source(
        text=person, start=0, end=1, name=person, type="person", role=None, affiliation=None, anonymous=False,
        resolved="name", actor=actor, rule="bench",
    )  # fmt: skip
    return Claim(
        id=f"c_{place.id}_{index}", document=place, text=text, start=index * 200, end=index * 200 + len(text),
        sentence=Sentence(text=text, start=index * 200, end=index * 200 + len(text), index=index), quote="indirect",
        source=source, cue=None, via=(), polarity="affirmed", modality="asserted", hedges=(),
        actors=(ClaimActor(id=actor, name=person, type="person", role=None, text=person, start=0, end=1),), dates=(),
        statistics=(_statistic(number, value, fact[2]),), conditions=(),
        checkworthiness=Checkworthiness(score=0.5, reasons=()), confidence=0.9, rules=(), extractor=EXTRACTOR,
    )  # fmt: skip


def make_claims(seed: int = 1) -> Iterator[Claim]:
    """Claims without end: stories of two to five articles with eight to fourteen claims each."""
    world, draw = World(seed), random.Random(seed + 1)
    for story in range(10**9):
        people = [world.name() for _ in range(4)]
        topic = world.some(12)
        facts = [
            (world.some(7) + draw.choices(topic, k=4), draw.randint(4, 90_000), draw.choice(UNITS)) for _ in range(18)
        ]
        for article in range(draw.randint(2, 5)):
            day = date(2020, 1, 1) + timedelta(days=story % 900 + article)
            place = DocumentInfo(
                id=f"{story}-{article}", path=None, url=None, title=None, publisher=f"Outlet {article}", authors=(),
                published=day.isoformat(), language="en", sha256="0",
            )  # fmt: skip
            spelt = [world.spelt(person) for person in people]
            for index in range(draw.randint(8, 14)):
                own = (world.some(7) + draw.choices(topic, k=4), draw.randint(4, 90_000), draw.choice(UNITS))
                yield _claim(world, place, index, draw.choice(facts) if draw.random() < 0.5 else own, spelt)


def main() -> None:
    """Writes the claims to standard output."""
    encode = msgspec.json.Encoder().encode
    for claim in islice(make_claims(), int(sys.argv[1])):
        sys.stdout.buffer.write(encode(claim) + b"\n")


if __name__ == "__main__":
    main()
