"""The attribute ruler's work at a fraction of its cost: its patterns, decided once for each kind of token.

spaCy's attribute ruler runs a Matcher with some 180 patterns over every Doc, a sixth of the whole pipeline's time, though nearly
every pattern looks at one token's form, tag and label only. Here what those patterns do is remembered by form, tag and label.
The annotations are the same; a test compares them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc, MorphAnalysis

NAME = "claimx_attributes"
_ORDER = ("LOWER", "TAG", "DEP", "IS_SPACE")  # as in _Signature
_KEYS = frozenset(_ORDER)
_ANY = ("", "")
_REMEMBERED = 30_000  # kinds of token, a few hundred bytes each; new ones never end, but most tokens are of few kinds
_SETS = frozenset({"POS", "MORPH", "LEMMA", "TAG", "DEP"})


class UnknownPatternError(ValueError):
    """A pattern asks for something that this component does not look at."""


class _Signature(NamedTuple):
    """What patterns look at in a token."""

    lower: str
    tag: str
    dep: str
    is_space: bool


class _Values(NamedTuple):
    """What a token is given; None leaves it as it is."""

    pos: int | None
    morph: MorphAnalysis | None
    lemma: int | None
    tag: int | None
    dep: int | None


def _holds(asked: Any, value: str | bool) -> bool:
    """Whether a value is what one part of a token pattern asks for."""
    if not isinstance(asked, dict):
        return bool(asked == value)
    for kind, argument in asked.items():
        if kind == "IN":
            if value not in argument:
                return False
        elif kind == "NOT_IN":
            if value in argument:
                return False
        elif kind == "REGEX":
            if not re.search(argument, str(value)):
                return False
        else:
            raise UnknownPatternError(kind)
    return True


def _index(pattern: Mapping[str, Any]) -> tuple[str, str]:
    """Where a pattern is looked up: under its form, else under its tag, else everywhere."""
    return next(((key, pattern[key]) for key in ("LOWER", "TAG") if isinstance(pattern.get(key), str)), _ANY)


def _fits(pattern: Mapping[str, Any], token: _Signature) -> bool:
    values: dict[str, str | bool] = dict(zip(_ORDER, token, strict=True))
    return all(_holds(asked, values[key]) for key, asked in pattern.items())


class Attributes:
    """The component: sets part of speech, morphology and irregular lemmas as the ruler it was made from would."""

    def __init__(self) -> None:
        # Patterns of one token by the form or else the tag they ask for, and those that ask for neither outright.
        self._single: dict[tuple[str, str], list[tuple[int, Mapping[str, Any]]]] = {}
        self._several: list[tuple[int, tuple[Mapping[str, Any], ...], int]] = []
        self._first: list[Mapping[str, Any]] = []
        self._known: dict[_Signature, tuple[tuple[int, ...], bool]] = {}
        self._values: dict[tuple[int, ...], _Values] = {}
        self._attrs: dict[int, Mapping[str, Any]] = {}

    def learn(self, ruler: AttributeRuler) -> Attributes:
        """Takes over the ruler's patterns; raises UnknownPatternError where one looks at something else."""
        strings, morphology = ruler.vocab.strings, ruler.vocab.morphology
        patterns: list[Any] = list(ruler.patterns)
        for number, rule in enumerate(patterns):
            if not set(rule["attrs"]) <= _SETS:
                raise UnknownPatternError(str(rule["attrs"]))
            for text in rule["attrs"].values():  # kept now, outside any memory zone
                strings.add(str(text))
            if "MORPH" in rule["attrs"]:
                morphology.add(rule["attrs"]["MORPH"])
            self._attrs[number] = rule["attrs"]
            for pattern in rule["patterns"]:
                for token in pattern:
                    if not set(token) <= _KEYS:
                        raise UnknownPatternError(str(token))
                if len(pattern) == 1 and rule["index"] == 0:
                    self._single.setdefault(_index(pattern[0]), []).append((number, pattern[0]))
                else:
                    self._several.append((number, tuple(pattern), rule["index"]))
                    self._first.append(pattern[0])
        return self

    def __call__(self, doc: Doc) -> Doc:
        """The Doc with the attributes set."""
        several: dict[int, list[int]] = {}
        signatures = [_Signature(t.lower_, t.tag_, t.dep_, t.is_space) for t in doc]
        found = []
        for i, signature in enumerate(signatures):
            numbers, begins = self._look_up(signature)
            found.append(numbers)
            if begins:
                for number, pattern, index in self._several:
                    here = signatures[i : i + len(pattern)]
                    if len(here) == len(pattern) and all(map(_fits, pattern, here)):
                        several.setdefault(i + index, []).append(number)
        for i, token in enumerate(doc):
            numbers = found[i]
            if i in several:
                numbers = tuple(sorted((*numbers, *several[i])))
            if not numbers:
                continue
            values = self._values.get(numbers)
            if values is None:
                values = self._values[numbers] = self._merge(doc, numbers)
            if values.pos is not None:
                token.pos = values.pos
            if values.morph is not None:
                token.morph = values.morph
            if values.lemma is not None:
                token.lemma = values.lemma
            if values.tag is not None:
                token.tag = values.tag
            if values.dep is not None:
                token.dep = values.dep
        return doc

    def _look_up(self, token: _Signature) -> tuple[tuple[int, ...], bool]:
        known = self._known.get(token)
        if known is None:
            keys = (("LOWER", token.lower), ("TAG", token.tag), _ANY)
            asked = [entry for key in keys for entry in self._single.get(key, ())]
            numbers = tuple(sorted({number for number, pattern in asked if _fits(pattern, token)}))
            known = (numbers, any(_fits(first, token) for first in self._first))
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[token] = known
        return known

    def _merge(self, doc: Doc, numbers: Iterable[int]) -> _Values:
        """What all these rules set; the later one wins."""
        attrs: dict[str, Any] = {}
        for number in numbers:
            attrs.update(self._attrs[number])
        strings = doc.vocab.strings
        morph = attrs.get("MORPH")
        return _Values(
            pos=strings[attrs["POS"]] if "POS" in attrs else None,
            morph=None if morph is None else MorphAnalysis(doc.vocab, "" if morph == "_" else morph),
            lemma=strings[attrs["LEMMA"]] if "LEMMA" in attrs else None,
            tag=strings[attrs["TAG"]] if "TAG" in attrs else None,
            dep=strings[attrs["DEP"]] if "DEP" in attrs else None,
        )


@Language.factory(NAME, assigns=["token.pos", "token.morph", "token.lemma"])
def make_attributes(nlp: Language, name: str) -> Attributes:
    """An empty component; `learn` fills it from the model's own ruler."""
    return Attributes()


def replace_ruler(nlp: Language) -> None:
    """Puts the component where the pipeline has its attribute ruler, unless that one has patterns unknown here."""
    if "attribute_ruler" not in nlp.pipe_names:
        return
    ruler = nlp.get_pipe("attribute_ruler")
    assert isinstance(ruler, AttributeRuler)
    try:
        attributes = Attributes().learn(ruler)
    except UnknownPatternError:
        return
    at = nlp.pipe_names.index("attribute_ruler")
    nlp.remove_pipe("attribute_ruler")
    made = nlp.add_pipe(NAME, before=nlp.pipe_names[at])
    assert isinstance(made, Attributes)
    vars(made).update(vars(attributes))
