"""mlprep: find the gaps to a machine-learning engineering job and close them daily."""

__version__ = "0.1.0"
