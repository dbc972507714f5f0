"""Org files of org-fc, and its review history."""
