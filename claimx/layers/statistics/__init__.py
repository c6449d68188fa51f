"""Quantities: value or range, bound, unit, and what they count or measure."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from claimx.layers.statistics.bounds import BoundReader, is_guess
from claimx.layers.statistics.changes import ChangeReader
from claimx.layers.statistics.drafts import Draft, DraftReader
from claimx.layers.statistics.exclude import is_excluded, is_in_name, is_telephone
from claimx.layers.statistics.kinds import Sort, is_age, sort_of
from claimx.layers.statistics.lookback import compared_with, continues, end_of_age, noun_of, restates
from claimx.layers.statistics.masses import mass_of
from claimx.layers.statistics.nouns import Counted, noun_after, noun_in_compound
from claimx.layers.statistics.numerals import exact
from claimx.layers.statistics.quantifiers import QuantifierReader
from claimx.layers.statistics.ranges import join_ranges
from claimx.layers.statistics.reading import Reading
from claimx.layers.statistics.referents import Known, ReferentReader
from claimx.records import Date, Statistic


class StatisticFinder:
    """Finds every quantity of a Doc."""

    def __init__(self, nlp: Language) -> None:
        self._drafts = DraftReader()
        self._bounds = BoundReader()
        self._changes = ChangeReader()
        self._referents = ReferentReader()
        self._quantifiers = QuantifierReader(self._bounds)

    def __call__(self, doc: Doc, dates: Sequence[Date]) -> tuple[Statistic, ...]:
        """Every quantity that counts or measures, in order; what `dates` covers is not counted twice.

        A duration is given with the rule `statistics.duration`, for it is in `dates` as well.
        """
        reading = Reading(doc, dates)
        drafts = join_ranges(self._drafts.read(reading.atoms), reading, self._bounds)
        found: list[Statistic] = []
        known: list[Known] = []
        starts = self._next_starts(drafts, reading)
        for k, draft in enumerate(drafts):
            if not is_telephone(drafts, k, reading.atoms):
                statistic = self._statistic(draft, reading, found, known, starts[k])
                if statistic is not None:
                    found.append(statistic)
        found.extend(self._quantifiers.read(reading, [(s.start, s.end) for s in found]))
        return tuple(sorted(found, key=lambda s: (s.start, s.end)))

    @staticmethod
    def _next_starts(drafts: Sequence[Draft], reading: Reading) -> list[int]:
        """For each number the character where the next one begins; the number of a name like Covid-19 is none."""
        out, start = [0] * len(drafts), len(reading.text)
        for k in range(len(drafts) - 1, -1, -1):
            out[k] = start
            if not is_in_name(drafts[k], reading):
                start = reading.atoms[drafts[k].first].start
        return out

    def _statistic(
        self, draft: Draft, reading: Reading, found: Sequence[Statistic], known: list[Known], limit: int
    ) -> Statistic | None:
        """The record of a number, or None where it is no quantity; `found` are those before, `known` what they are of.

        `limit` is the character where the next number begins.
        """
        doc, atoms = reading.doc, reading.atoms
        before = found[-1] if found else None
        bounded = self._bounds.around(reading, draft, before.end if before else 0)

        # What is it?
        counted = self._counted(draft, reading, bounded.last)
        apart = counted is not None and counted.end > limit  # "four of the six points": the noun is the next number's
        if apart and reading.word(bounded.last) != "of":
            counted = None
        goes_on = continues(draft, reading, found) if counted is None else None
        sort = sort_of(draft, counted, reading, bounded)
        if sort is None and goes_on is not None:
            sort = Sort("count", "count")
        if sort is None:
            return None
        if sort.kind == "age" and draft.bare:
            counted = None
        elif is_excluded(draft, reading, counted, bounded=bounded.leading, duration=sort.rule in _DURATIONS):
            return None

        # How far does it reach?
        start, end, name = atoms[bounded.first].start, atoms[bounded.last - 1].end, sort.name
        if counted is not None and not apart:
            end = max(end, counted.end)
            rate = self._drafts.per(atoms, reading.atom_index(end), name or "") if sort.kind == "count" else None
            if rate is not None:
                end, name = atoms[rate.last - 1].end, rate.name
        elif sort.kind == "age":
            end = end_of_age(reading, end)
        kind, unit = sort.kind, sort.unit
        peer = goes_on if kind == "count" and name is None else None
        peer = peer or compared_with(draft, bounded.first, reading, found)
        if peer is not None and kind == "count" and name is None:
            whole = found[peer.index]
            kind, unit, name = whole.kind, whole.unit, whole.unit_name
            rate = self._drafts.per(atoms, bounded.last, name or "")
            if rate is not None and name is not None and " per " not in name:
                end, name = atoms[rate.last - 1].end, rate.name

        # What is it of, and does it say how far that moved?
        first, last = reading.token(atoms[draft.first].start).i, reading.token(end - 1).i + 1
        things = counted.head if counted is not None and sort.kind != "measure" and sort.rule != "times" else None
        mass = mass_of(doc, first, last, reading.token(start).i, things)
        change = None if name == "time" else self._changes.read(doc, mass, ranged=draft.style == "range")
        bound, again = bounded.bound, restates(draft, reading, before)
        if bound == "exactly" and is_guess(mass):
            bound = "about"
        if before is not None and again:
            change = change or before.change
            if again != "or" and bound == "exactly" and kind == before.kind == "measure":
                bound = before.bound
        if known and again and kind != "count" and reading.word(bounded.last) in _AFTER_RESTATED:
            of = known[-1].of
        elif peer is not None and peer.same and reading.word(bounded.last) != "of" and known[peer.index].of is not None:
            of = known[peer.index].of
        else:
            of = self._referents.read(doc, mass, kind, known)
        if kind == "count" and name is None and of is not None and is_age(doc[of[0] : of[1]].root, draft):
            sort = Sort("age", "age-of-subject", "a", "year of age")
            kind, unit, name = sort.kind, sort.unit, sort.name
        if kind == "count" and name is None and of is not None:
            name = noun_of(doc, of, found, known)
        known.append(Known(mass, of))
        return Statistic(
            text=reading.text[start:end], start=start, end=end, value=None if draft.value is None else exact(draft.value),
            low=draft.low, high=draft.high, bound=bound, kind=kind, unit=unit, unit_name=name, change=change,
            of=None if of is None else reading.span(*of), rule=f"statistics.{sort.rule}",
        )  # fmt: skip

    @staticmethod
    def _counted(draft: Draft, reading: Reading, last: int) -> Counted | None:
        """The noun that a bare number counts; it begins after atom number `last` - 1."""
        if draft.unit is not None or draft.style in ("times", "fold", "score", "rank"):
            return None
        end = reading.atoms[last - 1].end
        if reading.text[end : end + 1] == "-":
            return noun_in_compound(reading.doc, reading.token_index(end))
        return noun_after(
            reading.doc, reading.token_index(end), many=draft.value != 1, fraction=draft.style == "fraction"
        )


_DURATIONS = frozenset(("duration", "amount", "age"))
_AFTER_RESTATED = frozenset((")", "/", ",", ".", "of", "on", "in"))
