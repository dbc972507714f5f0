"""Two devices, one history: the learner's text files in a git repository or a shared folder.

``session.sync`` is the use case.  ``repository`` carries the files by git, ``folder`` through a
folder that a file synchroniser keeps alike; ``marks`` remembers how far each was written.
Facts are united and never conflict; own files are merged with what both sides had in common.
"""
