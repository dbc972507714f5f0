"""Anki's back end as a peer: a child process in an environment that has the ``anki`` package.

``python -m benchmarks --anki-python PATH`` names its Python.  The child carries the same cards
and reviews; it times one operation for every line that it is sent.
"""

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from benchmarks import madeup

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT, NEW = 9999, 20
NOON_MS = 12 * 3_600_000
DEFAULT_PARAMETERS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835,
    0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
"""Of FSRS-6, written down here because the child's environment does not have our package."""
ROOT = Path(__file__).parents[1]


def evict(path: Path) -> None:
    """Drop a file from the page cache, as far as the system lets one ask for it."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


class Anki:
    """The child process, seen from the benchmarks; use it as a context manager."""

    def __init__(self, python: str, size: int) -> None:
        self._folder = tempfile.TemporaryDirectory()
        command = [python, "-m", "benchmarks.peer", self._folder.name, str(size)]
        self._child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, cwd=ROOT
        )
        self._line()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.communicate("")
        self._folder.cleanup()

    def measure(self, asked: str) -> float:
        """Have one operation done; the milliseconds that it took."""
        if self._child.stdin is None:
            raise RuntimeError("the peer takes no orders")
        self._child.stdin.write(f"{asked}\n")
        self._child.stdin.flush()
        return float(self._line())

    def _line(self) -> str:
        line = self._child.stdout.readline() if self._child.stdout else ""
        if not line:
            raise RuntimeError("the peer has ended; is the `anki` package in its environment?")
        return line


def serve(folder: Path, size: int) -> None:
    """Be the child: make the collection, then do what is asked, line by line."""
    operations = _Operations(_collection(folder / "collection.anki2", size))
    print("ready", flush=True)
    for line in sys.stdin:
        name, _, argument = line.strip().partition(" ")
        print(operations.time(name, argument), flush=True)


class _Operations:
    def __init__(self, collection: Any) -> None:
        self.collection = collection
        self.chance = random.Random(1)
        self.deck = collection.decks.id("ML")
        self.other = collection.decks.id("Other")
        collection.decks.set_current(self.deck)

    def time(self, name: str, argument: str) -> float:
        """Milliseconds that an operation takes."""
        if name == "queue":  # a change of decks drops the queue that is kept
            self.collection.decks.set_current(self.other)
            self.collection.sched.get_queued_cards()
            self.collection.decks.set_current(self.deck)
        works: dict[str, Callable[[], object]] = {
            "answer": self._answer,
            "undo": self.collection.undo,
            "deck_tree": self.collection.sched.deck_due_tree,
            "queue": self.collection.sched.get_queued_cards,
            "search": lambda: self.collection.find_cards(argument.replace("deck:", "deck:ML::")),
            "simulate": self._simulate,
            "fit": self._fit,
            "graphs": self._graphs,
            "export": lambda: _export(self.collection, Path(argument)),
        }
        if name == "import":  # into a new collection, whose making does not count
            return _import(Path(argument))
        if name == "open":
            return self._open()
        if name == "memories":
            return self._memories()
        work = works[name]
        start = time.perf_counter()
        work()
        return (time.perf_counter() - start) * 1000

    def _open(self) -> float:
        """Milliseconds to open and close a copy that is not in the page cache."""
        copied = Path(self.collection.path).with_name("copied.anki2")
        if not copied.exists():
            with closing(sqlite3.connect(copied)) as target:
                for statement in ("pragma page_size = 4096", "pragma journal_mode = wal"):
                    target.execute(statement)
                with closing(sqlite3.connect(self.collection.path)) as source:
                    source.backup(target)
        evict(copied)
        start = time.perf_counter()
        import_module("anki.collection").Collection(str(copied)).close()
        return (time.perf_counter() - start) * 1000

    def _answer(self) -> None:
        answer = import_module("anki.scheduler_pb2").CardAnswer
        queued = self.collection.sched.get_queued_cards().cards[0]
        card = self.collection.get_card(queued.card.id)
        card.start_timer()
        ratings = (answer.AGAIN, answer.GOOD, answer.EASY)
        rating = self.chance.choices(ratings, (10, 80, 10))[0]
        states = self.collection.sched.build_answer(card=card, states=queued.states, rating=rating)
        self.collection.sched.answer_card(states)

    def _fit(self) -> None:
        self.collection._backend.compute_fsrs_params(  # noqa: SLF001  # no public name
            search="", current_params=[], ignore_revlogs_before_ms=0, num_of_relearning_steps=1,
            health_check=False,
        )  # fmt: skip

    def _simulate(self) -> None:
        request = import_module("anki.scheduler_pb2").SimulateFsrsReviewRequest(
            params=DEFAULT_PARAMETERS, desired_retention=0.9, deck_size=0, days_to_simulate=365,
            new_limit=NEW, review_limit=LIMIT, max_interval=36_500, search="",
            historical_retention=0.9, learning_step_count=2, relearning_step_count=1,
            easy_days_percentages=[1.0] * 7,
        )  # fmt: skip
        self.collection._backend.simulate_fsrs_review(request)  # noqa: SLF001  # no public name

    def _graphs(self) -> None:
        self.collection._backend.graphs(search="", days=365)  # noqa: SLF001  # no public name

    def _memories(self) -> float:
        """Milliseconds to work out all memories; forgetting them before does not count."""
        _use_fsrs(self.collection, on=False)
        start = time.perf_counter()
        _use_fsrs(self.collection, on=True)
        return (time.perf_counter() - start) * 1000


def _export(collection: Any, package: Path) -> None:
    """Write everything, schedule and log included, as a package."""
    made = import_module("anki.collection")
    options = made.ExportAnkiPackageOptions(
        with_scheduling=True, with_deck_configs=True, with_media=False, legacy=False
    )
    collection.export_anki_package(out_path=str(package), options=options, limit=None)


def _import(package: Path) -> float:
    """Milliseconds to import a package into an empty collection."""
    made = import_module("anki.collection")
    with tempfile.TemporaryDirectory() as folder:
        empty = made.Collection(str(Path(folder) / "collection.anki2"))
        options = made.ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
        start = time.perf_counter()
        empty.import_anki_package(
            made.ImportAnkiPackageRequest(package_path=str(package), options=options)
        )
        taken = (time.perf_counter() - start) * 1000
        empty.close()
    return taken


def _collection(path: Path, size: int) -> Any:
    anki = import_module("anki.collection")
    collection = anki.Collection(str(path))
    kind = collection.models.by_name("Basic")
    requests = []
    for card in madeup.cards(size):
        note = collection.new_note(kind)
        note["Front"], note["Back"], note.tags = card.front, card.back, list(card.tags)
        requests.append(anki.AddNoteRequest(note, collection.decks.id(f"ML::{card.deck}")))
    for start in range(0, size, 1000):
        collection.add_notes(requests[start : start + 1000])
    _use_fsrs(collection, on=False)
    _write_log(collection, size)
    _use_fsrs(collection, on=True)
    return collection


def _write_log(collection: Any, size: int) -> None:
    """Put the made-up log into the tables, as an import would."""
    now = int(time.time())
    today = now // 86_400
    ids = collection.db.list("select id from cards order by id")
    last: dict[int, tuple[int, madeup.Review]] = {}
    rows, counts = [], dict.fromkeys(range(size), 0)
    for number, review in enumerate(madeup.reviews(size, today)):
        before = last.get(review.card)
        gap = review.day - before[0] if before else 0
        ahead = review.due_day - review.day if review.due_day is not None else -600
        at = review.day * 86_400_000 + NOON_MS + number % 10_000_000  # the same day for both
        kind = 1 if gap else 0
        rows.append((at, ids[review.card], -1, review.rating, ahead, gap, 500, 9000, kind))
        last[review.card] = (review.day, review)
        counts[review.card] += 1
    used: set[int] = set()
    unique = []
    for row in rows:
        at = row[0]
        while at in used:
            at += 1
        used.add(at)
        unique.append((at, *row[1:]))
    shift = collection.sched.today - today
    collection.db.executemany("insert into revlog values (?,?,?,?,?,?,?,?,?)", unique)
    collection.db.executemany(
        "update cards set type=2, queue=2, due=?, ivl=?, factor=2500, reps=?, left=0 where id=?",
        [
            ((one.due_day or 0) + shift, (one.due_day or 0) - one.day, counts[card], ids[card])
            for card, (_, one) in last.items()
        ],
    )


def _use_fsrs(collection: Any, *, on: bool) -> None:
    data = collection.decks.get_deck_configs_for_update(1)
    configs = [one.config for one in data.all_config]
    for config in configs:
        config.config.new_per_day, config.config.reviews_per_day = NEW, LIMIT
    limits = data.current_deck.limits
    collection.decks.update_deck_configs(
        import_module("anki.decks").UpdateDeckConfigs(
            target_deck_id=1, configs=configs, limits=limits, fsrs=on
        )
    )


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
