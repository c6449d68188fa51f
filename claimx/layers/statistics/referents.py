"""What a number is a number of: the whole of a share, the thing measured, the subject of a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from claimx.layers.statistics.changes import change_words
from claimx.layers.statistics.masses import VERBS, Mass
from claimx.layers.statistics.nouns import NOUNS, counted_noun
from claimx.layers.statistics.words import word_set
from claimx.records import StatisticKind

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj"))
_CLAUSES = frozenset(("ROOT", "ccomp", "relcl", "acl", "advcl", "xcomp", "conj"))
_RELATIVES = frozenset(("that", "which", "who"))
_TIMES = frozenset(("DATE", "TIME"))
_PLACES = _TIMES | {"GPE", "LOC"}
_NO_HEAD = frozenset(
    (
        "PRP",
        "WP",
        "WDT",
        "DT",
        "EX",
        "CD",
        "PRP$",
        "SYM",
        "$",
        "IN",
        "TO",
        "RB",
        "RBR",
        "-LRB-",
        "``",
        "''",
        ",",
        ".",
        ":",
    )
)
_MODIFIERS = NOUNS | {"JJ", "JJR", "JJS", "VBN", "VBG", "HYPH", "POS"}
_LEFT_OUT = frozenset(
    ("relcl", "acl", "appos", "punct", "cc", "conj", "advcl", "prep", "parataxis", "dep", "npadvmod", "advmod", "mark")
)
_INSIDE = frozenset(("of", "for", "in", "on", "among", "between", "with", "from", "against"))
_LINKS = frozenset(("up", "down", "by", "at", "of", "to", "from", "over", "under", "between", "above", "below"))
_GOALS = frozenset(("for", "from", "off", "on"))
_LIGHT = word_set("light")
_CHANGES = frozenset(change_words("noun"))
_LONGEST = 14
_MOST_MODIFIERS = 40  # words before a noun
_CLIMB = 6
_REMEMBERED = 4


@dataclass(frozen=True, slots=True)
class Known:
    """A quantity found before, with the tokens [first, last) of what it is of."""

    mass: Mass
    of: tuple[int, int] | None


def phrase(doc: Doc, head: Token, mass: Mass) -> tuple[int, int] | None:
    """The noun phrase of `head` outside the quantity, with the prepositional phrases on it; None where it names nothing."""
    if head.tag_ in _NO_HEAD or head.pos_ == "PRON":
        return None
    first = last = head.i
    for child in head.lefts:
        if child.dep_ not in _LEFT_OUT:
            first = min(first, child.left_edge.i)
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in _INSIDE and child.right_edge.i - first < _LONGEST:
            if any(t.ent_type_ in _TIMES or t.dep_ in ("relcl", "punct") for t in child.subtree):
                break
            if child.i < mass.last <= child.right_edge.i or child.i < mass.first <= child.right_edge.i:
                break
            last = child.right_edge.i
    if last < mass.first or first >= mass.last:
        return first, last + 1
    if head.i >= mass.last:
        first = head.i
        while (
            first > max(mass.last, head.i - _MOST_MODIFIERS)
            and doc[first - 1].tag_ in _MODIFIERS
            and doc[first - 1].ent_type_ not in ("QUANTITY", "MONEY")
        ):
            first -= 1
        while first < head.i and doc[first].tag_ == "HYPH":
            first += 1
        return first, last + 1
    return (first, mass.first) if head.i < mass.first else None


def subject_of(token: Token) -> Token | None:
    """The subject of the clause that a token stands in, through relative clauses to the noun they describe.

    A pronoun in a reported clause gives way to the subject of the reporting verb ("the firm said it has 90 shops").
    """
    up = token
    for _ in range(_CLIMB):
        if up.pos_ in VERBS or up.dep_ in _CLAUSES:
            subject = next((c for c in up.children if c.dep_ in _SUBJECTS and c.i != token.i), None)
            if subject is not None:
                if subject.lower_ in _RELATIVES:
                    above, beside = up.head, subject.nbor(-1) if subject.i else subject
                    if above.tag_ in NOUNS and above.pos_ != "PRON" and above.i < subject.i and above.i != up.i:
                        return above
                    return beside if beside.tag_ in NOUNS else None
                if subject.tag_ != "PRP" or up.dep_ not in ("ccomp", "advcl"):
                    return None if subject.tag_ == "PRP" else subject
            elif up.dep_ in ("relcl", "acl"):
                return up.head
        if up.head.i == up.i:
            return None
        up = up.head
    return None


class ReferentReader:
    """Finds the span of what a quantity is of."""

    def read(self, doc: Doc, mass: Mass, kind: StatisticKind, known: Sequence[Known]) -> tuple[int, int] | None:
        """First and one past the last token of the referent, or None where the text names none.

        For counts that is who has, makes or loses the counted things, else these things themselves.
        Where the referent would be another quantity ("100 km (60 miles)"), it is that one's; `known` has those before.
        """
        recent = known[-_REMEMBERED:]
        counts = {k.mass.counted.i for k in recent if k.mass.counted is not None}
        for head in self._candidates(doc, mass, kind, counts):
            if mass.covers(head) and head.dep_ == "poss" and mass.counted is not None:
                return head.left_edge.i, head.i + 1  # "two of the firm's plants"
            light = head.lower_ in _LIGHT and head.dep_ not in _SUBJECTS
            if light or mass.covers(head) or head.ent_type_ in _TIMES:
                continue
            span = self._span(doc, head, mass, recent)
            if span is not None or mass.counted is None:
                return span
        if recent and self._follows(doc, recent[-1].mass, mass):
            return recent[-1].of
        # A count that tells nothing of another thing is of what it counts.
        return _counted_phrase(mass.counted, mass) if mass.counted is not None else None

    @staticmethod
    def _span(doc: Doc, head: Token, mass: Mass, recent: Sequence[Known]) -> tuple[int, int] | None:
        """The noun phrase of `head`; where it is part of another quantity, what that one is of, or what it counts."""
        other = next((k for k in reversed(recent) if k.mass.covers(head)), None)
        if other is None:
            return phrase(doc, head, mass)
        counts = other.mass.counted is not None and other.mass.counted.i == head.i and mass.counted is None
        return _counted_phrase(head, other.mass) if counts and other.of is None else other.of

    def _candidates(self, doc: Doc, mass: Mass, kind: StatisticKind, counts: set[int]) -> Iterator[Token]:
        root, above = mass.root, mass.root.head
        if mass.counted is not None:
            yield from self._of_counted(mass.counted, mass)
        else:
            yield from self._of(doc, mass, kind)
            yield from self._modified(doc, mass)
        yield from self._noun_above(mass, kind)
        if mass.counted is None:
            verb = next((t for t in (above, above.head) if t.pos_ in VERBS), None)
            if verb is not None:
                yield from self._object(mass, verb)
            yield from self._noun_before(doc, mass)
            yield from (
                c for c in root.lefts if c.i < mass.first and c.tag_ in NOUNS and c.dep_ in ("nmod", "compound", "poss")
            )
        if mass.counted is None or root.dep_ not in _SUBJECTS:
            subject = subject_of(root)
            if subject is not None and not (mass.counted is not None and subject.i in counts):
                yield subject

    @staticmethod
    def _of_counted(noun: Token, mass: Mass) -> Iterator[Token]:
        """What the counted things belong to: "five seasons of the show", "two of the firm's plants"."""
        for child in noun.children:
            if child.dep_ == "prep" and child.lower_ == "of" and child.i > noun.i:
                yield from (c for c in child.children if c.dep_ == "pobj")
            elif child.dep_ == "poss" and child.tag_ in NOUNS:
                yield child

    @staticmethod
    def _of(doc: Doc, mass: Mass, kind: StatisticKind) -> Iterator[Token]:
        """The noun after "of" behind the quantity ("40% of the bandwidth"), for money also after "in" ("$48 billion in debt")."""
        i = mass.last
        if i < len(doc) and doc[i].text == "(":
            i = next((t.i + 1 for t in doc[i : i + 8] if t.text == ")"), i)
        if i + 1 >= len(doc) or (doc[i].lower_ != "of" and not (kind == "money" and doc[i].lower_ == "in")):
            return
        noun = next((c for c in doc[i].children if c.dep_ == "pobj"), None)
        if noun is not None and (
            doc[i].lower_ == "of" or (noun.ent_type_ not in _PLACES and noun.lower_ not in _LIGHT and _is_bare(noun))
        ):
            yield noun.head.head if noun.tag_ == "WDT" else noun

    @staticmethod
    def _modified(doc: Doc, mass: Mass) -> Iterator[Token]:
        """The noun that the quantity stands before: "a 25% duty", "the 5-kilowatt system"; of a mere change, nothing."""
        above = mass.root.head
        if mass.last < len(doc) and (doc[mass.last].text == "(" or doc[mass.last].like_num):
            return  # another quantity: "6 feet 2 inches"
        noun: Token | None = above if above.i >= mass.last and above.tag_ in NOUNS else None
        if noun is None and mass.last < len(doc) and not doc[mass.last].is_sent_start:
            adjective = (
                (doc[mass.last].tag_ == "JJ" or doc[mass.last].dep_ == "amod")
                and mass.last + 1 < len(doc)
                and doc[mass.last + 1].tag_ in NOUNS
            )
            if doc[mass.last].tag_ in NOUNS or adjective:
                found = counted_noun(doc, mass.last, many=False)
                bracketed = mass.first > 0 and doc[mass.first - 1].text == "("  # "(1.5 mm inner width)"
                outside = _SUBJECTS if bracketed else _SUBJECTS | {"npadvmod"}
                noun = found.head if found is not None and found.head.dep_ not in outside else None
        if noun is None:
            return
        bare_change = noun.lemma_.lower() in _CHANGES and not any(c.dep_ == "prep" for c in noun.children)
        if not bare_change:
            yield noun

    @staticmethod
    def _noun_above(mass: Mass, kind: StatisticKind) -> Iterator[Token]:
        """The noun that the quantity is attached to: "a fine of $5", "a survey of seven countries"."""
        root, above = mass.root, mass.root.head
        if root.dep_ == "pobj":
            noun = above.head
            if (
                noun.tag_ in NOUNS
                and noun.i < mass.first
                and (mass.counted is None or above.lower_ in ("of", "for", "on", "with"))
            ):
                if noun.dep_ == "attr" and mass.counted is not None:
                    return  # "the bay is home to 60 crews" is about the bay
                if noun.lower_ not in _LIGHT:
                    yield noun
        elif (
            root.dep_ in ("appos", "conj", "npadvmod")
            and above.i < mass.first
            and above.tag_ in NOUNS
            and mass.counted is None
        ):
            yield above

    @staticmethod
    def _object(mass: Mass, verb: Token) -> Iterator[Token]:
        """What a verb does by that much ("cut rates by 2%"), or for that money ("paid $3 for the house")."""
        root = mass.root
        for child in root.children:
            if child.i >= mass.last and child.dep_ == "prep" and child.lower_ == "off":
                yield from (c for c in child.children if c.dep_ == "pobj")  # "30% off a coat"
        if root.dep_ != "pobj" or root.head.lower_ in ("by", "to", "from", "at", "for", "off"):
            yield from (c for c in verb.children if c.dep_ == "dobj" and c.i < mass.first)
        if root.dep_ == "dobj":
            goals = _GOALS | {"to"} if verb.lemma_ == "add" else _GOALS
            for child in (*verb.children, *root.children):
                if child.dep_ in ("prep", "dative") and child.i >= mass.last and child.lower_ in goals:
                    yield from (c for c in child.children if c.dep_ == "pobj")

    @staticmethod
    def _noun_before(doc: Doc, mass: Mass) -> Iterator[Token]:
        """The noun right before "at", "by", "up", "over" and the like, where the parse hangs those on the verb."""
        i = mass.before - 1
        while i >= 0 and doc[i].lower_ in _LINKS and mass.before - i < 3:
            i -= 1
        linked = i < mass.before - 1 or doc[mass.before].lower_ in _LINKS
        if i >= 0 and linked and doc[i].tag_ in NOUNS and doc[i].dep_ not in ("compound",):
            yield doc[i]

    @staticmethod
    def _follows(doc: Doc, one: Mass, two: Mass) -> bool:
        """Whether only punctuation and little words stand between two quantities of a list."""
        between = doc[one.last : two.before]
        return len(between) < 5 and all(
            t.is_punct or t.lower_ in ("and", "or", "to", "then", "wide", "long", "high", "from") for t in between
        )


def _is_bare(noun: Token) -> bool:
    """Whether a noun stands without a determiner: "in debt", not "in the event"."""
    return not any(c.dep_ in ("det", "poss") for c in noun.children)


def _counted_phrase(head: Token, mass: Mass) -> tuple[int, int]:
    """The counted noun with its modifiers, without the number."""
    first = head.i
    while first - 1 > mass.first and head.doc[first - 1].tag_ in _MODIFIERS:
        first -= 1
    return first, head.i + 1
