"""The learner's things as text files: what ``mlprep export`` writes and ``mlprep sync`` carries.

``layout`` says which files there are, ``lines`` how a fact is written, ``merging`` what becomes
of a file that both sides changed, ``packing`` reads and writes all of it as a zip file or a
folder.  Nothing here knows the history or a clock.  ``docs/archive.md`` describes the format.
"""
