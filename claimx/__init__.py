"""claimx: who says what in the news. `extract(text)` gives the claims of an article; `Pipeline` works on many.

Importing this package loads nothing heavy; the model is loaded at the first call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimx.version import __version__

if TYPE_CHECKING:
    from claimx.pipeline import Pipeline
    from claimx.records import Article, Claim, Document, Failure

__all__ = ["Article", "Claim", "Document", "Failure", "Pipeline", "__version__", "extract"]

_default: list[Pipeline] = []


def extract(
    text: str,
    *,
    published: str | None = None,
    title: str | None = None,
    url: str | None = None,
    publisher: str | None = None,
) -> list[Claim]:
    """The claims of an article's plain text, in the order of the text; `published` is an ISO day (YYYY-MM-DD).

    Offsets are half-open and count code points of `text`. Without a publication date (given, or stated in the text)
    relative dates stay unresolved. Raises claimx.errors.UsageError for a bad date, SetupError where the model is missing.
    """
    from claimx.ingest.text import make_article
    from claimx.options import check_day
    from claimx.pipeline import Pipeline

    day = None if published is None else check_day(published, "published")
    if not _default:
        _default.append(Pipeline())
    article = make_article(text, id="-", published=day, title=title, url=url, publisher=publisher, language="en")
    return _default[0].extract(article)


def __getattr__(name: str) -> object:
    if name == "Pipeline":
        from claimx.pipeline import Pipeline

        return Pipeline
    if name in ("Article", "Claim", "Document", "Failure"):
        from claimx import records

        return getattr(records, name)
    raise AttributeError(f"module 'claimx' has no attribute {name!r}")
