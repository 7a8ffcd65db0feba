"""Whether confidence means something: a program, ``python -m tests.calibration [--data PATH]``.

Quotes are sorted into ten bins by their confidence; in each, the mean confidence should be near
the share that is right: the words of a labelled quote, and its speaker.
"""
