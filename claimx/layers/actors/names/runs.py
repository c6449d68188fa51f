"""How far a name may go: runs of capitals with the small words and signs that join them."""

from __future__ import annotations

import re

from claimx.layers.actors.names.captions import is_credited, opens_credit
from claimx.layers.actors.names.forms import Label
from claimx.layers.actors.page import Page
from claimx.layers.actors.words import Words, key_of
from claimx.records import ActorType

_LABELS: dict[str, ActorType] = {
    "PERSON": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
    "WORK_OF_ART": "work",
    "LAW": "work",
    "PRODUCT": "work",
    "EVENT": "work",
}
NO_NAME = frozenset("DT IN PRP PRP$ WP WDT WRB RB CC MD VB VBD VBG VBN VBZ VBP TO EX UH".split())
_NO_NAME_INSIDE = frozenset("DT IN PRP$ WRB CC".split())
_OPENERS = frozenset('"“‘:•*(')
_QUOTES = frozenset('"“”')
_JOINTS = frozenset("-–&/'’")
_INITIAL = re.compile(r"[A-Z]\.")


class Runs:
    """The runs of one article; `labels` is for each token the parser's entity."""

    def __init__(self, page: Page, words: Words) -> None:
        self._page, self._words = page, words
        self.labels: list[Label | None] = [None] * len(page)
        for ent in page.doc.ents:
            if (kind := _LABELS.get(ent.label_)) is not None:
                self.labels[ent.start : ent.end] = [(kind, ent.start, ent.end)] * (ent.end - ent.start)

    def end(self, i: int, start: int, end: int) -> int:
        """One past the last token of the run of capitals that starts at `i`; `i` where none does."""
        page = self._page
        if not self._can_start(i, start):
            return i
        inside = False  # of "Ministry of …"
        credited = is_credited(page, self._words, i)
        j = i + max(1, self._words.known_actor(page.text, i))  # "Save the Children"
        while j < end or (j < len(page) and _INITIAL.fullmatch(page.text[j - 1]) and page.is_capital(j)):
            end = max(end, j + 1)  # the parser ends sentences after initials
            if (credited and page.text[j] == "&") or opens_credit(page, self._words, j):
                break
            step = self._step(j, end)
            if not step and page.lower[j] == "of" and (size := self._words.title_at(page.lower, j - 1, end)) > 2:
                step = size - 1  # "Chief of Staff Jane Roe"
            if not step and not credited and self._is_dual(i, j, end):
                step = 2
            if not step and self._joins(j, end, inside):
                inside = inside or page.lower[j] in self._words.name_links
                step = 3 if page.lower[j + 1] == "the" else 2
            if not step:
                break
            j += step
        return j

    def _step(self, j: int, end: int) -> int:
        """How many tokens from `j` on go on with a name, leaving out small words; 0 where none does."""
        page = self._page
        word, lower = page.text[j], page.lower[j]
        if self._is_part(j) or lower.rstrip(".") in self._words.suffixes:
            return 1
        if j + 1 >= end:
            return 0
        if word in _QUOTES and j + 3 < end and page.text[j + 2] in _QUOTES:
            return 4 if self._is_part(j + 1) and self._is_part(j + 3) else 0  # a nickname
        if word == "," and page.lower[j + 1] in self._words.after_comma:
            return 2
        if word == "-" and self.labels[j + 1] is not None and self.labels[j + 1] == self.labels[j - 1]:
            dateline = page.text[j - 1].isupper() and len(page.text[j - 1]) > 3 and not page.glued[j - 1]
            return 0 if dateline else 2
        if lower in {"'s", "’s"} and page.is_capital(j + 1) and page.lower[j + 1] in self._words.owned:
            return 2 if key_of(page.text[j - 1]) not in self._words.places else 0
        if word in _JOINTS and page.is_capital(j + 1):
            return 2 if word == "&" or (page.glued[j] and page.glued[j - 1]) else 0
        if lower in self._words.particles and (lower not in self._words.weak_particles or self.labels[j] is not None):
            if self._is_part(j + 1):
                return 1
            if (page.text[j + 1] in {"-", "’"} or page.lower[j + 1] in self._words.particles) and j + 2 < end:
                return 2 if self._is_part(j + 2) else 0
        return 0

    def _can_start(self, i: int, start: int) -> bool:
        page, words = self._page, self._words
        if not self._is_part(i):
            label = self.labels[i]
            if page.text[i][0].isdigit() and label is not None and label[:2] == ("organization", i):
                return page.tag[i].startswith("NNP") and label[2] > i + 1  # "12th Brigade"
            if page.lower[i] in words.foreign_articles and page.tag[i] in {"NNP", "FW"} and i + 1 < len(page):
                return page.tag[i + 1] == "NNP" and not (i > start and page.is_capital(i - 1))  # "la Gazzetta"
            arabic = page.lower[i] in {"al", "el"} and i + 2 < len(page)
            return arabic and page.text[i + 1] == "-" and page.is_capital(i + 2)
        tag, lower = page.tag[i], page.lower[i]
        if lower.rstrip(".") in words.calendar:
            return False
        if not opens_at(page, i, start):
            return tag not in _NO_NAME_INSIDE
        if tag in NO_NAME:
            return False
        if tag in {"NN", "NNS"} and i + 1 < len(page) and page.lower[i + 1] == "of" and lower not in words.name_heads:
            return False  # "Data of Torvik's clients"
        if self.labels[i] is not None or tag in {"NNP", "NNPS"}:
            return True
        if words.known.get(page.text[i], "none") != "none":
            return True
        known = (
            lower in words.given or key_of(lower) in words.places or lower in words.adjectives or lower in words.roles
        )
        return known and i + 1 < len(page) and page.is_capital(i + 1)

    def _is_part(self, i: int) -> bool:
        """Whether the token can be a word of a name."""
        page = self._page
        here, before = self.labels[i], self.labels[i - 1] if i else None
        if not page.is_capital(i):  # "31" in "Studio 31"
            if i and page.text[i].isdigit() and page.lower[i - 1] in self._words.numbered_places:
                return True
            number = page.text[i][0].isdigit() and here is not None and here == before
            if here is not None and here[0] == "person":
                return number and page.lower[i - 1] in self._words.numbered_bodies  # "Local 88"
            return number and here is not None and here[0] in {"organization", "work"}
        if page.lower[i].rstrip(".") in self._words.calendar:
            return before is not None and (here == before or (before[0] == "person" and page.head[i - 1] == i))
        return page.tag[i] != "PRP" and page.lower[i] not in self._words.never_in_names

    def _joins(self, j: int, end: int, inside: bool) -> bool:
        """Whether the small word at `j` goes on with the name before it ("Ministry of", "… and Communications")."""
        page, words = self._page, self._words
        lower, head = page.lower[j], page.lower[j - 1]
        k = j + 2 if j + 1 < end and page.lower[j + 1] == "the" else j + 1
        if k >= end or not self._is_part(k) or page.lower[k].rstrip(".") in words.calendar:
            return False
        label, after = self.labels[j], self.labels[k]
        same = label is not None and self.labels[j - 1] == label == after
        if lower == "at" and self._is_campus(j):
            return True
        if lower == "at" and same and self._heads_organization(k, end):
            return False  # "… Museum of Art at Norwood University": a house and where it is
        if lower in words.name_prepositions:
            if lower in words.name_links and (inside or words.name_heads.get(head) in {"organization", "place"}):
                return inside or same or f"{head}-{lower}" not in words.no_name_links
            return same or (lower == "on" and head in words.on_bodies and k == j + 1)
        if lower not in {"and", "&"}:
            return False
        if same and label is not None and label[0] != "person":
            return True
        if head in words.name_heads and page.lower[k] in words.generic and k + 1 < end:
            return words.name_heads.get(page.lower[k + 1]) == words.name_heads[head]  # "… Museum and Art Gallery"
        return (
            inside
            and k == j + 1
            and (after is None or after[0] == "organization")
            and page.tag[k] in {"NNP", "NNPS"}
            and key_of(page.text[k]) not in words.places
            and page.lower[k] not in words.given
            and (k + 1 >= end or page.lower[k + 1] not in words.name_heads)
        )

    def _is_dual(self, i: int, j: int, end: int) -> bool:
        """Whether the slash at `j` stands between two names of one house: "the Rosa Keller Library / Harbour Archive"."""
        page = self._page
        if page.text[j] != "/" or page.glued[j] or page.glued[j - 1]:
            return False
        last = j + 1
        while last < end and self._is_part(last):
            last += 1
        if min(j - i, last - j - 1) < 2 or (last < end and page.tag[last].startswith("NN")):
            return False  # "a Norwood Post / Channel News poll" has two parties
        kind = self._words.head_kind(page.lower[i:j], j - i)
        return kind is not None and kind == self._words.head_kind(page.lower[j + 1 : last], last - j - 1)

    def _is_campus(self, j: int) -> bool:
        """Whether "at" stands behind "University of …", whose campus comes next."""
        page = self._page
        for i in range(j - 2, max(j - 5, 0), -1):
            if page.lower[i] == "of":
                return page.lower[i - 1] == "university" and page.text[i - 1][0].isupper()
            if not page.is_capital(i):
                return False
        return False

    def _heads_organization(self, i: int, end: int) -> bool:
        """Whether the run of capitals from token `i` on is an organization by its head."""
        last = i
        while last < end and self._page.is_capital(last):
            last += 1
        return last > i + 1 and self._words.head_kind(self._page.lower[i:last], last - i) == "organization"

    def common_head(self, last: int, end: int) -> int:
        """One past "government" and the like after a name ("the Iranian government", "Iran's government"); else `last`."""
        page, words = self._page, self._words
        possessive = last < end and page.lower[last] in {"'s", "’s"}
        i = last + 1 if possessive else last
        if i >= end or page.lower[i] not in words.common_heads or not page.tag[i].startswith("NN"):
            return last
        if i + 1 < end and page.tag[i + 1].startswith("NN"):
            return last  # "the Iranian government spokesman"
        if possessive:
            label = self.labels[last - 1]
            place = key_of(page.text[last - 1]) in words.places or (label is not None and label[0] == "place")
            return i + 1 if place else last
        return i + 1 if page.tag[last - 1].startswith(("NNP", "JJ")) else last

    def is_small_name(self, i: int) -> bool:
        """Whether a word without a capital is with its article the known name of somebody who says something: "the i reports"."""
        page, words = self._page, self._words
        if words.known.get(page.words(i - 1, i + 1)) != "organization" or i + 1 >= len(page):
            return False
        return page.lemma[i + 1] in words.speech or page.lemma[i + 1] in words.beside


def opens_at(page: Page, i: int, start: int) -> bool:
    """Whether a capital at `i` may only stand there because something begins: a sentence, a quote, a list item."""
    return i == start or page.text[i - 1] in _OPENERS or page.tag[i - 1] in {"``", "-LRB-", ":"}
