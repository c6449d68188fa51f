"""Claims made ready to compare: their terms, numbers, days and names, by article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np

from claimx.link.numbers import Number, read_number
from claimx.link.words import Array, Terms, pronouns
from claimx.records import ActorType, Claim, Document, ModalityKind, Polarity, Stance

MOST = 150  # claims of an article that are compared at once; a longer one is taken in parts
BACK = 2  # sentences before a claim that say what "it" and "the figure" are


class Name(NamedTuple):
    """An actor of an article as it names it."""

    document: str
    actor: str
    text: str
    type: ActorType
    role: str | None
    also: tuple[str, ...]


@dataclass(slots=True)
class Item:
    """One claim without what comparing does not need. `own` are the terms of its words, `wide` those with the names of who
    appears in it; `around` those of its sentence and of the claims just before it, `wide` left out."""

    id: str
    document: str
    publisher: str | None
    published: str | None
    start: int
    end: int
    sentence: int
    text: str
    direct: bool
    source: str | None
    source_actor: str | None
    polarity: Polarity
    modality: ModalityKind
    stance: Stance | None
    actors: tuple[str, ...]
    numbers: tuple[Number, ...]
    days: tuple[int, int] | None
    own: tuple[int, ...]
    wide: tuple[int, ...]
    whole: tuple[int, ...]
    around: tuple[int, ...] = ()

    def renumber(self, new: Sequence[int]) -> None:
        """Puts new numbers in the place of the terms' old ones."""
        self.own, self.wide, self.whole = (tuple(new[t] for t in ts) for ts in (self.own, self.wide, self.whole))
        self.numbers = tuple(
            n._replace(counted=frozenset(new[t] for t in n.counted), of=frozenset(new[t] for t in n.of))
            for n in self.numbers
        )


@dataclass(slots=True)
class Article:
    """The claims of one article, in its order, as matrices over the article's own terms (`terms`, in order of number).

    `part` counts the parts of a long article from 0.
    """

    id: str
    part: int
    published: int | None
    items: list[Item]
    terms: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    counts: Array = field(default_factory=lambda: np.zeros(0, np.int64))  # claims of the article that have the term
    own: Array = field(default_factory=lambda: np.zeros((0, 0), bool))
    wide: Array = field(default_factory=lambda: np.zeros((0, 0), bool))
    around: Array = field(default_factory=lambda: np.zeros((0, 0), bool))
    vectors: Array | None = (
        None  # sentence vectors of unit length: (words, words with names, sentence), claim, dimension
    )


def _day(text: str | None) -> int | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return None


def _days(claim: Claim) -> tuple[int, int] | None:
    spans = [(_day(d.first), _day(d.last)) for d in claim.dates if d.type in ("DATE", "TIME")]
    known = [(first, last) for first, last in spans if first is not None and last is not None]
    return (min(f for f, _ in known), max(last for _, last in known)) if known else None


def read_item(claim: Claim, terms: Terms) -> Item:
    """What comparing needs of a claim."""
    document, source = claim.document, claim.source
    own = terms(claim.text)
    inside = [
        a for a in claim.actors if claim.start <= a.start and a.end <= claim.end
    ]  # without who speaks, and to whom
    names = dict.fromkeys(a.name for a in inside)
    wide = dict.fromkeys((*own, *(t for name in names for t in terms(name))))
    numbers = (read_number(s, terms) for s in claim.statistics)
    return Item(
        id=claim.id,
        document=document.id,
        publisher=document.publisher,
        published=document.published,
        start=claim.start,
        end=claim.end,
        sentence=claim.sentence.index,
        text=claim.text,
        direct=claim.quote == "direct",
        source=None if source is None else source.name or source.text,
        source_actor=None if source is None else source.actor,
        polarity=claim.polarity,
        modality=claim.modality,
        stance=None if claim.cue is None else claim.cue.stance,
        actors=tuple(dict.fromkeys(a.id for a in inside)),
        numbers=tuple(n for n in numbers if n is not None),
        days=_days(claim),
        own=own,
        wide=tuple(wide),
        whole=terms(claim.sentence.text),
    )


class Names:
    """Collects the actors and sources of claims, once an article."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[str, ActorType, str | None, dict[str, None]]] = {}

    def add(self, claim: Claim) -> None:
        """Takes in the names of a claim."""
        document = claim.document.id
        for a in claim.actors:
            self._put(document, a.id, a.name, a.type, a.role, a.text)
        for s in (claim.source, *claim.via):
            if s is not None and s.actor is not None and s.name:
                self._put(document, s.actor, s.name, s.type, s.role, s.name)

    def add_document(self, document: Document) -> None:
        """Takes in all actors of an article, those that no claim names included."""
        for actor in document.actors:
            for mention in actor.mentions:
                words = mention.text if mention.kind == "name" else actor.name
                self._put(document.document.id, actor.id, actor.name, actor.type, actor.role, words)

    def _put(self, document: str, actor: str, name: str, kind: ActorType, role: str | None, words: str) -> None:
        old = self._found.get((document, actor))
        if old is None:
            old = self._found[document, actor] = (name, kind, role, {})
        elif (role or "", name) > (old[2] or "", old[0]):  # whichever comes first, the same one is kept
            old = self._found[document, actor] = (name, kind, role, old[3])
        if words != name and words.lower().removesuffix("’s").removesuffix("'s") not in pronouns():
            old[3].setdefault(words.removesuffix("’s").removesuffix("'s"))

    def all(self) -> list[Name]:
        """The names in order of article and actor."""
        return [
            Name(document, actor, text, kind, role, tuple(sorted(also)))
            for (document, actor), (text, kind, role, also) in sorted(self._found.items(), key=lambda item: item[0])
        ]


def make_articles(items: Iterable[Item]) -> list[Article]:
    """The articles of claims that stand in order of article and place, with their matrices."""
    articles: list[Article] = []
    for item in items:
        last = articles[-1] if articles else None
        if last is None or last.id != item.document:
            articles.append(Article(item.document, 0, _day(item.published), []))
        elif len(last.items) == MOST:
            articles.append(Article(item.document, last.part + 1, last.published, []))
        articles[-1].items.append(item)
    for article in articles:
        _fill(article)
    return articles


def _fill(article: Article) -> None:
    items = article.items
    for number, item in enumerate(items):
        around = dict.fromkeys(item.whole)
        for before in reversed(items[max(0, number - 6) : number]):
            if before.sentence >= item.sentence - BACK:
                around.update(dict.fromkeys(before.wide))
        wide = set(item.wide)
        item.around = tuple(t for t in around if t not in wide)
    every = sorted({t for item in items for t in (*item.wide, *item.around)})
    place = {term: n for n, term in enumerate(every)}
    counts = Counter(t for item in items for t in item.wide)
    article.terms = np.array(every, dtype=np.int64)
    article.counts = np.array([counts[t] for t in every], dtype=np.int64)
    shape = (len(items), len(every))
    article.own, article.wide, article.around = (np.zeros(shape, bool) for _ in range(3))
    for n, item in enumerate(items):
        article.own[n, [place[t] for t in item.own]] = True
        article.wide[n, [place[t] for t in item.wide]] = True
        article.around[n, [place[t] for t in item.around]] = True
