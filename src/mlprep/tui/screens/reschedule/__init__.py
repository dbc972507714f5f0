"""Choosing all due days anew."""
