"""Files of rows and columns: CSV and TSV of any origin, Anki's text export, and our own CSV."""
