"""The screen that moves things in and out."""
