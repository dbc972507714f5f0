"""Looking back: what was studied, how well it was remembered, and what the model expected."""
