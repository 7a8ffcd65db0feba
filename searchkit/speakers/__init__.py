"""Who said what: paragraphs become quotes with their speakers."""

from searchkit.speakers.reading import quotes_in, read

__all__ = ["quotes_in", "read"]
