"""The load that a session balances by is the one that the history counts."""

from pathlib import Path

from tests.unit.store.storekit import START, TODAY, open_history, placed, review

from mlprep.domain.clock import FixedClock
from mlprep.domain.ids import UnitId
from mlprep.study.review.due_load import DueLoad


def test_days_are_counted_once_and_follow_what_is_told(tmp_path: Path) -> None:
    with open_history(tmp_path / "history.sqlite", FixedClock(START)) as history:
        history.place(placed("a", "b", "c"))
        history.record([review("a", 3), review("b", 3)])
        due = history.state(UnitId("a")).due_day
        assert due is not None
        load = DueLoad(history)
        assert load
        assert (load[due], load.get(due + 1, 7)) == (2, 0)
        history.record([review("c", 3)])
        load.change(due, 1)
        assert load[due] == history.due_load(due, due)[due] == 3
        load.change(TODAY + 9, 1)
        assert load[TODAY + 9] == 0
        assert dict(load) == {due: 3, due + 1: 0, TODAY + 9: 0}
