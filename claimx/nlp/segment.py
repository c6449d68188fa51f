"""Sentence boundaries that are certain before the parser runs: lines of the article, and abbreviations that end none."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from claimx.lexicon import Row, load_rows

# After these a full stop does not end a sentence; the parser decides everywhere else.
_TITLES = frozenset(row.form for row in load_rows("abbreviations.tsv", Row))
# So many tokens in a row with none of these signs are a table or a mistake, and cut: what layers do with one sentence may
# take time with the square of its length.
_LONGEST, _ENDS = 400, frozenset(".!?:;")


@Language.component("claimx_segment", assigns=["token.is_sent_start"])
def segment(doc: Doc) -> Doc:
    """The Doc with a sentence start after every line end, and none after a title or inside a line of blanks.

    A stretch that goes on and on without an end is cut as well.
    """
    after_break = False
    first = 0  # where the stretch began
    for token in doc:
        if token.is_space:
            after_break = after_break or "\n" in token.text
            if token.i:
                token.is_sent_start = False
            continue
        if after_break or token.i - first >= _LONGEST:
            token.is_sent_start = True
            after_break = False
            first = token.i
        elif token.i and token.nbor(-1).lower_ in _TITLES:
            token.is_sent_start = False
        if token.text[-1] in _ENDS:
            first = token.i
    return doc
