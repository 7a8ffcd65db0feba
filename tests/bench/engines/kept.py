"""What an earlier run left beside its indexes: figures and questions, as JSON.

Each file says what its content depends on; where that is different now, it is as if it were not
there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def load(file: Path, key: str) -> Any:
    """Return what was kept under a key, or None."""
    if not file.exists():
        return None
    kept = json.loads(file.read_text("utf-8"))
    return kept["content"] if kept["key"] == key else None


def save(file: Path, key: str, content: Any) -> None:
    """Keep what JSON can hold, in place of what the file held."""
    file.write_text(json.dumps({"key": key, "content": content}, ensure_ascii=False), "utf-8")
