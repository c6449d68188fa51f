"""Every stretch of an article that may be a name: runs of capitals, cut where titles and other names begin."""

from __future__ import annotations

import re
from collections import Counter

from claimx.layers.actors.names.captions import is_credited, opens_credit, pictured
from claimx.layers.actors.names.forms import Candidate, Label, Piece
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
_LONGEST_IN_HEADLINE = 4  # words
_NO_NAME = frozenset("DT IN PRP PRP$ WP WDT WRB RB CC MD VB VBD VBG VBN VBZ VBP TO EX UH".split())
_NO_NAME_INSIDE = frozenset("DT IN PRP$ WRB CC".split())
_OPENERS = frozenset('"“‘:•*(')
_QUOTES = frozenset('"“”')
_JOINTS = frozenset("-–&/'’")
_INITIAL = re.compile(r"[A-Z]\.")


class CandidateFinder:
    """Finds the candidates of one article."""

    def __init__(self, page: Page, words: Words) -> None:
        self._page, self._words = page, words
        self.pictured = pictured(page, words)
        self._labels: list[Label | None] = [None] * len(page)
        for ent in page.doc.ents:
            if (kind := _LABELS.get(ent.label_)) is not None:
                self._labels[ent.start : ent.end] = [(kind, ent.start, ent.end)] * (ent.end - ent.start)

    def __call__(self) -> list[Candidate]:
        """All candidates in the order of the text."""
        page = self._page
        out: list[Candidate] = []
        for number, titled in enumerate(page.titled):
            start, end = page.starts[number], page.starts[number + 1]
            if not titled or start in self.pictured:
                out.extend(self._from_capitals(start, end))
            elif any(not word.isupper() for word in page.text[start:end] if word.isalpha()):
                out.extend(self._from_entities(start, end))
        return out

    def _from_capitals(self, start: int, end: int) -> list[Candidate]:
        """The runs of capitals in a sentence."""
        page = self._page
        out: list[Candidate] = []
        i = start
        while i < end:
            last = self._run_end(i, start, end)
            if last == i and i > start and self._is_small_name(i):
                out.append(Candidate(Piece(i - 1, i + 1), "organization", True))
            if last == i:
                i += 1
            elif i > start and page.text[i - 1] == "#":
                i = last
            elif (after := self._common_head(last, end)) > last:
                out.append(Candidate(Piece(i, after), "organization", True))
                i = after
            else:
                opens = opens_at(page, i, start)
                for piece, label in self._cut(i, last):
                    plural = last - i == 1 and page.tag[i] in {"NNS", "NNPS"}
                    solid = not opens or piece.first > i or (label is not None and not plural)
                    if label is None and not plural and piece.first in self.pictured:
                        solid, label = True, "person"
                    out.append(Candidate(piece, label, solid))
                i = last
                if self._words.known_from(page.text, last - 1) == "none":
                    i += self._words.known_size(page.text, last - 1) - 1  # "… Man of the Match"
        return out

    def _from_entities(self, start: int, end: int) -> list[Candidate]:
        """The parser's own entities and well-known names: all there is in a headline, where every word has a capital."""
        page = self._page
        out: list[Candidate] = []
        i = start
        while i < end:
            label = self._labels[i]
            if label is None:
                if self._words.known.get(page.text[i], "none") != "none":
                    out.append(Candidate(Piece(i, i + 1), None, False))
                i += 1
                continue
            first, last = max(label[1], start), min(label[2], end)
            while first < last and (page.tag[first] in _NO_NAME or not page.is_capital(first)):
                first += 1
            while last > first and (page.lower[last - 1] in {"'s", "’s"} or not page.text[last - 1][0].isalnum()):
                last -= 1
            if 0 < last - first <= _LONGEST_IN_HEADLINE:
                out.extend(Candidate(piece, kind, False) for piece, kind in self._cut(first, last))
            i = max(label[2], i + 1)
        return out

    def _is_small_name(self, i: int) -> bool:
        """Whether a word without a capital is with its article the known name of somebody who says something: "the i reports"."""
        page, words = self._page, self._words
        if words.known.get(page.words(i - 1, i + 1)) != "organization" or i + 1 >= len(page):
            return False
        return page.lemma[i + 1] in words.speech or page.lemma[i + 1] in words.beside

    # ----------------------------------------------------------------------------------------- how far a run goes

    def _run_end(self, i: int, start: int, end: int) -> int:
        """One past the last token of the run of capitals that starts at `i`; `i` where none does."""
        page = self._page
        if not self._can_start(i, start):
            return i
        inside = False  # of "Ministry of …"
        credited = is_credited(page, self._words, i)
        j = i + 1
        while j < end or (j < len(page) and _INITIAL.fullmatch(page.text[j - 1]) and page.is_capital(j)):
            end = max(end, j + 1)  # the parser ends sentences after initials
            if (credited and page.text[j] == "&") or opens_credit(page, self._words, j):
                break
            step = self._step(j, end)
            if not step and page.lower[j] == "of" and (size := self._words.title_at(page.lower, j - 1, end)) > 2:
                step = size - 1  # "Chief of Staff Jane Roe"
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
        if word == "-" and self._labels[j + 1] is not None and self._labels[j + 1] == self._labels[j - 1]:
            dateline = page.text[j - 1].isupper() and len(page.text[j - 1]) > 3 and not page.glued[j - 1]
            return 0 if dateline else 2
        if lower in {"'s", "’s"} and page.is_capital(j + 1) and page.lower[j + 1] in self._words.owned:
            return 2 if key_of(page.text[j - 1]) not in self._words.places else 0
        if word in _JOINTS and page.is_capital(j + 1):
            return 2 if word == "&" or (page.glued[j] and page.glued[j - 1]) else 0
        if lower in self._words.particles and (lower not in self._words.weak_particles or self._labels[j] is not None):
            if self._is_part(j + 1):
                return 1
            if (page.text[j + 1] in {"-", "’"} or page.lower[j + 1] in self._words.particles) and j + 2 < end:
                return 2 if self._is_part(j + 2) else 0
        return 0

    def _can_start(self, i: int, start: int) -> bool:
        page, words = self._page, self._words
        if not self._is_part(i):
            label = self._labels[i]
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
        if tag in _NO_NAME:
            return False
        if tag in {"NN", "NNS"} and i + 1 < len(page) and page.lower[i + 1] == "of" and lower not in words.name_heads:
            return False  # "Data of Torvik's clients"
        if self._labels[i] is not None or tag in {"NNP", "NNPS"}:
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
        here, before = self._labels[i], self._labels[i - 1] if i else None
        if not page.is_capital(i):  # "54" in "Studio 54"
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
        label, after = self._labels[j], self._labels[k]
        same = label is not None and self._labels[j - 1] == label == after
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

    def _common_head(self, last: int, end: int) -> int:
        """One past "government" and the like after a name ("the Iranian government", "Iran's government"); else `last`."""
        page, words = self._page, self._words
        possessive = last < end and page.lower[last] in {"'s", "’s"}
        i = last + 1 if possessive else last
        if i >= end or page.lower[i] not in words.common_heads or not page.tag[i].startswith("NN"):
            return last
        if i + 1 < end and page.tag[i + 1].startswith("NN"):
            return last  # "the Iranian government spokesman"
        if possessive:
            label = self._labels[last - 1]
            place = key_of(page.text[last - 1]) in words.places or (label is not None and label[0] == "place")
            return i + 1 if place else last
        return i + 1 if page.tag[last - 1].startswith(("NNP", "JJ")) else last

    # ------------------------------------------------------------------------------------------- where it is cut

    def _cut(self, first: int, last: int) -> list[tuple[Piece, ActorType | None]]:
        """The names inside one run of capitals: cut at titles, and before a full name that follows another name."""
        page, words = self._page, self._words
        out: list[tuple[Piece, ActorType | None]] = []
        title: tuple[int, int] | None = None
        start = i = first
        whole = self._is_organization(first, last)
        while i < last:
            size = 0 if whole else words.title_at(page.lower, i, last) or self._role_at(i, last)
            if words.is_titled_place(page.lower[i:last]):
                size = 0
            if not size and self._is_person_after(i, start, last):
                out.extend(self._by_entity(start, i, title))
                title, start, i = None, i, last
            elif size and self._is_title(i, i + size, first, last):
                if i > start:
                    out.extend(self._by_entity(start, i, title))
                title, start, i = (i, i + size), i + size, i + size
            else:
                i += 1
        if start < last:
            out.extend(self._by_entity(start, last, title))
        return out

    def _role_at(self, i: int, last: int) -> int:
        """1 where a capitalised role stands before a person's name ("Activist Jane Roe"), else 0."""
        page, words = self._page, self._words
        lower = page.lower[i]
        if i + 1 >= last or lower not in words.roles or lower in words.given or page.lower[i + 1] in words.name_heads:
            return 0
        label = self._labels[i + 1]
        person = label is not None and label[0] == "person" and label[1] == i + 1
        return int(person or page.lower[i + 1] in words.given)

    def _is_person_after(self, i: int, start: int, last: int) -> bool:
        """Whether a full name follows another name without a word between ("… Foundation Jane Roe")."""
        page, words = self._page, self._words
        lower, before = page.lower[i], page.lower[i - 1]
        if i - start < 2 or not 2 <= last - i <= 3 or lower not in words.given or lower in words.name_heads:
            return False
        if (
            before in words.given
            or before in words.name_links
            or not page.text[i - 1][0].isupper()
            or lower in words.places
        ):
            return False
        label = self._labels[i]
        if label is not None and label[0] == "organization" and label[1] <= start and label[2] < last:
            return False  # "University of Ohio Irving", with its campus, before the name of somebody there
        if key_of(page.words(i - 1, i + 1)) in words.places:
            return False  # "… of New York"
        return words.head_kind(page.lower[start:last], last - start) is None

    def _is_organization(self, first: int, last: int) -> bool:
        """Whether the run is one name by its head word: "Ashford Police Department", "Secretary General's Office"."""
        lower, heads = self._page.lower, self._words.name_heads
        if last - first < 2:
            return False
        if self._words.head_kind(lower[first:last], last - first) == "organization":
            return True
        return any(lower[k] in self._words.name_links and lower[k - 1] in heads for k in range(first + 1, last - 1))

    def _is_title(self, i: int, after: int, first: int, last: int) -> bool:
        """A title stands before a name, or closes the run ("the Home Secretary"); a surname like King does neither."""
        page, words = self._page, self._words
        before = page.lower[i - 1] if i > first else ""
        if after < last:
            if before in words.given and after - i == 1:
                return False
            return page.lower[i] not in words.first_name_titles or last - after > 1
        return before not in words.given or before in words.places

    def _by_entity(self, first: int, last: int, title: tuple[int, int] | None) -> list[tuple[Piece, ActorType | None]]:
        """One name, or two where the parser sees a person right after something else ("Fox News Sean Doe")."""
        page, words = self._page, self._words
        first, last = self._trim(first, last)
        if first >= last:
            return []
        whole = self._majority(first, last)
        if last - first == 1 or words.is_titled_place(page.lower[first:last]):
            return [(Piece(first, last, title), whole)]
        adjective = page.lower[first] in words.adjectives
        if title is None and words.head_kind(page.lower[first:last], last - first) is None:
            for i in range(first + 1, last):
                before, here = self._labels[i - 1], self._labels[i]
                if here is None or here[0] != "person" or here[1] != i or (before and before[0] == "person"):
                    continue
                if before is not None or adjective or key_of(page.words(first, i)) in words.places:
                    return [(Piece(first, i), self._majority(first, i)), (Piece(i, last), "person")]
        if adjective and whole == "person" and page.lower[first] not in words.given:
            return [(Piece(first + 1, last, title), "person")]
        return [(Piece(first, last, title), whole)]

    def _trim(self, first: int, last: int) -> tuple[int, int]:
        """The run without hanging punctuation and without a last word that is no part of the name."""
        page, words = self._page, self._words
        while last > first and not page.text[last - 1][-1].isalnum() and page.text[last - 1][-1] != ".":
            last -= 1
        while first < last and not page.text[first][0].isalnum():
            first += 1
        size = last - first
        if size == 1 and self._is_ticker(first):
            return first, first
        if size == 1 and last < len(page) and page.lower[first] in words.numbered and page.text[last].isdigit():
            return first, first  # "Gate 4"
        if size > 1 and words.known_from(page.text, last - 1) == "none":
            return first, last - 1  # "Norwood Man of the Match"
        hangs = size > 2 and words.known.get(page.text[last - 1]) == "none"
        if hangs and page.lower[last - 1] not in words.name_heads:
            return first, last - 1
        if size > 1 and last < len(page) and page.text[last] == "-" and page.glued[last - 1] and page.glued[last]:
            return (first, last - 1) if len(page.text[last - 1]) < 3 else (first, last)  # "T" of "NASA T-shirt"
        ranked = size > 1 and page.text[last - 1].isdigit()
        person = size > 2 and page.lower[first] in words.given
        if ranked and (person or key_of(page.words(first, last - 1)) in words.places):
            return first, last - 1  # a result: "Sweden 1"
        return first, last

    def _is_ticker(self, i: int) -> bool:
        """Whether the token is the exchange or the share in "(NYX: QLM)"."""
        page = self._page
        if not page.text[i].isupper() or not 0 < i < len(page) - 2:
            return False
        if page.text[i + 1] == ":" and page.text[i - 1] == "(":
            return page.text[i + 2].isupper()
        return page.text[i - 1] == ":" and page.text[i + 1] == ")" and i > 2 and page.text[i - 3] == "("

    def _majority(self, first: int, last: int) -> ActorType | None:
        """The parser's type for most of the tokens; of several the one at the end."""
        counts = Counter(label[0] for label in self._labels[first:last] if label is not None)
        end = self._labels[last - 1]
        return max(counts, key=lambda t: (counts[t], end is not None and end[0] == t, t), default=None)


def opens_at(page: Page, i: int, start: int) -> bool:
    """Whether a capital at `i` may only stand there because something begins: a sentence, a quote, a list item."""
    return i == start or page.text[i - 1] in _OPENERS or page.tag[i - 1] in {"``", "-LRB-", ":"}
