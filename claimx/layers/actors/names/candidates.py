"""Every stretch of an article that may be a name: runs of capitals, cut where titles and other names begin."""

from __future__ import annotations

from collections import Counter

from claimx.layers.actors.names.captions import pictured
from claimx.layers.actors.names.forms import Candidate, Piece
from claimx.layers.actors.names.runs import NO_NAME, Runs, opens_at
from claimx.layers.actors.page import Page
from claimx.layers.actors.words import Words, key_of
from claimx.records import ActorType

_LONGEST_IN_HEADLINE = 4  # words


class CandidateFinder:
    """Finds the candidates of one article."""

    def __init__(self, page: Page, words: Words) -> None:
        self._page, self._words = page, words
        self.pictured = pictured(page, words)
        self._runs = Runs(page, words)
        self._labels = self._runs.labels

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
            last = self._runs.end(i, start, end)
            if last == i and i > start and self._runs.is_small_name(i):
                out.append(Candidate(Piece(i - 1, i + 1), "organization", True))
            if last == i:
                i += 1
            elif i > start and page.text[i - 1] == "#":
                i = last
            elif (after := self._runs.common_head(last, end)) > last:
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
            while first < last and (page.tag[first] in NO_NAME or not page.is_capital(first)):
                first += 1
            while last > first and (page.lower[last - 1] in {"'s", "’s"} or not page.text[last - 1][0].isalnum()):
                last -= 1
            if 0 < last - first <= _LONGEST_IN_HEADLINE:
                out.extend(Candidate(piece, kind, False) for piece, kind in self._cut(first, last))
            i = max(label[2], i + 1)
        return out

    # ------------------------------------------------------------------------------------------- where it is cut

    def _cut(self, first: int, last: int) -> list[tuple[Piece, ActorType | None]]:
        """The names inside one run of capitals: cut at titles, and before a full name that follows another name."""
        page, words = self._page, self._words
        out: list[tuple[Piece, ActorType | None]] = []
        title: tuple[int, int] | None = None
        start, i = first, first + words.known_actor(page.text, first)
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
