"""A simulated learner, their memory and their days, for ``benchmarks/closing.py``."""
