"""What to type to be measured, for sentences on the command line.  Loads nothing."""


def check_up_command(topic: str) -> str:
    """Write the command that begins the check-up of a topic."""
    return f"mlprep assess --check-up {topic}"
