"""Loads the spaCy model once; the only place that does."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import spacy
from spacy import util
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import get_model_meta, load_config, load_model_from_config

from claimx.errors import SetupError
from claimx.garbage import no_collection
from claimx.nlp import segment as _segment  # noqa: F401 - registers the component
from claimx.nlp.attributes import replace_ruler
from claimx.options import DEFAULT_MODEL

_UNREAD = ("senter",)  # components whose annotations no layer reads
_STRINGS = "strings"  # every word of the training texts; a text brings its own along
_REMEMBERED = 20_000  # lemmas; new words never end
_TOKENIZER, _EMPTY = "spacy.Tokenizer.v1", "claimx.EmptyTokenizer.v1"


class _Forgetful(dict[Any, Any]):
    """A cache that begins anew when it is full, so that memory does not grow with the number of articles."""

    def __setitem__(self, key: Any, value: Any) -> None:
        if len(self) >= _REMEMBERED:
            self.clear()
        super().__setitem__(key, value)


class _StoredTokenizer(Tokenizer):  # type: ignore[misc]
    """A tokenizer whose exceptions come out of a model's own file and were checked when that was written."""

    def _validate_special_case(self, chunk: str, substrings: Any) -> None:
        """Takes the exception as it is; the check is a quarter of the time it takes to load."""


def _make_empty() -> Any:
    """A tokenizer without rules, which reads them from the model's file; spaCy makes all of a language's first."""
    return lambda nlp: _StoredTokenizer(nlp.vocab)


util.registry.tokenizers.register(_EMPTY, func=_make_empty)


@lru_cache(maxsize=2)
def load_model(name: str = DEFAULT_MODEL) -> Language:
    """The pipeline called `name` with claimx's sentence boundaries in it; raises SetupError where it cannot be loaded."""
    if importlib.util.find_spec(name.split("/")[0]) is None and "/" not in name:
        raise SetupError(f"the spaCy model {name!r} is not installed", hint=f"pip install {name.replace('_', '-')}")
    try:
        with no_collection():
            nlp = _load_package(name) or spacy.load(name, exclude=list(_UNREAD))
    except (OSError, ValueError, ImportError) as error:
        raise SetupError(f"the spaCy model {name!r} cannot be loaded: {error}", hint="install it again") from error
    missing = {"tagger", "parser", "ner", "lemmatizer"} - set(nlp.pipe_names)
    if missing:
        raise SetupError(f"the spaCy model {name!r} lacks {', '.join(sorted(missing))}", hint="use an English model")
    replace_ruler(nlp)
    vars(nlp.get_pipe("lemmatizer"))["cache"] = _Forgetful()
    nlp.add_pipe("claimx_segment", first=True)
    nlp.max_length = 50_000_000
    return nlp


def _load_package(name: str) -> Language | None:
    """The model of an installed package, loaded without what its files make needless; None where that does not work.

    Against `spacy.load`: the configuration, which is complete, is not filled in and validated; the tokenizer's rules are
    read from the file alone; the strings of the training texts stay away; other packages are not searched for components.
    The annotations are the same; a test compares them.
    """
    spec = importlib.util.find_spec(name) if "/" not in name and "." not in name else None
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    meta = get_model_meta(folder)
    data = folder / f"{meta['lang']}_{meta['name']}-{meta['version']}"
    if not (data / "config.cfg").is_file():
        return None
    config = load_config(data / "config.cfg")
    if (data / "tokenizer").is_file() and config["nlp"].get("tokenizer") == {"@tokenizers": _TOKENIZER}:
        config["nlp"]["tokenizer"] = {"@tokenizers": _EMPTY}
    try:
        with _own_components_only():
            nlp = load_model_from_config(config, meta=meta, exclude=list(_UNREAD), auto_fill=False, validate=False)
            with _registries_at_rest():
                nlp.from_disk(data, exclude=[*_UNREAD, _STRINGS])
    except ValueError:  # a component of another package
        return None
    for labels in nlp.pipe_labels.values():
        for label in labels:
            nlp.vocab.strings.add(label)
    return nlp


@contextmanager
def _own_components_only() -> Iterator[None]:
    """Until the end of the block, no registry looks through the entry points of all installed packages."""
    registry: Any = vars(util)["Registry"]  # catalogue's
    search = registry._get_entry_points
    registry._get_entry_points = lambda self: []
    try:
        yield
    finally:
        registry._get_entry_points = search


@contextmanager
def _registries_at_rest() -> Iterator[None]:
    """Until the end of the block, in which nothing is registered, each registry is listed once and not at each question."""
    registry: Any = vars(util)["Registry"]  # catalogue's
    get_all = registry.get_all
    known: dict[tuple[str, ...], dict[str, Any]] = {}

    def listed(self: Any) -> dict[str, Any]:
        key = tuple(self.namespace)
        if key not in known:
            known[key] = get_all(self)
        return known[key]

    registry.get_all = listed
    try:
        yield
    finally:
        registry.get_all = get_all
