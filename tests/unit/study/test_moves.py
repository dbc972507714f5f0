"""Moving in and out as a front end offers it: looked at, done, and told in sentences."""

from pathlib import Path

import pytest
from tests.unit.study.conftest import DECK

from mlprep.domain.clock import FixedClock
from mlprep.domain.rating import Rating
from mlprep.store.errors import HistoryError
from mlprep.store.paths import paths_below
from mlprep.study.exchange import moves
from mlprep.study.exchange.moves import Told, carried_out
from mlprep.study.review.session import ReviewSession
from mlprep.study.workspace import Workspace


def test_files_that_were_never_read_are_looked_at_first(
    workspace: Workspace, tmp_path: Path, clock: FixedClock
) -> None:
    package = tmp_path / "mine.apkg"
    assert not carried_out(moves.write_decks(package), workspace).failed
    paths = paths_below(tmp_path / "other")
    paths.decks.mkdir(parents=True)
    (paths.decks / "small.toml").write_text(DECK, encoding="utf-8")
    with Workspace.open(paths=paths, clock=clock, zone="UTC") as other:
        told = carried_out(moves.look_at_cards(package), other)
        assert any("5 cards that you have" in line for line in told.lines)
        assert (told.take, told.changed) == (None, True)
        assert not carried_out(moves.look_at_cards(package), other).changed
    with Workspace.open(paths=paths_below(tmp_path / "third"), clock=clock, zone="UTC") as third:
        (third.paths.decks / "small.toml").write_text(DECK, encoding="utf-8")
        written = carried_out(moves.write_decks(tmp_path / "x.csv"), third)
        assert written.lines[0].startswith("5 cards of 1 deck")


def test_what_is_taken_is_what_is_there_by_then(workspace: Workspace, tmp_path: Path) -> None:
    source = tmp_path / "priors.csv"
    source.write_text("front,back\nWhat is a prior?,Belief.\n", encoding="utf-8")
    told = carried_out(moves.look_at_cards(source), workspace)
    assert told.take is not None
    first = carried_out(told.take, workspace)
    assert first == Told(("priors.csv is taken over: 1 new card.",), changed=True)
    again = carried_out(told.take, workspace)
    assert again.lines == ("priors.csv is taken over: 0 new cards.",)
    source.unlink()
    gone = carried_out(told.take, workspace)
    assert gone.failed
    assert gone.lines == (f"Not done: {source}: No such file or directory",)


def test_an_archive_comes_in_once_with_a_backup_before(
    workspace: Workspace, tmp_path: Path
) -> None:
    session = ReviewSession(workspace)
    session.next()
    session.answer(Rating.EASY)
    archive = tmp_path / "all.zip"
    told = carried_out(moves.write_archive(archive), workspace)
    assert told.lines == (f"{archive}: 1 fact of 1 device, 1 file.",)
    with Workspace.open(
        paths=paths_below(tmp_path / "other"), clock=workspace.clock, zone="UTC"
    ) as other:
        look = carried_out(moves.look_at_archive(archive), other)
        assert look.take is not None
        taken = carried_out(look.take, other)
        assert taken.lines == (
            "Done: 1 fact and 1 file came.",
            "A backup of the history was made before.",
        )
        assert carried_out(moves.look_at_archive(archive), other).take is None


def test_a_fault_is_a_sentence_and_what_was_done_is_looked_at_again(workspace: Workspace) -> None:
    def work(_workspace: Workspace) -> Told:
        raise HistoryError("The disk is full.")

    assert carried_out(work, workspace) == Told(
        ("Not done: The disk is full.",), changed=True, failed=True
    )


def test_a_defect_is_no_sentence(workspace: Workspace) -> None:
    def work(_workspace: Workspace) -> Told:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        carried_out(work, workspace)
