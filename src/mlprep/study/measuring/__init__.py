"""Measuring: set-up, sittings, check-ups, and the profile that follows from them."""
