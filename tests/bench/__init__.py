"""How fast searchkit is, and how large its index: a program, ``python -m tests.bench``.

A part of it measures one thing and gives one table.  Each part runs in a fresh process of its
own, so that neither memory nor caches of one show in the figures of another.
"""
