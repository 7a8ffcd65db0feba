"""What may go wrong around an index and the pages in it, done on purpose: how much is survived.

``python -m tests.faults --minutes 10`` prints a table of what was tried and what was survived.
"""
