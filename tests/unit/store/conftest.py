import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlprep.domain.clock import FixedClock
from mlprep.store.history import History

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.beginnings import begin_history
from tests.unit.store.storekit import START, open_history


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


@pytest.fixture
def history(path: Path, clock: FixedClock) -> Iterator[History]:
    begin_history(path)
    with open_history(path, clock) as opened:
        yield opened
