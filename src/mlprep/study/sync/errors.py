"""What can go wrong with a sync, said in a sentence with the way out."""


class SyncError(Exception):
    """The sync could not be done; the message is for the person."""


class OutOfReach(SyncError):  # noqa: N818  # says what is the matter
    """The shared place cannot be reached now; what is here waits."""
