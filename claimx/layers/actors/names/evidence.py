"""What speaks for a form being a name, and for what it is the name of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import get_args

from claimx.layers.actors.names.captions import is_credited
from claimx.layers.actors.names.forms import Candidate, Form, Key, Piece
from claimx.layers.actors.page import Page
from claimx.layers.actors.words import Words, key_of
from claimx.records import ActorType

_TYPES: dict[str, ActorType] = {kind: kind for kind in get_args(ActorType)}
TITLED = 3  # evidence for a person as a title gives it
SEEN = 1.0  # evidence as the parser gives it where it sees a person once
SURE = 4.5  # evidence as the head word of a name gives it
_LONGEST_DATELINE = 3  # words
_DASHES = frozenset(["-", "–", "—", "--"])
_STOPS = frozenset(",;.")
_MARKS = frozenset("\"'“”‘’")
_APPOSED = frozenset("appos npadvmod".split())
_CLAUSES = frozenset("relcl acl ccomp advcl".split())
_ARGUMENTS = frozenset("nsubj nsubjpass dobj pobj".split())
_PARTY = re.compile(r"[RDI]-[A-Z]")  # "(R-Utah)"
_NUMERAL = re.compile(r"[A-Z]|[IVX]+|\d+")


def look_around(page: Page, words: Words, form: Form, piece: Piece) -> None:
    """Adds what the words around one place say: titles, kinds, appositions, prepositions, relative pronouns."""
    first, last = piece.first, piece.last
    if piece.title is not None:
        form.vote("person", 3)
        title = words.titles.get(tuple(page.lower[slice(*piece.title)]))
        if title is not None and title.gender:
            form.gender[title.gender] += 3
    else:
        _look_at_nouns(page, words, form, first, last)
    if _has_initials(page, words, first, last) and (sum(form.votes.values()) < 1 or page.text[first][1:] == "."):
        form.vote("person", 2)
    if page.lower[last - 1] in words.events and page.dep[last - 1] == "nsubj" and last - first > 1:
        form.vote("organization", 6)  # "the Tolland Book Festival invited …": whoever holds it
    if _is_consumed(page, words, last - 1):
        form.vote("work", 2)
    before = page.lower[first - 1] if first else ""
    if (
        first
        and last < len(page)
        and "&" in {page.text[first - 1], page.text[last]}
        and is_credited(page, words, first)
    ):
        form.vote("person", 2)  # "Video: Doe & Roe"
    if page.lower[last + 1 : last + 3] == ["of", "the"] and words.known_from(page.text, last) == "none":
        form.vote("organization", 1)  # who pays for the "… Player of the Match"
    if (kind := _kind_listed(page, words, first - 1)) is not None:
        form.vote(kind, 1.5)
    if first > 1 and before in {"for", "of", "at"} and page.lemma[first - 2] in words.of_organizations:
        form.vote("organization", 1.5)
    if before in {"of", "at", "from"} and _is_staff(page, words, first - 2):
        form.vote("organization", 1.2)
    if first > 1 and before == "of":
        noun = page.lemma[first - 2]
        if noun in words.of_places:
            form.vote("place", 1.5)
        elif noun in words.of_persons:
            form.vote("person", 1.0)
        elif noun in words.of_things:
            form.vote("work", 2)
    if before in words.where:
        form.vote("place", 0.5)
    if _is_dateline(page, words, first, last):
        form.vote("place", 3)
    if (kind := _kind_named(page, words, first)) is not None:
        form.vote(kind, 3)
    comma = last < len(page) and page.text[last] == ","
    after = last + 1 if comma else last
    if after < len(page) and page.lower[after] == "who":
        form.vote("person", 2)
    elif comma and after < len(page) and page.lower[after] == "which":
        form.vote("organization", 1)
    if comma and after < len(page):
        head = _apposition_head(page, piece)
        if head is not None and page.lemma[head] in words.roles:
            form.vote("person", 2)
        elif head is not None and (kind := words.beside.get(page.lemma[head])) is not None:
            form.vote(kind, 2)
        if page.text[after].isdecimal() and len(page.text[after]) == 2:
            form.vote("person", 2)  # "Jane Doe, 42,"


def _look_at_nouns(page: Page, words: Words, form: Form, first: int, last: int) -> None:
    """The noun right before the name, or the one that it modifies, or the verb that it is the subject of."""
    if first and page.tag[first - 1] == "NN":
        noun = page.lemma[first - 1]
        if first > 2 and page.lower[first - 2] == "of" and page.lemma[first - 3] in words.roles:
            form.vote("person", 2)  # "secretary of state Jane Roe"
            return
        if noun not in words.office_nouns and (kind := words.beside.get(noun)) is not None:
            headed = words.head_kind(page.lower[first:last], last - first) is not None
            person = kind == "organization" and page.lower[first] in words.given  # "manufacturer Ron Roe"
            weak = headed or person or noun in words.roles or noun in words.ambiguous_nouns
            form.vote(kind, 1.5 if weak or _opens_clause(page, first, last) else 6)
            return
    if last < len(page) and page.tag[last] in {"NN", "NNS"} and page.head[last - 1] == last:
        _look_at_modified(page, words, form, last)
    elif first and _is_role(page, words, first - 1):
        form.vote("person", 1.5)
    elif first > 1 and page.text[first - 1] == "," and page.tag[first - 2] == "NN" and _is_role(page, words, first - 2):
        form.vote("person", 1)  # "her predecessor, Jane Roe"
    elif (i := _noun_before_comma(page, words, first, last)) and (noun := page.lemma[i]) in words.beside:
        if noun not in words.roles:
            form.vote(words.beside[noun], 4 if words.beside[noun] == "work" else 2)  # "the trade union, Unity,"
    elif _speaks(page, words, last - 1):
        form.vote("person" if _is_two_names(page, first, last) else "organization", 0.5)


def _is_consumed(page: Page, words: Words, i: int) -> bool:
    """Whether the name that ends with token `i` is eaten or drunk."""
    return page.dep[i] == "dobj" and page.lemma[page.head[i]] in words.consuming


def _speaks(page: Page, words: Words, i: int) -> bool:
    """Whether token number `i` is the subject of a verb of saying, or the owner of what is: "Norwood's analysis found"."""
    if page.dep[i] == "poss":
        i = page.head[i]
        row = words.nominals.get(page.lemma[i])
        if row is None or row.kind != "work":
            return False
    return page.dep[i] == "nsubj" and page.lemma[page.head[i]] in words.speech


def _noun_before_comma(page: Page, words: Words, first: int, last: int) -> int:
    """The noun that a name between commas, or behind a comma and an article, stands in apposition to; 0 where none is."""
    i = first - 2 if page.lower[first - 1] == "the" else first - 1
    if i < 1 or page.text[i] != "," or not page.tag[i - 1].startswith("NN") or last >= len(page):
        return 0
    if not any(page.dep[k] in _APPOSED for k in range(first, last)):
        return 0  # "In an interview, Roe, …"
    link = page.head[i - 1]
    if page.tag[link] in {"IN", "TO"} and page.lemma[page.head[link]] in words.roles:
        return 0  # "the author of the book, Jane Roe,"
    return i - 1 if page.text[last] in _STOPS else 0


def _opens_clause(page: Page, first: int, last: int) -> bool:
    """Whether the name is the subject of a clause of its own: "the report Roe wrote"."""
    head = next((k for k in range(first, last) if not first <= page.head[k] < last), first)
    return page.dep[head] == "nsubj" and page.dep[page.head[head]] in _CLAUSES


def _look_at_modified(page: Page, words: Words, form: Form, i: int) -> None:
    """The noun number `i` that the name before it modifies: "a Norwood executive", "the Norwood app", "the Norwood valley"."""
    noun = page.lemma[i]
    kind = words.beside.get(noun)
    row = words.nominals.get(noun)
    if noun in words.roles:
        form.vote("organization", 0.5)
    elif kind == "organization" and page.tag[i - 1].startswith("NNP"):
        form.vote("organization", 3 if row is not None and row.kind == "company" else 1.2)
    elif noun in words.grounds and page.tag[i - 1].startswith("NNP"):
        form.vote("place", 2)


def _is_two_names(page: Page, first: int, last: int) -> bool:
    """Two or three words of letters alone, each with one capital: as the names of people are written."""
    return 2 <= last - first <= 3 and all(word.isalpha() and word.istitle() for word in page.text[first:last])


def _is_role(page: Page, words: Words, i: int) -> bool:
    """A role before a name; the tagger takes "athletes" before a name for a verb now and then."""
    lower = page.lower[i]
    if page.tag[i] in {"NN", "NNP", "NNS"}:
        return page.lemma[i] in words.roles or lower in words.roles
    return page.tag[i] == "VBZ" and lower.endswith("s") and lower[:-1] in words.roles


def _has_initials(page: Page, words: Words, first: int, last: int) -> bool:
    """Written like "J.K. Rowe", and not with letters that stand for something: "TV Globe"."""
    letters = page.text[first].replace(".", "")
    initials = last - first == 2 and letters.isupper() and len(letters) <= 2 and page.text[last - 1][1:].islower()
    return initials and page.text[first] not in words.known and key_of(page.text[first]) not in words.places


def _is_staff(page: Page, words: Words, i: int) -> bool:
    """Whether token number `i` ends the name of somebody called by what one is in an organization: "publisher Jane Roe"."""
    last = i
    while i > 0 and page.doc[i].ent_type_ == "PERSON":
        i -= 1
    return 0 < last - i <= 3 and page.lemma[i] in words.of_organizations


def _kind_listed(page: Page, words: Words, i: int) -> ActorType | None:
    """What the list says that the name is in: an organization after "platforms such as", a person after "artists like"."""
    i -= i > 0 and page.text[i] == "The"
    if i < 1 or page.lower[i] not in words.listing or page.tag[i] in {"VB", "VBP"}:  # "viewers like …"
        return None
    if page.lower[i] == "as" and "such" not in page.lower[max(i - 3, 0) : i]:
        return None
    for j in range(i - 1, max(i - 5, -1), -1):
        if page.tag[j] in {"NNS", "NN"}:
            return words.beside.get(page.lemma[j]) or ("person" if page.lemma[j] in words.roles else None)
    return None


def _is_dateline(page: Page, words: Words, first: int, last: int) -> bool:
    """Whether a name opens a line and is followed by a date or a dash: "TORVIK, June 12 (…) –"."""
    if last + 1 >= len(page) or (first and "\n" not in page.text[first - 1]):
        return False
    if page.text[last] in _DASHES and not page.glued[last]:
        return last - first <= _LONGEST_DATELINE and all(page.text[k].isupper() for k in range(first, last))
    return page.text[last] == "," and page.lower[last + 1].rstrip(".") in words.months


def _kind_named(page: Page, words: Words, first: int) -> ActorType | None:
    """What "a band called", "a boy known as" say of the name after them."""
    i = first - 1
    while i > 0 and (page.text[i][0] in "\"'“‘" or page.lower[i] in {"the", "as"}):
        i -= 1
    if i > 0 and page.lower[i] in words.reflexives:
        i -= 1  # "a group that calls itself …"
    if i < 1 or (page.lower[i] not in words.naming and page.lemma[i] not in words.naming):
        return None
    for j in range(i - 1, max(i - 5, -1), -1):
        if page.tag[j] == "NN" and page.lower[j] not in words.naming:
            return "person" if page.lemma[j] in words.roles else words.beside.get(page.lemma[j])
    return None


def _apposition_head(page: Page, piece: Piece) -> int | None:
    """The noun of the apposition after a name, by the parser."""
    for i in range(piece.last + 1, min(piece.last + 8, len(page))):
        if page.dep[i] == "appos" and piece.first <= page.head[i] < piece.last and page.tag[i].startswith("NN"):
            return i
    return None


def is_described(page: Page, words: Words, piece: Piece) -> bool:
    """Whether an adjective in small letters stands before a name, as before things, not people: "warm Ovaltine"."""
    i = piece.first - 1
    while i > 0 and page.text[i][0] in _MARKS:
        i -= 1
    if i < 0 or piece.title is not None or page.tag[i] != "JJ" or not page.text[i].islower():
        return False
    return page.lemma[i] not in words.of_people and piece.first <= page.head[i] < piece.last


def look_inside(form: Form, words: Words) -> None:
    """Adds what the words of the form itself say: lists of names, head words, given names, capitals."""
    lower = [word.lower() for word in form.words]
    size, key = len(lower), key_of(" ".join(lower))
    known = _TYPES.get(words.known.get(form.name, ""))
    if known is None and key in words.places:
        known = "place"
    elif known is None and (lower[-1] in words.peoples or key in words.peoples) and "of" not in lower:
        known = "group"
    if known is not None:
        form.vote(known, 6)
        return
    if size > 1 and words.known.get(form.words[-1]) == "work":
        form.vote("work", 3)
    if size == 2 and lower[0] in words.numbered_places and form.words[1].isdigit():
        form.vote("place", 5)
        return
    if words.is_titled_place(lower):
        form.vote("person", 5)
        return
    cut = next((i for i in range(1, size) if lower[i] in words.tails), size)
    hyphen = size > 2 and lower[-2] == "-"  # "Amundsen-Park" is no park
    kind = None if hyphen else _TYPES.get(words.head_kind(lower, cut) or words.head_kind(lower, size) or "")
    given = lower[0] in words.given and lower[0] not in words.places and cut == size
    if size > 1 and kind is not None:
        owned = any(word in {"'s", "’s"} for word in lower)  # "Valentine's Day"
        person = given and size <= 4 and kind != "organization" and "person" in form.votes and not owned
        if not person:
            form.vote(kind, 5)
            return
    if size > 1 and form.words[0] in words.foreign_articles:
        form.vote("organization", 2)
    if size == 1 and form.words[0].isupper() and 2 <= len(key) <= 6:
        form.vote("organization", 1.5)
    if given and size <= 6:
        form.vote("person", 3 if size > 1 else 0.8)
        form.gender[words.given[lower[0]]] += 1


def holds(form: Form, words: Words, small: set[str]) -> bool:
    """Whether the form is a name at all; `small` are the words that the article writes without a capital."""
    known = words.known.get(form.name)
    if known == "none" or _PARTY.match(form.name) or not form.words[0][0].isalnum() or form.words[0].isdigit():
        return False
    if known is not None:
        return True
    if len(form.words) == 1 and _is_common(form, words, small):
        return False
    if len(form.words) == 2 and form.words[0].lower() in words.numbered and _NUMERAL.fullmatch(form.words[1]):
        return False
    if not form.votes:  # only its capitals speak for it
        plain = any(c.isdigit() for c in form.name) or all(word.lower() in small for word in form.words)
        return form.solid and form.proper and not plain
    if form.type == "group" and not form.proper and form.words[-1] not in words.common_heads:
        return False
    rare = (
        form.seen > 3 and sum(form.votes.values()) < form.seen / 3
    )  # "Polaroids", in which the parser sees a people once
    if form.plural and len(form.words) == 1 and (rare or not form.solid) and form.words[0].lower() not in words.peoples:
        return False  # "Leaks," at the start of a line
    return form.solid or form.weight >= 1 or len(form.words) > 1


def _is_common(form: Form, words: Words, small: set[str]) -> bool:
    """One word that is a name of nobody: of a day, an adjective, a title, a common noun."""
    lower = form.words[0].lower()
    if (
        len(lower.rstrip(".")) == 1
        or lower.rstrip(".") in words.calendar
        or (lower in words.adjectives and lower not in words.peoples)
    ):
        return True
    if (lower,) in words.titles or lower in words.roles or lower in words.name_heads or lower in words.nominals:
        return not form.words[0].isupper() or form.weight < SURE  # "CREW" may be a name
    return lower in small and sum(form.votes.values()) < 2


def share_with_neighbours(page: Page, forms: Mapping[Key, Form], candidates: Sequence[Candidate]) -> None:
    """Names in a row are mostly of one type: the better known one votes for the other."""
    at: dict[int, Form] = {}
    for candidate in candidates:
        piece = candidate.piece
        form = forms.get(tuple(page.text[piece.first : piece.last]))
        if form is not None:
            at.update(dict.fromkeys(range(piece.first, piece.last), form))
    joined = {i: page.head[i] for i in at if page.dep[i] in {"conj", "appos"} and page.head[i] in at}
    for i, up in joined.items():
        weak, strong = sorted((at[i], at[up]), key=lambda f: f.weight)
        if weak is not strong and strong.weight >= 1 and weak.weight <= min(0.5 * strong.weight, 1.5):
            listed = up in joined or i in joined.values()  # three and more in a row
            weak.vote(strong.type, 1.5 if listed and strong.weight >= 3 else 0.8)


def follow_short_forms(words: Words, forms: Mapping[Key, Form]) -> None:
    """Lends types between a name and its short form: of a person to the full name, of an organization to its first word."""
    inside = {word for form in forms.values() if form.type == "person" and len(form.words) > 1 for word in form.words}
    for form in forms.values():
        size = len(form.words)
        if size < 2:
            continue
        last, start = forms.get(form.words[-1:]), forms.get(form.words[:1])
        if form.type != "person" and form.weight <= 1.5 and size == 2 and last is not None and last.type == "person":
            if last.votes["person"] >= 2 and all(word.isalpha() and word.istitle() for word in form.words):
                form.vote("person", 2)
        elif form.type == "organization" and form.weight >= 3 and start is not None and start.type == "person":
            titled = start.gender or any(piece.title is not None for piece in start.places)
            known = form.words[0] in inside or form.words[0].lower() in words.given or start.name in words.known
            if form.words[-1][0].isupper() and not titled and not known:
                start.vote("organization", start.votes["person"] + 1)


def see_seats(page: Page, words: Words, forms: Mapping[Key, Form]) -> None:
    """Turns seats of power that are only gone to, stood before or left into places: the White House speaks, or is a house."""
    for form in forms.values():
        if words.known.get(form.name) == "seat":
            there = all(_is_destination(page, words, piece.first) for piece in form.places)
            form.vote("place" if there else "organization", 8)


def _is_destination(page: Page, words: Words, first: int) -> bool:
    """Whether the name that starts at token `first` stands after "in" and the like, or after "went to"."""
    i = first - 2 if first > 1 and page.lower[first - 1] == "the" else first - 1
    if i < 0 or page.lower[i] in words.where:
        return i >= 0
    return page.lower[i] in {"to", "into", "from"} and page.lemma[page.head[i]] in words.motion


def see_teams(page: Page, words: Words, forms: Mapping[Key, Form]) -> None:
    """Turns countries and cities that play into teams: in an article about a match, what beats, scores or draws."""
    if sum(lemma in words.sports for lemma in page.lemma) < max(5, len(page) // 120):
        return
    counts: list[tuple[Form, int, int]] = []
    for form in forms.values():
        if form.type == "place":
            plays = there = 0
            for piece in form.places:
                i = piece.last - 1
                plays += page.dep[i] in _ARGUMENTS and page.lemma[page.head[i]] in words.plays
                there += piece.first > 0 and page.lower[piece.first - 1] in words.where
            counts.append((form, plays, there))
    several = sum(plays >= 2 and plays > there for _, plays, there in counts) >= 2
    for form, plays, there in counts:
        if plays > there and (plays >= 2 or several):
            form.vote("organization", form.votes["place"] + 1)
