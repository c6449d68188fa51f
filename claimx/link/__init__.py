"""The same claim, and the same actor, in many articles.

from claimx.link import Linker

linker = Linker()
for claim in claims:
    linker.add(claim)
linked = linker.link()
"""

from __future__ import annotations

from claimx.link.linker import Linked, Linker

__all__ = ["Linked", "Linker"]
