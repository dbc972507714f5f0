"""A program that answers and says so; the tests kill it, starve it and watch its system calls.

    answering.py MODE PATH [COUNT]

Each acknowledgement is one write of one line to stdout, after the history said that it was
recorded.  Nothing but the store is imported, so that a run starts in a few hundredths of a
second.
"""

import os
import sqlite3
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from mlprep.domain.facts import Draft, Fact, FactKind
from mlprep.domain.units import Phase, UnitState
from mlprep.store import connection, schema
from mlprep.store.errors import HistoryError
from mlprep.store.history import History


class WallClock:
    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000


def advance(state: UnitState, fact: Fact, _parameters: tuple[float, ...]) -> UnitState:
    day = fact.body.get("day")
    if not isinstance(day, int):
        return state
    return state._replace(
        phase=Phase.REVIEW,
        stability=(state.stability or 1.0) * 1.1,
        last_day=day,
        first_day=day if state.first_day is None else state.first_day,
        due_day=day + 1,
        reps=state.reps + 1,
    )


def open_history(path: Path) -> History:
    return History.open(
        path, clock=WallClock(), advance=advance, default_parameters=(1.0,) * 21, machine="here"
    )


def draft(number: int) -> Draft:
    body = {"day": 20_000 + number // 50, "rating": 1 + number % 4, "ms": 100}
    return Draft(FactKind.REVIEW, f"unit-{number % 40}", {**body, "due_day": 20_001 + number})


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def answer(history: History, count: int) -> None:
    for number in range(count):
        (fact,) = history.record([draft(number)])
        say(f"recorded {fact.number}")


def undo_and_redo(history: History, count: int) -> None:
    for number in range(count):
        (fact,) = history.record([draft(number)])
        say(f"recorded {fact.number}")
        history.undo()
        say(f"undone {fact.number}")
        if number % 3 == 0:
            history.redo()
            say(f"redone {fact.number}")


def answer_unsynced(history: History, count: int) -> None:
    """Do it deliberately wrong: commits are not synced."""
    history._engine.connection.execute("PRAGMA synchronous = NORMAL")
    answer(history, count)


def fill(history: History, count: int) -> None:
    """Answer until no page is left."""
    pages = history._engine.connection.execute("PRAGMA page_count").fetchone()[0]
    history._engine.connection.execute(f"PRAGMA max_page_count = {pages + 8}")
    answer(history, count)


def more_migrations() -> None:
    """Let the program know schemas to come, each with enough work to be killed in."""

    def widen(number: int) -> schema.Migration:
        def apply(connection: sqlite3.Connection) -> None:
            connection.execute(f"CREATE TABLE extra_{number} (id INTEGER, text TEXT)")
            connection.execute(
                f"INSERT INTO extra_{number} SELECT number, hex(randomblob(200)) FROM facts"  # noqa: S608  # a number
            )

        return schema.Migration(f"extra_{number}", apply)

    migrations = (*schema.MIGRATIONS, *(widen(number) for number in range(6)))
    defaults = dict(connection.connect.__kwdefaults__ or {})
    connection.connect.__kwdefaults__ = {**defaults, "migrations": migrations}


def nothing(_history: History, _count: int) -> None:
    """Only open the history."""


MODES = {
    "answer": answer,
    "undo": undo_and_redo,
    "unsynced": answer_unsynced,
    "fill": fill,
    "migrate": answer,
    "open": nothing,
}


def main() -> int:
    mode, path = sys.argv[1], Path(sys.argv[2])
    if "BECOME_USER" in os.environ:
        # Only now: the interpreter itself may stand where that user cannot reach.
        user = int(os.environ["BECOME_USER"])
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
    if mode == "migrate":
        more_migrations()
    say("started")
    try:
        with open_history(path) as history:
            say("open")
            MODES[mode](history, count)
    except HistoryError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
