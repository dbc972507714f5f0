"""From gaps to days: what to study, which project, which step, and why.

Pure: abilities and memory states come in as plain values, plans with their reasons go out.
"""
