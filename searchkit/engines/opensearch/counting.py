"""How many articles or quotes have each value of a field: aggregations, all of their buckets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from searchkit.engines.opensearch.branches import Branch
from searchkit.engines.opensearch.clauses import Clause
from searchkit.engines.opensearch.connection import Cluster
from searchkit.engines.opensearch.mapping import QUOTES, value_path
from searchkit.engines.opensearch.translation import MATCHED
from searchkit.hits import FacetValue
from searchkit.query.fields import FIELDS, Unit

AT_ONCE = 5_000
"""Values of a field that one answer has; of a field with more, they are asked for in pages."""

_INTO_QUOTES: Clause = {"nested": {"path": QUOTES}}
_OUT_OF_QUOTES: Clause = {"reverse_nested": {}}
_DAYS = {"date_histogram": {"field": "day", "calendar_interval": "1d", "format": "strict_date"}}
Steps = tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """The values of a field, and the steps to what is counted: around all values, and in each."""

    field: str
    around: Steps = ()
    inside: Steps = ()
    chosen: Mapping[str, Any] = dataclass_field(default_factory=dict)

    def aggregation(self) -> dict[str, Any]:
        """Return what asks for the most frequent values."""
        values = {"field": self.field, "size": AT_ONCE, **self.chosen}
        return _stepped(self.around, {"terms": values, **_counting(self.inside)})

    def paged(self, after: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return what asks for the values in their order, those after a place."""
        source = _DAYS if self.field == "day" else {"terms": {"field": self.field}}
        sources = [{"value": source}]
        values = {"size": AT_ONCE, "sources": sources, **({"after": after} if after else {})}
        return _stepped(self.around, {"composite": values, **_counting(self.inside)})

    def read(self, answer: Any) -> Counter[str] | None:
        """Return the counts by value, None where the answer has not all values."""
        found = _inner(answer, self.around)
        if found["sum_other_doc_count"] and not self.chosen:
            return None
        return Counter(dict(self._buckets(found)))

    def page(self, answer: Any) -> tuple[Counter[str], Mapping[str, Any] | None]:
        """Return the counts of a page, and the place where it ends, if another may follow."""
        found = _inner(answer, self.around)
        return Counter(dict(self._buckets(found))), found.get("after_key")

    def _buckets(self, found: Any) -> Iterator[tuple[str, int]]:
        for bucket in found["buckets"]:
            key = bucket["key"]
            value = key["value"] if isinstance(key, dict) else bucket.get("key_as_string", key)
            count = _inner(bucket, self.inside)["doc_count"]
            if count:
                yield value, count


def total(branch: Branch) -> dict[str, Any]:
    """Return what counts the quotes that a branch finds; ``count`` reads the answer."""
    *steps, last = _to_quotes(branch)
    return _stepped(tuple(steps), last)


def count(branch: Branch, answer: Any) -> int:
    found: int = _inner(answer, _to_quotes(branch)[:-1])["doc_count"]
    return found


def of_articles(name: str) -> Counted:
    """Return what counts the values of a facet field over articles; a quote's are its article's."""
    if FIELDS[name].unit == "article":
        return Counted(value_path(name))
    return Counted(value_path(name), (_INTO_QUOTES,), (_OUT_OF_QUOTES,))


def of_quotes(name: str, branch: Branch) -> Counted:
    """Return what counts the values of a facet field over the quotes that a branch finds."""
    article, *quotes = _to_quotes(branch)
    if FIELDS[name].unit == "article":
        return Counted(value_path(name), (article,), tuple(quotes))
    return Counted(value_path(name), (article, *quotes))


def of_records(path: str, unit: Unit, **chosen: Any) -> Counted:
    """Return what counts the values of a field over all articles, or over all quotes."""
    return Counted(path, (_INTO_QUOTES,) if unit == "quote" else (), (), chosen)


def counts(cluster: Cluster, query: Clause, counted: Counted, answer: Any) -> Counter[str]:
    """Return the counts by value that an answer has, or all where it has not all."""
    found = counted.read(answer)
    return all_counts(cluster, query, counted) if found is None else found


def all_counts(cluster: Cluster, query: Clause, counted: Counted) -> Counter[str]:
    """Return all counts by value, in as many pages as they need."""
    found: Counter[str] = Counter()
    after: Mapping[str, Any] | None = None
    while True:
        body = {"size": 0, "query": query, "aggs": {"values": counted.paged(after)}}
        answer = cluster.search(body)["aggregations"]["values"]
        page, after = counted.page(answer)
        found.update(page)
        if after is None:
            return found


def ranked(found: Counter[str]) -> tuple[FacetValue, ...]:
    """Return values with their counts, the most frequent first."""
    pairs = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(FacetValue(value, number) for value, number in pairs)


def _to_quotes(branch: Branch) -> Steps:
    article, quote = MATCHED.clause(branch.article), MATCHED.clause(branch.quote)
    return {"filter": article}, _INTO_QUOTES, {"filter": quote}


def _counting(steps: Steps) -> dict[str, Any]:
    return {"aggs": {"inside": _stepped(steps[:-1], steps[-1])}} if steps else {}


def _stepped(steps: Steps, last: dict[str, Any]) -> dict[str, Any]:
    """Return an aggregation inside of others."""
    for step in reversed(steps):
        last = {**step, "aggs": {"inside": last}}
    return last


def _inner(answer: Any, steps: Steps) -> Any:
    for _ in steps:
        answer = answer["inside"]
    return answer
