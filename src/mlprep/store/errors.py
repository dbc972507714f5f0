"""What can go wrong with the history, each said in a sentence with the way out.

HistoryError
├── HistoryLocked     another program is writing
├── HistoryTooNew     written by a newer mlprep
├── HistoryDamaged    not a history, cut short or malformed
├── HistoryReadOnly   the file or its folder cannot be written
├── HistoryFull       no room on the disk
└── HistoryMoved      another program has written since
"""


class HistoryError(Exception):
    """The history cannot be read or written; the message is for the person."""


class HistoryLocked(HistoryError):  # noqa: N818  # says what is the matter
    """Another program holds the history for longer than the busy wait."""


class HistoryTooNew(HistoryError):  # noqa: N818  # says what is the matter
    """The history was written by a newer version of the program."""


class HistoryDamaged(HistoryError):  # noqa: N818  # says what is the matter
    """The file is no history, or not a whole one."""


class HistoryReadOnly(HistoryError):  # noqa: N818  # says what is the matter
    """The history, or the folder that it stands in, cannot be written."""


class HistoryFull(HistoryError):  # noqa: N818  # says what is the matter
    """There is no room left for another fact."""


class HistoryMoved(HistoryError):  # noqa: N818  # says what is the matter
    """Another program has written since the caller looked; nothing was recorded."""
