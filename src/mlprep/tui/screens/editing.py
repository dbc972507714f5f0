"""Open a file in the learner's editor, take in what changed, and say what came of it."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlprep.domain.cards import Card
    from mlprep.domain.ids import CardId
    from mlprep.study.authoring.editing import EditTarget
    from mlprep.study.news import LibraryNews
    from mlprep.tui.screens.base import StudyScreen


def prepared(screen: "StudyScreen", card: "Card") -> "EditTarget | None":
    """Find where a card is edited, a copy where it is shipped; say so where it cannot be."""
    from mlprep.formats.writing import WritingError
    from mlprep.study.authoring.editing import prepare_edit

    try:
        return prepare_edit(screen.workspace, card)
    except (WritingError, OSError) as fault:
        screen.tell(f"The card cannot be edited: {fault}", severity="error")
        return None


def edit_card(screen: "StudyScreen", target: "EditTarget") -> "LibraryNews":
    """Let the editor have a card; say where its copy is, unless nothing was changed in it."""
    from mlprep.study.authoring.editing import take_back_copy

    failed = screen.study.edit_file(target.path, max(1, target.line))
    is_copy = target.copied and not take_back_copy(target)
    own = f" It is now your own copy, in {target.path}." if is_copy else ""
    return _after(screen, target.path, failed, own)


def edit_file(screen: "StudyScreen", path: Path, line: int) -> "LibraryNews":
    """Let the editor have the terminal, and say what changed."""
    return _after(screen, path, screen.study.edit_file(path, max(1, line)), "")


def _after(screen: "StudyScreen", path: Path, failed: str, added: str) -> "LibraryNews":
    """Take in what changed and say so; ``added`` is said besides."""
    from mlprep.study.authoring.editing import after_edit

    news = after_edit(screen.workspace)
    tell_outcome(screen, path, failed, (news.sentence or "Nothing was changed.") + added)
    screen.study.library_changed(None)
    return news


def tell_outcome(screen: "StudyScreen", path: Path, failed: str, done: str) -> None:
    """Say that the editor failed, what is wrong in the file now, or else what was done."""
    from mlprep.study.authoring.editing import problems_of

    if failed:
        screen.tell(failed, severity="error")
    problems = problems_of(screen.workspace, path)
    if problems:
        more = f" ({len(problems)} problems in this file)" if len(problems) > 1 else ""
        screen.tell(f"{problems[0]}{more}", severity="warning")
    elif not failed:
        screen.tell(done)


def followed(news: "LibraryNews", card: "CardId") -> "CardId":
    """Name a card as it is called after an edit."""
    return dict(news.recognised).get(card, card)
