"""Moving in and out: other programs' files, and archives of everything."""
