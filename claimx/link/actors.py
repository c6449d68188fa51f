"""The same actor in many articles, in spite of spelling, titles and acronyms; never on a surname alone."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from claimx.link.content import Name
from claimx.link.records import ActorName, LinkedActor, NameRule
from claimx.link.spelling import (
    WHOLE,
    acronyms,
    fold,
    is_acronym,
    is_description,
    plain,
    same_person,
    same_role,
    skeleton,
)
from claimx.records import ActorType

COMPARED = 40  # names under one key that a name is compared with
_ORDER: tuple[NameRule, ...] = ("name", "acronym", "spelling", "part", "role", "description")
_BODIES = frozenset({"organization", "group"})


class _Kind(NamedTuple):
    """Names that need no comparison among each other: one folded name of one type."""

    words: tuple[str, ...]
    text: str
    type: ActorType
    common: bool


def _words(name: Name) -> tuple[str, ...]:
    return fold(name.text, person=name.type in ("person", "unknown"))


def _fits(one: ActorType, other: ActorType) -> bool:
    types = {one, other} - {"unknown"}
    return len(types) < 2 or types <= _BODIES or types <= {"organization", "place"} or types <= {"organization", "work"}


def alike(one: Name, other: Name, *, near: bool) -> NameRule | None:
    """Why two names of different articles are one actor, or None where they are not known to be.

    `near` says that the articles tell of the same. Only there a surname with the same role, an acronym and the name it
    abbreviates, a part of a name, or one description are taken for one actor. A surname alone never is.
    """
    a, b = _words(one), _words(other)
    if not a or not b:
        return None
    if not _fits(one.type, other.type):
        # The same name in articles that tell of the same is one actor, whatever type each was taken for.
        return _alike_words(a, b) if near else None
    common = is_description(one.text) or is_description(other.text)
    if "person" in (one.type, other.type):
        return _alike_persons(one, other, a, b, near)
    if a == b or set(a) == set(b):
        weak = common or (is_acronym(one.text) and len(a[0]) <= 4)
        return ("description" if common else "name") if near or not weak else None
    if near:
        names = ((one, other), (other, one))
        for short, long in names:
            short_names = (short.text, *short.also)
            if any(is_acronym(s) and s.replace(".", "").lower() in acronyms(long.text) for s in short_names):
                return "acronym"
        shared = {t for t in (one.text, *one.also) if is_acronym(t)} & {
            t for t in (other.text, *other.also) if is_acronym(t)
        }
        if shared:
            return "acronym"
    if _spelt_alike(a, b):
        return "spelling"
    if near and not (is_acronym(one.text) or is_acronym(other.text)):
        return _alike_bodies(a, b, common)
    return None


def _alike_words(a: Sequence[str], b: Sequence[str]) -> NameRule | None:
    if a == b:
        return "name"
    x, y = "".join(a), "".join(b)
    if len(a) != len(b) or min(len(x), len(y)) < 6 or any(c.isdigit() for c in x + y):
        return None
    return "spelling" if skeleton(x) == skeleton(y) and fuzz.ratio(x, y) >= 80 else None


def _spelt_alike(a: Sequence[str], b: Sequence[str]) -> bool:
    x, y = "".join(a), "".join(b)
    if min(len(x), len(y)) < 5 or any(c.isdigit() for c in x + y):
        return False
    return fuzz.ratio(skeleton(x), skeleton(y)) >= WHOLE and fuzz.ratio(x, y) >= 80 and x[0] == y[0]


def _alike_bodies(a: Sequence[str], b: Sequence[str], common: bool) -> NameRule | None:
    one, other = (sorted({_stem(w) for w in words} - {"of", "for", "the", "and"}) for words in (a, b))
    if one == other:
        return "description" if common else "name"
    short, long = sorted((one, other), key=len)
    if set(short) < set(long) and len(short) >= 2:
        return "part"
    return None


def _stem(word: str) -> str:
    for ending in ("ies", "es", "s", "al"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


def _alike_persons(one: Name, other: Name, a: Sequence[str], b: Sequence[str], near: bool) -> NameRule | None:
    if len(a) > 1 and len(b) > 1:
        if a == b:
            # An initial and a surname are shared by many people.
            return "name" if near or min(len(a[0]), len(b[0])) > 1 else None
        if not near and min(len(a[0]), len(b[0])) == 1:
            return None
        if same_person(a, b, near=near):
            return "spelling"
        if near and _surname_in(a, b):
            return "role" if same_role(one.role, other.role) else None
        return None
    if near and _surname_in(a, b) and _evidence(one, other):
        return "role"
    return None


def _surname_in(a: Sequence[str], b: Sequence[str]) -> bool:
    short, long = sorted((a, b), key=len)
    x, y = "".join(short), "".join(long[-len(short) :])
    return x == y or "".join(long).endswith(x) or (len(x) > 4 and skeleton(x) == skeleton(y) and fuzz.ratio(x, y) >= 75)


def _evidence(one: Name, other: Name) -> bool:
    """A role that is said of both, or a title in the one name that is the other's role."""
    if same_role(one.role, other.role):
        return True
    for short, long in ((one, other), (other, one)):
        title = plain(short.text).split()[:-1]
        if long.role and title and any(w in plain(long.role).split() for w in title if len(w) > 3):
            return True
    return False


def link_names(names: Sequence[Name], near: Iterable[tuple[str, str]]) -> tuple[list[int], list[NameRule]]:
    """For each name the number of its actor (the first name's position), and the rule that joined it ("first" for that one).

    `near` are pairs of articles that tell of the same. Two names of one article stay apart, for the article told them
    apart, unless they are the same words, or one is the acronym of the other.
    """
    edges = sorted(set(_edges(names, near)))
    parent = list(range(len(names)))
    rules: list[NameRule] = ["first"] * len(names)
    documents: list[dict[str, list[int]]] = [{n.document: [i]} for i, n in enumerate(names)]

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for order, i, j in edges:
        a, b = root(i), root(j)
        if a == b:
            continue
        small, large = sorted((documents[a], documents[b]), key=len)
        both = ((names[x], names[y]) for d, mine in small.items() for x in mine for y in large.get(d, ()))
        if not all(_may_share(x, y) for x, y in both):
            continue
        for document, mine in small.items():
            large.setdefault(document, []).extend(mine)
        first, later = sorted((a, b))
        parent[later] = first
        documents[first] = large
        for joined in (i, j, later):
            if rules[joined] == "first" and joined != first:
                rules[joined] = _ORDER[order]
    return [root(i) for i in range(len(names))], rules


def _may_share(one: Name, other: Name) -> bool:
    """Whether two names of one article may be one actor all the same."""
    return _words(one) == _words(other) or _abbreviates(one, other) or _abbreviates(other, one)


def _abbreviates(short: Name, long: Name) -> bool:
    return is_acronym(short.text) and short.text.replace(".", "").lower() in acronyms(long.text)


def _edges(names: Sequence[Name], near: Iterable[tuple[str, str]]) -> Iterable[tuple[int, int, int]]:
    """Pairs of names that are alike, as (rank of the rule, position, position)."""
    firsts: dict[tuple[tuple[str, ...], ActorType], int] = {}
    keys: dict[str, list[int]] = defaultdict(list)
    for i, name in enumerate(names):
        same = (_words(name), name.type)
        old = firsts.get(same)
        if old is not None:
            rule = alike(names[old], name, near=False)
            if rule:
                yield _ORDER.index(rule), old, i
            continue
        firsts[same] = i
        found: dict[int, None] = {}
        for key in _keys(name):
            found.update(dict.fromkeys(keys[key][-COMPARED:]))
            keys[key].append(i)
        for j in found:
            rule = alike(names[j], name, near=False)
            if rule:
                yield _ORDER.index(rule), j, i
    of: dict[str, list[int]] = defaultdict(list)
    for i, name in enumerate(names):
        of[name.document].append(i)
    for mine in of.values():
        for i in mine:
            if is_acronym(names[i].text):
                yield from (
                    (_ORDER.index("acronym"), min(i, j), max(i, j)) for j in mine if _abbreviates(names[i], names[j])
                )
    for one, other in near:
        for i in of[one]:
            for j in of[other]:
                if _may_be(names[i], names[j]):
                    rule = alike(names[i], names[j], near=True)
                    if rule:
                        yield _ORDER.index(rule), min(i, j), max(i, j)


def _keys(name: Name) -> set[str]:
    """Where a name is looked for among all: the sound of its whole, and of first and last word with the others' initials."""
    words = _words(name)
    if not words:
        return set()
    whole = skeleton("".join(words))
    out = {"s" + whole[:5], "e" + whole[-5:]}
    if len(words) > 1:
        out |= {f"f{words[0][:1]}{skeleton(words[-1])}", f"l{skeleton(words[0])}{skeleton(words[-1])[:1]}"}
    return out


def _may_be(one: Name, other: Name) -> bool:
    """A quick look before the comparison: a word, a beginning, or letters that may be an acronym in common."""
    a, b = _words(one), _words(other)
    if is_acronym(one.text) or is_acronym(other.text) or one.also or other.also:
        return True
    return bool({w[:3] for w in a} & {w[:3] for w in b}) or bool(
        {skeleton(w)[:2] for w in a} & {skeleton(w)[:2] for w in b}
    )


def make_actors(names: Sequence[Name], roots: Sequence[int], rules: Sequence[NameRule]) -> list[LinkedActor]:
    """The linked actors in order of their first names."""
    members: dict[int, list[int]] = defaultdict(list)
    for i, r in enumerate(roots):
        members[r].append(i)
    out = []
    for positions in members.values():
        mine = [names[i] for i in positions]
        counts = Counter(n.text for n in mine)
        kinds = Counter[ActorType](n.type for n in mine if n.type != "unknown")
        out.append(
            LinkedActor(
                id=actor_id(mine),
                name=max(counts, key=lambda text: (not is_acronym(text), counts[text], len(text), text)),
                type=max(kinds, key=lambda kind: (kinds[kind], kind)) if kinds else "unknown",
                roles=tuple(sorted({n.role for n in mine if n.role})),
                documents=tuple(sorted({n.document for n in mine})),
                names=tuple(
                    ActorName(document=n.document, actor=n.actor, name=n.text, also=n.also, role=n.role, rule=rules[i])
                    for i, n in zip(positions, mine, strict=True)
                ),
            )
        )
    return out


def actor_id(names: Iterable[Name]) -> str:
    """An id that depends on the articles and the actors in them alone."""
    parts = sorted(f"{n.document}\0{n.actor}" for n in names)
    return "a_" + hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
