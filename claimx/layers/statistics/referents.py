"""What a number is a number of: the whole of a share, the thing measured, the subject of a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from claimx.layers.statistics.changes import change_words
from claimx.layers.statistics.masses import VERBS, Mass
from claimx.layers.statistics.nouns import NOUNS, counted_noun, skip_determiners
from claimx.layers.statistics.phrases import after_brackets, counted_phrase, phrase, whole_phrase
from claimx.layers.statistics.subjects import SUBJECTS, subject_of
from claimx.layers.statistics.units import unit_words
from claimx.layers.statistics.words import word_set
from claimx.records import StatisticKind

_TIMES = frozenset(("DATE", "TIME"))
_PLACES = _TIMES | {"GPE", "LOC"}
_NUMBERS = frozenset(("CD", "SYM", "$"))
_LINKS = frozenset(
    ("up", "down", "by", "at", "of", "to", "from", "over", "under", "between", "above", "below", "worth")
)
_GOALS = frozenset(("for", "from", "off", "on"))
_WORTH = frozenset(("'", "’", "'s", "’s", "worth"))
_GOALS_OF = {"add": frozenset(("to",)), **dict.fromkeys(word_set("invested"), frozenset(("in", "into")))}
_AMONG = frozenset(("from", "among", "for", "of"))  # after a share whose subject is a pronoun
_THEM = word_set("them")
_BEARERS = frozenset(("of", "on", "with"))  # before the counted things that the noun before has
_ASIDES = word_set("asides")
_PERSONS = word_set("persons")
_LIGHT = word_set("light")
_CHANGES = frozenset(change_words("noun"))
_MOVING = word_set("ranging") | set(change_words("verb"))
_REMEMBERED = 4
_FAR = 50  # tokens from "of them" to what they are


@dataclass(frozen=True, slots=True)
class Known:
    """A quantity found before, with the tokens [first, last) of what it is of."""

    mass: Mass
    of: tuple[int, int] | None


class ReferentReader:
    """Finds the span of what a quantity is of."""

    def read(self, doc: Doc, mass: Mass, kind: StatisticKind, known: Sequence[Known]) -> tuple[int, int] | None:
        """First and one past the last token of the referent, or None where the text names none.

        For counts that is who has, makes or loses the counted things, else these things themselves.
        Where the referent would be another quantity ("100 km (60 miles)"), it is that one's; `known` has those before.
        """
        if kind == "ratio" and mass.counted is not None:
            return whole_phrase(mass.counted, mass)
        if kind == "ratio" and (multiplied := self._multiplied(doc, mass)) is not None:
            return phrase(doc, multiplied, mass)
        recent = known[-_REMEMBERED:]
        if mass.counted is None and _is_pronoun_after(doc, mass.last):
            return self._antecedent(doc, mass, kind, recent)
        for head in self._candidates(doc, mass, kind, recent):
            if mass.covers(head) and head.dep_ == "poss" and mass.counted is not None:
                return head.left_edge.i, head.i + 1  # "two of the firm's plants"
            light = head.lower_ in _LIGHT and head.dep_ not in SUBJECTS
            number = head.tag_ in _NUMBERS and not any(k.mass.covers(head) for k in recent)
            if light or number or mass.covers(head) or head.ent_type_ in _TIMES:
                continue
            span = self._span(doc, head, mass, recent)
            if span is not None or mass.counted is None:
                return span
        if mass.counted is not None:  # a count that tells nothing of another thing is of what it counts
            return counted_phrase(mass.counted, mass)
        return recent[-1].of if recent and self._follows(doc, recent[-1].mass, mass) else None

    @staticmethod
    def _span(doc: Doc, head: Token, mass: Mass, recent: Sequence[Known]) -> tuple[int, int] | None:
        """The noun phrase of `head`; where it is part of another quantity, what that one is of, or what it counts."""
        other = next((k for k in reversed(recent) if k.mass.covers(head)), None)
        if other is None:
            return phrase(doc, head, mass)
        if other.of is not None and other.of[0] < mass.last and mass.first < other.of[1]:
            if mass.counted is not None:  # "two thirds of the 90 houses"
                return counted_phrase(mass.counted, mass)
            return (other.of[0], head.i + 1) if other.of[0] <= head.i < mass.before else None  # "90 claims of $30"
        own = other.of is not None and other.mass.counted is not None and other.of[1] > other.mass.counted.i
        if mass.counted is not None and (own or other.mass.counted is None):
            return None  # of two things counted each is of itself: "two boats and four sheds"
        counts = other.mass.counted is not None and other.mass.counted.i == head.i and mass.counted is None
        return counted_phrase(head, other.mass) if counts and other.of is None else other.of

    @staticmethod
    def _antecedent(doc: Doc, mass: Mass, kind: StatisticKind, recent: Sequence[Known]) -> tuple[int, int] | None:
        """What "of them" and "of whom" mean after a quantity: what was counted before, else the noun before the comma."""
        them = doc[mass.last + 1]
        if them.right_edge.i > them.i:
            return them.i, them.right_edge.i + 1  # "of those asked"
        nearest = mass.root.sent.start if kind == "count" else mass.first - _FAR
        for k in reversed(recent):
            noun = k.mass.counted
            if noun is not None and noun.tag_ in ("NNS", "NNPS") and k.mass.first >= nearest:
                return counted_phrase(noun, k.mass)
        i = mass.before - 1 - (mass.before > 0 and doc[mass.before - 1].text == ",")
        relative = doc[mass.last + 1].lower_ in ("whom", "which")
        return phrase(doc, doc[i], mass) if relative and i >= 0 and doc[i].tag_ in NOUNS else None

    def _candidates(self, doc: Doc, mass: Mass, kind: StatisticKind, recent: Sequence[Known]) -> Iterator[Token]:
        root, above = mass.root, mass.root.head
        if kind == "score":
            yield from self._scorer(doc, mass)
        elif kind == "age" and mass.before > 1 and doc[mass.before - 1].text in (",", "("):
            yield doc[mass.before - 2]
        if mass.counted is not None:
            yield from self._of_counted(mass.counted, mass)
        else:
            yield from self._of(doc, mass, kind)
            yield from self._modified(doc, mass)
        yield from self._noun_above(doc, mass, recent)
        if mass.counted is not None and _is_aside(mass):
            return
        if mass.counted is None:
            verb = next((t for t in (above, above.head) if t.pos_ in VERBS), None)
            if verb is not None:
                yield from self._object(mass, verb)
            yield from self._noun_before(doc, mass)
            yield from (
                c for c in root.lefts if c.i < mass.first and c.tag_ in NOUNS and c.dep_ in ("nmod", "compound", "poss")
            )
        first = root.head if root.dep_ == "conj" and root.head.tag_ in NOUNS else root
        if root.dep_ in SUBJECTS and kind == "count" and mass.counted is None:
            subject = subject_of(root)  # "six died and three were hurt"
            if subject is not None and any(k.mass.covers(subject) for k in recent):
                yield subject
        elif first.dep_ not in SUBJECTS or (mass.counted is None and kind in ("money", "measure")):
            counts = {k.mass.counted.i for k in recent if k.mass.counted is not None}
            subject = subject_of(self._governor(doc, mass))
            ahead = subject is not None and root.i < subject.i and doc[mass.first].ent_type_ in _TIMES
            if subject is not None and not (mass.counted is not None and subject.i in counts) and not ahead:
                yield subject
            if subject is None and kind == "percent" and mass.last < len(doc) and doc[mass.last].lower_ in _AMONG:
                yield from (c for c in doc[mass.last].children if c.dep_ == "pobj")

    @staticmethod
    def _governor(doc: Doc, mass: Mass) -> Token:
        """The verb right before a quantity which the parse ties to nothing, else what ties it to the sentence."""
        before = doc[mass.before - 1] if mass.before else mass.root
        return before if mass.root.dep_ in ("punct", "dep") and before.pos_ in VERBS else mass.root

    @staticmethod
    def _scorer(doc: Doc, mass: Mass) -> Iterator[Token]:
        """Who wins, loses or draws: the subject, but not of "a 2-1 win" or "the goal put the hosts 1-0 up"."""
        root = mass.root
        stands = mass.last < len(doc) and doc[mass.last].lower_ in ("up", "down", "ahead", "behind")
        of = root.dep_ == "pobj" and root.head.lower_ == "of"
        inside = of or (root.head.tag_ in NOUNS and root.head.i >= mass.last)
        if not stands and not inside and (subject := subject_of(root)) is not None:
            yield subject

    @staticmethod
    def _multiplied(doc: Doc, mass: Mass) -> Token | None:
        """What is taken so many times: "three times the damage"."""
        if mass.last >= len(doc) or doc[mass.last].tag_ not in ("DT", "PRP$") or doc[mass.last].ent_type_ in _TIMES:
            return None
        found = counted_noun(doc, skip_determiners(doc, mass.last), many=False)
        return found.head if found is not None else None

    @staticmethod
    def _of_counted(noun: Token, mass: Mass) -> Iterator[Token]:
        """What the counted things belong to: "five seasons of the show", "two of the firm's plants"."""
        if noun.i and noun.nbor(-1).text == "-" and noun.head.i > noun.i and noun.head.tag_ in NOUNS:
            yield noun.head  # "a three-member panel"
        for child in noun.children:
            if child.dep_ == "prep" and child.lower_ == "of" and child.i > noun.i:
                yield from (c for c in child.children if c.dep_ == "pobj" and not _is_amount(c))
            elif child.dep_ == "poss" and child.tag_ in NOUNS:
                yield child

    @staticmethod
    def _of(doc: Doc, mass: Mass, kind: StatisticKind) -> Iterator[Token]:
        """The noun after "of" ("40% of the bandwidth"), of money also in "in debt", of a cut price also after "off"."""
        i = after_brackets(doc, mass.last)
        while i < len(doc) and doc[i].lower_ in _WORTH:
            i += 1  # "$3m worth of", "two days' worth of"
        link = doc[i].lower_ if i + 1 < len(doc) else ""
        if link == "off" and kind in ("percent", "money"):  # "30% off a coat"
            found = counted_noun(doc, skip_determiners(doc, i + 1), many=False)
            if found is not None:
                yield found.head
        if link != "of" and not (kind == "money" and link == "in"):
            return
        noun = next((c for c in doc[i].children if c.dep_ == "pobj"), None)
        if noun is not None and (
            doc[i].lower_ == "of" or (noun.ent_type_ not in _PLACES and noun.lower_ not in _LIGHT and _is_bare(noun))
        ):
            yield noun

    @staticmethod
    def _modified(doc: Doc, mass: Mass) -> Iterator[Token]:
        """The noun that the quantity stands before: "a 25% duty", "the 5-kilowatt system"; of a mere change, nothing."""
        above, i = mass.root.head, after_brackets(doc, mass.last)
        if i < len(doc) and (doc[i].text == "(" or doc[i].like_num):
            return  # another quantity: "6 feet 2 inches"
        noun: Token | None = above if above.i >= i and above.tag_ in NOUNS else None
        if noun is None and i < len(doc) and not doc[i].is_sent_start:
            adjective = (doc[i].tag_ == "JJ" or doc[i].dep_ == "amod") and i + 1 < len(doc) and doc[i + 1].tag_ in NOUNS
            if doc[i].tag_ in NOUNS or adjective:
                found = counted_noun(doc, i, many=False)
                bracketed = mass.first > 0 and doc[mass.first - 1].text == "("  # "(1.5 mm inner width)"
                outside = SUBJECTS if bracketed else SUBJECTS | {"npadvmod"}
                noun = found.head if found is not None and found.head.dep_ not in outside else None
        if noun is None:
            return
        bare_change = noun.lemma_.lower() in _CHANGES and not any(c.dep_ == "prep" for c in noun.children)
        if not bare_change:
            yield noun

    @staticmethod
    def _noun_above(doc: Doc, mass: Mass, recent: Sequence[Known]) -> Iterator[Token]:
        """The noun that the quantity is attached to: "a fine of $5", "a survey of seven countries", "a pit 3 meters deep"."""
        root, above = mass.root, mass.root.head
        if root.dep_ == "pobj":
            noun = above.head
            if noun.lower_ in ("age", "ages") and noun.dep_ == "pobj":
                noun = noun.head.head  # "pupils under the age of ten"
            if noun.tag_ in NOUNS and noun.i < mass.first and (mass.counted is None or above.lower_ in _BEARERS):
                if noun.dep_ == "attr" and mass.counted is not None and above.lower_ != "with":
                    return  # "the bay is home to 60 crews" is about the bay
                if noun.lower_ not in _LIGHT:
                    yield noun
        elif root.dep_ == "conj" and above.i < mass.first and any(k.mass.covers(above) for k in recent):
            yield above
        elif mass.counted is not None:
            return
        elif mass.before > 1 and doc[mass.before - 1].text == ":" and _is_free(doc[mass.before - 2]):
            yield doc[mass.before - 2]  # "a smaller budget: about $4m"
        elif root.dep_ in ("appos", "npadvmod") and above.i < mass.first and above.tag_ in NOUNS:
            yield above
        elif root.dep_ == "npadvmod" and above.i == mass.last and _is_behind(above):
            yield above.head

    @staticmethod
    def _object(mass: Mass, verb: Token) -> Iterator[Token]:
        """What a verb does by that much ("cut rates by 2%"), or for that money ("paid $3 for the house")."""
        root = mass.root
        if root.dep_ != "pobj" or root.head.lower_ in ("by", "to", "from", "at", "for", "off"):
            beside = root.head.i if root.dep_ == "conj" else -1  # "a medal and $5,000"
            yield from (c for c in verb.children if c.dep_ == "dobj" and c.i < mass.first and c.i != beside)
        conjoined = root.dep_ == "conj" and root.head.dep_ == "dobj"
        if root.dep_ == "dobj" or conjoined:
            goals = _GOALS | _GOALS_OF.get(verb.lemma_, frozenset())
            for child in root.children if conjoined else (*verb.children, *root.children):
                if child.dep_ in ("prep", "dative") and child.i >= mass.last and child.lower_ in goals:
                    level = child.lower_ in ("to", "from", "off")  # "added 8 sen to 77 sen"
                    yield from (c for c in child.children if c.dep_ == "pobj" and not (level and _is_amount(c)))

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


def _is_pronoun_after(doc: Doc, i: int) -> bool:
    """Whether "of them", "of these" or "of whom" stands at token `i`."""
    return i + 1 < len(doc) and doc[i].lower_ == "of" and doc[i + 1].lower_ in _THEM and doc[i + 1].head.i == i


def _is_behind(adjective: Token) -> bool:
    """Whether an adjective describes the noun before it: "a pit 3 meters deep"."""
    return adjective.tag_ == "JJ" and adjective.head.i < adjective.i and adjective.head.tag_ in NOUNS


def _is_free(noun: Token) -> bool:
    """Whether a noun stands in no phrase of another: what is before a colon."""
    return noun.tag_ in NOUNS and noun.dep_ not in ("pobj", "compound", "poss")


def _is_aside(mass: Mass) -> bool:
    """Whether counted things are nobody's: in a phrase that only says where or when ("in three towns"), killed or saved."""
    preposition = mass.root.head
    if mass.root.dep_ == "dobj":
        return preposition.lemma_.lower() in _PERSONS  # "the fire killed 12 people": they are nobody's
    if mass.root.dep_ != "pobj":
        return False
    if preposition.lower_ == "of" and preposition.head.tag_ == "CD":
        return True  # "one of 13 sailors"
    done = preposition.head
    if preposition.dep_ == "agent" and (done.dep_ == "acl" or any(c.dep_ == "nsubjpass" for c in done.children)):
        return True  # "a film seen by 90 children"
    if preposition.head.tag_ in NOUNS and preposition.head.i < preposition.i:
        return preposition.lower_ not in _BEARERS and preposition.head.dep_ != "attr"
    return preposition.lower_ in _ASIDES and not (preposition.lower_ == "from" and done.lemma_.lower() in _MOVING)


def _is_amount(noun: Token) -> bool:
    """Whether a noun is a unit with its number: the kroner of "to 12 kroner"."""
    if noun.tag_ in _NUMBERS:
        return True
    numbered = any(c.dep_ in ("nummod", "quantmod") or c.tag_ in _NUMBERS for c in noun.lefts)
    return numbered and noun.lower_ in unit_words()


def _is_bare(noun: Token) -> bool:
    """Whether a noun stands without a determiner: "in debt", not "in the event"."""
    return not any(c.dep_ in ("det", "poss") for c in noun.children)
