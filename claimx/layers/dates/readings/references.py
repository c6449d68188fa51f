"""Readings of sets and of vague references: "every Monday", "twice a week", "now", "recently"."""

from __future__ import annotations

from claimx.layers.dates import timeline
from claimx.layers.dates.context import Context
from claimx.layers.dates.grammar import Match
from claimx.layers.dates.readings.reading import Reading, reading


@reading("every")
def every(m: Match, c: Context) -> Reading | None:
    """Every week, each Monday, every two years."""
    if (day := c.word(m, "weekday")) is not None:
        return Reading("SET", f"XXXX-WXX-{day}")
    if (month := c.number(m, "month")) is not None:
        return Reading("SET", f"XXXX-{month:02d}")
    if (season := c.word(m, "season")) is not None:
        return Reading("SET", f"XXXX-{season}")
    unit = c.word(m, "unit")
    if unit is None:
        return Reading("SET", f"XXXX-XX-XXT{c.word(m, 'part')}")
    count = c.lexicon.number(m.groups["count"]) if "count" in m.groups else c.number(m, "every")
    return Reading("SET", timeline.duration(count, str(unit)))


@reading("rate")
def rate(m: Match, c: Context) -> Reading | None:
    """Twice a week."""
    return Reading("SET", timeline.duration(1, str(c.word(m, "unit"))))


@reading("weekdays")
def weekdays(m: Match, c: Context) -> Reading | None:
    """Mondays, Friday nights."""
    part = c.word(m, "parts")
    return Reading("SET", f"XXXX-WXX-{c.word(m, 'weekdays')}" + (f"T{part}" if part else ""))


@reading("weekends")
def weekends(m: Match, c: Context) -> Reading | None:
    """Weekends, all of them."""
    return Reading("SET", "XXXX-WXX-WE")


@reading("frequency-word")
def frequency_word(m: Match, c: Context) -> Reading | None:
    """The annual parade."""
    return Reading("SET", str(m.rule.args["value_of"]))


@reading("frequency")
def frequency(m: Match, c: Context) -> Reading | None:
    """Daily, annually; not a newspaper that is called so."""
    token = c.token_at(m.start)
    if token.pos_ in ("NOUN", "PROPN") or token.ent_type_ in ("ORG", "WORK_OF_ART", "PERSON", "FAC"):
        return None
    if c.stands_before("definite", m.start) and token.i + 1 < len(c.doc) and token.nbor().pos_ == "PROPN":
        return None
    return Reading("SET", str(c.word(m, "frequency")))


@reading("reference")
def reference(m: Match, c: Context) -> Reading | None:
    """Now, recently, the future."""
    if m.groups.get("reference") == "now" and c.text.startswith(",", m.end) and c.token_at(m.start).is_sent_start:
        return None  # "Now, what does that mean?"
    return Reading("DATE", str(c.word(m, "reference") or m.rule.args["refers_to"]))


@reading("one-day")
def one_day(m: Match, c: Context) -> Reading | None:
    """One day, in the future."""
    return Reading("DATE", "FUTURE_REF") if c.direction(m) == "future" else None
