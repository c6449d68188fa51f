"""Names of one actor in many articles: what is one, what must stay two."""

from __future__ import annotations

import pytest

from claimx.link.actors import alike, link_names, make_actors
from claimx.link.content import Name
from claimx.link.spelling import acronyms, fold, is_acronym, is_description, same_role, skeleton


def name(
    text: str, kind: str = "person", role: str | None = None, document: str = "one", also: tuple[str, ...] = ()
) -> Name:
    return Name(document, "a-" + text, text, kind, role, also)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Abdolsamad Khoramabadi", "Abdul Samad Khorram Abadi"),
        ("Mohammed el-Qasim", "Muhammad al-Kasim"),
        ("Olexandr Voznesenskyi", "Aleksandr Voznesensky"),
        ("Zoë Brücke-Lindström", "Zoe Brucke Lindstrom"),
        ("Yusef Haddad", "Yousef Haddad"),
        ("Dr Ana Kovač", "Ana Kovac"),
    ],
)
def test_spellings_of_a_person(one: str, other: str) -> None:
    assert alike(name(one), name(other, document="two"), near=False) in ("name", "spelling")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("John Aldous", "Jane Aldous"),
        ("Pauline Brandt", "Paul Brandt"),
        ("Maria Ortega", "Marco Ortega"),
        ("Peter Hill", "Peter Hall"),
        ("Ines Varga", "Ivan Varga"),
        ("Martin Kovac", "Martina Kovac"),
        ("Jean Duval", "Joan Duval"),
    ],
)
def test_people_with_one_surname_are_two(one: str, other: str) -> None:
    for near in (False, True):
        assert alike(name(one), name(other, document="two"), near=near) is None


def test_a_surname_alone_is_nobody() -> None:
    full, surname = name("Leona Harkin", role="sheriff"), name("Harkin", document="two")
    assert alike(full, surname, near=True) is None
    assert alike(name("Harkin"), surname, near=True) is None
    assert alike(full, name("Harkin", role="the sheriff", document="two"), near=True) == "role"
    assert alike(full, name("Harkin", role="the sheriff", document="two"), near=False) is None
    assert alike(full, name("Harkin", role="a baker", document="two"), near=True) is None


def test_an_initial_needs_the_same_story() -> None:
    full, short = name("Bettina Moreau"), name("B. Moreau", document="two")
    assert alike(full, short, near=True) == "spelling"
    assert alike(full, short, near=False) is None
    assert alike(full, name("D. Moreau", document="two"), near=True) is None


def test_bodies() -> None:
    council = name("Supreme Council of Cyberspace", "organization")
    assert alike(council, name("SCC", "organization", document="two"), near=True) == "acronym"
    assert alike(council, name("SCC", "organization", document="two"), near=False) is None
    assert alike(council, name("SEC", "organization", document="two"), near=True) is None
    board = name("National Examinations Board", "organization")
    assert alike(board, name("Examination Board", "organization", document="two"), near=True) == "part"
    ministry = name("ministry of education", "organization")
    assert alike(ministry, name("education ministry", "organization", document="two"), near=True) == "description"
    assert alike(ministry, name("education ministry", "organization", document="two"), near=False) is None
    assert alike(name("Rainwatch-1", "work"), name("Rainwatch-2", "work", document="two"), near=True) is None


def test_types_that_contradict_need_the_same_words() -> None:
    town = name("Zarudinsk", "place")
    assert alike(town, name("Zarudinsk", "organization", document="two"), near=True) == "name"
    assert alike(name("Papaghan", "place"), name("Papagan", "person", document="two"), near=True) == "spelling"
    assert alike(name("Papaghan", "place"), name("Papagan", "person", document="two"), near=False) is None


def test_keys() -> None:
    assert fold("Mr. Ludvík Šebesta’s", person=True) == fold("Ludvik Sebesta")
    assert fold("General Mills") == ("general", "mills")
    assert skeleton("quartey") == skeleton("kwartey")
    assert {"scc", "scoc"} <= acronyms("Supreme Council of Cyberspace")
    assert acronyms("Cyberspace") == frozenset()
    assert is_acronym("U.N.") and is_acronym("AASO") and not is_acronym("Aaso") and not is_acronym("A")
    assert is_description("the ministry") and not is_description("Ministry of Health")
    assert same_role("the sheriff", "sheriff") and not same_role(None, None) and not same_role("mayor", "baker")


def test_linking_keeps_apart_what_an_article_keeps_apart() -> None:
    names = [
        name("Yusef Haddad", document="one"),
        name("Youssef Haddad", document="two"),
        name("Yusuf Haddad", document="two", role="his brother"),
    ]
    roots, rules = link_names(names, [("one", "two")])
    assert len(set(roots)) == 2
    assert rules.count("first") == 2
    actors = make_actors(names, roots, rules)
    assert [len(a.names) for a in actors] == [2, 1]


def test_actors_take_the_most_frequent_full_name() -> None:
    names = [name("Harbour Works Council", "organization", document=d) for d in ("one", "two", "three")] + [
        name("HWC", "organization", document=d) for d in ("four", "five", "six", "seven")
    ]
    near = [(a.document, b.document) for a in names for b in names if a.document < b.document]
    roots, rules = link_names(names, near)
    (actor,) = make_actors(names, roots, rules)
    assert actor.name == "Harbour Works Council"
    assert actor.documents == ("five", "four", "one", "seven", "six", "three", "two")


def test_order_does_not_matter() -> None:
    names = [
        name(n, document=d)
        for d, n in (("a", "Ana Kovač"), ("b", "Ana Kovac"), ("c", "Anna Kovacz"), ("d", "John Roe"))
    ]
    near = [("a", "b"), ("b", "c"), ("a", "c")]
    roots, rules = link_names(names, near)
    ids = {a.id for a in make_actors(names, roots, rules)}
    roots, rules = link_names(names[::-1], near[::-1])
    assert ids == {a.id for a in make_actors(names[::-1], roots, rules)}
