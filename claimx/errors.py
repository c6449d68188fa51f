"""The exceptions of claimx and what each asks the user to do.

ClaimxError
├── InputError     this article cannot be read: mend or leave out the file
├── LexiconError   this row of a word list is wrong: mend the row
├── UsageError     this combination of options makes no sense: change the command
├── OutputError    the result cannot be written: choose another place
└── SetupError     this installation cannot run: install what the message names
"""

from __future__ import annotations


class ClaimxError(Exception):
    """What went wrong, where, and what to do about it (`hint`)."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class InputError(ClaimxError):
    """An article, or a line of input, that cannot be read."""

    def __init__(self, message: str, *, hint: str | None = None, line: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.line = line


class LexiconError(ClaimxError):
    """A row of a word list that cannot be used; the message names file and line."""

    exit_code = 3


class UsageError(ClaimxError):
    """Options that contradict each other or have no meaning."""

    exit_code = 2


class OutputError(ClaimxError):
    """A place that cannot be written to."""

    exit_code = 3


class SetupError(ClaimxError):
    """An installation that cannot run: a model or a package is missing."""

    exit_code = 3
