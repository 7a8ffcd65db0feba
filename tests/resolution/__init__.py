"""How often a reference finds its person: a program, ``python -m tests.resolution``.

The articles beside it are written for this project, a paragraph a line.  Each reference stands in
square brackets with the full name that it means behind a bar, as in ``[She|Ana Ruiz] said``;
nothing behind the bar is somebody whom the article does not name.
"""
