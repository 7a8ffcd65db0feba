"""A query is answered by a cluster: the window, the exact total, the facets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from searchkit.engines import Found, Match, Sort
from searchkit.engines.opensearch import counting
from searchkit.engines.opensearch.branches import branches
from searchkit.engines.opensearch.clauses import Clause, either, every
from searchkit.engines.opensearch.connection import Cluster
from searchkit.engines.opensearch.mapping import MOST_INNER
from searchkit.engines.opensearch.matches import Answer
from searchkit.engines.opensearch.paging import BY_KEY, hits
from searchkit.engines.opensearch.ranking import statistics
from searchkit.engines.opensearch.translation import ARTICLES, MATCHED, Translator
from searchkit.hits import Facet
from searchkit.query.tree import Query, Tree

DEEPEST = 10_000
"""Hits that a cluster counts from the first; what lies deeper is reached page by page."""

SOURCE = ["header", "json"]

_DAY = {"day": {"order": "desc", "missing": "_last"}}
_ORDERS: dict[Sort, list[Any]] = {
    "score": [{"_score": "desc"}, _DAY, *BY_KEY],
    "date": [_DAY, {"_score": "desc"}, *BY_KEY],
}


class ArticleQuestion:
    """Asks for articles."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    def clause(self, translator: Translator, most: int) -> Clause:
        """Return what finds the articles, each with at most so many answers."""
        return translator.articles(self.tree)

    def counting(self, facets: Sequence[str]) -> dict[str, Any]:
        """Return what counts all answers."""
        return {name: counting.of_articles(name).aggregation() for name in facets}

    def total(self, answer: Any) -> int:
        found: int = answer["hits"]["total"]["value"]
        return found

    def counts(self, cluster: Cluster, name: str, answer: Any) -> Counter[str]:
        """Return the counts of a facet field."""
        clause = self.clause(MATCHED, 0)
        counted = counting.of_articles(name)
        return counting.counts(cluster, clause, counted, answer["aggregations"][name])

    def answers(self, hit: Any) -> Iterator[Answer]:
        """Yield the answers of an article."""
        yield Answer(hit["_score"] or 0.0, hit["_source"])


class QuoteQuestion:
    """Asks for quotes: by their articles, each with those of its quotes that are found.

    The best so many quotes stand in as many articles, those with the best quotes.
    """

    def __init__(self, tree: Tree) -> None:
        self.branches = branches(tree)

    def clause(self, translator: Translator, most: int) -> Clause:
        asked = []
        for number, branch in enumerate(self.branches):
            inner = {
                "name": str(number),
                "size": min(most, MOST_INNER),
                "_source": False,
                "sort": [{"_score": "desc"}, {"quotes.place": "asc"}],
            }
            found = translator.branch(branch, **({"inner_hits": inner} if most else {}))
            asked.append(every([found], _name=str(number)))
        return every([either(asked)], [ARTICLES])

    def counting(self, facets: Sequence[str]) -> dict[str, Any]:
        asked = {}
        for number, branch in enumerate(self.branches):
            asked[f"{number}"] = counting.total(branch)
            for name in facets:
                asked[f"{number} {name}"] = counting.of_quotes(name, branch).aggregation()
        return asked

    def total(self, answer: Any) -> int:
        found = answer["aggregations"]
        return sum(counting.count(branch, found[str(n)]) for n, branch in enumerate(self.branches))

    def counts(self, cluster: Cluster, name: str, answer: Any) -> Counter[str]:
        clause = self.clause(MATCHED, 0)
        found: Counter[str] = Counter()
        for number, branch in enumerate(self.branches):
            part = answer["aggregations"][f"{number} {name}"]
            counted = counting.of_quotes(name, branch)
            found.update(counting.counts(cluster, clause, counted, part))
        return found

    def answers(self, hit: Any) -> Iterator[Answer]:
        (taken,) = hit["matched_queries"]
        for quote in hit["inner_hits"][taken]["hits"]["hits"]:
            yield Answer(quote["sort"][0], hit["_source"], quote["_nested"]["offset"])


Question = ArticleQuestion | QuoteQuestion


def question(query: Query) -> Question:
    """Return how a query is asked."""
    kind = ArticleQuestion if query.unit == "article" else QuoteQuestion
    return kind(query.tree)


def search(
    cluster: Cluster,
    query: Query,
    *,
    limit: int | None,
    offset: int,
    sort: Sort,
    facets: Sequence[str],
) -> Found:
    """Return the window of the ranked matches; a limit of None is all."""
    asked = question(query)
    until = _until(limit, offset)
    is_deep = until is None or until > DEEPEST
    body: dict[str, Any] = {
        "size": 0 if is_deep else until,
        "query": _clause(cluster, asked, query.tree, until),
        "sort": _ORDERS[sort],
        "track_scores": True,
        "_source": SOURCE,
    }
    answer = cluster.search({**body, "track_total_hits": True, "aggs": asked.counting(facets)})
    found = hits(cluster, body) if is_deep else iter(answer["hits"]["hits"])
    matches = _window(asked, found, offset, until, sort)
    counted = (Facet(n, counting.ranked(asked.counts(cluster, n, answer))) for n in facets)
    return Found(asked.total(answer), matches, tuple(counted))


def _until(limit: int | None, offset: int) -> int | None:
    """Return where the window ends, None where it does not."""
    if limit is None:
        return None
    return offset + limit if limit else 0


def _clause(cluster: Cluster, asked: Question, tree: Tree, until: int | None) -> Clause:
    """Return the clause of a question, with scores where there is a window to be ranked."""
    if until == 0:
        return asked.clause(MATCHED, 0)
    ranking = statistics(cluster, tree)
    return asked.clause(Translator(ranking.clause), until or MOST_INNER)


def _window(
    asked: Question, found: Iterator[Any], offset: int, until: int | None, sort: Sort
) -> tuple[Match, ...]:
    """Return the answers of articles in one order, those of a window."""
    if isinstance(asked, ArticleQuestion):
        wanted = islice(found, offset, until)
        return tuple(match for hit in wanted for match in asked.answers(hit))
    rows = [
        (_rank(hit, answer, sort), answer)
        for hit in islice(found, until)
        for answer in asked.answers(hit)
    ]
    rows.sort(key=lambda row: row[0])
    return tuple(answer for _, answer in rows[offset:until])


def _rank(hit: Any, answer: Answer, sort: Sort) -> tuple[Any, ...]:
    """Return what orders quotes as their articles are ordered, then by place."""
    _, _, key = hit["sort"]
    day = hit["sort"][1 if sort == "score" else 0]
    newest = (-day, -answer.score) if sort == "date" else (-answer.score, -day)
    return (*newest, key, answer.place)


def scan(cluster: Cluster, query: Query) -> Iterator[Match]:
    """Yield all matches by article, without scores."""
    asked = question(query)
    body = {
        "query": asked.clause(MATCHED, MOST_INNER),
        "sort": BY_KEY,
        "_source": SOURCE,
    }
    for hit in hits(cluster, body):
        yield from asked.answers(hit)
