"""Index: the one object that a caller holds."""
