"""Importing an Anki package with its history, against Anki's own import of it."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.kit import ROOT, Row, compared, in_turn
from benchmarks.peer import Anki

from mlprep.store.paths import paths_below
from mlprep.study.exchange.importing import carry_out, plan_import, read_foreign
from mlprep.study.workspace import Workspace


def importing(rounds: int, anki: Anki | None) -> Iterator[Row]:
    """A package of the peer's collection into an empty home; nothing to measure without it."""
    if anki is None:
        return
    folder = Path(tempfile.mkdtemp(dir=ROOT))
    package = folder / "made-up.apkg"
    anki.measure(f"export {package}")

    def ours() -> float:
        home = Path(tempfile.mkdtemp(dir=folder))
        with Workspace.open(paths=paths_below(home)) as opened:
            opened.refresh_library()
            start = time.perf_counter()
            carry_out(opened, plan_import(opened, read_foreign(package), package.name))
            taken = (time.perf_counter() - start) * 1000
        shutil.rmtree(home)
        return taken

    measures = {"ours": ours, "anki": lambda: anki.measure(f"import {package}")}
    taken = in_turn(measures, rounds, warm=0)
    yield compared("a package with its history imported", "Anki", taken, 2.0, "anki")
    shutil.rmtree(folder, ignore_errors=True)
