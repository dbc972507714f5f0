"""The learner's library: files read, cards known, decks and search."""
