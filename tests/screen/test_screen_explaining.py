"""``extract --explain`` prints where fields are from, what was kept, what not, and the quotes."""

from __future__ import annotations

import re

from tests.screen.harbour import Run

PAGE = b"""<html lang="en"><head><meta property="og:site_name" content="The Quay"></head><body>
<article><h1>The bridge opens</h1><p>The bridge opened at dawn on Friday after nine years of work
and two of talks.</p><p>"It will hold," said Ruta Malane, the harbour master, who was the first to
cross it on foot.</p></article><aside>Read on: the old ferry</aside></body></html>"""

EXPLAINED = """\
Where it comes from
  charset    utf-8, valid
  headline   The bridge opens (h1)
  outlet     The Quay (og:site_name)
  language   en (the words of the text; lang says en)

What was kept, and what was not
  left out   The bridge opens (has a field of its own)
  paragraph  The bridge opened at dawn on Friday after nine years of work and
             two of talks.
  paragraph  "It will hold," said Ruta Malane, the harbour master, who was the
             first to cross it on foot.
  left out   Read on: the old ferry (<aside>)

Who said what
  “It will hold,”
    — Ruta Malane (paragraph 2)
    rule say/after · cue “said” · source “Ruta Malane” · confidence N
"""


def test_extract_explains(run: Run) -> None:
    ended = run("extract", "-", "--explain", stdin=PAGE)
    out = re.sub(r"confidence [\d.]+", "confidence N", ended.out)
    assert (ended.exit, out, ended.err) == (0, EXPLAINED, "")


def test_json_is_the_article_alone(run: Run) -> None:
    assert run("extract", "-", "--explain", "--json", stdin=PAGE) == run(
        "extract", "-", "--json", stdin=PAGE
    )
