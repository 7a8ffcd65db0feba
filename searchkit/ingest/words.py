"""The words that pages are known by, read once from ``words.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path


def words(section: str, name: str) -> list[str]:
    """Return a list of single words."""
    return _tables()[section][name].split()


def phrases(section: str, name: str) -> list[str]:
    """Return a list of phrases, which may hold blanks."""
    return " ".join(_tables()[section][name].split()).split(", ")


def word_lists(section: str) -> dict[str, list[str]]:
    """Return all lists of single words in a section, by their names."""
    return {key: value.split() for key, value in _tables()[section].items()}


def any_of(texts: Iterable[str]) -> str:
    """Return the pattern of any of the texts, the longest first."""
    return "|".join(sorted(map(re.escape, texts), key=len, reverse=True))


@cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
