"""What every text of the content holds to: characters, spelling, formulae, code, rendering."""

import re
from pathlib import Path

import pytest
from tests.content.fences import fence_faults
from tests.content.library import BANKS, DECKS, PROJECTS, entries, listed, name, texts
from tests.content.wording import (
    american_forms,
    is_nfc,
    long_quotations,
    retired_products,
    strange_characters,
)

from mlprep.text import maths
from mlprep.text.cloze import ClozeView
from mlprep.text.lines import Line, cell_width, line_width, plain
from mlprep.text.render import render
from mlprep.text.screen import to_content

FILES = [*DECKS, *BANKS, *PROJECTS]
WIDTHS = (80, 60)
_COMMAND = re.compile(r"\\[A-Za-z]+|\{\{c\d+::")
_GAP = re.compile(r"\{\{c(\d+)::")
_ACCENT = re.compile("[\u0300-\u036f\u20d0-\u20ff]")


def _texts(path: Path) -> list[tuple[str, str]]:
    return [
        (f"{entry['id']}.{field}", text)
        for entry in entries(path)
        for field, text in texts(entry).items()
    ]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_characters_show_on_a_terminal(path: Path) -> None:
    found = [
        (place, strange) for place, text in _texts(path) if (strange := strange_characters(text))
    ]
    found += [(place, ["not NFC"]) for place, text in _texts(path) if not is_nfc(text)]
    assert not found, listed(found)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_spelling_products_and_quotations(path: Path) -> None:
    found = [
        (place, faults)
        for place, text in _texts(path)
        if (faults := [*american_forms(text), *retired_products(text), *long_quotations(text)])
    ]
    assert not found, listed(found)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_code_in_fences_parses(path: Path) -> None:
    found = [(place, faults) for place, text in _texts(path) if (faults := fence_faults(text))]
    assert not found, listed(found)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_formula_is_shown(path: Path) -> None:
    found = [
        (place, problem.message) for place, text in _texts(path) for problem in maths.problems(text)
    ]
    assert not found, listed(found)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", FILES, ids=name)
def test_rendered_texts_fit_plain_and_styled(path: Path, width: int) -> None:
    found = [
        (place, faults) for place, text in _texts(path) if (faults := _render_faults(text, width))
    ]
    assert not found, listed(found)


def _render_faults(text: str, width: int) -> list[str]:
    numbers = sorted({int(number) for number in _GAP.findall(text)})
    views: list[ClozeView | None] = [
        ClozeView(number, shown) for number in numbers for shown in (False, True)
    ]
    return [fault for view in views or [None] for fault in _view_faults(text, width, view)]


def _view_faults(text: str, width: int, view: ClozeView | None) -> list[str]:
    lines = render(text, width, cloze=view)
    shown = plain(lines)
    found = [f"character {one!r}" for one in strange_characters(shown)]
    found += [f"{one!r} is not one cell wide" for one in set(shown) if not _is_one_cell(one)]
    found += [fault for line in lines for fault in _line_faults(line, width)]
    if to_content(lines).plain != shown:
        found.append("the styled text differs from the plain one")
    return found


def _line_faults(line: Line, width: int) -> list[str]:
    styles = [span.style.split() for span in line]
    is_code = any(style.startswith("code.") for names in styles for style in names)
    found = []
    if line_width(line) > width and not is_code:
        found.append(f"{line_width(line)} cells: {plain([line])!r}")
    for span, names in zip(line, styles, strict=True):
        if "maths" in names and (left := _COMMAND.search(span.text)):
            found.append(f"{left[0]} is left of a formula")
    return found


def _is_one_cell(character: str) -> bool:
    wanted = 0 if _ACCENT.match(character) else 1
    return character == "\n" or cell_width(character) == wanted
