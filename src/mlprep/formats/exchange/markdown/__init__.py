"""Markdown with cards in it: hashcards, obsidian-spaced-repetition, and our own form."""
