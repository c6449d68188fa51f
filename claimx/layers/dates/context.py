"""What a reading may ask about an article: when it was published, what was mentioned last, and which way a verb looks."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from spacy.tokens import Doc, Token

from claimx.layers.dates.grammar import Match, Value
from claimx.layers.dates.lexicon import DateLexicon
from claimx.layers.dates.timeline import bounds

Direction = Literal["past", "future"] | None

_LEFT = 60  # how many characters before an expression the cues are looked for in
_HEIGHT = 12  # how far up the parse the verb is looked for


class Context:
    """One article while its dates are read from left to right; `mention`, `day` and `quarter` move along."""

    def __init__(self, doc: Doc, text: str, published: date | None, lexicon: DateLexicon) -> None:
        self.doc = doc
        self.text = text  # folded
        self.published = published
        self.lexicon = lexicon
        self.mention: str | None = None  # the last calendar value read
        self.mentioned_at = 0  # and where it ended
        self.day: date | None = None  # the last day read
        self.day_at = 0  # and where it ended
        self.quarter: str | None = None  # the last quarter read

    # ----------------------------------------------------------------------------------------- words of the match

    def word(self, m: Match, group: str) -> Value | None:
        """What the word list called `group` says about the words of that slot; None where the slot is empty."""
        words = m.groups.get(group)
        if words is None:
            return None
        table = "quarter_code" if group == "quarter_or_half" and len(words) == 1 else group
        return self.lexicon.value(table, words)

    def number(self, m: Match, group: str) -> int | None:
        """The same for lists whose values are numbers."""
        found = self.word(m, group)
        return None if found is None else int(found)

    # -------------------------------------------------------------------------------------------- words around it

    def stands_before(self, name: str, position: int) -> bool:
        """Whether the expression `name` of dates.toml matches right before the character at `position`."""
        return self.lexicon.before[name].search(self.text[max(0, position - _LEFT) : position]) is not None

    def follows(self, name: str, position: int) -> bool:
        """Whether the expression `name` of dates.toml matches from `position` on."""
        return self.lexicon.after[name].match(self.text, position) is not None

    @cached_property
    def _starts(self) -> list[int]:
        return [token.idx for token in self.doc]

    def token_at(self, position: int) -> Token:
        """The token that covers or precedes the character at `position`."""
        return self.doc[max(0, bisect_right(self._starts, position) - 1)]

    # ---------------------------------------------------------------------------------------------------- anchors

    def note(self, value: str, end: int) -> None:
        """Keeps a value as what "the following day" and "that year" are counted from."""
        days = bounds(value)
        if days is not None:
            self.mention, self.mentioned_at = value, end
            if days[0] == days[1]:
                self.day, self.day_at = days[0], end

    def first_day(self, value: str | None) -> date | None:
        """The first day of a value."""
        days = bounds(value)
        return days[0] if days else None

    def weekday(self, m: Match, weekday: int, which: int | None) -> date | None:
        """The day that a weekday (1 is Monday) in the match stands for.

        It is the last one on or before the publication, or the next one where cue or verb look ahead; with `which`, one
        strictly before (-1) or after it (1).
        """
        if self.published is None:
            return None
        back = (self.published.isoweekday() - weekday) % 7
        ahead = (weekday - self.published.isoweekday()) % 7
        if which:
            return self.published - timedelta(back or 7) if which < 0 else self.published + timedelta(ahead or 7)
        if self.direction(m) == "future":
            return self.published + timedelta(ahead)
        return self.published - timedelta(back)

    def direction(self, m: Match) -> Direction:
        """Whether the date lies ahead of the publication or behind it, by the cue before it and the governing verb."""
        if self.stands_before("behind", m.start):
            return "past"
        if self.stands_before("ahead", m.start):
            return "future"
        token = self.token_at(m.start)
        while m.start <= token.head.idx < m.end and token.head.i != token.i:
            token = token.head
        found = None if self._is_attribute(token) else self._tense(token)
        if self.stands_before("limit", m.start):
            # "Had filed by Friday", but "postponed until Friday".
            return found if found == "past" and not self.stands_before("moved", m.start) else "future"
        return found

    def _is_attribute(self, token: Token) -> bool:
        """Whether a date only names a thing, as in "Friday's ruling" and "a June deal"; its time is not the verb's."""
        head = token.head
        if token.dep_ not in ("poss", "compound", "nmod", "amod", "nummod") or head.i <= token.i:
            return False
        return head.pos_ in ("NOUN", "PROPN") and head.lower_ not in self.lexicon.words("day_parts")

    def _tense(self, token: Token) -> Direction:
        """The direction of the first verb above the token that has one."""
        for _ in range(_HEIGHT):
            if token.pos_ in ("VERB", "AUX"):
                found = self._verb_direction(token)
                if found != "up":
                    return found
            if token.head.i == token.i:
                return None
            token = token.head
        return None

    def _verb_direction(self, verb: Token) -> Direction | Literal["up"]:
        """The direction a verb gives to what it governs; "up" where the verb above decides."""
        words, lemma, above = self.lexicon.words, verb.lemma_.lower(), verb.head
        helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
        forms = {child.lower_ for child in helpers}
        if forms & words("modal") and forms & words("have"):
            return "past"
        if forms & words("will") or forms & words("modal"):
            return "future"
        infinitive = any(child.tag_ == "TO" for child in helpers)
        if verb.tag_ == "VB" or infinitive:
            if above.i == verb.i:
                return "future" if infinitive else None
            if forms & words("have"):
                return "past"
            # "Teachers to strike on Monday, union says"
            headline = verb.i < above.i and above.lemma_.lower() in words("saying")
            lies_ahead = headline or above.lemma_.lower() in words("ahead") or above.pos_ == "NOUN"
            return "future" if infinitive and lies_ahead else "up"
        if verb.tag_ == "VBN" and lemma in words("announced") and (lemma != "set" or _is_fixed(verb, helpers)):
            return "future"
        if verb.tag_ == "VBD" and lemma in words("expecting"):
            return "future"
        if verb.tag_ == "VBD" or any(child.tag_ == "VBD" for child in helpers):
            return "past"
        return self._participle_or_present(verb, lemma, forms)

    def _participle_or_present(self, verb: Token, lemma: str, forms: set[str]) -> Direction | Literal["up"]:
        """The direction of a verb form that is not past by itself."""
        if verb.tag_ == "VBN":
            if not forms and verb.dep_ in ("acl", "advcl", "relcl"):
                return "past"
            return "past" if forms & self.lexicon.words("have") else None if forms else "up"
        if verb.tag_ == "VBG":
            return "future" if forms else "up" if verb.head.i != verb.i else None
        if lemma == "be":
            # "He is to speak on Monday."
            return "future" if any(child.tag_ == "VB" and child.i == verb.i + 2 for child in verb.children) else None
        return None if lemma in self.lexicon.words("saying") else "future"


def _is_fixed(verb: Token, helpers: list[Token]) -> bool:
    """Whether "set" says when something is to be ("is set for Monday"), not "was set free" or "set up"."""
    return bool(helpers) and not any(child.dep_ in ("acomp", "oprd", "prt") for child in verb.children)
