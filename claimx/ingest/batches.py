"""Articles in lists that are worth a parse together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from claimx.records import Article, Failure

# Larger ones are parsed no faster, take more memory, and keep one worker busy when the others are done.
_CHARACTERS, _ARTICLES = 60_000, 16


def make_batches(articles: Iterable[Article | Failure]) -> Iterator[list[Article | Failure]]:
    """The same items in order, in lists that are worth a parse together and do not fill the memory."""
    batch: list[Article | Failure] = []
    size = 0
    for article in articles:
        batch.append(article)
        size += len(article.text) if isinstance(article, Article) else 0
        if size >= _CHARACTERS or len(batch) >= _ARTICLES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
