"""How Whoosh queries are answered on arrays: found, scored, ranked, counted, explained."""
