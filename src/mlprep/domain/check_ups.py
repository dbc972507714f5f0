"""When a topic may be measured again: the limits that offering and planning check-ups share."""

STABLE_DAYS = 21.0
"""Median stability of a topic's cards beyond which a check-up is worth its minutes."""
REST_DAYS = 21
"""Days between two check-ups of one topic."""
PAUSE_DAYS = 2
"""Days between two check-ups of any topics: now and then, not every day."""
ENOUGH_CARDS = 5
"""Cards of a topic to have been introduced before a check-up of it is planned."""
