"""The dates layer: every rule's example, every day of twenty years in every absolute form, the calendar, the notation."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from claimx.errors import LexiconError
from claimx.layers.dates import DateFinder, timeline
from claimx.layers.dates.grammar import Grammar, fold
from claimx.layers.dates.lexicon import DateLexicon, load_lexicon
from claimx.layers.dates.readings import READERS
from claimx.lexicon import load_toml

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PUBLISHED = "2024-05-16"
RULES = load_toml("dates.toml")["rule"]

MONTHS = "January February March April May June July August September October November December".split()
SHORT = "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def _ordinal(number: int) -> str:
    ending = "th" if 11 <= number <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


# Every way in which the grammar takes a day with its year.
FORMS: dict[str, Callable[[date], str]] = {
    "March 4, 2019": lambda d: f"{MONTHS[d.month - 1]} {d.day}, {d.year}",
    "March 4 2019": lambda d: f"{MONTHS[d.month - 1]} {d.day} {d.year}",
    "March 4th, 2019": lambda d: f"{MONTHS[d.month - 1]} {_ordinal(d.day)}, {d.year}",
    "Mar. 4, 2019": lambda d: f"{SHORT[d.month - 1]} {d.day}, {d.year}",
    "Monday, March 4, 2019": lambda d: f"{WEEKDAYS[d.weekday()]}, {MONTHS[d.month - 1]} {d.day}, {d.year}",
    "Mon, Mar. 4, 2019": lambda d: f"{WEEKDAYS[d.weekday()][:3]}, {SHORT[d.month - 1]} {d.day}, {d.year}",
    "4 March 2019": lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    "04 Mar 2019": lambda d: f"{d.day:02d} {SHORT[d.month - 1].rstrip('.')} {d.year}",
    "Monday 4 March 2019": lambda d: f"{WEEKDAYS[d.weekday()]} {d.day} {MONTHS[d.month - 1]} {d.year}",
    "the 4th of March 2019": lambda d: f"the {_ordinal(d.day)} of {MONTHS[d.month - 1]} {d.year}",
    "4-March-2019": lambda d: f"{d.day}-{MONTHS[d.month - 1]}-{d.year}",
    "2019 March 4": lambda d: f"{d.year} {MONTHS[d.month - 1]} {d.day}",
    "2019-03-04": lambda d: d.isoformat(),
    "2019/3/4": lambda d: f"{d.year}/{d.month}/{d.day}",
    "04.03.2019": lambda d: f"{d.day:02d}.{d.month:02d}.{d.year}",
    "4.3.2019": lambda d: f"{d.day}.{d.month}.{d.year}",
}


@pytest.fixture(scope="module")
def find(nlp: Language) -> Callable[..., Any]:
    """Runs the layer on a text that is parsed, or only cut into words."""
    finder = DateFinder(nlp)

    def run(text: str, published: str | None = PUBLISHED, *, parsed: bool = True) -> Any:
        doc: Doc = nlp(text) if parsed else nlp.make_doc(text)
        return finder(doc, published)

    return run


@pytest.mark.parametrize("rule", RULES, ids=[rule["id"] for rule in RULES])
def test_dates_rule_finds_its_example(rule: dict[str, Any], find: Callable[..., Any]) -> None:
    """Every rule has an example, and it is this rule that reads it."""
    marked = rule["example"]
    start, end = marked.index("["), marked.index("]") - 1
    found = find(marked.replace("[", "").replace("]", ""))
    assert [(d.start, d.end, d.rule, d.value) for d in found if d.start == start] == [
        (start, end, f"dates.{rule['id']}", rule["value"])
    ]


def test_dates_every_rule_has_a_reading() -> None:
    """No rule names a reading that does not exist, and no reading waits for a rule."""
    used = {rule.read for rule in load_lexicon().grammar.rules}
    assert used == set(READERS)


@pytest.mark.parametrize("form", FORMS, ids=list(FORMS))
def test_dates_every_day_of_twenty_years_resolves_to_itself(form: str, find: Callable[..., Any]) -> None:
    """A day written in an absolute form is read back as that day, whatever the publication date is."""
    days = [date(2005, 1, 1) + timedelta(n) for n in range((date(2025, 1, 1) - date(2005, 1, 1)).days)]
    written = [FORMS[form](day) for day in days]
    text = "; ".join(f"({words})" for words in written)
    found = find(text, None, parsed=False)
    assert [(d.value, d.text) for d in found] == [
        (day.isoformat(), words) for day, words in zip(days, written, strict=True)
    ]
    assert all(d.first == d.last == d.value and d.status == "resolved" for d in found)


def test_dates_spans_slice_to_their_text_and_do_not_overlap(find: Callable[..., Any]) -> None:
    """Offsets are those of the Doc's text, in order."""
    text = "In May 2019, and again on İstanbul’s big day, 3 June, the “late 1990s” were over; two weeks later (Friday) too."
    found = find(text)
    assert len(found) >= 5
    assert all(text[d.start : d.end] == d.text for d in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "’", "'", "may", "1990", "the", "Sept.", "((((", "12:", "4/", "–", "½", "İ" * 50]
)
def test_dates_odd_strings_raise_nothing(text: str, find: Callable[..., Any]) -> None:
    """Any string at all is read without an exception."""
    assert isinstance(find(text, parsed=False), tuple)


def test_dates_without_publication_no_value_is_counted(find: Callable[..., Any]) -> None:
    """Nothing is counted from today: what needs the publication date stays open."""
    found = find("She said on Tuesday that last week, three days ago, yesterday and next year were busy.", None)
    assert len(found) == 5
    assert {(d.value, d.status, d.anchor) for d in found} == {(None, "unresolved", "none")}


def test_dates_publication_may_carry_a_time(find: Callable[..., Any]) -> None:
    """Only the day of the publication counts."""
    assert find("He left today.", "2024-05-16T23:59:00Z")[0].value == "2024-05-16"


def test_dates_grammar_is_fast(nlp: Language) -> None:
    """The grammar alone reads at least 20,000 words a second on one core."""
    text = "\n".join(
        "The council met on Tuesday for the third time in two months and put off the vote until the end of June, while "
        "about 300 people waited outside in the rain; a clerk who had worked there since 1987 told them to go home."
        for _ in range(200)
    )
    finder, doc = DateFinder(nlp), nlp.make_doc(text)
    finder(doc, PUBLISHED)
    start = time.process_time()
    assert len(finder(doc, PUBLISHED)) == 800
    assert len(text.split()) / (time.process_time() - start) > 20_000


# -------------------------------------------------------------------------------------------------------- calendar


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        ("2024-02-29TEV", "2024-02-29", "2024-02-29"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("2024-W20-WE", "2024-05-18", "2024-05-19"),
        ("2024-Q4", "2024-10-01", "2024-12-31"),
        ("2024-H1", "2024-01-01", "2024-06-30"),
        ("2023-WI", "2023-12-01", "2024-02-29"),
        ("199", "1990-01-01", "1999-12-31"),
        ("19", "1900-01-01", "1999-12-31"),
    ],
)
def test_timeline_bounds(value: str, first: str, last: str) -> None:
    """A value covers its first to its last day."""
    assert timeline.bounds(value) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "value", [None, "", "PAST_REF", "P3Y", "XXXX-03-04", "2023-02-30", "2021-W53", "XXXX-WXX-1", "0000", "00"]
)
def test_timeline_no_bounds(value: str | None) -> None:
    """What names no stretch of the calendar covers none."""
    assert timeline.bounds(value) is None


@pytest.mark.parametrize(
    ("count", "unit", "value"),
    [
        (3, "year", "P3Y"),
        (None, "month", "PXM"),
        (2.5, "year", "P2Y6M"),
        (0.5, "hour", "PT30M"),
        (1.5, "minute", "PT1M30S"),
        (2, "decade", "P20Y"),
        (1, "fortnight", "P2W"),
        (0.5, "century", "P50Y"),
    ],
)
def test_timeline_duration(count: float | None, unit: str, value: str) -> None:
    """Durations as TIMEX3 writes them."""
    assert timeline.duration(count, unit) == value


def test_timeline_add_keeps_to_the_length_of_months() -> None:
    """A month after 31 January is the last day of February."""
    assert timeline.add(date(2024, 1, 31), 1, "month") == date(2024, 2, 29)
    assert timeline.add(date(2024, 2, 29), -1, "year") == date(2023, 2, 28)
    assert timeline.add(date(9999, 12, 31), 1, "day") is None
    assert timeline.add(date(1, 1, 1), -1, "century") is None


@pytest.mark.parametrize(
    ("year", "day"),
    [(1961, "04-02"), (2000, "04-23"), (2008, "03-23"), (2019, "04-21"), (2024, "03-31"), (2038, "04-25")],
)
def test_timeline_easter(year: int, day: str) -> None:
    """Easter Sundays as published."""
    assert timeline.easter(year).isoformat() == f"{year}-{day}"


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("3", 3),
        ("1,200", 1200),
        ("2 1/2", 2.5),
        ("2½", 2.5),
        ("twenty-four", 24),
        ("a hundred", 100),
        ("two thousand", 2000),
        ("3 million", 3_000_000),
        ("a couple of", 2),
        ("one hundred and twenty", 120),
        ("several", None),
    ],
)
def test_numbers_read(words: str, number: float | None) -> None:
    """Numbers in digits, in words and mixed."""
    assert load_lexicon().number(words) == number


# -------------------------------------------------------------------------------------------------------- notation


def _grammar(form: str) -> Grammar:
    spec = {
        "common": ["the", "of"],
        "shapes": {"year": {"pattern": "[0-9]{4}", "heads": ["#year"]}},
        "parts": {},
        "rule": [{"id": "trial", "form": form}],
    }
    return Grammar({"month": {"may": 5, "sept.": 9}, "edge": {"early": "START", "the end of": "END"}}, spec)


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("<month> <year>", "in sept. 2019 and may  2020", ["sept. 2019", "may  2020"]),
        ("(<edge>)~<month>", "early-may", ["early-may", "may"]),
        ("<month>,? <year>", "may, 2019", ["may, 2019"]),
        ("[the|this] <month>", "this may", ["this may"]),
        ("<month>(,? <year>)", "may of 2019", ["may"]),
        ("<year>+ad", "1066ad 1067 ad", ["1066ad", "1067 ad"]),
    ],
)
def test_grammar_notation(form: str, text: str, found: list[str]) -> None:
    """Choices, what may be missing, blanks and hyphens."""
    assert [text[m.start : m.end] for m in _grammar(form).find(text)] == found


@pytest.mark.parametrize("form", ["<day>", "(<month>", "<month>)", "(<month>) (the)", "<year> ()"])
def test_grammar_complains_about_a_wrong_form(form: str) -> None:
    """A mistake in dates.toml is named with its rule."""
    with pytest.raises(LexiconError, match="trial"):
        _grammar(form)


def test_fold_keeps_offsets() -> None:
    """Folding changes no position, whatever the letters."""
    for text in ("İSTANBUL’s ‘90s", "ǅ – ẞ", "may\u00a04"):
        assert len(fold(text)) == len(text)


def test_lexicon_is_deterministic() -> None:
    """Two builds of the grammar look for the same words in the same order."""
    first, second = DateLexicon(), DateLexicon()
    assert [r.pattern.pattern for r in first.grammar.rules] == [r.pattern.pattern for r in second.grammar.rules]
