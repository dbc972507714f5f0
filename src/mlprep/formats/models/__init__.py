"""What a file of each kind may hold: the one statement of the constraints.

Reading a file checks it against these models, and the JSON schemas for editors are made of them.
Rules that tie several fields together stand in ``formats.rules``.
"""
