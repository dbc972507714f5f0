"""The learner's own keys: every hint names them, and one that no keyboard has is said."""

import pytest
from tests.tui.tuikit import CHOICE, DECK, SEVERAL, SIZE, Learner, OpenApp, panel, settle, shown

from mlprep.text.lines import cell_width
from mlprep.tui.actions import ACTIONS
from mlprep.tui.keys import PRESETS, is_key, resolve
from mlprep.tui.screens.settings.rows import Kind
from mlprep.tui.screens.settings.table import SettingTable


@pytest.mark.parametrize("preset", PRESETS)
def test_every_key_of_a_preset_is_one(preset: str) -> None:
    assert all(is_key(key) for action in ACTIONS for key in action.keys(preset))


@pytest.mark.parametrize("key", ["ctrl+shift+g", "F5", "é", "%", "Return", "ctrl+\\", "shift+tab"])
def test_keys_are_known_however_they_are_written(key: str) -> None:
    assert is_key(key)


@pytest.mark.parametrize("key", ["ctrl+shift+foo", "hold+a", "f77", "spacebar", "ctrl+"])
def test_a_key_that_no_keyboard_has_is_said_and_left_out(key: str) -> None:
    keys = resolve("anki", {"review.good": [key, "g"], "today.start": [key]})
    assert f"review.good: no key is called {key!r}" in keys.problems[0]
    assert keys.of("review.good") == ("g",)
    assert keys.label("today.start") == "enter"


async def test_today_names_own_keys(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(DECK)
    learner.config(
        '[keymap]\n"today.start" = "b"\n"today.cram" = "k"\n"today.problems" = "ctrl+y"\n'
    )
    learner.read_decks()
    learner.deck("[deck\n", "bad.toml")
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "  b starts" in shown(app)
        assert "ctrl+y shows them" in " ".join(panel(app, "decks").split())
        await pilot.press("b")
        await settle(pilot)
        await pilot.press("space", "4", "q")
        await settle(pilot)
        assert "press k." in " ".join(panel(app, "headline").split())


async def test_review_names_own_keys_on_options_and_ratings(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(CHOICE)
    learner.deck(SEVERAL, "several.toml")
    learner.config('[keymap]\n"review.good" = "ctrl+g"\n"review.show" = ["space", "v"]\n')
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        front = panel(app, "front")
        assert " 1       LSTM" in front
        assert " ctrl+g  BERT" in front
        await pilot.press("1")
        await settle(pilot)
        assert "ctrl+g Good" in panel(app, "ratings")
        assert "2 Hard" in panel(app, "ratings")
        await pilot.press("ctrl+g")
        await settle(pilot)
        assert "Pick 2: space picks, v answers" in panel(app, "front")
        assert "v Check" in shown(app)
        await pilot.press("down", "space", "v")
        await settle(pilot)
        assert "✗ Not right" in panel(app, "back")


async def test_several_faults_of_the_settings_file_stand_in_one_box(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    learner.config(
        'keys = "emacs"\nwidht = 90\n[keymap]\n"today.settings" = "ctrl+shift+foo"\n"a.b" = "x"\n'
    )
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        (note,) = app._notifications
        assert (
            note.message
            == "4 faults in the settings file. Settings (s) lists them under Looks and keys."
        )
        await pilot.press("s")
        await settle(pilot)
        rows = app.screen.query_one(SettingTable).rows_shown
        told = " ".join(row.value for row in rows if row.kind is Kind.FAULT)
        assert all(one in told for one in ("emacs", "widht", "ctrl+shift+foo", "'a.b'"))


async def test_a_message_that_is_too_long_keeps_the_key_that_undoes_it(
    learner: Learner, open_app: OpenApp
) -> None:
    front = "A question whose first words alone are longer than half of the window is wide?"
    learner.deck(DECK.replace(r"Why divide by $\\sqrt{d_k}$?", front))
    learner.config('[keymap]\n"review.undo" = "ctrl+b"\n')
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("at")
        told = panel(app, "message")
        assert told.startswith('Suspended: "A question')
        assert told.endswith("  (ctrl+b undoes it)")
        assert cell_width(told) <= SIZE[0] - 2
