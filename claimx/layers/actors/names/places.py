"""Looks the forms of names up again at every place of the article, also inside of each other."""

from __future__ import annotations

from collections import defaultdict

from claimx.layers.actors.names.forms import Form, Key, Piece
from claimx.layers.actors.names.runs import opens_at
from claimx.layers.actors.page import Page
from claimx.layers.actors.words import Words, key_of

_LONGEST_TITLE = 4  # words


def add_surnames(words: Words, forms: dict[Key, Form]) -> None:
    """Adds every person's last name alone, whether the parser saw it or not."""
    for form in list(forms.values()):
        last = form.words[-1]
        if form.type != "person" or not 2 <= len(form.words) <= 6 or len(last) < 3 or not last[0].isupper():
            continue
        if last.lower() in words.places or last.lower().rstrip(".") in {"jr", "sr"}:
            continue
        start = len(form.words) - 1
        while start > 2 and form.words[start - 1] == "-":
            start -= 2  # "Brandt-Kamara"
        key = form.words[start:]
        surname = forms.setdefault(key, Form(key, "".join(key), solid=True))
        if surname.type != "place":
            surname.vote("person", 1)


def find_again(page: Page, words: Words, forms: dict[Key, Form]) -> None:
    """Fills in every place where a form stands, the longest form first."""
    by_first: defaultdict[str, list[Key]] = defaultdict(list)
    for key in forms:
        by_first[key[0]].append(key)
    for keys in by_first.values():
        keys.sort(key=len, reverse=True)
    i, text = 0, page.text
    while i < len(text):
        step = 1
        for key in by_first.get(text[i], ()):
            size = len(key)
            if (size == 1 and _is_name_here(page, i)) or (size > 1 and tuple(text[i : i + size]) == key):
                forms[key].places.append(Piece(i, i + size, _title_before(page, words, i)))
                step = size
                break
        i += step


def _is_name_here(page: Page, i: int) -> bool:
    """Whether one capitalised word is a name: not where only a headline or the start of a sentence gives it its capital."""
    if page.tag[i].startswith("NN"):
        return True
    sentence = page.sent[i]
    return not (page.titled[sentence] or opens_at(page, i, page.starts[sentence]))


def _title_before(page: Page, words: Words, i: int) -> tuple[int, int] | None:
    for size in range(min(_LONGEST_TITLE, i), 0, -1):
        if tuple(page.lower[i - size : i]) in words.titles and page.text[i - size][0].isupper():
            return (i - size, i)
    return None


def find_nested(words: Words, forms: dict[Key, Form]) -> None:
    """Adds names inside longer names: places of the lists, and whoever else the article names on its own."""
    for form in list(forms.values()):
        if len(form.words) < 2 or form.type in {"person", "unknown"}:
            continue
        i = 0
        while i < len(form.words):
            end = _nested_end(words, forms, form, i)
            if end > i:
                inner = forms[form.words[i:end]]
                inner.places.extend(Piece(p.first + i, p.first + end, nested=True) for p in form.places if not p.nested)
            i = max(end, i + 1)


def _nested_end(words: Words, forms: dict[Key, Form], form: Form, i: int) -> int:
    """Where the longest name ends that starts with word number `i` of a form and is not all of it; `i` where none does."""
    size = len(form.words)
    for end in range(min(size, i + size - 1), i, -1):
        key = form.words[i:end]
        inner = forms.get(key)
        name = " ".join(key)
        if inner is None and form.type != "place" and key[0][0].isupper() and key_of(name) in words.places:
            inner = forms[key] = Form(key, name, {"place": 6.0}, solid=True)
        if inner is None and form.type == "work" and i == 0 and words.known.get(name) == "organization":
            inner = forms[key] = Form(key, name, {"organization": 6.0}, solid=True)  # the maker of a thing
        if inner is not None and not (len(key) == 1 and inner.type == "person" and len(inner.places) < 2):
            return end
    return i
