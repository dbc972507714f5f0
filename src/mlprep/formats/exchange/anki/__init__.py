"""Anki packages: ``.apkg`` and ``.colpkg``, schema 11 and 18, read and written by our own code.

Alone among the foreign formats it may use ``sqlite3`` (a package holds a database) and
``zstandard``.  Nothing of what a package holds is executed, and nothing is written outside of
the paths that the caller names.
"""
