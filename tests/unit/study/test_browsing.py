import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep.domain.ids import UnitId
from mlprep.domain.units import Phase
from mlprep.study.review import browsing
from mlprep.study.review.browsing import BrowsingError, units_again, units_named, units_of_decks
from mlprep.study.workspace import Workspace

ONE, TWO, REVERSE = UnitId("small-one"), UnitId("small-two"), UnitId("small-two#rev")


def test_a_decks_units_come_in_its_order_with_their_states(workspace: Workspace) -> None:
    hits = units_of_decks(workspace, ["small"])
    assert [hit.unit for hit in hits] == [
        "small-one", "small-two", "small-two#rev", "small-gaps#c1", "small-gaps#c2",
        "small-typed", "small-choice",
    ]  # fmt: skip
    assert all(hit.state.unit == hit.unit for hit in hits)


def test_pages_of_cards_join_to_the_whole(workspace: Workspace) -> None:
    whole = units_of_decks(workspace, ["small"])
    pages = [units_of_decks(workspace, ["small"], start=at, limit=2) for at in (0, 2, 4)]
    assert [hit for page in pages for hit in page] == whole
    assert units_of_decks(workspace, ["small"], start=6, limit=2) == []


def test_many_units_are_one_action_that_undo_names(workspace: Workspace) -> None:
    told = browsing.suspend(workspace, [ONE, TWO, REVERSE], on=True)
    assert told == "Suspended: 3 cards"
    assert all(workspace.history.state(one).suspended for one in (ONE, TWO, REVERSE))
    done = workspace.history.undo()
    assert done is not None
    assert done.label == told
    assert not any(workspace.history.state(one).suspended for one in (ONE, TWO, REVERSE))


def test_what_was_put_on_a_unit_can_be_taken_off_again(workspace: Workspace) -> None:
    assert browsing.mark(workspace, [ONE], on=True) == 'Marked: "One?"'
    browsing.bury(workspace, [ONE], on=True)
    browsing.flag(workspace, [ONE], 5)
    state = workspace.history.state(ONE)
    assert (state.marked, state.flag, state.is_buried(workspace.today)) == (True, 5, True)
    assert not state.is_buried(workspace.today + 1)
    browsing.mark(workspace, [ONE], on=False)
    browsing.bury(workspace, [ONE], on=False)
    browsing.flag(workspace, [ONE], 0)
    state = workspace.history.state(ONE)
    assert (state.marked, state.flag, state.is_buried(workspace.today)) == (False, 0, False)


def test_set_due_and_reset_move_the_schedule(workspace: Workspace) -> None:
    assert browsing.set_due(workspace, [ONE], 1) == 'Due tomorrow: "One?"'
    state = workspace.history.state(ONE)
    assert (state.phase, state.due_day) == (Phase.REVIEW, workspace.today + 1)
    browsing.reset(workspace, [ONE])
    assert workspace.history.state(ONE).phase is Phase.NEW


def test_states_are_read_again_and_cards_that_left_are_left_out(workspace: Workspace) -> None:
    hits = units_of_decks(workspace, ["small"])
    browsing.flag(workspace, [TWO], 2)
    path = workspace.paths.decks / "small.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("small-one", "small-other"), encoding="utf-8")
    workspace.refresh_library()
    again = units_again(workspace, hits)
    assert [hit.unit for hit in again] == [hit.unit for hit in hits[1:]]
    assert again[0].state.flag == 2


@pytest.mark.parametrize("number", [-1, 8])
def test_a_flag_out_of_range_is_refused(workspace: Workspace, number: int) -> None:
    with pytest.raises(BrowsingError, match="a flag is a number from 0"):
        browsing.flag(workspace, [ONE], number)
    assert workspace.history.undo() is None


def test_nothing_is_recorded_for_no_card_or_too_far_a_day(workspace: Workspace) -> None:
    with pytest.raises(BrowsingError, match="no card here"):
        browsing.reset(workspace, [])
    with pytest.raises(BrowsingError, match="0 to 36,500 days"):
        browsing.set_due(workspace, [ONE], 36_501)
    assert workspace.history.undo() is None


@given(st.integers(0, 36_500), st.sampled_from(["{}", " {} ", "{}d", "{} d"]))
def test_days_are_read_as_people_write_them(days: int, form: str) -> None:
    assert browsing.days_from(form.format(days)) == days


@given(st.text())
def test_any_text_is_days_or_refused_with_a_sentence(text: str) -> None:
    try:
        days = browsing.days_from(text)
    except BrowsingError:
        with pytest.raises(BrowsingError, match="days"):
            browsing.days_from(text)
    else:
        assert 0 <= days <= browsing.MOST_DAYS


def test_units_are_found_by_what_people_write(workspace: Workspace) -> None:
    gaps = ["small-gaps#c1", "small-gaps#c2"]
    assert units_named(workspace, ["small-two", "small-two#rev"]) == [TWO, REVERSE]
    assert units_named(workspace, ["small-two#*"]) == [TWO, REVERSE]
    assert units_named(workspace, ["small-gaps", "small-gaps#c1"]) == gaps


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("small-tow", "did you mean small-two"),
        ("small-gaps#c3", "did you mean small-gaps#c1 or small-gaps#c2"),
        ("zzz", "mlprep search"),
        ("", "mlprep search"),
    ],
)
def test_an_unknown_unit_is_refused_with_the_nearest(
    workspace: Workspace, name: str, hint: str
) -> None:
    with pytest.raises(BrowsingError, match=hint):
        units_named(workspace, ["small-one", name])
