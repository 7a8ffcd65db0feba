"""The engine itself: what stands behind the seam when an index is in a cluster."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from searchkit.analysis import stem
from searchkit.engines import Change, Found, Match, Names, Page, Sort, Tables
from searchkit.engines.opensearch import indices
from searchkit.engines.opensearch.clauses import Clause, every, term, without
from searchkit.engines.opensearch.connection import Cluster
from searchkit.engines.opensearch.counting import all_counts, of_records, ranked
from searchkit.engines.opensearch.documents import document_id
from searchkit.engines.opensearch.explanation import explain
from searchkit.engines.opensearch.leaves import inside
from searchkit.engines.opensearch.location import Location
from searchkit.engines.opensearch.mapping import QUOTES, value_path, words_path
from searchkit.engines.opensearch.paging import BY_KEY, hits
from searchkit.engines.opensearch.searching import scan, search
from searchkit.engines.opensearch.tables import StoredTables
from searchkit.engines.opensearch.translation import ARTICLES
from searchkit.engines.opensearch.writing import Writer
from searchkit.errors import IndexMissing, IndexVersion
from searchkit.hits import Explanation, FacetValue, Stats
from searchkit.query.fields import FIELDS
from searchkit.query.tree import Query

_MOST_WORDS = 10_000
"""Words that are listed of a field, the most frequent."""

_SMALL = 5_000
"""Documents in a page where only values of theirs are asked for."""


class OpenSearchEngine:
    """Implements the seam on a cluster.

    Each article is kept whole or not at all, with its quotes; a change of many comes in batches,
    which other calls may see before it is made, and one that is cut off is made again.  Any number
    of processes may write at once.
    """

    def __init__(
        self,
        location: str,
        *,
        create: bool = False,
        renew: bool = False,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        """Open the index at a location.

        With ``create`` an empty one is made where there is none, with ``renew`` also in place of
        one of another version.  ``environ`` has what lets one in; see ``connection``.
        """
        self.location = location
        self._cluster = Cluster(Location.read(location), environ)
        self._tables = StoredTables(self._cluster)
        indices.check_version(self._cluster)
        try:
            indices.check_mapping(self._cluster)
        except IndexMissing:
            if not create and not renew:
                raise
            indices.create(self._cluster)
        except IndexVersion:
            if not renew:
                raise
            indices.renew(self._cluster)

    def close(self) -> None:
        self._cluster.close()

    # reading

    def search(
        self, query: Query, *, limit: int | None, offset: int, sort: Sort, facets: Sequence[str]
    ) -> Found:
        return search(self._cluster, query, limit=limit, offset=offset, sort=sort, facets=facets)

    def scan(self, query: Query) -> Iterator[Match]:
        return scan(self._cluster, query)

    def explain(self, query: Query, key: str) -> Explanation:
        return explain(self._cluster, query, key)

    def get(self, id: str) -> bytes | None:
        (found,) = self._cluster.documents(self._name, [document_id(id)])
        return None if found is None else found["_source"]["json"].encode()

    def export(self) -> Iterator[bytes]:
        body = {"query": ARTICLES, "sort": BY_KEY, "_source": ["json"]}
        return (hit["_source"]["json"].encode() for hit in hits(self._cluster, body))

    def ids(self) -> frozenset[str]:
        return frozenset(fields["key"] for fields in self._values(ARTICLES, "key"))

    def pages(self) -> Mapping[str, Page]:
        """Return what came from pages; one of a run that was cut off has another fingerprint."""
        ids: dict[str, list[str]] = {}
        fingerprints: dict[str, str] = {}
        cut_off = {fields["run"] for fields in self._values(term("unit", "run"), "run")}
        from_pages = every([ARTICLES, _OF_PAGE])
        for fields in self._values(from_pages, "key", "page", "fingerprint", "run"):
            page = fields["page"]
            ids.setdefault(page, []).append(fields["key"])
            is_cut_off = fields["run"] in cut_off or fingerprints.get(page) == ""
            fingerprints[page] = "" if is_cut_off else fields["fingerprint"]
        return {page: Page(fingerprints[page], tuple(found)) for page, found in ids.items()}

    def values(self, field: str) -> Sequence[FacetValue]:
        counted = of_records(value_path(field), FIELDS[field].unit)
        return ranked(all_counts(self._cluster, ARTICLES, counted))

    def words(self, fields: Sequence[str], prefix: str) -> Sequence[FacetValue]:
        counts: dict[str, int] = {}
        for name in fields:
            for word, count in self._words(name, prefix).items():
                counts[word] = max(count, counts.get(word, 0))
        found = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return [FacetValue(word, count) for word, count in found]

    def names(self, collections: Collection[str] | None) -> Names:
        wanted = collections
        if wanted is None:
            counted = of_records("collection", "article")
            wanted = {"", *all_counts(self._cluster, ARTICLES, counted)}
        return {collection: self._names(collection) for collection in wanted}

    def tables(self) -> Tables:
        return self._tables.read()

    def notes(self) -> tuple[str, ...]:
        return ()

    def salvage(self) -> Iterator[bytes | None]:
        of_no_page = every([ARTICLES, without([_OF_PAGE])])
        body = {"query": of_no_page, "sort": BY_KEY, "_source": ["json"]}
        return (hit["_source"]["json"].encode() for hit in hits(self._cluster, body))

    def damage(self) -> tuple[str, ...]:
        return ()  # the cluster keeps checksums, and heals itself from replicas

    def stats(self) -> Stats:
        asked = {"size": 0, "track_total_hits": True, "query": ARTICLES, "aggs": _QUOTES}
        answer = self._cluster.search(asked)
        days = sorted(day.value for day in self.values("date"))
        words = all_counts(self._cluster, ARTICLES, of_records(words_path("text"), "article"))
        return Stats(
            articles=answer["hits"]["total"]["value"],
            quotes=answer["aggregations"][QUOTES]["doc_count"],
            speakers=len(self.values("speaker")),
            outlets=len(self.values("outlet")),
            first=date.fromisoformat(days[0]) if days else None,
            last=date.fromisoformat(days[-1]) if days else None,
            collections=tuple(self.values("collection")),
            languages=tuple(self.values("lang")),
            terms=len(set(map(stem, words))),
            bytes=indices.size(self._cluster),
        )

    # writing

    def change(self, change: Change) -> None:
        if not change.replace:
            self._write(self._name, change)
            return
        with indices.replacing(self._cluster) as target:
            self._write(target, change)

    def _write(self, target: str, change: Change) -> None:
        """Give entries first, then take ids away, then bring the tables up to date.

        So whatever is cut off, no article is missing that was there before and is to stay.
        """
        writer = Writer(self._cluster, target)
        kept = set()
        for entry in change.entries:
            kept.add(entry.article.id)
            writer.put(entry)
        if not change.replace:
            writer.delete(id for id in change.deleted if id not in kept)
        writer.finish()
        if change.tables:
            self._tables.write(target, change.tables)
        writer.close()

    # inside

    @property
    def _name(self) -> str:
        return self._cluster.location.name

    def _values(self, clause: Clause, *names: str) -> Iterator[dict[str, str]]:
        """Yield fields of all documents that a clause finds, those that have each of them."""
        body = {"query": clause, "sort": BY_KEY, "_source": False, "docvalue_fields": names}
        for hit in hits(self._cluster, body, _SMALL):
            fields = hit.get("fields", {})
            yield {name: fields.get(name, [""])[0] for name in names}

    def _words(self, name: str, prefix: str) -> Mapping[str, int]:
        chosen: dict[str, Any] = {"size": _MOST_WORDS}
        if prefix:
            begins = "".join(char if char.isalnum() else f"\\{char}" for char in prefix)
            chosen["include"] = f"{begins}.*"
        counted = of_records(words_path(name), FIELDS[name].unit, **chosen)
        aggregations = {"values": counted.aggregation()}
        asked = {"size": 0, "query": ARTICLES, "aggs": aggregations}
        return counted.read(self._cluster.search(asked)["aggregations"]["values"]) or {}

    def _names(self, collection: str) -> list[list[Any]]:
        query = every([ARTICLES], [inside("article", collection)])
        found = all_counts(self._cluster, query, of_records("names", "article"))
        return [[*json.loads(name), count] for name, count in found.items()]


_OF_PAGE = {"exists": {"field": "page"}}
_QUOTES = {QUOTES: {"nested": {"path": QUOTES}}}
