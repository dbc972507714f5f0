"""In and out on the screen: looked at first, taken over or left, written and shared."""

import json
import threading
import zipfile
from pathlib import Path

import pytest
from tests.tui.tuikit import DECK, SIZE, Learner, OpenApp, settle, shown
from textual.pilot import Pilot
from textual.widgets import Input

from mlprep.study.exchange.moves import Told, Work
from mlprep.study.workspace import Workspace
from mlprep.tui.app import StudyApp
from mlprep.tui.screens.transfer import screen as transfer
from mlprep.tui.screens.transfer.screen import TransferScreen
from mlprep.tui.widgets.paths import PathEntry, completion

ROWS = "front,back\nWhat is a prior?,Belief before data.\nWhat is a posterior?,Belief after data.\n"


async def opened(pilot: Pilot[int]) -> StudyApp:
    """Open the screen of moving in and out from Today."""
    await settle(pilot)
    await pilot.press("x")
    await settle(pilot)
    app = pilot.app
    assert isinstance(app, StudyApp)
    assert isinstance(app.screen, TransferScreen)
    return app


async def answer(pilot: Pilot[int], *keys: str, path: Path | str) -> None:
    """Press keys and answer the question that they bring."""
    await pilot.press(*keys)
    await pilot.pause()
    pilot.app.screen.query_one(Input).value = str(path)
    await pilot.press("enter")
    await settle(pilot)


async def test_cards_are_shown_first_and_taken_over_by_a_yes(
    learner: Learner, open_app: OpenApp, tmp_path: Path
) -> None:
    source = tmp_path / "priors.csv"
    source.write_text(ROWS, encoding="utf-8")
    async with open_app().run_test(size=SIZE) as pilot:
        app = await opened(pilot)
        await answer(pilot, "i", path=source)
        assert "2 new cards" in shown(app)
        assert not list(learner.paths.decks.rglob("*.toml"))
        await pilot.press("enter")
        await settle(pilot)
        assert "priors.csv is taken over: 2 new cards." in shown(app)
        assert [path.name for path in learner.paths.decks.rglob("*.toml")] == ["priors.toml"]
        assert len(app.workspace.library.decks) == 1


async def test_leaving_it_changes_nothing(
    learner: Learner, open_app: OpenApp, tmp_path: Path
) -> None:
    source = tmp_path / "priors.csv"
    source.write_text(ROWS, encoding="utf-8")
    async with open_app().run_test(size=SIZE) as pilot:
        app = await opened(pilot)
        for leave in (["down", "enter"], ["escape"]):
            await answer(pilot, "i", path=source)
            assert "Take it over" in shown(app)
            await pilot.press(*leave)
            await settle(pilot)
            assert isinstance(app.screen, TransferScreen)
            assert "Take it over" not in shown(app)
    assert not list(learner.paths.decks.rglob("*.toml"))


@pytest.mark.parametrize(("name", "content"), [("bad.apkg", b"no zip"), ("bad.xyz", b"what")])
async def test_what_is_not_understood_is_said_in_a_sentence(
    open_app: OpenApp, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    async with open_app().run_test(size=SIZE) as pilot:
        app = await opened(pilot)
        await answer(pilot, "i", path=tmp_path / name)
        assert "Not done:" in shown(app)
        assert "Take it over" not in shown(app)
        assert "Cards of another program" in shown(app)


async def test_a_file_that_is_not_there_is_told_before_anything_is_tried(
    open_app: OpenApp, tmp_path: Path
) -> None:
    async with open_app().run_test(size=SIZE) as pilot:
        app = await opened(pilot)
        await answer(pilot, "i", path=tmp_path / "nothing.apkg")
        assert "there is no" in shown(app)
        await pilot.press("escape")
        await answer(pilot, "x", path=tmp_path / "decks.pdf")
        assert "should end in" in shown(app)
    assert not (tmp_path / "decks.pdf").exists()


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        ("i", "~nobody-here/x.csv", "there is no ~nobody-here/x.csv"),
        ("i", "n" * 300, "cannot be looked at"),
        ("x", f"{'n' * 300}.csv", "cannot be looked at"),
        ("w", "nowhere/all.zip", "there is no folder nowhere"),
    ],
)
async def test_a_path_that_the_disk_does_not_take_is_a_fault_like_others(
    open_app: OpenApp, key: str, typed: str, told: str
) -> None:
    async with open_app().run_test(size=(120, 30)) as pilot:
        app = await opened(pilot)
        await answer(pilot, key, path=typed)
        assert told in " ".join(shown(app).split())
        assert isinstance(app.screen, PathEntry)


async def test_a_file_that_is_there_is_replaced_by_a_yes_only(
    learner: Learner, open_app: OpenApp, tmp_path: Path
) -> None:
    learner.deck(DECK)
    kept = tmp_path / "notes.md"
    kept.write_text("Mine.", encoding="utf-8")
    async with open_app().run_test(size=SIZE) as pilot:
        app = await opened(pilot)
        await answer(pilot, "x", path=kept)
        assert "notes.md is there already. Replace it?" in shown(app)
        await pilot.press("n")
        await settle(pilot)
        assert kept.read_text("utf-8") == "Mine."
        await answer(pilot, "x", path=kept)
        await pilot.press("y")
        await settle(pilot)
        assert "1 card of 1 deck" in shown(app)
    assert "Mine." not in kept.read_text("utf-8")


async def test_what_runs_goes_on_and_is_told_when_the_screen_is_left(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slow(path: Path) -> Work:
        def work(_workspace: Workspace) -> Told:
            assert go_on.wait(10)
            return Told((f"{path.name} is written.",))

        return work

    monkeypatch.setattr(transfer, "write_archive", slow)
    async with open_app().run_test(size=SIZE) as pilot:
        app = await opened(pilot)
        for leaves, keys in ((True, ["escape", "x"]), (False, ["escape"])):
            go_on.clear()
            await pilot.press("w")
            await pilot.pause()
            pilot.app.screen.query_one(Input).value = str(tmp_path / "all.zip")
            await pilot.press("enter", *keys, "w")
            await pilot.pause()
            assert not isinstance(app.screen, PathEntry), "one move at a time"
            assert ("Writing all.zip" in shown(app)) is leaves
            go_on.set()
            await settle(pilot)
            told = [one.message for one in app._notifications]
            assert ("all.zip is written." in shown(app)) is leaves
            assert ("all.zip is written." in told) is not leaves


async def test_a_defect_is_told_and_leaves_the_screen_usable(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_path: Path) -> Work:
        def work(_workspace: Workspace) -> Told:
            raise KeyError("cards")

        return work

    monkeypatch.setattr(transfer, "write_archive", broken)
    async with open_app().run_test(size=SIZE) as pilot:
        app = await opened(pilot)
        await answer(pilot, "w", path=tmp_path / "all.zip")
        assert "Not done: 'cards'" in shown(app)
        assert "Cards of another program" in shown(app)


async def test_own_decks_and_everything_are_written(
    learner: Learner, open_app: OpenApp, tmp_path: Path
) -> None:
    learner.deck(DECK)
    async with open_app().run_test(size=SIZE) as pilot:
        app = await opened(pilot)
        await answer(pilot, "x", path=tmp_path / "decks.json")
        assert "1 card of 1 deck" in shown(app)
        await answer(pilot, "w", path=tmp_path / "all.zip")
        assert "1 file." in shown(app)
    assert "scaling" in json.dumps(json.loads((tmp_path / "decks.json").read_text("utf-8")))
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        assert "mlprep.json" in packed.namelist()


async def test_an_archive_of_another_home_comes_in(open_app: OpenApp, tmp_path: Path) -> None:
    other = Learner(tmp_path / "other")
    other.deck(DECK)
    from mlprep.study.exchange.archiving import export_archive

    with other.workspace() as workspace:
        workspace.refresh_library()
        workspace.change_setting("new_per_day", 7)
        export_archive(workspace, tmp_path / "all.zip")
    async with open_app().run_test(size=SIZE) as pilot:
        app = await opened(pilot)
        await answer(pilot, "down", "enter", path=tmp_path / "all.zip")
        await pilot.press("enter")
        await settle(pilot)
        assert "1 fact and 1 file came" in shown(app)
        assert app.workspace.settings.new_per_day == 7
        assert "attention" in app.workspace.library.decks


async def test_syncing_remembers_its_place(
    learner: Learner, open_app: OpenApp, tmp_path: Path
) -> None:
    learner.deck(DECK)
    shared = tmp_path / "shared"
    shared.mkdir()
    async with open_app().run_test(size=(120, 30)) as pilot:
        app = await opened(pilot)
        await answer(pilot, "y", path=shared)
        assert "1 went" in shown(app)
        await pilot.press("y")
        await settle(pilot)
        assert "Sync with another place" in shown(app)
        assert "0 went" in shown(app)
    assert any(shared.rglob("*.toml"))


def test_paths_are_completed_from_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "decks").mkdir()
    (tmp_path / "deck.csv").touch()
    (tmp_path / ".hidden").touch()
    monkeypatch.chdir(tmp_path)
    assert completion(f"{tmp_path}/decks") == f"{tmp_path}/decks/"
    assert completion(f"{tmp_path}/d") == f"{tmp_path}/deck.csv"
    assert completion(f"{tmp_path}/.h") == f"{tmp_path}/.hidden"
    assert completion("de") == "deck.csv"
    assert completion(f"{tmp_path}/nothing/x") is None
    assert completion("") is None
    assert completion("~nobody-here/x") is None
