"""Settings: explained, changed, refused with a sentence, undone; the file keeps its comments."""

from pathlib import Path

import pytest
from tests.tui.tuikit import DECK, SIZE, Learner, OpenApp, panel, settle, shown
from textual.pilot import Pilot
from textual.widgets import Input

from mlprep.domain.settings import RANGES
from mlprep.formats.config import explain
from mlprep.study.preferences import HIDDEN
from mlprep.tui.app import StudyApp
from mlprep.tui.screens.settings.rows import Kind
from mlprep.tui.screens.settings.screen import SettingsScreen
from mlprep.tui.themes import LIGHT

CONFIG = """\
# How it looks.
theme = "dark"  # at night

[keymap]
"today.start" = "s"
"""


async def open_settings(pilot: Pilot[int], key: str = "") -> SettingsScreen:
    """Open the screen with the cursor on a setting."""
    app = pilot.app
    assert isinstance(app, StudyApp)
    while app.is_reading:
        await settle(pilot)
    app.open_screen("settings")
    await settle(pilot)
    screen = app.screen
    assert isinstance(screen, SettingsScreen)
    if key:
        go_to(screen, key)
        await pilot.pause()
    return screen


def go_to(screen: SettingsScreen, key: str) -> None:
    keys = [row.key for row in screen.table.rows_shown]
    screen.table.move_cursor(row=keys.index(key))


def values(screen: SettingsScreen) -> dict[str, str]:
    return {row.key: row.value for row in screen.table.rows_shown if row.can_change}


async def test_every_setting_is_listed_once_and_explained(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_settings(pilot)
        rows = [row for row in screen.table.rows_shown if row.can_change]
        wanted = [key for key in RANGES if key not in HIDDEN] + [row.key for row in explain()]
        assert sorted(row.key for row in rows) == sorted(wanted)
        assert all(row.explanation for row in rows)
        assert screen.table.chosen is not None
        assert screen.table.chosen.key == "new_per_day"
        told = panel(app, "told")
        assert "New cards a day, at most." in told
        assert "takes 0 to 9999 · default 20 · named new_per_day" in told


async def test_the_cursor_passes_over_headings_and_shows_them(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_settings(pilot)
        seen = []
        for _ in screen.table.rows_shown:
            chosen = screen.table.chosen
            assert chosen is not None
            seen.append(chosen)
            screen.action_move("down")
        assert not [row for row in seen if row.kind is Kind.HEADING]
        assert seen[-1] == screen.table.rows_shown[-1]
        screen.action_move("home")
        await pilot.pause()
        assert screen.table.cursor_row == 1
        assert "Limits" in shown(app)


async def test_a_value_that_does_not_fit_is_refused_with_a_sentence(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_settings(pilot, "desired_retention")
        await pilot.resize_terminal(60, 20)
        await pilot.press("enter")
        await pilot.pause()
        assert any(
            line.rstrip(" │").endswith("│ means more reviews.") for line in shown(app).split("\n")
        )
        await pilot.resize_terminal(*SIZE)
        await pilot.press("2", "enter")
        assert "desired_retention lies between 0.7 and 0.99, not at 2" in shown(app)
        assert app.workspace.settings.desired_retention == 0.90
        app.screen.query_one(Input).value = "0.93"
        await pilot.press("enter")
        assert app.workspace.settings.desired_retention == 0.93
        assert values(screen)["desired_retention"] == "0.93"
        assert screen.table.chosen is not None
        assert screen.table.chosen.key == "desired_retention"
        assert "Desired retention: 0.93" in panel(app, "message")
        await pilot.press("u")
        assert app.workspace.settings.desired_retention == 0.90
        assert "Undid: Desired retention: 0.93" in panel(app, "message")
        await pilot.press("ctrl+r")
        assert app.workspace.settings.desired_retention == 0.93
        await pilot.press("d")
        assert app.workspace.settings.desired_retention == 0.90


@pytest.mark.parametrize(
    ("key", "typed", "wanted"),
    [
        ("learning_steps", "1, 15, 60", (1.0, 15.0, 60.0)),
        ("days_off", "2027-01-01, 2027-12-25", ("2027-01-01", "2027-12-25")),
        ("zone", "Europe/London", "Europe/London"),
        ("weekday_weights", "1,1,1,1,1,0.5,0", (1, 1, 1, 1, 1, 0.5, 0)),
    ],
)
async def test_lists_and_texts_are_typed_as_they_are_shown(
    learner: Learner, open_app: OpenApp, key: str, typed: str, wanted: object
) -> None:
    learner.deck(DECK)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_settings(pilot)
        row = next(row for row in screen.table.rows_shown if row.key == key)
        assert screen.fault_of(row, typed) == ""
        screen.put(row, typed)
        assert getattr(app.workspace.settings, key) == wanted
        again = next(row for row in screen.table.rows_shown if row.key == key)
        assert again.is_changed
        assert screen.fault_of(again, again.value) == ""


async def test_a_choice_is_one_key(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(DECK)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await open_settings(pilot, "leech_action")
        await pilot.press("enter")
        assert "suspend  (now)" in shown(app)
        await pilot.press("2")
        assert app.workspace.settings.leech_action == "mark"


async def test_looks_change_at_once_and_leave_the_comments_in_the_file(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    learner.config(CONFIG)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_settings(pilot, "theme")
        await pilot.press("enter", "3")
        await settle(pilot)
        assert app.theme == LIGHT
        assert learner.paths.settings.read_text(encoding="utf-8") == CONFIG.replace(
            '"dark"', '"light"'
        )
        go_to(screen, "show_timer")
        await pilot.press("enter")
        assert values(screen)["show_timer"] == "on"
        await pilot.press("u")
        assert values(screen)["show_timer"] == "off"
        assert app.workspace.config.theme == "light"
        await pilot.press("u")
        await settle(pilot)
        assert app.workspace.config.theme == "dark"
        assert "# at night" in learner.paths.settings.read_text(encoding="utf-8")
        assert app.workspace.config.keymap == {"today.start": ("s",)}


async def test_undo_of_looks_never_takes_back_a_fact(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(DECK)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_settings(pilot, "new_per_day")
        screen.put(screen.table.rows_shown[1], "7")
        go_to(screen, "width")
        await pilot.pause()
        row = screen.table.chosen
        assert row is not None
        assert "whole number from 40 to 120" in screen.fault_of(row, "200")
        screen.put(row, "72")
        assert app.workspace.config.width == 72
        screen.action_undo()
        assert app.workspace.config.width == 88
        assert app.workspace.settings.new_per_day == 7
        screen.action_undo()
        assert app.workspace.settings.new_per_day == 20
        screen.action_redo()
        screen.action_redo()
        assert (app.workspace.settings.new_per_day, app.workspace.config.width) == (7, 72)


async def test_problems_of_the_file_stand_with_their_line_and_open_it(
    learner: Learner, open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner.deck(DECK)
    learner.config('# looks\nthem = "dark"\n')
    opened: list[tuple[Path, int]] = []

    def mend(_app: StudyApp, file: Path, line: int) -> str:
        opened.append((file, line))
        file.write_text('# looks\ntheme = "light"\n', encoding="utf-8")
        return ""

    monkeypatch.setattr(StudyApp, "edit_file", mend)
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_settings(pilot)
        fault = next(row for row in screen.table.rows_shown if row.kind is Kind.FAULT)
        assert (fault.title, fault.line) == ("! line 2", 2)
        assert "unknown setting `them`" in fault.value
        screen.table.move_cursor(row=screen.table.rows_shown.index(fault))
        await pilot.press("enter")
        await settle(pilot)
        assert opened == [(learner.paths.settings, 2)]
        assert app.theme == LIGHT
        assert not [row for row in screen.table.rows_shown if row.kind is Kind.FAULT]


async def test_places_sizes_backup_and_version_are_told(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    app = open_app()
    async with app.run_test(size=(60, 20)) as pilot:
        screen = await open_settings(pilot, "history")
        assert str(learner.paths.history) in panel(app, "told").replace("\n", "")
        told = {row.title: row.value for row in screen.table.rows_shown}
        assert told["Last backup"] == "21 November 2026"
        assert told["textual"].startswith("8.")
        await pilot.press("end")
        assert screen.table.chosen == screen.table.rows_shown[-1]
