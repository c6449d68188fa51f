"""Imports spaCy without what claimx never calls, which is a third of the import.

`import spacy` loads `spacy.cli` for one function, `spacy.info`, and with it a web client, a template engine and a project tool.
Here that import finds an empty stand-in, which is taken away again: a later `import spacy.cli` gets the real one. The schemas
that check training configurations are built when they are first used, and the entry points of all installed packages are read
when they are first asked for.
"""

from __future__ import annotations

import importlib.metadata
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from claimx.garbage import no_collection

_NAMES = ("spacy.cli", "spacy.cli.info")
_SCHEMAS = "spacy.schemas"


def import_spacy() -> None:
    """Imports spaCy as said above, unless it has been imported already."""
    if "spacy" in sys.modules:
        return
    stand_ins = {name: types.ModuleType(name) for name in _NAMES}
    stand_ins["spacy.cli"].__path__ = []
    vars(stand_ins["spacy.cli.info"])["info"] = _info
    sys.modules.update(stand_ins)
    try:
        with no_collection(), _entry_points_later():
            import thinc.api  # noqa: F401 - what spaCy is built on has no part in the deferral
        with no_collection(), _schemas_later():
            import spacy
    finally:
        for name in _NAMES:
            if sys.modules.get(name) is stand_ins[name]:
                del sys.modules[name]
    if vars(spacy).get("cli") is stand_ins["spacy.cli"]:
        delattr(spacy, "cli")


def _info(*args: Any, **kwargs: Any) -> Any:
    from spacy.cli.info import info

    return info(*args, **kwargs)


class _EntryPoints:
    """The entry points of all installed packages, read when a group of them is first asked for."""

    def __init__(self, read: Any) -> None:
        self._read = read
        self._all: Any = None

    def select(self, **asked: Any) -> Any:
        """Those of a group, as `importlib.metadata.EntryPoints.select` gives them."""
        if self._all is None:
            self._all = self._read()
        return self._all.select(**asked)


@contextmanager
def _entry_points_later() -> Iterator[None]:
    """Until the end of the block, a library that keeps all entry points (catalogue) gets them unread."""
    metadata: Any = importlib.metadata
    read = metadata.entry_points
    metadata.entry_points = lambda **asked: read(**asked) if asked else _EntryPoints(read)
    try:
        yield
    finally:
        metadata.entry_points = read


@contextmanager
def _schemas_later() -> Iterator[None]:
    """Until the end of the block, a pydantic model that is defined builds its validator at its first use."""
    pydantic: Any
    try:
        import pydantic
    except ImportError:
        yield
        return
    base = pydantic.BaseModel

    class Deferred(base):  # type: ignore[misc, valid-type]
        model_config = {"defer_build": True}  # noqa: RUF012 - as pydantic wants it

        @classmethod
        def model_rebuild(cls, *, _types_namespace: Any = None, **how: Any) -> bool | None:
            """Builds the validator; spaCy's own call, which names what could not be named before, only keeps the names."""
            known = vars(sys.modules[_SCHEMAS])
            if _types_namespace is not None:
                known.update(_types_namespace)
                return None
            built: bool | None = super().model_rebuild(_types_namespace=known, **how)
            return built

    pydantic.BaseModel = Deferred
    try:
        yield
    finally:
        pydantic.BaseModel = base


import_spacy()
