"""The settings file."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.formats.config import Config, ConfigError, explain, load_config, save_config
from mlprep.formats.config_editing import edited

FILE = """\
# my settings
theme = "dark"   # at night
width = 100

# keys of my own
[keymap]
rate-good = "g" # near
undo = ["u", "ctrl+z"]
# the end
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text)
    return path


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load_config(tmp_path / "none.toml") == (Config(), [])


def test_every_setting_is_read(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    path = write(
        tmp_path,
        FILE.replace(
            "width = 100",
            'width = 100\nkeys = "vim"\nmaths = "source"\nanimations = true\neditor = "vi"\n'
            'show_timer = true\ndeck_folders = ["mine"]',
        ),
    )
    config, problems = load_config(path)
    assert problems == []
    assert config == Config(
        theme="dark",
        keys="vim",
        keymap={"rate-good": ("g",), "undo": ("u", "ctrl+z")},
        deck_folders=(tmp_path / "mine",),
        maths="source",
        animations=True,
        editor="vi",
        width=100,
        show_timer=True,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'theme = "drak"',
            (
                '1:1: `theme` is "drak"; it takes one of auto, dark, light, high-contrast, ansi; '
                '"auto" is used'
            ),
        ),
        ("\nwidht = 90", "2:1: unknown setting `widht`; did you mean `width`?"),
        ("width = 121", "1:1: `width` is 121; it takes a whole number from 40 to 120; 88 is used"),
        (
            "width = true",
            "1:1: `width` is true; it takes a whole number from 40 to 120; 88 is used",
        ),
        ('animations = "yes"', '1:1: `animations` is "yes"; it takes true or false; false is used'),
        ("editor = 1", '1:1: `editor` is 1; it takes a text between quotation marks; "" is used'),
        ("deck_folders = 1", "1:1: `deck_folders` is 1; it takes a list of folders"),
        (
            "deck_folders = [1]",
            "1:17: entry 1 of `deck_folders` is 1; it takes the path of a folder",
        ),
        (
            'keymap = "x"',
            '1:1: `keymap` is "x"; write [keymap] and under it action = "key", or a list of keys',
        ),
        (
            "[keymap]\nundo = 1",
            '2:1: `undo` is 1; it takes a key such as "ctrl+s", or a list of keys',
        ),
        (
            "theme =",
            "1:8: this is not valid TOML: Invalid value; a text stands between quotation marks",
        ),
    ],
)
def test_faults_are_told_and_the_rest_is_used(tmp_path: Path, text: str, expected: str) -> None:
    _, problems = load_config(write(tmp_path, text))
    assert [str(one).partition("config.toml:")[2] for one in problems] == [expected]


def test_a_fault_leaves_other_settings_in_use(tmp_path: Path) -> None:
    config, problems = load_config(write(tmp_path, 'width = 1\nkeys = "vim"\n'))
    assert (config.width, config.keys) == (88, "vim")
    assert len(problems) == 1


def test_a_missing_deck_folder_is_a_warning_with_its_place(tmp_path: Path) -> None:
    config, problems = load_config(write(tmp_path, '\ndeck_folders = ["gone"]'))
    assert config.deck_folders == (tmp_path / "gone",)
    assert [str(one).partition("config.toml:")[2] for one in problems] == [
        f"2:17: there is no folder {tmp_path / 'gone'}; make it, or mend the path"
    ]


def test_changes_keep_comments_and_order(tmp_path: Path) -> None:
    path = write(tmp_path, FILE)
    save_config(
        path,
        {"theme": "light", "editor": 'vi "x"', "keymap": {"undo": None, "a.b": ["1"]}},
    )
    assert path.read_text() == (
        '# my settings\ntheme = "light"   # at night\nwidth = 100\neditor = "vi \\"x\\""\n\n'
        '# keys of my own\n[keymap]\nrate-good = "g" # near\n"a.b" = ["1"]\n# the end\n'
    )


def test_settings_are_taken_out(tmp_path: Path) -> None:
    path = write(tmp_path, FILE)
    save_config(path, {"width": None, "editor": None})
    assert path.read_text() == FILE.replace("width = 100\n", "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment",
        'theme = "dark"',
        FILE,
        FILE.replace("\n", "\r\n"),
        'keymap = { undo = "x", "q.r" = ["y"] } # inline',
        'keymap.undo = "x"\n',
        "[keymap]\n",
        "\ufeffwidth = 90\n",
    ],
)
def test_what_is_saved_is_read_back(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(text.encode())
    before, _ = load_config(path)
    save_config(path, {"width": 64, "animations": True, "keymap": {"undo": ("z",), "new": "n"}})
    after, problems = load_config(path)
    assert problems == []
    assert (after.width, after.animations) == (64, True)
    assert after.keymap == {**before.keymap, "undo": ("z",), "new": ("n",)}
    assert after.theme == before.theme


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"them": "dark"}, "unknown setting `them`; did you mean `theme`?"),
        ({"width": 10}, "`width` is 10; it takes a whole number from 40 to 120; 88 is used"),
        (
            {"keymap": {"undo": 1}},
            '`undo` is 1; it takes a key such as "ctrl+s", or a list of keys',
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    tmp_path: Path, changes: dict[str, Any], expected: str
) -> None:
    path = write(tmp_path, FILE)
    with pytest.raises(ConfigError) as caught:
        save_config(path, changes)
    assert str(caught.value) == expected
    assert path.read_text() == FILE


def test_a_broken_file_is_not_written_to(tmp_path: Path) -> None:
    path = write(tmp_path, "theme = ")
    with pytest.raises(ConfigError, match="is not valid TOML; mend it first"):
        save_config(path, {"theme": "dark"})
    assert path.read_text() == "theme = "


def test_each_setting_has_its_row() -> None:
    rows = {row.key: row.default for row in explain()}
    assert rows == Config()._asdict()
    assert all(row.title and row.explanation.endswith(".") for row in explain())


KEYS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)


@given(KEYS, st.lists(KEYS, min_size=1, max_size=3))
@settings(max_examples=100)
def test_any_action_and_key_can_be_written(action: str, keys: list[str]) -> None:
    import tomllib

    text = edited(FILE, {"keymap": {action: keys}, "editor": keys[0]})
    table = tomllib.loads(text)
    assert table["keymap"][action] == keys
    assert table["editor"] == keys[0]
    assert table["theme"] == "dark"


def test_an_action_needs_no_quotes_in_the_keymap(tmp_path: Path) -> None:
    text = '[keymap]\nreview.undo = ["U"]\n"review.redo" = "ctrl+r"\nreview.bury = 1\n'
    path = write(tmp_path, text)
    config, problems = load_config(path)
    assert config.keymap == {"review.undo": ("U",), "review.redo": ("ctrl+r",)}
    (problem,) = problems
    assert str(problem).startswith(f"{path}:4:8: `review.bury` is 1; it takes a key")
