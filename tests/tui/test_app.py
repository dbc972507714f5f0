import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from tests.tui.tuikit import DECK, SIZE, Learner, OpenApp, review, settle, shown
from textual.widgets import Static

from mlprep.study.authoring.editor import chosen_editor, editor_command
from mlprep.tui import themes
from mlprep.tui.actions import ACTIONS, key_table
from mlprep.tui.keys import PRESETS, key_name, resolve
from mlprep.tui.widgets.keybar import GAP, fitting

# ------------------------------------------------------------------ registry


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_binds_each_key_once_on_a_screen(preset: str) -> None:
    assert resolve(preset, {}).problems == ()
    bound = [(a.scope, key) for a in ACTIONS for key in map(key_name, a.keys(preset))]
    assert len(bound) == len(set(bound))


def test_action_ids_are_unique_and_explained() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    assert all(action.help and action.title for action in ACTIONS)


def test_own_keys_replace_those_of_the_preset() -> None:
    keys = resolve("anki", {"review.undo": ["ctrl+z", "-"], "review.bury": ("b",)})
    assert keys.of("review.undo") == ("ctrl+z", "minus")
    assert keys.of("review.bury") == ("b",)
    assert keys.problems == ()


def test_unknown_actions_and_keys_used_twice_are_said() -> None:
    keys = resolve("anki", {"review.undoo": ["x"], "review.mark": ["e"], "review.flag": ["e"]})
    told = " ".join(keys.problems)
    assert "no action is called 'review.undoo'" in told
    assert "Did you mean review.undo?" in told
    assert "e is given to review.mark and to review.flag" in told
    assert "review.edit has no key any more" in told
    assert keys.of("review.mark") == ("e",)
    assert keys.of("review.flag") == ()


def test_an_unknown_preset_is_said() -> None:
    assert "'emacs' is not known" in resolve("emacs", {}).problems[0]


def test_the_list_of_keys_needs_no_screen_library() -> None:
    code = (
        "import sys; from mlprep.tui.actions import key_table; key_table('vim', {});"
        "sys.exit('textual' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert {row.id for row in key_table("anki", {})} == {action.id for action in ACTIONS}


@pytest.mark.parametrize("width", [10, 38, 58, 78])
def test_the_key_line_cuts_nothing_off(width: int) -> None:
    items = [(f"k{n}", f"Name {n}", "") for n in range(12)]
    chosen = fitting(items, width, 6)
    assert len(GAP.join(f"{key} {name}" for key, name, _ in chosen)) <= width
    assert len(chosen) <= 6


async def test_own_keys_work_and_troubles_are_shown_once(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    learner.config('keys = "vim"\n[keymap]\n"review.show" = "t"\n"review.nope" = "n"\n')
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        told = [note.message for note in app._notifications]
        assert sum("review.nope" in one for one in told) == 1
        assert "t Show" in shown(app)
        await pilot.press("space")
        assert "saturation" not in shown(app)
        await pilot.press("t")
        assert "saturation" in shown(app)
        await pilot.press("b")
        assert review(app).session.showing is None


async def test_help_and_palette_show_every_action(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("question_mark")
        assert "Keys: today" in shown(app)
        assert "Review what is due." in shown(app)
        await pilot.press("escape", "ctrl+p", *"cram")
        await pilot.pause(0.3)
        assert "today: Cram" in shown(app)


# -------------------------------------------------------------------- themes


@pytest.mark.parametrize("name", [themes.DARK, themes.LIGHT, themes.CONTRAST])
def test_texts_hold_their_contrast_on_every_ground(name: str) -> None:
    (theme,) = (one for one in themes.themes() if one.name == name)
    for text, ground in product(themes.TEXTS, (theme.background, theme.surface, theme.panel)):
        assert ground is not None
        assert contrast(theme.variables[text], ground) >= 4.5, (text, ground)


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("setting", "colours", "theme"),
    [
        ("auto", "", themes.DARK),
        ("auto", "15;0", themes.DARK),
        ("auto", "0;15", themes.LIGHT),
        ("light", "15;0", themes.LIGHT),
        ("high-contrast", "", themes.CONTRAST),
        ("ansi", "", themes.ANSI_DARK),
    ],
)
def test_the_theme_follows_settings_and_terminal(setting: str, colours: str, theme: str) -> None:
    assert themes.theme_named(setting, {"COLORFGBG": colours}) == theme


@pytest.mark.parametrize("theme", ["light", "high-contrast", "ansi"])
async def test_every_theme_draws_a_card(learner: Learner, open_app: OpenApp, theme: str) -> None:
    learner.deck(DECK)
    learner.config(f'theme = "{theme}"\n')
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("space")
        assert "saturation" in shown(app)
        assert app.theme == themes.theme_named(theme)


async def test_without_colour_everything_is_still_said(
    learner: Learner, open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    learner.deck(DECK)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("space")
        assert app.no_color
        assert "▸3 Good" in shown(app)


# -------------------------------------------------------------------- editor


@pytest.mark.parametrize(
    ("editor", "command"),
    [
        ("vim", ["vim", "+7", "/d.toml"]),
        ("nano -w", ["nano", "-w", "+7", "/d.toml"]),
        ("emacs", ["emacs", "+7", "/d.toml"]),
        ("hx", ["hx", "/d.toml:7"]),
        ("code", ["code", "--wait", "-g", "/d.toml:7"]),
        ("code --wait", ["code", "--wait", "-g", "/d.toml:7"]),
        ("my-editor", ["my-editor", "/d.toml"]),
    ],
)
def test_editors_are_told_the_line(editor: str, command: list[str]) -> None:
    assert editor_command(editor, Path("/d.toml"), 7) == command


def test_the_editor_is_the_configured_one_then_visual_then_editor() -> None:
    both = {"VISUAL": "nano", "EDITOR": "ed"}
    assert chosen_editor("vim", both) == "vim"
    assert chosen_editor("", both) == "nano"
    assert chosen_editor("", {"EDITOR": "ed"}) == "ed"


# --------------------------------------------------------------------- leave


async def test_escape_goes_back_a_level_and_q_leaves(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("enter", "escape")
        assert "1 card for today" in shown(app)
        await pilot.press("escape")
        assert app.is_running
        assert app.screen.query_one("#too-small", Static).display is False
        await pilot.press("q")
    assert app.return_code == 0


def is_picture(name: str) -> bool:
    return Path(name).read_text(encoding="utf-8").startswith("<svg")


async def test_a_screenshot_is_saved_also_where_nothing_is_downloaded(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_downloads_path", lambda: tmp_path / "none")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    app, told = open_app(), list[str]()
    monkeypatch.setattr(app, "notify", lambda message, **_rest: told.append(message))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.action_screenshot()
        monkeypatch.setattr(Path, "home", lambda: tmp_path / "gone")
        app.action_screenshot()
    assert told[0].startswith(f"Saved as {tmp_path}")
    assert is_picture(told[0].removeprefix("Saved as "))
    assert told[1].startswith("No picture was saved: ")


async def test_a_backup_that_cannot_be_made_hides_no_news_of_the_decks(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    learner.deck(DECK.replace("saturation", "rest"))
    learner.paths.backups.write_text("in the way", encoding="utf-8")
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        (told,) = [note.message for note in app._notifications]
        assert told == f"No backup was made. {learner.paths.backups}: File exists"
        assert "Decks changed: 1 changed." in shown(app)


async def test_control_c_loses_nothing(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("space", "4", "ctrl+c")
        assert app.is_running
        assert app.workspace.history.day_summary(app.workspace.today).reviews == 1
