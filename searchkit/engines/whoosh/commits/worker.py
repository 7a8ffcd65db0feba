"""The process that writes a part of an index: articles from standard input, until told to finish.

Started by ``searchkit.engines.whoosh.commits.workers`` with the folder of the index.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

from searchkit.article import Article
from searchkit.engines import Entry
from searchkit.engines.whoosh.commits.storage import Storage
from searchkit.engines.whoosh.commits.workers import FINISH
from searchkit.engines.whoosh.schema import documents, schema


def main(folder: str) -> None:
    """Write the articles that are read, and answer with the segments, or with an error number."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what ends
    storage = Storage(folder)
    try:
        answer = _answer(storage.open_index(schema()).writer(), storage)
    except OSError as error:
        answer = {"errno": error.errno}
    except Exception as error:  # a fault of ours, which the parent tells
        answer = {"fault": f"{type(error).__name__}: {error}"}
    if "segments" not in answer:
        storage.rollback()
    try:
        print(json.dumps(answer), flush=True)
    except BrokenPipeError:  # the parent was killed, and nobody is to be told
        os._exit(1)


def _answer(writer: Any, storage: Storage) -> dict[str, Any]:
    for line in sys.stdin.buffer:
        if line == FINISH:
            segments = writer.segments_written()
            storage.uncommitted()
            return {"segments": [segment.state() for segment in segments]}
        text, page, fingerprint = json.loads(line)
        for row in documents(Entry(Article.from_json(text), page, fingerprint, text)):
            writer.add_document(**row)
    return {}


if __name__ == "__main__":
    main(os.fspath(sys.argv[1]))
