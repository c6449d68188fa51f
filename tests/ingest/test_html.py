"""Web pages: main text and metadata."""

from __future__ import annotations

import pytest

from claimx.errors import InputError
from claimx.ingest.html import read_html

PAGE = """<!doctype html><html><head><title>Ferry stopped | Harbour Post</title>
<meta property="og:title" content="Ferry stopped after engine fire">
<meta property="og:site_name" content="Harbour Post">
<meta name="author" content="Lena Osei"><meta property="article:published_time" content="2024-05-02T07:00:00Z">
<meta property="og:url" content="https://harbourpost.example/ferry"></head>
<body><nav><a href="/">Home</a><a href="/sport">Sport</a></nav>
<article><h1>Ferry stopped after engine fire</h1>
<p>The ferry to Kesten was stopped on Thursday after a fire in the engine room, the harbour master said.</p>
<p>“Nobody was hurt, and all 212 passengers were brought ashore,” Ines Varga told reporters at the quay.</p>
<p>The company that runs the ferry said it would replace the engine before the summer season begins in June.</p>
</article><aside>Subscribe now</aside><footer>© Harbour Post</footer></body></html>"""


def test_html_gives_main_text_and_metadata() -> None:
    article = read_html(PAGE, id="ferry")
    assert "the harbour master said." in article.text
    assert "Subscribe" not in article.text
    assert article.title == "Ferry stopped after engine fire"
    assert article.publisher == "Harbour Post"
    assert article.published == "2024-05-02"
    assert article.authors == ("Lena Osei",)
    assert article.url is not None and article.url.startswith("https://harbourpost.example")


def test_html_without_article_text_is_refused() -> None:
    with pytest.raises(InputError, match="no article text"):
        read_html("<html><body></body></html>", id="x")


def test_html_has_no_date_that_only_its_text_speaks_of() -> None:
    page = PAGE.replace('<meta property="article:published_time" content="2024-05-02T07:00:00Z">', "")
    page = page.replace("begins in June.", "begins, as it did in June 2019.")
    assert read_html(page, id="ferry").published is None


def test_html_keeps_a_date_that_the_page_states_in_its_body() -> None:
    page = PAGE.replace('<meta property="article:published_time" content="2024-05-02T07:00:00Z">', "")
    page = page.replace("</h1>", '</h1><time datetime="2022-03-04">4 March 2022</time>')
    assert read_html(page, id="ferry").published == "2022-03-04"
