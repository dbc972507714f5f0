"""Card text becomes styled lines, for the screen and for ``--plain``.

The flow of :func:`mlprep.text.render.render`:

1. ``sanitise.visible``: nothing that a terminal would act on survives.
2. ``cloze``: the asked gap is hidden or marked, the others show their text.
3. ``maths.scan``: formulae between dollar signs are found (money is not) and taken out.
4. ``markdown``: what is left goes through markdown-it-py, cut down to a subset that leaves
   ``[CLS]``, ``x[0]``, ``__init__`` and ``<pad>`` alone.
5. ``blocks`` and ``inlines`` lay the tokens out in cells; ``tables`` aligns tables, ``code``
   colours fences, and ``maths`` sets each formula as Unicode, or leaves its source unchanged
   where it is not certain to be right.

The result is a list of ``lines.Line``: text with style names, no colours. ``screen`` alone knows
Textual and turns lines into its text type. Everything here is pure, and markdown-it-py and
Pygments are imported at first use: importing this package costs next to nothing.
"""
