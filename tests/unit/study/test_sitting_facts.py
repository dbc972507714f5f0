"""What is written of sittings is what is read back."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.assessment import DEEP, STANDARD, ItemSpec, Outcome, Response
from mlprep.domain.facts import Draft, Fact, FactKind
from mlprep.domain.ids import DeviceId
from mlprep.study.measuring.sitting_facts import (
    Begun,
    Given,
    SittingRecord,
    days_of,
    ended_draft,
    given_draft,
    sittings_from,
)

IDS = st.text("abcdefgh-", min_size=1, max_size=12)
NUMBERS = st.floats(-4, 4)
POSITIVE = st.floats(0.01, 3)
SPECS = st.builds(
    ItemSpec,
    IDS,
    IDS,
    NUMBERS,
    POSITIVE,
    POSITIVE,
    st.floats(0, 0.5),
    st.floats(1, 600),
    st.sampled_from(["", "family"]),
    version=IDS,
)


@st.composite
def answers(draw: st.DrawFn, at_ms: int) -> Given:
    response = Response(
        draw(SPECS),
        draw(st.sampled_from(Outcome)),
        draw(st.floats(0, 1e5)),
        draw(st.sampled_from([None, True, False])),
        days_of(at_ms),
    )
    return Given(
        response,
        at_ms,
        draw(st.text(max_size=20)),
        tuple(draw(st.lists(st.integers(0, 9), max_size=3))),
        draw(st.none() | st.floats(0, 1)),
    )


def as_facts(drafts: list[Draft]) -> list[Fact]:
    return [
        Fact(DeviceId("d"), number, 1000 + number, draft.kind, draft.subject, draft.body)
        for number, draft in enumerate(drafts)
    ]


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(0, 2**40), st.lists(IDS, max_size=3), st.integers(0, 4))
def test_a_sitting_is_read_back_as_it_was(
    data: st.DataObject, seed: int, focus: list[str], count: int
) -> None:
    begun = Begun("one", 1000, seed, DEEP, tuple(focus), spread=0.7)
    given_ones = [data.draw(answers(1001 + number)) for number in range(count)]
    drafts = [begun.draft(), *(given_draft("one", one) for one in given_ones)]
    assert sittings_from(as_facts(drafts)) == [SittingRecord(begun, tuple(given_ones))]
    ended = sittings_from(as_facts([*drafts, ended_draft("one", "length")]))
    assert (ended[0].ended, ended[0].is_open) == ("length", False)


def test_what_is_malformed_is_left_out() -> None:
    begun = Begun("one", 1000, 7, STANDARD)
    drafts = [
        Draft(FactKind.SITTING_BEGUN, "none", {"seed": "x"}),
        begun.draft(),
        Draft(FactKind.RESPONSE, "item", {"sitting": "nowhere", "outcome": "right"}),
        Draft(FactKind.RESPONSE, "item", {"sitting": "one", "outcome": "maybe"}),
        Draft(FactKind.RESPONSE, "item", {"sitting": "one", "outcome": "right", "b": 1.0}),
        ended_draft("nobody", "length"),
    ]
    assert [one.given for one in sittings_from(as_facts(drafts))] == [()]
