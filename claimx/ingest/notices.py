"""What reading has to say about the input, apart from failures: a guessed encoding, another language."""

from __future__ import annotations

import sys
from collections.abc import Callable

_listener: list[Callable[[str], None]] = []


def tell(message: str) -> None:
    """Says something about the input to whoever listens: standard error, unless `listen` was called."""
    if _listener:
        _listener[-1](message)
    else:
        print(f"claimx: {message}", file=sys.stderr)  # noqa: T201 - talk goes to standard error


def listen(listener: Callable[[str], None]) -> None:
    """Sends what `tell` is given to `listener` from now on."""
    _listener[:] = [listener]
