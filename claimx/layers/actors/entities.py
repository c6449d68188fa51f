"""Ties the forms of one name together: full and short, acronym, other spelling; and keeps namesakes apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from rapidfuzz.distance import DamerauLevenshtein

from claimx.layers.actors.names import Form, Piece
from claimx.layers.actors.page import Page
from claimx.layers.actors.words import Gender, Words, key_of, load_words
from claimx.records import ActorType, MentionKind

_SURE = 4.5  # evidence from which on the full name alone says what an entity is, whatever its short forms look like


@dataclass(slots=True)
class Place:
    """One mention of an entity: tokens, kind, and the word that heads it in the parse."""

    first: int
    last: int
    kind: MentionKind
    head: int
    nested: bool = False  # inside a longer name
    describes: bool = False  # says what somebody is, next to the name: "a lawyer" in "Ann Roe, a lawyer"


@dataclass(slots=True)
class Entity:
    """An actor while it is being put together."""

    name: str
    type: ActorType
    forms: Counter[tuple[str, ...]] = field(default_factory=Counter)
    written: dict[tuple[str, ...], str] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    gender: Gender = ""
    evidence: Counter[str] = field(default_factory=Counter)
    roles: list[str] = field(default_factory=list)  # the words of every description, in lower case
    heads: set[str] = field(default_factory=set)  # nouns that describe it: "lawmaker", "council"
    role: str | None = None
    predicate: str | None = None  # what a sentence says somebody is; the role where nothing else gives one
    affiliation: str | None = None
    group: Entity | None = None  # the entity that the affiliation names

    def sort(self) -> None:
        """Puts the mentions into the order of the text."""
        self.places.sort(key=lambda p: (p.first, p.last))


def tie_names(page: Page, words: Words, forms: dict[tuple[str, ...], Form]) -> list[Entity]:
    """The entities that the forms name, each with its mentions, in the order of first mention."""
    people = [f for f in forms.values() if f.type == "person"]
    tails = {f.words[k:] for f in people for k in range(1, len(f.words))}
    others = []
    for form in forms.values():
        if form.type == "person":
            continue
        if form.words in tails and len(form.words[-1]) > 2 and key_of(form.name) not in words.places:
            people.append(form)
        else:
            others.append(form)
    entities = _tie_people(page, words, people) + _tie_others(words, others)
    for entity in entities:
        if entity.type != "person":
            for key in entity.forms:
                entity.places.extend(_place(page, piece) for piece in forms[key].places)
        entity.places.sort(key=lambda p: p.first)
    entities = [e for e in entities if e.places]
    entities.sort(key=lambda e: e.places[0].first)
    return entities


def _place(page: Page, piece: Piece) -> Place:
    """The mention with its syntactic head: the token whose own head lies outside."""
    head = piece.last - 1
    for i in range(piece.first, piece.last):
        if not piece.first <= page.head[i] < piece.last or page.head[i] == i:
            head = i
    return Place(piece.first, piece.last, "name", head, piece.nested)


# --------------------------------------------------------------------------------------------------- persons


def _person_key(tokens: tuple[str, ...]) -> list[str]:
    words = load_words()
    behind = words.suffixes | words.degrees
    return [t for t in tokens if (t[0].isalnum() and t.lower().rstrip(".") not in behind)]


def _squash(tokens: list[str] | tuple[str, ...]) -> str:
    return "".join(c for t in tokens for c in t.lower() if c.isalpha())


def _alike(a: str, b: str) -> bool:
    """Two spellings of one name: equal, or one letter apart in a word long enough."""
    if a == b:
        return True
    return min(len(a), len(b)) >= 5 and a[0] == b[0] and DamerauLevenshtein.distance(a, b, score_cutoff=1) <= 1


def _same_person(a: list[str], b: list[str]) -> bool:
    x, y = [t.lower().rstrip(".") for t in a], [t.lower().rstrip(".") for t in b]
    if _squash(x) == _squash(y):
        return True
    if not _alike(x[-1], y[-1]):
        return len(x) != len(y) and (set(x) < set(y) or set(y) < set(x)) and min(len(x), len(y)) > 1
    initial = (len(x[0]) == 1 and y[0].startswith(x[0])) or (len(y[0]) == 1 and x[0].startswith(y[0]))
    if x[-1] != y[-1] and x[0] != y[0] and not initial:
        return False
    short, long = sorted((x, y), key=len)
    if len(short) < len(long) and long[-len(short) :] == short:
        return True  # a surname of two words alone
    return initial or _alike(x[0], y[0])


def _tie_people(page: Page, words: Words, forms: list[Form]) -> list[Entity]:
    entities: list[Entity] = []
    keys: list[list[str]] = []
    by_last: defaultdict[str, list[int]] = defaultdict(list)
    short: list[Form] = []
    for form in sorted(forms, key=lambda f: -len(f.words)):
        key = _person_key(form.words)
        if len(key) < 2:
            short.append(form)
            continue
        bucket = by_last[key[-1][:2].lower()]
        found = next((n for n in bucket if _same_person(keys[n], key)), None)
        if found is None:
            found = len(entities)
            entities.append(Entity(form.name, "person"))
            keys.append(key)
            bucket.append(found)
        _add(page, entities[found], form)
    _join_squashed(entities, keys)
    short_of = _ShortNames(entities, keys, short)
    alone: dict[str, Entity] = {}
    pieces = sorted(((p.first, form.words, p, form) for form in short for p in form.places), key=lambda x: x[0])
    for _, _, piece, form in pieces:
        entity = short_of.find(page, words, form, piece)
        if entity is None:
            entity = alone.get(form.name.lower())
            if entity is None:
                entity = alone[form.name.lower()] = Entity(form.name, "person")
        entity.places.append(_place(page, piece))
        entity.forms[form.words] += 1
        entity.written[form.words] = form.name
        _note_gender(page, words, entity, piece)
    for entity in entities + list(alone.values()):
        _settle_person(words, entity)
    return entities + list(alone.values())


def _join_squashed(entities: list[Entity], keys: list[list[str]]) -> None:
    """Joins "Hadi Anfar" to "Karim HadiAnfar": a surname that is written in one word here and in two there."""
    tails = {_squash(key[i:]): n for n, key in enumerate(keys) for i in range(1, len(key))}
    for n in range(len(entities) - 1, -1, -1):
        into = tails.get(_squash(keys[n]))
        if into is None or into == n:
            continue
        entities[into].forms.update(entities[n].forms)
        entities[into].written.update(entities[n].written)
        entities[into].places.extend(entities[n].places)
        entities[into].evidence.update(entities[n].evidence)
        into_key = keys[into]
        del entities[n], keys[n]
        tails = {_squash(key[i:]): k for k, key in enumerate(keys) for i in range(1, len(key))}
        assert into_key in keys


def _add(page: Page, entity: Entity, form: Form) -> None:
    entity.forms[form.words] += len(form.places)
    entity.written[form.words] = form.name
    entity.places.extend(_place(page, p) for p in form.places)
    for gender, weight in form.gender.items():
        entity.evidence[gender] += weight


def _note_gender(page: Page, words: Words, entity: Entity, piece: Piece) -> None:
    if piece.title is not None:
        row = words.titles.get(tuple(page.lower[piece.title[0] : piece.title[1]]))
        if row is not None and row.gender:
            entity.evidence[row.gender] += 3


def _settle_person(words: Words, entity: Entity) -> None:
    entity.name = _best_name(entity)
    first = entity.name.split()[0].lower()
    if len(entity.name.split()) > 1 and first in words.given:
        entity.evidence[words.given[first]] += 1
    female, male = entity.evidence["female"], entity.evidence["male"]
    entity.gender = "female" if female > male else "male" if male > female else ""


def _best_name(entity: Entity) -> str:
    """The form with the most words; of several the commonest, then the first."""
    most = max(len(_person_key(f)) for f in entity.forms) if entity.forms else 0
    best = max((f for f in entity.forms if len(_person_key(f)) == most), key=lambda f: entity.forms[f])
    return entity.written[best]


class _ShortNames:
    """Which full name a surname or first name alone stands for, at one place of the article."""

    def __init__(self, entities: list[Entity], keys: list[list[str]], short: list[Form]) -> None:
        self._entities = entities
        self._last: defaultdict[str, list[int]] = defaultdict(list)
        self._any: defaultdict[str, list[int]] = defaultdict(list)
        self._squashed: dict[str, int] = {}
        self._owner: dict[str, int] = {}
        self._first = [min((p.first for p in e.places), default=0) for e in entities]
        self._counts = [len(e.places) for e in entities]
        for n, key in enumerate(keys):
            self._last[key[-1].lower()].append(n)
            for token in key[:-1]:
                self._any[token.lower()].append(n)
            for i in range(1, len(key)):
                self._squashed.setdefault(_squash(key[i:]), n)
        for form in short:
            firsts = self._any.get(form.words[0].lower(), []) if len(form.words) == 1 else []
            if len(firsts) == 1 and form.words[0].lower() not in self._last:
                self._counts[firsts[0]] += len(form.places)

    def find(self, page: Page, words: Words, form: Form, piece: Piece) -> Entity | None:
        """The person meant, or None where no full name fits."""
        word = form.words[0].lower() if len(form.words) == 1 else _squash(form.words)
        found = self._last.get(word) or self._any.get(word)
        if not found and word in self._squashed:
            found = [self._squashed[word]]
        if not found and len(word) >= 5:
            found = [n for last, ns in self._last.items() if _alike(last, word) for n in ns][:1]
        if not found:
            return None
        if piece.title is not None:
            row = words.titles.get(tuple(page.lower[piece.title[0] : piece.title[1]]))
            gender = row.gender if row is not None else ""
            found = [n for n in found if not gender or self._gender(n) in {gender, ""}]
            if not found:
                return None  # "Mrs." before a surname that so far only a man has
        if len(found) > 1:
            found = [self._nearest(word, found)]
        self._owner[word] = found[0]
        return self._entities[found[0]]

    def _gender(self, n: int) -> str:
        evidence = self._entities[n].evidence
        return "female" if evidence["female"] > evidence["male"] else "male" if evidence["male"] else ""

    def _nearest(self, word: str, found: list[int]) -> int:
        """Whoever the bare name meant before; else the one named most over the article, of those the one named first."""
        if self._owner.get(word) in found:
            return self._owner[word]
        return max(found, key=lambda n: (self._counts[n], -self._first[n]))


# ------------------------------------------------------------------------------- organizations, places, the rest


def _other_key(form: Form) -> str:
    return key_of(form.name).replace("-", " ").replace("’", "'")


def _group_key(words: Words, form: Form) -> str:
    """What forms of one thing share: the country's name, or country and head for "Iran's government"."""
    key = _other_key(form)
    if form.words[-1] in words.common_heads and len(form.words) > 1:
        before = key.rpartition(" ")[0].removesuffix("'s").strip()
        return f"{words.adjectives.get(before) or words.places.get(before) or before} {form.words[-1]}"
    return words.places.get(key, key)


def _is_acronym(word: str) -> bool:
    """Written like "WTO", "W.T.O." or "UfR"."""
    letters = word.replace(".", "")
    return letters.isupper() or (len(letters) <= 5 and sum(c.isupper() for c in letters) > 1)


def _initials(name: str) -> set[str]:
    parts = [w for w in name.replace("-", " ").split() if w[0].isalpha()]
    return {"".join(w[0] for w in parts).lower(), "".join(w[0] for w in parts if w[0].isupper()).lower()}


def _contracted(name: str) -> set[str]:
    """A name with its first words as initials: "unw torvik" for "University of Norwood at Torvik"."""
    parts = name.split()
    out: set[str] = set()
    for k in range(2, len(parts)):
        rest = parts[k + 1 :] if parts[k].lower() in {"at", "in"} else parts[k:]
        if rest and rest[0][0].isupper():
            out |= {f"{letters} {' '.join(rest).lower()}" for letters in _initials(" ".join(parts[:k]))}
    return out


def _tie_others(words: Words, forms: list[Form]) -> list[Entity]:
    groups: dict[str, list[Form]] = {}
    for form in forms:
        groups.setdefault(_group_key(words, form), []).append(form)
    parent = {key: key for key in groups}

    def root(key: str) -> str:
        while parent[key] != key:
            key = parent[key]
        return key

    by_initials: dict[str, str] = {}
    by_first: dict[str, list[str]] = defaultdict(list)
    contracted: dict[str, str] = {}
    for key, members in groups.items():
        if len(members[0].words) > 1 and members[0].type != "place":
            for initials in _initials(members[0].name):
                if len(initials) > 1:
                    by_initials.setdefault(initials, key)
            if len(members[0].words) > 2:
                contracted.update(dict.fromkeys(_contracted(members[0].name), key))
        by_first[key.split()[0]].append(key)
    countries = set(words.adjectives.values())
    order = sorted(groups, key=lambda k: -len(k.split()))
    suffixes: dict[str, str] = {}
    for key in order:
        parts = key.split()
        for i in range(1, len(parts) - 1):
            suffixes.setdefault(" ".join(parts[i:]), key)
    for key in reversed(order):
        form = groups[key][0]
        kind = _group_type(groups[key])
        parts = key.split()
        target = None
        if len(parts) == 1 and _is_acronym(form.words[0]) and key not in words.places:
            letters = key.replace(".", "").lower()
            target = by_initials.get(letters) or by_initials.get(letters.rstrip("0123456789"))  # "IE9"
        if target is None and len(parts) > 1 and _is_acronym(form.words[0]):
            target = contracted.get(key)
        if target is None and len(parts) > 1 and key in suffixes and _shorter(words, key, suffixes[key]):
            target = suffixes[key]
        if target is None:
            target = next(
                (
                    k
                    for k in by_first[parts[0]]
                    if k != key and _is_short_of(words, key, k, kind, _group_type(groups[k]))
                ),
                None,
            )
        if target is None and len(parts) == 1 and kind in {"place", "organization"}:
            longer = [k for k in groups if k in countries and k.lower().endswith(f" {key}")]
            target = longer[0] if len(longer) == 1 else None
        if target is not None and root(target) != root(key):
            parent[root(key)] = root(target)
    merged: defaultdict[str, list[Form]] = defaultdict(list)
    for key, members in groups.items():
        merged[root(key)].extend(members)
    return [_other_entity(words, members) for members in merged.values()]


def _shorter(words: Words, short: str, long: str) -> bool:
    """Whether the long name is the short one with a country or the like before it."""
    before = long[: -len(short)].strip()
    return before in words.places or before in words.adjectives or before.removesuffix("'s").strip() in words.places


def _is_short_of(words: Words, short: str, long: str, kind: ActorType, other: ActorType) -> bool:
    """Whether `short` is the beginning of the name `long` and stands for it."""
    if not long.startswith(short + " "):
        return False
    rest = long[len(short) :].split()
    if kind == "place" or other == "place":
        return kind == other and rest in (["city"], ["state"])
    if rest[0] in words.tails and len(short.split()) > 1:
        return True
    if len(short.split()) == 1 and (short in words.given or short in words.name_heads):
        return False
    if kind == other == "organization" and len(rest) == 1 and words.name_heads.get(rest[0]) == "organization":
        return short not in words.places and short not in words.adjectives
    if {kind, other} == {"organization", "work"} and " " not in short:
        return False  # a maker and what it makes: "Boeing 747"
    return all(w in words.droppable or w.isdigit() for w in rest)


def _group_type(forms: list[Form]) -> ActorType:
    votes: dict[ActorType, float] = {}
    for form in forms:
        for kind, weight in form.votes.items():
            votes[kind] = votes.get(kind, 0.0) + weight
    return max(votes, key=lambda t: (votes[t], t), default="unknown")


def _other_entity(words: Words, forms: list[Form]) -> Entity:
    full = max(forms, key=lambda f: (len(f.words), f.weight))
    entity = Entity("", full.type if full.weight >= _SURE else _group_type(forms))
    for form in forms:
        entity.forms[form.words] += len(form.places)
        entity.written[form.words] = form.name
    long = max(len(f) for f in entity.forms)
    best = max((f for f in entity.forms if len(f) == long), key=lambda f: entity.forms[f])
    same = [f for f in entity.forms if not f[0].isupper() and [w.lower() for w in f] == [w.lower() for w in best]]
    entity.name = entity.written[same[0] if same else best]  # "Torvik" where a dateline has "TORVIK"
    return entity
