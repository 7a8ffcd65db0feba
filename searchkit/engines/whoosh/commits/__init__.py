"""How a commit is made, kept and found again: one writer at a time, whole or not at all."""
