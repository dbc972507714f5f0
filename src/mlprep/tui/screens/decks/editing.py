"""Open a file in the learner's editor, take in what changed, and say what came of it."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlprep.domain.ids import CardId
    from mlprep.study.news import LibraryNews
    from mlprep.tui.screens.base import StudyScreen


def edit_file(screen: "StudyScreen", path: Path, line: int, *, added: str = "") -> "LibraryNews":
    """Let the editor have the terminal; ``added`` is said besides what changed."""
    from mlprep.study.authoring.editing import after_edit, problems_of

    failed = screen.study.edit_file(path, max(1, line))
    news = after_edit(screen.workspace)
    if failed:
        screen.tell(failed, severity="error")
    problems = problems_of(screen.workspace, path)
    if problems:
        more = f" ({len(problems)} problems in this file)" if len(problems) > 1 else ""
        screen.tell(f"{problems[0]}{more}", severity="warning")
    elif not failed:
        screen.tell((news.sentence or "Nothing was changed.") + added)
    screen.study.library_changed(None)
    return news


def followed(news: "LibraryNews", card: "CardId") -> "CardId":
    """Name a card as it is called after an edit."""
    return dict(news.recognised).get(card, card)
