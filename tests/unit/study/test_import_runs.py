"""Logs taken in by columns say what they say entry by entry."""

from array import array

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mlprep.domain.days import HOUR_MS, Calendar, DayTable
from mlprep.domain.facts import PlainReview
from mlprep.domain.ids import CardId
from mlprep.domain.past import apart
from mlprep.formats.exchange.collection import AnswerLog, Answers, Card, Note
from mlprep.memory.model import DEFAULT_PARAMETERS
from mlprep.study.exchange import import_runs
from mlprep.study.exchange.import_facts import Frame, past_of
from mlprep.study.exchange.import_runs import Runs

NOW_MS = 1_800_000_000_000
SKIPPED_MS = 1_325_239_200_000
"""When Apia went from 29 to 31 December 2011."""
ANSWERS = st.lists(
    st.tuples(
        st.integers(-5, NOW_MS + 10**9) | st.integers(NOW_MS - 10**9, NOW_MS + 5),
        st.integers(1, 4),
        st.integers(0, 2 * import_runs.LONGEST_MS),
        st.integers(-(10**7), 200_000),
    ),
    min_size=1, max_size=10, unique_by=lambda one: one[0],
)  # fmt: skip


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Pacific/Apia", "America/St_Johns"])
@settings(max_examples=30, deadline=None)
@given(answers=ANSWERS, rollover=st.integers(0, 23))
@example(answers=[(SKIPPED_MS + hour * HOUR_MS, 3, 9, hour) for hour in range(-30, 30)], rollover=4)
def test_reviews_by_columns_are_those_of_the_entries(
    zone: str, answers: list[tuple[int, int, int, int]], rollover: int
) -> None:
    calendar = Calendar(zone, rollover)
    log = AnswerLog(Answers(*(array("q", one) for one in zip(*sorted(answers), strict=True))),
                    0, len(answers))  # fmt: skip
    note = Note(CardId("a"), ("Deck",), marked=True)

    def frame() -> Frame:
        days = DayTable(calendar)
        return Frame(days, DEFAULT_PARAMETERS, 2, NOW_MS, NOW_MS - 500, Runs(days, NOW_MS))

    one_by_one = past_of(note, Card(log=tuple(log)), frame())
    with pytest.MonkeyPatch.context() as always:
        always.setattr(import_runs, "_FEW", 0)
        at_once = past_of(note, Card(log=log), frame())
    assert list(apart(at_once.all)) == one_by_one.all
    possible = all(0 <= at_ms <= NOW_MS for at_ms, *_ in answers)
    assert isinstance(at_once.dated[0], PlainReview) != possible
