"""Quantities without a numeral: "most voters", "a majority of", "many", "a few", "no casualties", "doubled"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from claimx.layers.statistics.bounds import BoundReader
from claimx.layers.statistics.masses import Mass
from claimx.layers.statistics.nouns import Counted, counted_noun, skip_determiners
from claimx.layers.statistics.phrases import counted_phrase, phrase
from claimx.layers.statistics.reading import Reading
from claimx.lexicon import Row, load_rows
from claimx.records import Bound, Change, Statistic

_NEEDS_OF = frozenset("number-of lots majority couple pair".split())
_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_ARGUMENTS = frozenset(("nsubj", "nsubjpass", "dobj", "pobj", "attr"))
_WITH_PRONOUN = frozenset(("most", "many", "none", "few"))
_PRONOUNS = frozenset(("PRP", "WDT", "WP"))
_PLURALS = frozenset(("NNS", "NNPS"))


def _adjective_after(doc: Doc, i: int) -> Token | None:
    """The adjective that stands for those it describes after "the" at token `i`: "most of the dead"."""
    if i + 1 < len(doc) and doc[i].lower_ in ("the", "these", "those"):
        word = doc[i + 1]
        return word if word.tag_ in ("JJ", "VBN") and word.dep_ == "pobj" else None
    return None


class QuantifierRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of quantifiers.tsv: phrases, the bound they give, and their number where they have one."""

    kind: Bound
    value: int | None = None


class MultipleRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of multiples.tsv: the lemma of a verb, its direction, and the factor."""

    value: int | float


class QuantifierReader:
    """The phrases compiled once."""

    def __init__(self, bounds: BoundReader) -> None:
        self._bounds = bounds
        self._multiples = {row.form: row for row in load_rows("multiples.tsv", MultipleRow)}
        self._phrases: dict[str, list[tuple[tuple[str, ...], QuantifierRow]]] = {}
        for row in load_rows("quantifiers.tsv", QuantifierRow):
            for form in row.form.split("|"):
                words = tuple(form.split())
                self._phrases.setdefault(words[0], []).append((words, row))
        for entries in self._phrases.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def read(self, reading: Reading, taken: Sequence[tuple[int, int]]) -> Iterator[Statistic]:
        """Every quantity without a numeral outside the characters `taken`, in no order."""
        taken = list(taken)
        for found in self._candidates(reading):
            if not any(a < found.end and found.start < b for a, b in taken):
                taken.append((found.start, found.end))
                yield found

    def _candidates(self, reading: Reading) -> Iterator[Statistic]:
        atoms = reading.atoms
        for i, atom in enumerate(atoms):
            for words, row in self._phrases.get(atom.lower, ()):
                last = i + len(words)
                if last <= len(atoms) and all(atoms[i + k].lower == word for k, word in enumerate(words)):
                    quantity = self._quantity(reading, i, last, row)
                    if quantity is not None:
                        yield quantity
                    break
        for token in reading.doc:
            if token.pos_ == "VERB" and (row_of_verb := self._multiples.get(token.lemma_.lower())) is not None:
                multiple = self._multiple(reading, token.i, row_of_verb)
                if multiple is not None:
                    yield multiple

    def _quantity(self, reading: Reading, first: int, last: int, row: QuantifierRow) -> Statistic | None:
        doc, atoms = reading.doc, reading.atoms
        token, end = reading.token(atoms[first].start), atoms[last - 1].end
        i = reading.token_index(end)
        of = i < len(doc) and doc[i].lower_ == "of"
        if reading.text[end : end + 1] == "-":
            return None
        if (row.id in _NEEDS_OF and not of) or (row.id == "most" and token.tag_ != "JJS" and not of):
            return None
        if row.id == "many" and reading.word(first - 1) in ("how", "as"):
            return None
        counted = self._counted(reading, i, of, row)
        names_noun, the_word = row.id in ("no", "no-one"), None
        if counted is None and of and i + 1 < len(doc) and row.id in _WITH_PRONOUN and doc[i + 1].tag_ in _PRONOUNS:
            end, names_noun = doc[i + 1].idx + len(doc[i + 1]), True  # "most of it"
        elif counted is None and of and row.id in _WITH_PRONOUN and (last_word := _adjective_after(doc, i + 1)):
            end, names_noun, the_word = last_word.idx + len(last_word), True, (i + 1, last_word.i + 1)
        arguments = _SUBJECTS if row.id == "none" else _ARGUMENTS
        if counted is None and not names_noun and (row.id == "most" or token.dep_ not in arguments):
            return None
        bound = self._bounds.before(atoms, first)
        if row.id == "no-one" and (bound is None or bound[1].kind != "about"):
            return None
        start, kind = atoms[first].start, row.kind
        if bound is not None and bound[1].kind in ("about", "exactly"):
            start = atoms[bound[0]].start
            kind = bound[1].kind if row.value is not None and bound[1].kind == "about" else kind
        name = counted.name if counted else None
        of_span = reading.span(*the_word) if the_word is not None else None
        if counted is not None:
            end = max(end, counted.end)
            narrowed = counted_phrase(counted.head, Mass(token.i, counted.last, counted.head, token.i))
            of_span = reading.span(i + 1 if of else counted.first, narrowed[1])
        elif row.id == "no":
            name, of_span = doc[i - 1].lemma_, reading.span(i - 1, i)
        elif row.id == "no-one":
            name = "person"
        if reading.date_over(start, end) is not None:
            return None
        return Statistic(
            text=reading.text[start:end], start=start, end=end, value=row.value, low=None, high=None, bound=kind, kind="count",
            unit=None, unit_name=name, change=None, of=of_span, rule=f"statistics:{row.id}",
        )  # fmt: skip

    @staticmethod
    def _counted(reading: Reading, i: int, of: bool, row: QuantifierRow) -> Counted | None:
        """The noun that is counted: in the plural, or after "of"."""
        doc = reading.doc
        if row.id in ("no", "no-one") or i >= len(doc):
            return None
        counted = counted_noun(doc, skip_determiners(doc, i + 1) if of else i, many=row.value != 1)
        if counted is None or of or row.value == 1:
            return counted
        return counted if counted.head.tag_ in _PLURALS or counted.head.lower_ in ("people", "others") else None

    def _multiple(self, reading: Reading, i: int, row: MultipleRow) -> Statistic | None:
        """ "doubled", "more than tripled", "halve": the factor, with what is multiplied."""
        doc, verb = reading.doc, reading.doc[i]
        if any(child.lower_ == "down" for child in verb.children):
            return None
        start, end = verb.idx, verb.idx + len(verb)
        kind: Bound = "exactly"
        bound = self._bounds.before(reading.atoms, reading.atom_index(start))
        if bound is not None:
            start, kind = reading.atoms[bound[0]].start, bound[1].kind
        subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        thing = next((c for c in verb.children if c.dep_ == "dobj"), subject)
        if thing is None and verb.dep_ == "conj":
            thing = next((c for c in verb.head.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        span = phrase(doc, thing, Mass(i, i + 1, verb, i)) if thing is not None else None
        direction: Change = "up" if row.kind == "up" else "down"
        of = reading.span(*span) if span is not None else None
        return Statistic(
            text=reading.text[start:end], start=start, end=end, value=row.value, low=None, high=None, bound=kind, kind="ratio",
            unit=None, unit_name="count", change=direction, of=of, rule=f"statistics:{row.id}",
        )  # fmt: skip
