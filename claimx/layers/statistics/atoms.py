"""Cuts a text into numbers, words and signs, finer than the parser does: "£5m-£7m" is seven atoms, "54GB" two."""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBER = r"""
    \d+(?:\.\d+)?[ ]?[×x·][ ]?10(?:\^[-−]?\d+|[-−]\d+|⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)  # 1.99×10^30
  | \d{1,3}(?:\.\d{3})+,\d+(?![\d.])              # 1.234,5 as continental Europe writes it
  | \d{1,3}(?:\.\d{3}){2,}(?![\d.])               # 1.234.567
  | \d{1,3}(?:,\d{2})+,\d{3}(?:\.\d+)?(?!\d)      # 12,34,567 as India writes it
  | \d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)            # 12,000
  | [1-9]\d{0,2}(?:,[ ]000)+(?!\d)                # 80, 000 where a blank slipped in
  | [1-9]\d{0,2}(?:['’]\d{3})+(?!\d)              # 12'000 as Switzerland writes it
  | [1-9]\d{0,2}(?:[ ]\d{3})+(?![\d.,]*\d)        # 816 000
  | \d+,\d{1,2}(?![\d,.])                         # 1,5 for one and a half
  | \d+(?:\.\d+)?
  | (?<![\w.])\.\d+                               # .500
"""
_ATOM = re.compile(
    rf"""(?P<number>{_NUMBER})
    | (?P<glyph>[¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])
    | (?P<word>(?:[^\W\d_]\.){{2,}}|(?:(?![¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞²³])[^\W\d_])+)
    | (?P<sign>\S)""",
    re.VERBOSE,
)
_POWER = re.compile(r"(\d+(?:\.\d+)?) ?[×x·] ?10(.+)")
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_GLYPHS = {
    "¼": 1 / 4, "½": 1 / 2, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 1 / 5, "⅖": 2 / 5, "⅗": 3 / 5, "⅘": 4 / 5, "⅙": 1 / 6,
    "⅚": 5 / 6, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8,
}  # fmt: skip


class Atom(NamedTuple):
    """A number, word or sign with its half-open offsets; `glued` where no blank stands before it.

    `value` is what a number in digits or a fraction sign is worth, `plain` whether it is a whole number without
    separators (a year may be, an amount of money seldom is).
    """

    text: str
    lower: str
    start: int
    end: int
    kind: str
    glued: bool
    value: int | float | None
    plain: bool


def read_digits(text: str) -> int | float:
    """The value of digits with their separators, in English, continental, Indian and Swiss style."""
    if "10" in text and (power := _POWER.match(text)):
        exponent = power[2].translate(_SUPERSCRIPTS).lstrip("^").replace("−", "-")
        return float(f"{power[1]}e{exponent}")
    if "," in text and "." in text and text.rfind(",") > text.rfind("."):
        text = text.replace(".", "").replace(",", ".")
    elif text.count(".") > 1:
        text = text.replace(".", "")
    elif re.fullmatch(r"\d+,\d{1,2}", text):
        text = text.replace(",", ".")
    text = re.sub(r"[,' ’]", "", text)
    return float(text) if "." in text else int(text)


def read_atoms(text: str) -> list[Atom]:
    """The atoms of a text in order; blanks are left out."""
    out: list[Atom] = []
    last = -1
    for found in _ATOM.finditer(text):
        kind = found.lastgroup or "sign"
        word = found.group()
        start, end = found.span()
        value: int | float | None = None
        if kind == "number":
            value = read_digits(word)
        elif kind == "glyph":
            value = _GLYPHS[word]
        out.append(
            Atom(word, word.lower(), start, end, kind, start == last, value, kind == "number" and word.isdigit())
        )
        last = end
    return out
