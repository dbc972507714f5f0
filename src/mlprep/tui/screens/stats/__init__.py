"""Statistics: what was studied, how well it was remembered, what comes."""
