"""Finds the noun phrase that a number counts and writes it in the singular: "3,000 Afghan refugees", "one of the ships"."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from claimx.layers.statistics.words import word_set

NOUNS = frozenset(("NN", "NNS", "NNP", "NNPS"))
_ADJECTIVES = frozenset(("JJ", "JJR", "JJS", "VBN", "VBG", "AFX"))
_ADVERBS = frozenset(("RB", "RBR", "RBS"))
_DETERMINERS = frozenset(("DT", "PRP$", "PDT", "POS", "CD"))
_TIME_WORDS = frozenset(("last", "this", "next", "every", "each"))
_QUOTES = frozenset("\"“”‘’'`")
_PARTICIPLES = frozenset(("VBN", "VBG", "VBD"))
_F_PLURALS = word_set("f_plurals")
_NOT_IN_COMPOUNDS = word_set("not_in_compounds")
_IRREGULAR = {"people": "person", "persons": "person", "staff": "staff", "data": "data", "media": "media"}
_LONGEST = 9  # tokens in a counted noun phrase


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted noun: its token, the tokens [first, last) of the phrase, and its name in the singular."""

    head: Token
    first: int
    last: int
    name: str

    @property
    def end(self) -> int:
        """The character after the phrase."""
        token = self.head.doc[self.last - 1]
        return token.idx + len(token)


def skip_determiners(doc: Doc, i: int) -> int:
    """The number of the first token from `i` on that is no determiner."""
    while i + 1 < len(doc) and doc[i].tag_ in _DETERMINERS:
        i += 1
    return i


def noun_after(doc: Doc, i: int, *, many: bool, fraction: bool) -> Counted | None:
    """The noun phrase that a numeral before token number `i` counts, also after "of" ("two of the firm's plants")."""
    if i >= len(doc):
        return None
    if doc[i].lower_ == "of":
        return counted_noun(doc, skip_determiners(doc, i + 1), many=many) if i + 1 < len(doc) else None
    if fraction and doc[i].tag_ in ("DT", "PRP$") and doc[i].lower_ not in _TIME_WORDS:  # "half the seats"
        i += 1
    return counted_noun(doc, i, many=many)


def noun_in_compound(doc: Doc, i: int) -> Counted | None:
    """The noun after the hyphen at token number `i`: the member of "three-member panel"."""
    if i + 2 >= len(doc) or doc[i].text != "-" or doc[i + 1].tag_ != "NN" or doc[i + 1].whitespace_ != " ":
        return None
    if doc[i + 1].lower_ in _NOT_IN_COMPOUNDS or doc[i + 2].tag_ not in NOUNS | {"JJ"}:
        return None
    return Counted(doc[i + 1], i + 1, i + 2, doc[i + 1].lemma_)


def counted_noun(doc: Doc, i: int, *, many: bool = True) -> Counted | None:
    """The noun phrase that begins at token number `i`, right after a numeral; `many` where more than one is counted."""
    first, end = i, min(len(doc), i + _LONGEST)
    if i < end and doc[i].lower_ in _TIME_WORDS:
        return None
    while i < end:
        token = doc[i]
        tag = token.tag_
        if (token.is_sent_start and i > first) or token.is_space:
            return None
        if tag in NOUNS:
            while i + 1 < end and _continues(doc, i):
                i += 2 if doc[i + 1].tag_ == "HYPH" or doc[i + 1].text == "-" else 1
            while many and (pair := _pair(doc, i, end)):
                i = pair
                while i + 1 < end and _continues(doc, i):
                    i += 1
            if not doc[i].text[:1].isalpha():
                return None
            if i + 2 < end and doc[i + 1].tag_ == "POS":
                return counted_noun(doc, i + 2, many=many) if doc[i].tag_ in ("NNP", "NN") and many else None
            return Counted(doc[i], first, i + 1, singular(doc, first, i))
        if tag in _ADJECTIVES:
            if (
                tag in _PARTICIPLES
                and token.dep_ not in ("amod", "compound", "nmod")
                and not _before_noun(doc, i + 1, end)
            ):
                return None
        elif tag in _ADVERBS:
            if not (i + 1 < end and doc[i + 1].tag_ in _ADJECTIVES):
                return None
        elif not (
            tag == "HYPH"
            or _is_coded(token)
            or token.text in _QUOTES
            or (i > first and (token.text == "," or tag == "CC") and _joins(doc, i, end))
        ):
            return None
        i += 1
    return None


def _is_coded(token: Token) -> bool:
    """Whether a token is a name in capitals or its number: "COVID -19 masks"."""
    text = token.text
    return len(text) > 1 and ((text.isupper() and text.isalpha()) or (text[0] in "-–" and text[1:].isdigit()))


def _continues(doc: Doc, i: int) -> bool:
    """Whether the noun at `i` only modifies the noun after it."""
    token, nxt = doc[i], doc[i + 1]
    if nxt.is_sent_start:
        return False
    if nxt.text == "-" and i + 2 < len(doc) and not token.whitespace_:
        behind = doc[i + 2]  # "gas-powered cars"
        if behind.tag_ in NOUNS or (behind.tag_ in _ADJECTIVES and _before_noun(doc, i + 3, len(doc))):
            return True
    if nxt.tag_ == "CD" and token.tag_ == "NNP" and nxt.is_digit:  # "40 Boeing 737 jets"
        return i + 2 < len(doc) and doc[i + 2].tag_ == "NNS" and doc[i + 2].head.i != i + 1
    if nxt.tag_ not in NOUNS:
        return False
    if token.tag_ == "CD":
        return True
    if token.tag_ in ("NNS", "NNPS"):
        return token.dep_ == "compound" and token.head.i > i
    return (
        token.dep_ in ("compound", "nmod", "amod", "nummod", "poss")
        or token.head.i > i
        or token.tag_ == nxt.tag_ == "NNP"
        or (token.tag_ == "NNP" and token.dep_ == "conj" and nxt.tag_ == "NNS")
    )


def _pair(doc: Doc, i: int, end: int) -> int:
    """The second noun of "galleries and museums" or "Kia and Hyundai cars" after the noun at `i`, else 0."""
    if i + 2 >= end or doc[i + 1].lower_ not in ("and", "or") or doc[i + 2].tag_ not in NOUNS:
        return 0
    if doc[i + 2].ent_type_ == "CARDINAL":
        return 0  # "ships and hundreds of boats"
    one, two = doc[i], doc[i + 2]
    if one.tag_ == "NNS":
        return i + 2 if two.tag_ == "NNS" and two.dep_ == "conj" and two.head.i == i else 0
    plural = two.tag_ in ("NNS", "NNPS") or (i + 3 < end and doc[i + 3].tag_ in ("NNS", "NNPS"))
    return i + 2 if plural and one.tag_ in ("NN", "NNP") else 0


def _before_noun(doc: Doc, i: int, end: int) -> bool:
    return i < end and doc[i].tag_ in NOUNS


def _joins(doc: Doc, i: int, end: int) -> bool:
    """Whether a comma or "and" at `i` stands between two adjectives of one phrase."""
    return (
        i + 1 < end
        and doc[i - 1].tag_ in _ADJECTIVES
        and doc[i + 1].tag_ in ("JJ", "JJR", "JJS")
        and doc[i + 1].dep_ != "ROOT"
    )


def singular(doc: Doc, first: int, head: int) -> str:
    """The words [first, head] with the noun in the singular and adjectives in their base form."""
    out: list[str] = []
    for token in doc[first : head + 1]:
        if token.text in _QUOTES or token.tag_ in _ADVERBS:
            continue
        word = token.text
        joined = token.tag_ == "NNS" and token.i < head and doc[token.i + 1].lower_ in ("and", "or")
        if token.i == head or joined:
            word = singular_noun(token)
        elif token.tag_ in ("JJR", "JJS") and token.lower_ not in ("more", "most", "less", "least"):
            word = token.lemma_
        out.append(word + token.whitespace_)
    return "".join(out).strip()


def singular_noun(token: Token) -> str:
    """The noun in the singular; a name in the plural ("Iranians") loses its s."""
    if token.lower_ in _IRREGULAR:
        return _IRREGULAR[token.lower_]
    if token.tag_ == "NNPS" or (token.tag_ == "NNP" and token.text[:1].isupper()):
        plural = token.tag_ == "NNPS" and token.text.endswith("s") and not token.text.endswith("ss")
        return token.text[:-1] if plural else token.text
    if token.tag_ != "NNS":
        return token.text
    if token.lower_.endswith("ves") and token.lemma_.endswith("f") and token.lower_ not in _F_PLURALS:
        return token.text[:-1]  # the lemmatizer reads "graves" as the plural of "graf"
    if token.lower_.endswith("xes") and len(token.text) > 4:
        return token.text[:-2]  # nor "taxes" of "taxis"
    if token.lower_.endswith("oses"):
        return token.text[:-1]  # nor "doses" of "dos"
    return token.lemma_
