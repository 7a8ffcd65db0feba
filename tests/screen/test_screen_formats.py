"""Answers for other programs, and for people, from hits written by hand."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.article import Article, Paragraph, Quote, Speaker
from searchkit.hits import (
    Explanation,
    Facet,
    FacetValue,
    Header,
    Hit,
    Hits,
    Part,
    Refusal,
    Report,
    Snippet,
    SpeakerCount,
)
from searchkit.screen import answers, formats, tables
from searchkit.screen.markdown import escaped
from searchkit.screen.styled import Layout, plain

ARTICLE = Article(
    "0a1b2c3d4e5f",
    headline="Night ferry returns",
    paragraphs=(Paragraph("“It returns,” said Ruta Malane."),),
    speakers=(
        Speaker("Ruta Malane", "minister of works", "Oro"),
        *(Speaker(name) for name in ("Ana Reis", "Bo Chen", "Ida Holm", "Per Aas")),
    ),
    quotes=(Quote(0, ((1, 12),), "It returns,", "direct", "Ruta Malane", (19, 30), (14, 18)),),
)
HEADER = Header(ARTICLE.id, ARTICLE.headline, "=Post", date(2025, 11, 7), "oro/ferry.html")
SNIPPETS = (
    Snippet("headline", "Night ferry returns", ((6, 11),)),
    Snippet("text", "The *ferry* is\x9b back.", ((5, 10),)),
    Snippet("speaker", "Ruta Malane", ((5, 11),)),
    Snippet("said", "It returns,", ((3, 10),)),
)
HIT = Hit(1, 2.5, HEADER, stored=ARTICLE.to_json().encode(), mark=lambda article, quote: SNIPPETS)
QUOTE = Hit(
    12,
    1.25,
    HEADER,
    ARTICLE.quotes[0],
    stored=ARTICLE.to_json().encode(),
    mark=lambda article, quote: SNIPPETS[2:],
)
ARTICLES = Hits(
    "ferry", "article", 14, 3.21, (HIT,), ("one",), (Facet("lang", (FacetValue("en", 14),)),)
)
QUOTES = Hits("returns", "quote", 1, 0.5, (QUOTE,))
MARKED = Layout(60, ("«", "»"))


def shown(lines: object) -> str:
    return "\n".join(plain(pieces) for pieces in lines)  # type: ignore[attr-defined]


def test_articles_as_text() -> None:
    assert shown(answers.lines_of(ARTICLES, MARKED)) == (
        "  1. Night «ferry» returns\n"
        "     =Post · 2025-11-07 · 0a1b2c3d4e5f\n"
        "     The *«ferry»* is\N{REPLACEMENT CHARACTER} back.\n"
        "     Ruta «Malane»: It «returns»,\n"
        "     speakers: Ruta Malane, Ana Reis, Bo Chen and 2 more\n"
        "\n"
        "lang\n"
        "  14  en"
    )
    assert answers.summary(ARTICLES) == "14 articles, 1 to 1 shown (3.2 ms)"


def test_quotes_as_text() -> None:
    assert shown(answers.lines_of(QUOTES, MARKED)) == (
        " 12. “It «returns»,”\n"
        "     — Ruta «Malane», minister of works, Oro (=Post,\n"
        "       2025-11-07, paragraph 1)\n"
        "     Night ferry returns · 0a1b2c3d4e5f"
    )
    assert answers.summary(QUOTES) == "1 quote (0.5 ms)"


def test_articles_as_json() -> None:
    assert json.loads("".join(formats.answer(ARTICLES, "json"))) == {
        "schema": 1,
        "query": "ferry",
        "total": 14,
        "took_ms": 3.21,
        "notes": ["one"],
        "hits": [
            {
                "rank": 1,
                "score": 2.5,
                "id": "0a1b2c3d4e5f",
                "headline": "Night ferry returns",
                "outlet": "=Post",
                "published": "2025-11-07",
                "source": "oro/ferry.html",
                "snippets": [
                    {"field": "headline", "text": "Night ferry returns", "spans": [[6, 11]]},
                    {"field": "text", "text": "The *ferry* is\x9b back.", "spans": [[5, 10]]},
                    {"field": "speaker", "text": "Ruta Malane", "spans": [[5, 11]]},
                    {"field": "said", "text": "It returns,", "spans": [[3, 10]]},
                ],
            }
        ],
        "facets": {"lang": {"en": 14}},
    }


def test_quotes_as_json_lines() -> None:
    assert "".join(formats.answer(QUOTES, "jsonl")) == (
        '{"rank": 12, "score": 1.25, "id": "0a1b2c3d4e5f", "quote": {"text": "It returns,", '
        '"speaker": "Ruta Malane", "role": "minister of works", "affiliation": "Oro", '
        '"kind": "direct", "cue": "said", "confidence": 1.0, "rule": "", "where": "text", '
        '"paragraph": 0, "spans": [[1, 12]]}, "headline": "Night ferry returns", '
        '"outlet": "=Post", "published": "2025-11-07", "source": "oro/ferry.html"}\n'
    )


@given(st.text(st.characters(), max_size=30))
def test_json_is_exact_and_silent(text: str) -> None:
    made = formats.to_json({text: [text]})
    assert json.loads(made) == {text: [text]}
    assert not any("\x7f" <= char <= "\x9f" or "\u202a" <= char <= "\u202e" for char in made)
    assert "\x1b" not in made and not any("\ud800" <= char <= "\udfff" for char in made)


def test_articles_as_csv() -> None:
    rows = list(csv.reader(io.StringIO("".join(formats.answer(ARTICLES, "csv")))))
    assert rows == [
        ["rank", "score", "id", "headline", "outlet", "published", "source", "snippets"],
        [
            *("1", "2.5", "0a1b2c3d4e5f", "Night ferry returns", "'=Post", "2025-11-07"),
            "oro/ferry.html",
            "Night ferry returns … The *ferry* is\N{REPLACEMENT CHARACTER} back. … Ruta Malane … "
            "It returns,",
        ],
    ]


def test_quotes_as_csv() -> None:
    assert "".join(formats.answer(QUOTES, "csv")) == (
        "rank,score,id,text,speaker,role,affiliation,kind,cue,confidence,rule,where,paragraph,"
        "headline,outlet,published,source\n"
        '12,1.25,0a1b2c3d4e5f,"It returns,",Ruta Malane,minister of works,Oro,direct,said,1.0,,'
        "text,0,Night ferry returns,'=Post,2025-11-07,oro/ferry.html\n"
    )


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\t=1", "' =1"),
        ("＝1", "'＝1"),
        ("﹢1", "'﹢1"),
        ("a=1", "a=1"),
        (-1.5, -1.5),
        (None, None),
    ],
)
def test_no_cell_is_a_formula(value: object, safe: object) -> None:
    assert formats.cell(value) == safe


def test_articles_as_markdown() -> None:
    assert "".join(formats.answer(ARTICLES, "md")) == (
        "1. **Night ferry returns** (\\=Post · 2025-11-07 · 0a1b2c3d4e5f)\n"
        "\n"
        "   > The \\***ferry**\\* is\N{REPLACEMENT CHARACTER} back.\n"
        "   >\n"
        "   > Ruta **Malane**: It **returns**,\n"
        "\n"
    )


def test_quotes_as_markdown() -> None:
    assert "".join(formats.answer(QUOTES, "md")) == (
        "“It returns,” — Ruta Malane, minister of works, Oro "
        "(=Post, 2025-11-07, paragraph 1; 0a1b2c3d4e5f)\n"
        "\n"
    )


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a_b *c*", r"a\_b \*c\*"),
        ("[x](y) <b>", r"\[x\](y) \<b\>"),
        ("# title", r"\# title"),
        ("- item", r"\- item"),
        ("3. item", r"3\. item"),
        ("a|b", r"a\|b"),
        ("one\ntwo", "one two"),
        ("at 3. p.m.", "at 3. p.m."),
    ],
)
def test_markdown_shows_text_as_it_is(text: str, safe: str) -> None:
    assert escaped(text) == safe


SPEAKERS = (
    SpeakerCount(
        "Ruta Malane",
        (Speaker("Ruta Malane", "minister", "Oro | Sea"), Speaker("Ruta Malane", "chair")),
        12,
        3,
        ("Post", "Star"),
        ("R. Malane", "Ms Malane"),
    ),
    SpeakerCount("Ana Reis", (Speaker("Ana Reis"),), 1, 1, ()),
    SpeakerCount("Bo Ek", (), 1, 1, ("Pilot", "Post", "Star", "Tide")),
)


def test_speakers_as_text() -> None:
    assert shown(tables.speakers(SPEAKERS, Layout(48))) == (
        "quotes  articles  speaker\n"
        "    12         3  Ruta Malane (also R. Malane,\n"
        "                  Ms Malane), minister, Oro |\n"
        "                  Sea; chair · Post, Star\n"
        "     1         1  Ana Reis\n"
        "     1         1  Bo Ek · Pilot, Post, Star, 1\n"
        "                  more"
    )


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (
            "json",
            '{"schema": 1, "speakers": [{"name": "Ruta Malane", '
            '"names": ["R. Malane", "Ms Malane"], "roles": [{"role": "minister", '
            '"affiliation": "Oro | Sea", "country": null}, {"role": "chair", "affiliation": null, '
            '"country": null}], "quotes": 12, "articles": 3, "outlets": ["Post", "Star"]}, '
            '{"name": "Ana Reis", "names": [], "roles": [{"role": null, "affiliation": null, '
            '"country": null}], "quotes": 1, "articles": 1, "outlets": []}, '
            '{"name": "Bo Ek", "names": [], "roles": [], "quotes": 1, "articles": 1, '
            '"outlets": ["Pilot", "Post", "Star", "Tide"]}]}\n',
        ),
        (
            "csv",
            "name,names,roles,quotes,articles,outlets\n"
            'Ruta Malane,R. Malane; Ms Malane,"minister, Oro | Sea; chair",12,3,Post; Star\n'
            "Ana Reis,,,1,1,\n"
            "Bo Ek,,,1,1,Pilot; Post; Star; Tide\n",
        ),
        (
            "md",
            "| speaker | also | roles | quotes | articles | outlets |\n"
            "| --- | --- | --- | ---: | ---: | --- |\n"
            "| Ruta Malane | R. Malane; Ms Malane | minister, Oro \\| Sea; chair "
            "| 12 | 3 | Post; Star |\n"
            "| Ana Reis |  |  | 1 | 1 |  |\n"
            "| Bo Ek |  |  | 1 | 1 | Pilot; Post; Star; Tide |\n",
        ),
    ],
)
def test_speakers_for_programs(form: str, text: str) -> None:
    assert "".join(formats.speakers(SPEAKERS, form)) == text


def test_an_explanation_as_text() -> None:
    parts = (Part("ferry", "headline", 2.0), Part("night sea", "text", 0.5))
    assert shown(tables.explanation(Explanation(2.5, parts), Layout())) == (
        "2.500  score, of which\n2.000  ferry      in headline\n0.500  night sea  in text"
    )


@pytest.mark.parametrize(
    ("report", "text"),
    [
        (Report(), "nothing to do"),
        (Report(added=1200, unchanged=1), "1,200 added, 1 unchanged"),
        (Report(removed=2, refused=(Refusal("a", "b"),)), "2 removed, 1 refused"),
    ],
)
def test_a_report_in_one_line(report: Report, text: str) -> None:
    assert tables.report(report) == text
