"""A web page to an Article: main text and metadata, through trafilatura."""

from __future__ import annotations

from claimx.errors import InputError
from claimx.ingest.text import make_article
from claimx.records import Article

# A date that the page states, none guessed from its text; nor may the day of the run decide.
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}


def read_html(page: str, *, id: str, path: str | None = None, url: str | None = None) -> Article:
    """The Article in a page: its main text (what offsets count in), title, authors, date, site and address.

    Raises InputError where the page has no article text.
    """
    import logging

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    from trafilatura import bare_extraction

    found = bare_extraction(
        page,
        url=url,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        favor_precision=False,
        date_extraction_params=_DATES,
    )
    facts = found if isinstance(found, dict) else found.as_dict() if found is not None else {}
    text = (facts.get("text") or facts.get("raw_text") or "").strip()
    if not text:
        raise InputError("the page has no article text", hint="save the page when it is fully loaded, or give its text")
    authors = tuple(a.strip() for a in (facts.get("author") or "").split(";") if a.strip())
    return make_article(
        text,
        id=id,
        path=path,
        url=url or facts.get("url"),
        title=facts.get("title"),
        publisher=facts.get("sitename"),
        authors=authors,
        published=facts.get("date"),
    )
