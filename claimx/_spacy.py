"""Imports spaCy without its command line, which is a fifth of the import and which claimx never calls.

`import spacy` loads `spacy.cli` for one function, `spacy.info`, and with it a web client, a template engine and a project tool.
Here that import finds an empty stand-in, which is taken away again: a later `import spacy.cli` gets the real one.
"""

from __future__ import annotations

import gc
import sys
import types
from typing import Any

_NAMES = ("spacy.cli", "spacy.cli.info")


def import_spacy() -> None:
    """Imports spaCy as said above, unless it has been imported already."""
    if "spacy" in sys.modules:
        return
    stand_ins = {name: types.ModuleType(name) for name in _NAMES}
    stand_ins["spacy.cli"].__path__ = []
    vars(stand_ins["spacy.cli.info"])["info"] = _info
    sys.modules.update(stand_ins)
    collecting = gc.isenabled()
    gc.disable()  # nothing that is loaded here is garbage
    try:
        import spacy
    finally:
        if collecting:
            gc.enable()
        for name in _NAMES:
            if sys.modules.get(name) is stand_ins[name]:
                del sys.modules[name]
    if vars(spacy).get("cli") is stand_ins["spacy.cli"]:
        delattr(spacy, "cli")


def _info(*args: Any, **kwargs: Any) -> Any:
    from spacy.cli.info import info

    return info(*args, **kwargs)


import_spacy()
