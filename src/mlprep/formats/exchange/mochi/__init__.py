"""Mochi packages (``.mochi``), version 2 of their format."""
