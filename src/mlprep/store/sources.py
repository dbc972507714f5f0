"""Joining units with the facts that count for them, those under a card's earlier ids included.

Where no card was ever re-identified a unit's facts are those about it, and SQLite joins them
without more ado.  Else ``temp.sources`` tells for each unit that has kin which facts count.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlprep.domain.facts import FactKind
from mlprep.domain.ids import CardId, UnitId, part_of, unit_id
from mlprep.store.engine import Engine
from mlprep.store.rows import OF_SUBJECT

if TYPE_CHECKING:
    from mlprep.store.lineage import Lineage

_EVER = 2**62
_TABLE = """
CREATE TEMP TABLE IF NOT EXISTS sources (
  unit INTEGER NOT NULL, subject INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
  PRIMARY KEY (subject, until)) WITHOUT ROWID
"""
_INDEX = "CREATE INDEX IF NOT EXISTS temp.sources_unit ON sources (unit)"
UNIT = """coalesce((SELECT unit FROM temp.sources AS s
  WHERE s.subject = facts.subject AND facts.at_ms > s.since AND facts.at_ms <= s.until),
  facts.subject)"""
"""The unit that a row of ``facts`` counts for."""
FACTS = f"""(
  SELECT {{unit}} AS subject, {-_EVER} AS since, {_EVER} AS until
    WHERE {{unit}} NOT IN (SELECT unit FROM temp.sources)
  UNION ALL SELECT subject, since, until FROM temp.sources WHERE unit = {{unit}}) AS s
  JOIN facts AS f ON f.{OF_SUBJECT} AND f.subject = s.subject
    AND f.at_ms > s.since AND f.at_ms <= s.until"""  # noqa: S608  # constants
"""The facts ``f`` that count for a unit, to be named where it stands."""


SOURCES = f"""(
  SELECT id AS unit, id AS subject, {-_EVER} AS since, {_EVER} AS until FROM units
    WHERE id NOT IN (SELECT unit FROM temp.sources)
  UNION ALL SELECT unit, subject, since, until FROM temp.sources) AS s ON s.unit = u.id
  JOIN facts AS f ON f.{OF_SUBJECT} AND f.subject = s.subject
    AND f.at_ms > s.since AND f.at_ms <= s.until"""  # noqa: S608  # constants
"""The facts ``f`` that count for each row ``u`` of ``units``, to be joined with it."""


def follow(engine: Engine) -> bool:
    """Tell SQLite which facts count for which unit; False where it is those about the unit."""
    if FactKind.REIDENTIFY not in engine.kinds():
        return False
    run = engine.connection
    run.execute(_TABLE)
    run.execute(_INDEX)
    run.execute("DELETE FROM temp.sources")
    run.executemany("INSERT INTO temp.sources VALUES (?, ?, ?, ?)", _rows(engine))
    return True


def _rows(engine: Engine) -> Iterator[tuple[int, int, int, int]]:
    """List unit, subject, and the instants after and until which facts about it count so."""
    lineage, number = engine.lineage(), engine.names.find
    for card in sorted(lineage.kin):
        spans = list(_spans(lineage, card))
        for subject in map(UnitId, (card, *engine.names.starting(f"{card}#"))):
            for heir, since, until in spans:
                about, unit = number(subject), number(unit_id(heir, part_of(subject)))
                if about is not None and unit is not None:
                    yield unit, about, since, until


def _spans(lineage: "Lineage", card: CardId) -> Iterator[tuple[CardId, int, int]]:
    """Tell for which card the facts about one count, span by span."""
    since = -_EVER
    for order, _ in lineage.moves.get(card, ()):
        if order[0] > since:
            yield lineage.heir_of(card, order), since, order[0]
            since = order[0]
    yield card, since, _EVER
