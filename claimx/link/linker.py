"""Claims in, linked actors, groups and links out."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np

from claimx.link.actors import link_names, make_actors
from claimx.link.content import Article, Item, Names, make_articles, read_item
from claimx.link.features import Maker
from claimx.link.groups import make_groups
from claimx.link.model import Model, Section, load_model
from claimx.link.neighbours import find_neighbours, full_articles, rarity
from claimx.link.reading import READ_FROM, Readable, Reader, contexts, read_features, readable
from claimx.link.records import Because, Group, Link, LinkedActor, Member, Relation
from claimx.link.relations import Evidence, Judge
from claimx.link.vectors import add_vectors, check_installed, texts_of
from claimx.link.words import Array, Terms
from claimx.records import Claim, Document

READ_CLAIMS = 2000  # claims up to which likely pairs are read side by side
READ_PAIRS = 12_000  # and how many pairs that may be: a minute
KEPT = 0.1  # pairs less likely than this are forgotten
SHOWN = 4  # words, numbers or names that a reason shows

Line = LinkedActor | Group | Link
Reading = Literal["auto", "always", "never"]
_Values = tuple[int, int, Array]  # two articles, and the features of their claims


class Linked(NamedTuple):
    """What was found: actors by their first article, groups by their first claim, links by their group."""

    actors: list[LinkedActor]
    groups: list[Group]
    links: list[Link]

    def lines(self) -> Iterator[Line]:
        """Everything in the order in which it is written: actors, then each group with its links."""
        yield from self.actors
        of = {group.id: list(links) for group, links in self.by_group()}
        for group in self.groups:
            yield group
            yield from of.get(group.id, ())

    def by_group(self) -> Iterator[tuple[Group, list[Link]]]:
        """Each group with its links."""
        links = itertools.groupby(self.links, key=lambda link: link.group)
        of = {name: list(found) for name, found in links}
        for group in self.groups:
            yield group, of.get(group.id, [])


class _Rated(NamedTuple):
    """Two articles, the features of their claims, and the probabilities by words."""

    one: int
    other: int
    features: Array
    chances: Array


class _Pairs(NamedTuple):
    """Pairs of claim numbers that may say the same, with their features."""

    chances: dict[tuple[int, int], float]
    values: dict[tuple[int, int], Array]


class Linker:
    """Collects claims and documents in any order, and links them all at once; the result depends on their set alone."""

    def __init__(
        self,
        *,
        vectors: bool = False,
        reading: Reading = "auto",
        watch: Callable[[Sequence[_Rated]], Iterable[_Rated]] = iter,
    ) -> None:
        """With `vectors` sentence vectors are compared too; else likely pairs are read side by side, unless `reading` is
        never, or auto and there are more than READ_CLAIMS claims or READ_PAIRS likely pairs. `watch` is handed what is to be
        read, one item for two articles, and hands it on."""
        self._watch = watch
        self._terms = Terms()
        self._names = Names()
        self._items: dict[tuple[str, int, int, str], Item] = {}
        self._texts: dict[str, tuple[str, str, str]] | None = {} if vectors else None
        self._always = reading == "always"
        self._readables: dict[str, Readable] | None = {} if reading != "never" and not vectors else None
        if vectors:
            check_installed()

    def add(self, record: Claim | Document) -> None:
        """Takes in a claim, or a document with its claims and all its actors; the same claim twice is one."""
        if isinstance(record, Document):
            self._names.add_document(record)
            claims: Sequence[Claim] = record.claims
        else:
            claims = (record,)
        for claim in claims:
            self._names.add(claim)
            item = read_item(claim, self._terms)
            if self._texts is not None:
                self._texts[item.id] = texts_of(claim)
            if self._readables is not None:
                self._readables[item.id] = readable(claim)
            key = (item.document, item.start, item.end, item.id)
            old = self._items.get(key)
            self._items[key] = item if old is None else min(old, item, key=repr)
        if len(self._items) > READ_CLAIMS and not self._always:
            self._readables = None

    @property
    def reads(self) -> bool:
        """Whether likely pairs are read side by side, if they are not too many."""
        return self._readables is not None

    def link(self) -> Linked:
        """The actors, groups and links of everything that was added."""
        items = [item for _, item in sorted(self._items.items(), key=lambda entry: entry[0])]
        numbers = self._terms.settle()
        for item in items:
            item.renumber(numbers)
        articles = make_articles(items)
        if self._texts is not None:
            add_vectors(articles, self._texts)
        near = find_neighbours(articles, len(self._terms))
        names = self._names.all()
        roots, rules = link_names(names, [(articles[a].id, articles[b].id) for a, b, _ in near])
        actors = make_actors(names, roots, rules)
        number = {(n.document, n.actor): root for n, root in zip(names, roots, strict=True)}
        ids = dict(zip(dict.fromkeys(roots), (a.id for a in actors), strict=True))
        maker = Maker(self._terms, rarity(articles, len(self._terms)), number)
        values: Iterable[_Values] = ((a, b, maker(articles[a], articles[b], cosine).values) for a, b, cosine in near)
        section: Section = "same_vectors" if self._texts is not None else "same"
        if self._readables is not None:
            values = list(values)
            words = load_model()
            rated = [_Rated(*v, words.probabilities(v[2])) for v in values]
            if self._always or sum(int((r.chances >= READ_FROM).sum()) for r in rated) <= READ_PAIRS:
                values, section = self._read(articles, self._watch(rated), self._readables), "same_read"
        model = load_model(section)
        pairs = self._compare(articles, values, model)
        of_article = [n for n, article in enumerate(articles) for _ in article.items]
        compared = [(a, b) for a, b, _ in near]
        groups = make_groups(pairs.chances, of_article, model.threshold, compared, full_articles(compared))
        linked = {actor: ids[root] for actor, root in number.items()}
        writer = _Writer(items, of_article, pairs, model, linked, {a.id: a for a in actors}, self._terms, near)
        written = [writer.write(group) for group in groups]
        return Linked(actors, [g for g, _ in written], [link for _, links in written for link in links])

    def _compare(self, articles: Sequence[Article], values: Iterable[_Values], model: Model) -> _Pairs:
        starts = list(itertools.accumulate((len(a.items) for a in articles), initial=0))
        found = _Pairs({}, {})
        for a, b, features in values:
            chances = model.probabilities(features)
            ours, theirs = np.nonzero(chances >= KEPT)
            rows = features[:, ours, theirs].T.astype(np.float32)
            likely = np.round(chances[ours, theirs], 6).tolist()
            for i, j, chance, row in zip(ours.tolist(), theirs.tolist(), likely, rows, strict=True):
                found.chances[starts[a] + i, starts[b] + j] = chance
                found.values[starts[a] + i, starts[b] + j] = row
        return found

    def _read(
        self, articles: Sequence[Article], rated: Iterable[_Rated], readables: dict[str, Readable]
    ) -> Iterator[_Values]:
        """The features of two articles' claims, with what reading them side by side says added."""
        reader = Reader()
        pieces: list[list[list[int]]] = []
        for article in articles:
            own = [readables[item.id] for item in article.items]
            pieces.append([reader.pieces(r.words, around) for r, around in zip(own, contexts(own), strict=True)])
        for a, b, features, chances in rated:
            more = read_features(chances, reader, pieces[a], pieces[b])
            yield a, b, np.concatenate([features, more])


class _Writer:
    """Makes records of groups of claim numbers."""

    def __init__(
        self,
        items: Sequence[Item],
        of_article: Sequence[int],
        pairs: _Pairs,
        model: Model,
        linked: dict[tuple[str, str], str],
        actors: dict[str, LinkedActor],
        terms: Terms,
        near: Sequence[tuple[int, int, float]],
    ) -> None:
        self._items, self._of_article, self._pairs, self._model = items, of_article, pairs, model
        self._near: dict[int, list[int]] = defaultdict(list)  # of each article those after it
        for one, other, _ in near:
            self._near[one].append(other)
        self._linked, self._actors, self._terms = linked, actors, terms
        self._judge = Judge(terms, read="read" in model.names)
        self._own, self._best = model.names.index("shared_own"), model.names.index("best")

    def write(self, claims: Sequence[int]) -> tuple[Group, list[Link]]:
        """The record of a group and those of its links."""
        items = [self._items[c] for c in claims]
        name = "g_" + hashlib.sha256("\n".join(sorted(i.id for i in items)).encode()).hexdigest()[:16]
        pairs = sorted(self._pairs_of(claims))
        links = [self._link(name, a, b) for a, b in pairs]
        nearest = dict.fromkeys(claims, 0.0)
        for pair in pairs:
            for claim in pair:
                nearest[claim] += self._pairs.chances.get(pair, 0.0)
        relations = Counter[Relation](link.relation for link in links)
        days = sorted(i.published for i in items if i.published)
        group = Group(
            id=name,
            text=self._items[max(claims, key=lambda c: (nearest[c], -c))].text,
            claims=tuple(map(self._member, items)),
            sources=tuple(sorted({s for s in map(self._who, items) if s})),
            documents=tuple(sorted({i.document for i in items})),
            first=days[0] if days else None,
            last=days[-1] if days else None,
            relations=dict(sorted(relations.items())),
            score=round(sum(link.score for link in links) / len(links), 3),
        )
        return group, links

    def _pairs_of(self, claims: Sequence[int]) -> Iterator[tuple[int, int]]:
        """The pairs of claims of articles that were compared, the smaller number first."""
        of: dict[int, list[int]] = defaultdict(list)
        for claim in claims:
            of[self._of_article[claim]].append(claim)
        for article, mine in of.items():
            for other in self._near.get(article, ()):
                yield from ((a, b) for a in mine for b in of.get(other, ()))

    def _member(self, item: Item) -> Member:
        return Member(
            claim=item.id,
            document=item.document,
            publisher=item.publisher,
            published=item.published,
            start=item.start,
            end=item.end,
            text=item.text,
            source=item.source,
            actor=self._actor(item),
            polarity=item.polarity,
            modality=item.modality,
        )

    def _actor(self, item: Item) -> str | None:
        return None if item.source_actor is None else self._linked.get((item.document, item.source_actor))

    def _who(self, item: Item) -> str | None:
        """The name of whoever stands behind a claim: the linked actor's, or that of the source, or the outlet."""
        actor = self._actor(item)
        return self._actors[actor].name if actor is not None else item.source or item.publisher

    def _behind(self, item: Item) -> str | None:
        """What tells whether one stands behind two claims."""
        actor = self._actor(item)
        if actor is not None:
            return actor
        return f"outlet {item.publisher}" if item.source is None and item.publisher else None

    def _link(self, group: str, a: int, b: int) -> Link:
        one, other = self._items[a], self._items[b]
        values = self._pairs.values.get((a, b))
        score = round(self._pairs.chances.get((a, b), 0.0), 3)
        own, best = (0.0, 0.0) if values is None else (float(values[self._own]), float(values[self._best]))
        seen = Evidence(score, own, best == 2.0)
        verdict = self._judge(one, other, (self._behind(one), self._behind(other)), seen)
        because = () if values is None else tuple(self._because(one, other, values))
        return Link(
            group=group,
            claims=(one.id, other.id),
            relation=verdict.relation,
            score=score,
            rule=verdict.rule,
            detail=verdict.detail,
            because=because,
        )

    def _because(self, one: Item, other: Item, values: Array) -> Iterator[Because]:
        for reason, added in self._model.parts(values):
            yield Because(name=reason, weight=added, text=self._evidence(reason, one, other))

    def _evidence(self, reason: str, one: Item, other: Item) -> str | None:
        """The words, numbers or names that a reason saw in both claims."""
        if reason in ("words", "meaning"):
            both = set(other.wide)
            return ", ".join(self._terms.word(t) for t in one.wide if t in both) or None
        if reason == "numbers" and one.numbers and other.numbers:
            sides = (", ".join(n.text for n in i.numbers[:SHOWN]) for i in (one, other))
            return " / ".join(sides)
        if reason == "actors":
            mine, its = ({self._linked.get((i.document, a)) for a in i.actors} - {None} for i in (one, other))
            return ", ".join(sorted(self._actors[a].name for a in mine & its if a is not None)) or None
        return None
