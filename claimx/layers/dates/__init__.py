"""Temporal expressions and their TIMEX3 values: a grammar of rules over words, resolved against the publication date."""

from __future__ import annotations

from datetime import date

from spacy.language import Language
from spacy.tokens import Doc, Token

from claimx.layers.dates import timeline
from claimx.layers.dates.context import Context
from claimx.layers.dates.foreign import find_foreign
from claimx.layers.dates.grammar import Match, fold
from claimx.layers.dates.lexicon import load_lexicon
from claimx.layers.dates.readings import READERS, Reading
from claimx.records import Date

_EDGES = " \t,;"
_NAMES = ("ORG", "WORK_OF_ART", "PERSON", "FAC", "PRODUCT")


class DateFinder:
    """Finds DATE, TIME, DURATION and SET expressions and resolves them against the publication date."""

    def __init__(self, nlp: Language) -> None:
        self._lexicon = load_lexicon()
        self._months = frozenset(self._lexicon.grammar.tables["month"])

    def __call__(self, doc: Doc, published: str | None = None) -> tuple[Date, ...]:
        """Every temporal expression of the Doc, in order and without overlaps; `published` is an ISO day."""
        raw = doc.text  # put together anew on every access
        text = fold(raw)
        context = Context(doc, text, date.fromisoformat(published[:10]) if published else None, self._lexicon)
        out = [
            _to_date(raw, start, end, Reading("DATE", day.isoformat()), "dates.foreign")
            for start, end, day in find_foreign(text, self._months)
        ]
        taken = {position for found in out for position in range(found.start, found.end)}
        end = -1
        for match in self._lexicon.grammar.find(text):
            if match.start < end or not _has_capital(match, raw) or _in_name(match, raw, context):
                continue
            if taken and not taken.isdisjoint(range(match.start, match.end)):
                continue
            found = READERS[match.rule.read](match, context)
            if found is None:
                continue
            end = match.end
            if found.value and found.type in ("DATE", "TIME"):
                context.note(found.value, match.end)
            out.append(_to_date(raw, match.start, match.end, found, match.rule.id))
        return tuple(sorted(out, key=lambda found: found.start)) if taken else tuple(out)


def _has_capital(match: Match, text: str) -> bool:
    """Whether the word that the rule wants capitalised is: a month rather than a verb."""
    word = match.rule.capital
    return word is None or text[match.at[word]].isupper()


def _in_name(match: Match, text: str, context: Context) -> bool:
    """Whether the words are a part of a longer name: "USA Today", "CBS This Morning"."""
    if not text[match.start].isupper():
        return False
    first, last = context.token_at(match.start), context.token_at(match.end - 1)
    after = context.doc[last.i + 1] if last.i + 1 < len(context.doc) else None
    if after is not None and first.i == last.i and _is_given_name(first, after):
        return True
    if first.ent_type_ not in _NAMES:
        return False
    return first.ent_iob_ == "I" or (after is not None and after.ent_iob_ == "I")


def _is_given_name(token: Token, after: Token) -> bool:
    """Whether a month or a weekday is what somebody is called: "nurse April Haddon", "Sunday Eke and others"."""
    if token.dep_ != "compound" or token.head.i < after.i or after.pos_ != "PROPN" or not after.text.istitle():
        return False
    return token.i == 0 or token.is_sent_start is True or token.nbor(-1).pos_ in ("NOUN", "PROPN", "CCONJ", "PUNCT")


def _to_date(text: str, start: int, end: int, found: Reading, rule: str) -> Date:
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    if start and text[start - 1] == "[" and "]" in text[start:end]:
        start -= 1
    elif end < len(text) and text[end] == "]" and "[" in text[start:end]:
        end += 1
    days = timeline.bounds(found.value) if found.type in ("DATE", "TIME") else None
    return Date(
        text=text[start:end],
        start=start,
        end=end,
        type=found.type,
        value=found.value,
        mod=found.mod,
        first=days[0].isoformat() if days else None,
        last=days[1].isoformat() if days else None,
        anchor=found.anchor,
        status=found.status,
        rule=rule,
    )
