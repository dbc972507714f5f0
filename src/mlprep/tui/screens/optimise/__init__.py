"""The memory model fitted to the learner."""
