"""The use cases: objects without a screen, the one face that the commands and the screen call."""
