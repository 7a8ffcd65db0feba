"""Full-text search over conference coverage: what was said, and who said it."""
