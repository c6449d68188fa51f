"""The HTML page: article text is data, every claim can be reached, and it works in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from claimx.ingest.text import make_article
from claimx.options import Options
from claimx.output.report import write_report
from claimx.pipeline import Pipeline
from claimx.records import Document

pytestmark = pytest.mark.model
NASTY = (
    "Mayor <script>document.title='PWNED'</script> Ines Varga said that the \"bridge' onmouseover='alert(1)' is closed.\n"
    "“Nobody </mark><img src=x onerror=\"document.title='PWNED'\"> knows,” she said \u202eyadretsey\u202c on Monday.\n"
    "About 40% of the cars & 3 < 5 lorries will turn back if the tunnel is full, police said on 3 May 2024."
)


@pytest.fixture(scope="module")
def document() -> Callable[[str], Document]:
    pipeline = Pipeline(Options())

    def make(text: str) -> Document:
        article = make_article(text, id="x", title="</title><script>1</script>", published="2024-05-06", language="en")
        return pipeline.document(*pipeline.annotate(article))

    return make


def test_report_text_is_data(document: Callable[[str], Document]) -> None:
    page = write_report([document(NASTY)])
    assert page.count("<script>") == 1 and "<img" not in page and 'onerror="' not in page
    assert "\u202e" not in page and "U+202E" in page
    assert "default-src &#x27;none&#x27;" in page and "http" not in page.split("<body>")[0].replace("http-equiv", "")


def test_report_marks_every_claim_and_loses_no_word(document: Callable[[str], Document]) -> None:
    made = document(
        "The mayor said that “nobody knows” the cost. She added that 12 of 40 buses, the drivers said, stood still."
    )
    page = write_report([made])
    text = re.search(r'<div class="text" dir="auto">(.*?)</div>', page, re.DOTALL)
    assert text is not None
    assert unescape(re.sub(r"<[^>]+>", "", text[1])) == made.text
    for claim in made.claims:
        assert page.count(f'id="{claim.id}"') == page.count(f'id="t-{claim.id}"') == 1
        assert any(claim.id in m.split() for m in re.findall(r'data-claims="([^"]+)"', page))


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_report_colours_keep_wcag_aa_contrast() -> None:
    style = (Path(__file__).parents[2] / "claimx" / "output" / "report" / "report.css").read_text()
    schemes = [
        dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", block)) for block in style.split("prefers-color-scheme")[:2]
    ]
    for colours in schemes:
        for ink in ("ink", "link", "soft"):
            for ground in ("page", "panel", *(("direct", "mixed", "indirect", "none") if ink == "ink" else ())):
                a, b = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
                assert (a + 0.05) / (b + 0.05) >= 4.5, (ink, ground, colours[ink], colours[ground])


BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --virtual-time-budget=3000 --timeout=20000"
).split()


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine; install the package chromium to run this")
def test_report_works_in_a_browser_and_nothing_foreign_runs(
    document: Callable[[str], Document], tmp_path: Path
) -> None:
    made = document(NASTY)
    page = tmp_path / "report.html"
    page.write_text(write_report([made]), encoding="utf-8")
    command = [str(BROWSER), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
    assert f"{len(made.claims)} of {len(made.claims)} claims" in dom, "the page's own script ran"
    assert "PWNED" not in re.search(r"<title>(.*?)</title>", dom, re.DOTALL)[1]  # type: ignore[index]
