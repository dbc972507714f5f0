"""Files of one's own: begun, added to, edited, checked and tidied."""
