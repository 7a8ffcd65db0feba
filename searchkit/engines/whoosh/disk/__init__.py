"""How a segment lies on disk: one checked file of arrays, walked as Whoosh walks its own."""
