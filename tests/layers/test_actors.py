"""The actors layer beyond its cases: odd articles, order and ids, and the parts that can be tested without a parse."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
import spacy
from spacy.tokens import Doc

from claimx.errors import LexiconError
from claimx.layers.actors import ActorFinder
from claimx.layers.actors.finder import load_pronoun_model, read_dictionary
from claimx.layers.actors.kinds import is_anonymous, kind_of
from claimx.layers.actors.names.doubt import Dictionary, doubt
from claimx.layers.actors.names.evidence import holds, look_inside
from claimx.layers.actors.names.forms import Form
from claimx.layers.actors.nominals import find_phrases, name_head
from claimx.layers.actors.page import read_page
from claimx.layers.actors.pronouns import Choice, PronounResolver, Referent
from claimx.layers.actors.unnamed import name_of, tie_phrases
from claimx.layers.actors.word_sets import read_sets
from claimx.layers.actors.words import key_of, load_words
from claimx.records import Actor, Attribution, Source, Span

if TYPE_CHECKING:
    from spacy.language import Language

Parse = Callable[[str], Doc]


@pytest.fixture(scope="module")
def find(nlp: Language) -> ActorFinder:
    return ActorFinder(nlp)


def actors_of(find: ActorFinder, doc: Doc) -> tuple[Actor, ...]:
    return find(doc, (), (), ())[0]


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(text=words, start=start, end=start + len(words))


def attribution(text: str, source: str | None, content: str, *, continues: int | None = None) -> Attribution:
    """An attribution of a direct quote, as the attribution layer would give it."""
    return Attribution(
        source=(span(text, source),) if source else (),
        cue=(),
        content=(span(text, content),),
        stretches=(span(text, content),),
        lemma=None,
        stance="neutral",
        quote="direct",
        nested=False,
        parent=None,
        continues=continues,
        score=1.0,
        rule="test",
    )


# ------------------------------------------------------------------------------------------------ words and forms


def test_words_key_of_leaves_out_article_and_full_stops() -> None:
    assert key_of("The U.N.") == "un"


def test_words_knows_other_names_of_countries() -> None:
    words = load_words()
    assert words.places["uk"] == words.places["britain"] == "United Kingdom"
    assert words.adjectives["danish"] == "Denmark"
    assert words.peoples["kenyans"] == "Kenya"


def test_words_longest_title_wins() -> None:
    assert load_words().title_at(["deputy", "prime", "minister", "ada"], 0, 4) == 3


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ministry of Coal", "organization"),
        ("Ravensbrook University", "organization"),
        ("Ravensbrook Bridge", "place"),
        ("Margaret Ravensbrook", "person"),
        ("Argentina", "place"),
        ("Kenyans", "group"),
        ("Fisheries Act", "work"),
        ("NWI", "organization"),
    ],
)
def test_names_type_by_the_words_of_the_name(name: str, kind: str) -> None:
    form = Form(tuple(name.split()), name)
    look_inside(form, load_words())
    assert form.type == kind


@pytest.mark.parametrize("name", ["Tuesday", "Minister", "Italian", "Internet", "R-Utah", "17"])
def test_names_that_name_nobody_do_not_hold(name: str) -> None:
    form = Form((name,), name, {"organization": 1.0}, solid=True, proper=True)
    assert not holds(form, load_words(), set())


@pytest.mark.parametrize(
    ("name", "votes", "kind"),
    [
        ("Garden Box", 1.0, "unknown"),  # words of the dictionary, seen once
        ("Garden Box", 3.0, "person"),  # with a title
        ("Al Box", 1.0, "person"),  # "Al" as in "Al Gore"
        ("Olga Box", 1.0, "person"),  # a given name
        ("Tilwick Box", 1.0, "person"),
    ],
)
def test_doubt_ordinary_words_make_no_person(name: str, votes: float, kind: str) -> None:
    form = Form(tuple(name.split()), name, {"person": votes}, plural=False)
    doubt(form, load_words(), set(), Dictionary(frozenset(["garden", "box", "al", "olga"])))
    assert form.type == kind


def test_finder_knows_the_nouns_of_the_dictionary(nlp: Language) -> None:
    known = read_dictionary(nlp)
    assert "garden" in known.nouns
    assert "crooked" in known.adjectives
    assert known.has("Garden")
    assert not known.has("Tilwick")
    assert read_dictionary(spacy.blank("en")) == Dictionary()


def test_names_a_word_also_written_small_needs_more_than_one_vote() -> None:
    words = load_words()
    assert not holds(Form(("Harvest",), "Harvest", {"organization": 1.0}, solid=True), words, {"harvest"})
    assert holds(Form(("Harvest",), "Harvest", {"organization": 3.0}, solid=True), words, {"harvest"})


@pytest.mark.parametrize(
    ("name", "head"),
    [("Rosa Keller Foundation for Music", "foundation"), ("Marine Institute", "institute"), ("Volta", "")],
)
def test_nominals_name_head(name: str, head: str) -> None:
    assert name_head(load_words(), name) == head


# ------------------------------------------------------------------------------------------------------ pronouns


def referent(gender: str = "") -> Referent:
    return Referent(None, gender, "one", "person", 0, 0, "name", 1, False)  # type: ignore[arg-type]


def test_pronouns_best_antecedent_has_the_highest_score() -> None:
    resolver = PronounResolver({"near": 2.0, "far": 0.5, "nobody:one": 0.0}, {"one": 0.5}, load_words())
    choice = Choice(5, "one", (referent(), referent()), ({"far": 1.0}, {"near": 1.0}))
    n, share = resolver.best(choice)
    assert n == 1
    assert 0.5 < share < 1


def test_pronouns_shares_stay_finite_with_extreme_weights() -> None:
    resolver = PronounResolver({"a": -5000.0, "nobody:one": 900.0}, {"one": 0.5}, load_words())
    assert resolver.best(Choice(5, "one", (referent(),), ({"a": 1.0},))) == (0, 0.0)


def test_pronouns_model_has_a_threshold_for_every_kind() -> None:
    model = load_pronoun_model()
    assert set(model["thresholds"]) == {"one", "thing", "many"}
    assert all(0 < value < 1 for value in model["thresholds"].values())


# ------------------------------------------------------------------------------------------------- odd articles


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "...",
        "!",
        "“",
        "He",
        "I",
        "the the the",
        "A.",
        "–",
        "’s",
        "\n\nOF\n\n",
        "1. 2. 3.",
        "Mr.",
        "(",
        "# A",
    ],
)
def test_actors_read_any_scrap(text: str, find: ActorFinder, parse: Parse) -> None:
    actors, sources = find(parse(text), (), (), ())
    assert sources == ()
    assert all(text[m.start : m.end] == m.text for a in actors for m in a.mentions)


@pytest.mark.model
def test_actors_mentions_are_verbatim_sorted_and_numbered_by_first_mention(find: ActorFinder, parse: Parse) -> None:
    text = "The Port Authority hired Lena Maurer, an engineer. She left Oslo. Maurer and the authority agree, he said."
    actors = actors_of(find, parse(text))
    assert [a.id for a in actors] == [f"a{n}" for n in range(1, len(actors) + 1)]
    firsts = [a.mentions[0].start for a in actors]
    assert firsts == sorted(firsts)
    for actor in actors:
        starts = [m.start for m in actor.mentions]
        assert starts == sorted(starts)
        assert all(text[m.start : m.end] == m.text for m in actor.mentions)


@pytest.mark.model
def test_actors_same_text_same_records(find: ActorFinder, nlp: Language) -> None:
    text = "Lena Maurer met Karl Maurer in Oslo. He thanked her. The Port Authority said it would pay Maurer."
    assert find(nlp(text), (), (), ()) == find(nlp(text), (), (), ())


@pytest.mark.model
def test_actors_headline_in_capitals_names_nobody_new(parse: Parse) -> None:
    page = read_page(parse("Mayor Wants New Bridge Over River\n\nThe mayor wants a new bridge over the river."))
    assert page.titled[0]
    assert not page.titled[-1]


# ------------------------------------------------------------------------------------------------------- sources


@pytest.mark.model
def test_sources_stand_beside_their_attributions(find: ActorFinder, parse: Parse) -> None:
    text = "“We sold it,” said Lena Maurer. “It was old.” Nobody spoke."
    found = find(
        parse(text),
        (),
        (),
        (
            attribution(text, "Lena Maurer", "“We sold it,”"),
            attribution(text, None, "“It was old.”", continues=0),
            attribution(text, None, "Nobody spoke"),
        ),
    )[1]
    assert [s is None for s in found] == [False, False, True]
    first, second = found[0], found[1]
    assert isinstance(first, Source)
    assert isinstance(second, Source)
    assert (first.name, first.resolved, first.text) == ("Lena Maurer", "name", "Lena Maurer")
    assert (second.name, second.resolved, second.text, second.start) == ("Lena Maurer", "continued", None, None)
    assert first.actor == second.actor


@pytest.mark.model
def test_sources_continued_from_somebody_unnamed_keep_the_words(find: ActorFinder, parse: Parse) -> None:
    text = "“We sold it,” said a clerk. “It was old.”"
    attributions = (
        attribution(text, "a clerk", "“We sold it,”"),
        attribution(text, None, "“It was old.”", continues=0),
    )
    second = find(parse(text), (), (), attributions)[1][1]
    assert second is not None
    assert (second.name, second.actor, second.anonymous) == ("a clerk", None, True)


@pytest.mark.model
def test_sources_circle_of_continued_quotes_ends(find: ActorFinder, parse: Parse) -> None:
    text = "“We sold it.” “It was old.”"
    attributions = (
        attribution(text, None, "“We sold it.”", continues=1),
        attribution(text, None, "“It was old.”", continues=0),
    )
    assert [s.name for s in find(parse(text), (), (), attributions)[1] if s is not None] == [None, None]


# ------------------------------------------------------------------------------------------------------ word lists


def test_word_sets_a_missing_list_is_named() -> None:
    with pytest.raises(LexiconError, match="'of_places'"):
        read_sets({"of_organizations": "spokesman"})


def test_word_sets_come_from_their_files() -> None:
    words = load_words()
    assert words.pronouns["she"] == ("one", "female")
    assert words.pronouns["they"] == ("many", "")
    assert words.beside["ferry"] == "work"
    assert words.beside["valley"] == "place"
    assert words.parties["scientist"] == words.parties["researcher"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Man of the Match", "none"), ("Doctor Who", "work"), ("Man in the Moon", None), ("Bridge", None)],
)
def test_words_known_names_of_several_words(text: str, kind: str | None) -> None:
    assert load_words().known_from(text.split(), 0) == kind


# -------------------------------------------------------------------------------------------- phrases without a name


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "noun", "name"),
    [
        ("The parliamentary committee of inquiry met.", "committee", "parliamentary committee of inquiry"),
        ("A spokeswoman for the harbour board called.", "spokeswoman", "spokeswoman for the harbour board"),
        ("The three engineers in the room left.", "engineers", "engineers"),
    ],
)
def test_unnamed_what_a_phrase_calls_somebody(parse: Parse, text: str, noun: str, name: str) -> None:
    page = read_page(parse(text))
    phrases = find_phrases(page, load_words(), [None] * len(page))
    assert name_of(page, next(p for p in phrases if page.text[p.head] == noun)) == name


@pytest.mark.model
def test_unnamed_chains_start_at_the_first_phrase(parse: Parse) -> None:
    page = read_page(
        parse("A finance committee met on Monday. The committee ate. Another committee left. The committee slept.")
    )
    phrases = [p for p in find_phrases(page, load_words(), [None] * len(page)) if page.lemma[p.head] == "committee"]
    tie_phrases(page, load_words(), phrases)
    assert phrases[1].root is phrases[0]
    assert phrases[2].root is not phrases[0]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "head", "kind", "anonymous"),
    [
        ("Officials left.", 0, "group", True),
        ("A clerk left.", 1, "person", True),
        ("The clerk left.", 1, "person", False),
        ("The ministry left.", 1, "organization", False),
        ("The website left.", 1, "work", False),
        ("Half left.", 0, "group", True),
        ("Grass left.", 0, "unknown", False),
    ],
)
def test_kinds_of_sources_without_a_name(parse: Parse, text: str, head: int, kind: str, anonymous: bool) -> None:
    page, words = read_page(parse(text)), load_words()
    assert (kind_of(page, words, head), is_anonymous(page, words, 0, head)) == (kind, anonymous)
