"""The words of the field as frozen values and pure functions; nothing but the standard library."""
