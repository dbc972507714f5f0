"""What can go wrong when a person's files are written."""


class AuthoringError(ValueError):
    """Something that was written cannot be used; the message says what would be right."""
