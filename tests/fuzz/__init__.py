"""What no publisher would write: pages bent at random, each of which must end as it should.

``python -m tests.fuzz --count 10000`` bends the pages of the tests and of the sample corpus.
"""
