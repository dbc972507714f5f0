"""A learner of their own for every test, and the app over their files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.tui.tuikit import Learner, OpenApp

from mlprep.study.content import library
from mlprep.tui.app import StudyApp
from mlprep.tui.request import ReviewRequest


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
