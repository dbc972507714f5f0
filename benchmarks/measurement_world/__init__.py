"""The simulated world in which the engine and its peers are measured."""
