"""A learner of their own for every test, and the app over their files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.tui.tuikit import Learner, OpenApp
from textual.css.stylesheet import Stylesheet

from mlprep.study.content import library
from mlprep.tui.app import StudyApp
from mlprep.tui.request import ReviewRequest


@pytest.fixture(scope="session", autouse=True)
def parsed_once() -> Iterator[None]:
    """Read each style sheet once in each theme: the library does so in every app and screen."""
    parse = Stylesheet._parse_rules
    read: dict[object, Any] = {}

    def parse_rules(sheet: Stylesheet, *args: Any, **kwargs: Any) -> Any:
        key = (args, frozenset(kwargs.items()), frozenset(sheet._variables.items()))
        if key not in read:
            read[key] = parse(sheet, *args, **kwargs)
        return read[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_rules)
        yield


@pytest.fixture
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Learner:
    for folder in ("decks", "assessments"):
        (tmp_path / "shipped" / folder).mkdir(parents=True)
    monkeypatch.setattr(library, "shipped", lambda folder: tmp_path / "shipped" / folder)
    monkeypatch.setenv("MLPREP_HOME", str(tmp_path / "home"))
    for name in ("NO_COLOR", "VISUAL", "EDITOR", "COLORFGBG"):
        monkeypatch.delenv(name, raising=False)
    return Learner(tmp_path / "home")


@pytest.fixture
def open_app(learner: Learner) -> Iterator[OpenApp]:
    opened: list[StudyApp] = []

    def opener(*, review: bool = False, demo: bool = False) -> StudyApp:
        request = ReviewRequest() if review else None
        app = StudyApp(learner.workspace, review=request, demo=demo)
        opened.append(app)
        return app

    yield opener
    for app in opened:
        app.close_workspace()
