"""searchkit beside other engines, in one run: the same articles, the same questions.

What makes the figures fair:

- All index headline and text, with an English stemmer and without stop words taken out, and a day
  of publication; a word without a field is looked for in both texts.  Each keeps what it shows of a
  hit: id, headline and, from the text, a snippet with marks.  Articles are bare of all else.
- Each is used through its public calls, as its documentation has it, and tuned where that helps
  it: one segment, one commit; the modules say what was set.
- *Bare* is a query that is made already, answered by the places and scores of the ten best.
  *Whole* is text in, in the engine's own language, and ten hits out, each with id, headline and
  snippet.
- searchkit and tantivy also give the exact number of hits with each answer, Whoosh where it is
  cheap; FTS5 and bm25s give the best ten only, which spares them work.
- Prefixes and fuzzy words are looked up among words as printed by searchkit, among stems by all
  others, which keep nothing else; FTS5 and Whoosh stem the prefix, too, and so find more.  tantivy
  does not rank what they find, nor mark it in a snippet.
- Questions are drawn by the frequency of their words in the articles, with searchkit's analyzer.
- Each build has a process and one core to itself and reads the articles from their file; the time
  that the reading takes is measured there and taken off.  Answers are timed in one process that
  holds all indexes, engines and questions interleaved, after a round that is not timed.  On a busy
  machine the processor's own clock tells more than the wall's: ``--clock processor``.
"""
