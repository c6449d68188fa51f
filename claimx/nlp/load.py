"""Loads the spaCy model once; the only place that does."""

from __future__ import annotations

import gc
import importlib.util
from functools import lru_cache
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.util import get_model_meta, load_config, load_model_from_config

from claimx.errors import SetupError
from claimx.nlp import segment as _segment  # noqa: F401 - registers the component
from claimx.nlp.attributes import replace_ruler
from claimx.options import DEFAULT_MODEL

_UNREAD = ("senter",)  # components whose annotations no layer reads


@lru_cache(maxsize=2)
def load_model(name: str = DEFAULT_MODEL) -> Language:
    """The pipeline called `name` with claimx's sentence boundaries in it; raises SetupError where it cannot be loaded."""
    if importlib.util.find_spec(name.split("/")[0]) is None and "/" not in name:
        raise SetupError(f"the spaCy model {name!r} is not installed", hint=f"pip install {name.replace('_', '-')}")
    collecting = gc.isenabled()
    gc.disable()  # loading makes many objects and no garbage
    try:
        nlp = _load_package(name) or spacy.load(name, exclude=list(_UNREAD))
    except (OSError, ValueError, ImportError) as error:
        raise SetupError(f"the spaCy model {name!r} cannot be loaded: {error}", hint="install it again") from error
    finally:
        if collecting:
            gc.enable()
    missing = {"tagger", "parser", "ner", "lemmatizer"} - set(nlp.pipe_names)
    if missing:
        raise SetupError(f"the spaCy model {name!r} lacks {', '.join(sorted(missing))}", hint="use an English model")
    replace_ruler(nlp)
    nlp.add_pipe("claimx_segment", first=True)
    nlp.max_length = 50_000_000
    return nlp


def _load_package(name: str) -> Language | None:
    """The model of an installed package, its own complete configuration taken as it is; None where `name` is no package.

    `spacy.load` fills in and validates the configuration first, which takes a quarter of the time.
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
    nlp = load_model_from_config(config, meta=meta, exclude=list(_UNREAD), auto_fill=False, validate=False)
    return nlp.from_disk(data, exclude=list(_UNREAD))
