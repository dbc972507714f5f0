"""Plan: the weeks ahead."""
