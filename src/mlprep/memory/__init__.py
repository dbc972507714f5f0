"""Forgetting: the memory model, intervals, the day's queue and a way out of a backlog.

Everything here is pure.  ``fsrs`` is imported late, inside ``memory.model``: it costs about as
much as starting Python twice, and a queue or a due count does not need it.
"""
