"""How SQLite reads a table for a function of an indexed column and for a range of it."""

import sqlite3

database = sqlite3.connect(":memory:")
database.executescript(
    "CREATE TABLE visits (id INTEGER PRIMARY KEY, created_at TEXT, page TEXT);"
    "CREATE INDEX visits_created_at ON visits (created_at);"
)


def access(query: str) -> str:
    """Return the first word of the plan: SCAN (every row) or SEARCH (a part of an index)."""
    return str(database.execute(query).fetchone()[3]).split()[0]


by_function = access(
    "EXPLAIN QUERY PLAN SELECT page FROM visits WHERE date(created_at) = '2026-03-01'"
)
by_range = access(
    "EXPLAIN QUERY PLAN SELECT page FROM visits"
    " WHERE created_at >= '2026-03-01' AND created_at < '2026-03-02'"
)
print("range" if (by_function, by_range) == ("SCAN", "SEARCH") else (by_function, by_range))
