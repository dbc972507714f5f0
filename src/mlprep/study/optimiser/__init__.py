"""Fitting the memory model to the learner: a proposal, how well it does, taking it or not."""
