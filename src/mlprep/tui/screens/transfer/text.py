"""What the screen of moving in and out says."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from textual.content import Content

from mlprep.tui.pieces import ACCENT, BAD, MUTED, fitted, lines, said, wrapped
from mlprep.tui.widgets.rows import Line


class Move(NamedTuple):
    """One thing that the screen offers."""

    key: str
    title: str
    told: str


IN = (
    Move("cards", "Cards of another program",
         "Anki with its history (.apkg, .colpkg), .csv, .tsv, .txt, Markdown, Mochi, org-fc"),
    Move("taken", "An archive of mlprep", "what another home of yours has written"),
)  # fmt: skip
OUT = (
    Move("decks", "Your decks", ".apkg for Anki with the history; .csv, .md or .json"),
    Move("archive", "Everything of yours", "history, settings and decks as text: a .zip or folder"),
)
NO_PLACE = "name a git repository of yours, or a folder that travels between your devices"
TITLE_CELLS = 28


class View(NamedTuple):
    """What is on show."""

    place: str = ""
    """Where it was synced with last."""
    running: str = ""
    told: Sequence[str] = ()
    waits: bool = False
    """Whether what is told waits for a yes."""
    failed: bool = False


def rows(view: View, width: int) -> list[Line]:
    """List what can be done; or what an import would bring, with the yes and the no."""
    if view.waits:
        first, *details = view.told
        told = (*_wrapped(first, width, "bold"), *_decision(), Line(Content()))
        return [*told, *(line for one in details for line in _wrapped(one, width))]
    if view.running:
        return list(_wrapped(view.running, width, MUTED))
    if view.told:
        style = BAD if view.failed else "bold"
        told = (*(line for one in view.told for line in _wrapped(one, width, style)),
                Line(Content()))  # fmt: skip
    else:
        told = ()
    return [*told, *_offers(view, width)]


def _wrapped(text: str, width: int, style: str = "") -> Iterator[Line]:
    """Break a sentence, its further lines set in a little."""
    indent = " " * (len(text) - len(text.lstrip()))
    for number, part in enumerate(wrapped(text, max(1, width - len(indent) - 2))):
        yield Line(said(f"{indent}{'  ' if number else ''}{part}", style))


def _decision() -> list[Line]:
    return [
        Line(Content.styled("Take it over", "bold"), "yes"),
        Line(Content("Leave it; nothing was changed so far"), "no"),
    ]


def _offers(view: View, width: int) -> Iterator[Line]:
    shared = Move("sync", "Sync", f"with {view.place}" if view.place else NO_PLACE)
    others = (Move("place", "Sync with another place", NO_PLACE),) if view.place else ()
    groups = (("In", IN), ("Out", OUT), ("Between your devices", (shared, *others)))
    for number, (title, moves) in enumerate(groups):
        if number:
            yield Line(Content())
        yield Line(Content.styled(title, f"bold {ACCENT}"))
        for move in moves:
            yield Line(_offer(move, width), move.key)


def _offer(move: Move, width: int) -> Content:
    """Put title and explanation beside one another, or below where there is little room."""
    if width >= TITLE_CELLS * 2:
        left = Content(move.title).pad_right(TITLE_CELLS - len(move.title))
        rest = wrapped(move.told, width - TITLE_CELLS)
        first = Content.assemble(left, fitted(rest[0], width - TITLE_CELLS, MUTED))
        more = (Content.styled(" " * TITLE_CELLS + one, MUTED) for one in rest[1:])
        return lines([first, *more])
    told = (Content.styled(f"  {one}", MUTED) for one in wrapped(move.told, width - 2))
    return lines([Content(move.title), *told])


def head(width: int) -> Content:
    """Title the screen."""
    told = "Files are looked into first: nothing of them comes in before you say yes."
    return lines(
        [Content.styled("In and out", "bold"), *(said(one, MUTED) for one in wrapped(told, width))]
    )
