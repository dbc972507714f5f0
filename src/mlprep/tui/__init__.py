"""The screen: a thin front end on the use cases of ``mlprep.study``.

How to add a screen called ``decks``:

1. Write ``screens/decks/screen.py`` with a class on ``screens.base.StudyScreen``: its ``SCOPE``
   is ``"decks"``, ``compose_body`` yields its widgets, ``reload`` reads the workspace anew (it
   is called when the library or the history changed below it).  ``CSS_PATH = "screen.tcss"``.
2. Name it in ``screens/__init__.py``: one function that imports the class, one line in
   ``SCREENS``.  ``app.open_screen("decks")`` then opens it; nothing is imported before.
3. Add its actions to ``actions.py``: id ``decks.new``, title, help line, keys per preset.  Keys,
   footer, help and palette follow.  ``run`` names the method (``new`` -> ``action_new``).

Text of a person (cards, titles, paths) goes through ``pieces.said``, never through markup.
"""
