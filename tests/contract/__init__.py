"""Both engines on the same articles: do they find the same, in the same order, and how fast.

``SEARCHKIT_OPENSEARCH=$(tests/opensearch/start) python -m tests.contract --data FILE``
"""
