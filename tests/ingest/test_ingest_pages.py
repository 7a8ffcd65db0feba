"""Golden pages: each page of tests/pages comes out as the JSON beside it says.

``pytest --rewrite`` writes the JSON anew; read the difference before keeping it.  Speakers and
quotes have tests of their own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from searchkit.article import Article
from searchkit.ingest.identity import Page
from searchkit.ingest.pages import read_page

PAGES = Path(__file__).parents[1] / "pages"
NAMES = sorted(path.name for path in PAGES.iterdir() if path.suffix != ".json")


def fields(name: str) -> dict[str, Any]:
    [article] = read_page(Page(PAGES, name))
    assert isinstance(article, Article)
    row: dict[str, Any] = json.loads(article.to_json())
    return {key: value for key, value in row.items() if key not in ("speakers", "quotes")}


@pytest.mark.parametrize("name", NAMES)
def test_page_comes_out_as_written_beside_it(name: str, request: pytest.FixtureRequest) -> None:
    golden = (PAGES / name).with_suffix(".json")
    if request.config.getoption("--rewrite"):
        text = json.dumps(fields(name), ensure_ascii=False, indent=1)
        golden.write_text(text + "\n", encoding="utf-8")
    assert fields(name) == json.loads(golden.read_text(encoding="utf-8"))
