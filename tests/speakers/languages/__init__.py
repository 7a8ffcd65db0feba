"""How well speech is read beyond English: twenty labelled articles a language, compared.

    python -m tests.speakers.languages [LANGUAGE] [--misses]

A quote is found where its place is that of the label and the Jaccard index of the code points of
their words is .5 or more; it is right where the speaker is the same full name (or none) as well.
Quotes and labels are paired one to one, the best pairs first.  A quote that answers a label of
another kind is left out of the table of a kind; one that answers none is wrong in that of its own.
The first 12 articles of a language were read while the rules were made, the last 8 were not.
"""
