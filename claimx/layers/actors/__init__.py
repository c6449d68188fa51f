"""Who is who: names, noun phrases and pronouns of the article, tied to actors."""

from __future__ import annotations

from claimx.layers.actors.finder import ActorFinder

__all__ = ["ActorFinder"]
