"""The ways to find attributions, behind one interface and chosen in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from claimx.errors import SetupError
from claimx.layers.attribution.cues import Cues
from claimx.layers.attribution.proposal import Proposal
from claimx.layers.attribution.rules import RuleFinder
from claimx.layers.attribution.select import Chosen, select, supplement
from claimx.layers.attribution.view import View

Method = Callable[[View], list[Chosen]]


class Finder(Protocol):
    """What finds proposals, given a View and the word list's; `threshold` is the score from which on one is believed."""

    @property
    def threshold(self) -> float: ...

    def __call__(self, view: View, listed: list[Proposal]) -> list[Proposal]: ...


_NESTED: Final = 0.2  # what a proposal inside or around a chosen one needs
_RULE: Final = 0.3
_RULE_NESTED: Final = 0.7  # what a rule needs where the model is silent: it learnt to leave one of two nested ones out
# Rules that are surer than the model where it is silent, and kinds of cues of which it saw few.
_SURE: Final = frozenset(["attribution.list", "attribution.signature", "attribution.colon"])
_SPOKEN: Final = 0.95  # the score of a verb of saying with its subject and a quotation
_SURE_KINDS: Final = frozenset(["adverb", "preposition"])


def method(name: str) -> Method:
    """The way called `name` to choose attributions: `default` (the model), `fast` (the ranker), `rules` (the list alone).

    Raises SetupError where there is no such way.
    """
    builders: dict[str, Callable[[], Method]] = {"default": _by_model, "fast": _by_ranker, "rules": _by_rules}
    if name not in builders:
        raise SetupError(f"there is no attribution method {name!r}", hint=f"take one of {', '.join(builders)}")
    return builders[name]()


def _by_ranker() -> Method:
    """The ranker over the parse's readings, and the word list where it is surer."""
    from claimx.layers.attribution.fast import FastFinder

    cues = Cues()
    return _with_rules(cues, RuleFinder(cues), FastFinder(cues))


def _by_model() -> Method:
    """The model, and the word list where it is surer: announced lists, and attributions inside others."""
    from claimx.layers.attribution.decode import ModelFinder

    cues = Cues()
    return _with_rules(cues, RuleFinder(cues), ModelFinder(cues))


def _with_rules(cues: Cues, rules: RuleFinder, finder: Finder) -> Method:
    """What a finder chooses, with the word list where it is surer: lists, speech, and attributions inside others."""

    def choose(view: View) -> list[Chosen]:
        listed = rules(view)
        chosen = select(finder(view, listed), finder.threshold, _NESTED)
        return supplement(chosen, [p for p in listed if not _relative(view, p)], _RULE_NESTED, sure)

    def sure(p: Proposal) -> bool:
        kind = cues.kind(p.rule)
        spoken = p.score >= _SPOKEN and bool(p.source)
        return p.rule in _SURE or p.announced or spoken or kind in _SURE_KINDS or (kind == "noun" and bool(p.source))

    return choose


def _relative(view: View, p: Proposal) -> bool:
    """Whether the source is but a relative pronoun ("those that want to leave")."""
    return len(p.source) == 1 and view.doc[min(p.source)].lower_ in ("that", "which")


def _by_rules() -> Method:
    rules = RuleFinder(Cues())

    def choose(view: View) -> list[Chosen]:
        return select(rules(view), _RULE)

    return choose
