"""One speaker, many spellings: who is who in a collection."""
