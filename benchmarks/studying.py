"""Studying: the next card, answers, undo, counts and searches."""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks import madeup
from benchmarks.kit import Row, compared, copy_of, home, in_turn, timed
from benchmarks.peer import Anki

from mlprep.domain.rating import Rating
from mlprep.store.paths import paths_below
from mlprep.study.content.search import search
from mlprep.study.review.session import ReviewSession
from mlprep.study.statistics.gathering import statistics
from mlprep.study.upkeep import join_search_index
from mlprep.study.workspace import Workspace
from mlprep.tui.screens.review.ending import CHECKPOINT_ANSWERS

KEPT_UNDOS = 25
"""The peer takes no more than thirty back."""
MANY = 9999
"""Reviews a day, so that the queues are as long as the peer's."""
SEARCHES = {
    "a rare word": (madeup.RARE_WORD, madeup.RARE_WORD),
    "two common words": (" ".join(madeup.COMMON_WORDS), " ".join(madeup.COMMON_WORDS)),
    "a tag": (f"tag:{madeup.TAG}", f"tag:{madeup.TAG}"),
    "beginning of a word": (madeup.PREFIX, f"w:{madeup.PREFIX}*"),
    "what is due in a deck": ("deck:made-up-deck-59 is:due", "deck:made-up-deck-59 is:due"),
}


class BareCommit:
    """One durable insert and update in SQLite: what no answer can be quicker than."""

    def __init__(self, folder: Path) -> None:
        self._run = sqlite3.connect(folder / "bare.sqlite", isolation_level=None).execute
        self._run("PRAGMA journal_mode = WAL")
        self._run("PRAGMA synchronous = FULL")
        self._run("CREATE TABLE reviews (id INTEGER PRIMARY KEY, card INT, day INT, rating INT)")
        self._run("CREATE TABLE cards (id INTEGER PRIMARY KEY, due INT, stability REAL)")
        self._run("INSERT INTO cards VALUES (1, 1, 1)")

    def __call__(self) -> float:
        start = time.perf_counter()
        self._run("BEGIN IMMEDIATE")
        self._run("INSERT INTO reviews (card, day, rating) VALUES (1, 2, 3)")
        self._run("UPDATE cards SET due = due + 1, stability = stability + 0.1 WHERE id = 1")
        self._run("COMMIT")
        return (time.perf_counter() - start) * 1000


def _open(found: Path) -> Workspace:
    opened = Workspace.open(paths=paths_below(found))
    opened.refresh_library()
    opened.change_setting("reviews_per_day", MANY)
    opened.history.warm()
    join_search_index(opened)  # as the screen does beside its first frame
    return opened


def answering(size: int, rounds: int, anki: Anki | None) -> Iterator[Row]:
    """Answer and next card, and undo, against a bare commit and the peer."""
    found, chance = copy_of(home(size)), random.Random(1)
    bare = BareCommit(found)
    with _open(found) as opened:
        session = ReviewSession(opened)
        session.next()
        done = 0

        def rest() -> None:
            """Do what the screen does while the learner reads."""
            nonlocal done
            session.look_ahead()
            done += 1
            if done % CHECKPOINT_ANSWERS == 0:
                opened.history.checkpoint()

        def answer() -> float:
            rating = chance.choices((Rating.AGAIN, Rating.GOOD, Rating.EASY), (10, 80, 10))[0]
            start = time.perf_counter()
            session.answer(rating)
            taken = (time.perf_counter() - start) * 1000
            rest()
            return taken

        def undo() -> float:
            start = time.perf_counter()
            opened.history.undo()
            taken = (time.perf_counter() - start) * 1000
            rest()
            return taken

        measures: dict[str, Callable[[], float]] = {"ours": answer, "bare": bare}
        taken = in_turn(measures | _peer(anki, "answer"), rounds * 20, warm=20)
        yield compared("answer + next card", "bare SQLite commit", taken, 2.0, "bare")
        if anki:
            yield compared("answer + next card", "Anki's answer cycle", taken, 0.8, "anki")
        measures = {"ours": undo, "bare": bare}
        undos = min(rounds * 5, KEPT_UNDOS)
        taken = in_turn(measures | _peer(anki, "undo"), undos - 2, warm=2)
        name = "anki" if anki else "bare"
        peer = "Anki" if anki else "bare SQLite commit"
        yield compared("undo an answer", peer, taken, 0.9 if anki else 2.0, name)


def looking(size: int, rounds: int, anki: Anki | None) -> Iterator[Row]:
    """Counts, the queue and searches, against the peer; against a bare query without it."""
    with _open(copy_of(home(size))) as opened:
        history, bare = opened.history, _bare_query

        def queue() -> None:
            opened.forget_cached()
            ReviewSession(opened).next()

        today, now = opened.today, opened.clock.now_ms()
        pairs: list[tuple[str, Callable[[], object], str, float]] = [
            ("deck list with counts", lambda: history.deck_counts(today, now), "deck_tree", 0.1),
            ("queue + first card", queue, "queue", 0.5),
        ]
        year, days = partial(statistics, opened, "year"), 365

        def heat_map() -> None:
            history.days_studied(today - days + 1, today)
            history.due_load(today + 1, today + days)

        pairs.append(("heat map and what falls due", heat_map, "graphs", 0.4))
        pairs.append(("statistics of a year, all of them", year, "graphs", 0.4))
        for what, (words, theirs) in SEARCHES.items():
            pairs.append(
                (f"search: {what}", partial(search, opened, words), f"search {theirs}", 0.15)
            )
        for what, work, asked, goal in pairs:
            peer = _peer(anki, asked) or {"bare": timed(bare)}
            taken = in_turn({"ours": timed(work)} | peer, rounds)
            name = "Anki" if anki else "a loop of 100,000 additions"
            beside = "anki" if anki else "bare"
            yield compared(what, name, taken, goal if anki else 99, beside)


def _bare_query() -> int:
    return sum(range(100_000))


def _peer(anki: Anki | None, asked: str) -> dict[str, Callable[[], float]]:
    return {"anki": lambda: anki.measure(asked)} if anki else {}


def simulating(size: int, rounds: int, anki: Anki | None) -> Iterator[Row]:
    """A year ahead, simulated from the history, against the peer's."""
    from mlprep.planning.forecast import forecast
    from mlprep.study.plan.priorities import topic_plan
    from mlprep.study.plan.start import footing

    with _open(copy_of(home(size))) as opened:
        plan = topic_plan(opened)
        base = footing(opened, plan)

        own = [one for one in base.start.new if one.unit.startswith("made-up")]
        start = replace(base.start, new=own, priorities=())  # the peer has no other cards

        def year() -> None:
            forecast(start, base.pace, 365)

        measures = {"ours": timed(year), "gathering": timed(lambda: footing(opened, plan))}
        peer = _peer(anki, "simulate") or {"bare": timed(_bare_query)}
        taken = in_turn(measures | peer, rounds)
        name = "Anki" if anki else "a loop of 100,000 additions"
        beside = "anki" if anki else "bare"
        yield compared("a year simulated", name, taken, 0.2 if anki else 999, beside)
        taken["ours"] = taken["gathering"]
        yield compared("what it starts from, gathered", name, taken, 0.2 if anki else 999, beside)
