"""In and out: cards of other programs, archives, syncing; what a file would bring comes first."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from mlprep.store.paths import typed_path
from mlprep.study.exchange.moves import (
    Told,
    Work,
    carried_out,
    look_at_archive,
    look_at_cards,
    not_done,
    share,
    write_archive,
    write_decks,
)
from mlprep.study.sync.marks import remembered
from mlprep.text.sanitise import visible
from mlprep.tui.actions import Action
from mlprep.tui.pieces import MUTED
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.screens.transfer import text
from mlprep.tui.screens.transfer.text import View
from mlprep.tui.widgets.ask import AskLine, confirm
from mlprep.tui.widgets.panel import Panel
from mlprep.tui.widgets.paths import PathEntry
from mlprep.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from mlprep.tui.app import StudyApp

WORKER = "transfer"


class TransferScreen(StudyScreen):
    """Moves things in and out, one at a time; what takes time runs beside the screens."""

    SCOPE = "transfer"
    BODY_SCROLLS = "#moves"
    CSS_PATH = "screen.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.view = View()
        self._take: Work | None = None

    def compose_body(self) -> Iterator[Widget]:
        """Yield the title and the list."""
        with Vertical(id="column"):
            yield Panel(text.head, id="head")
            yield Rows(id="moves")

    def on_mount(self) -> None:
        """Show what still runs since the screen was left."""
        at_work = (one for one in self.study.workers if one.group == WORKER)
        self.view = View(running=next((one.name for one in at_work if not one.is_finished), ""))
        super().on_mount()

    def reload(self) -> None:
        """Say which place was synced with last."""
        self.view = self.view._replace(place=remembered(self.workspace.history))
        self._draw()

    def _draw(self, cursor: str = "") -> None:
        view = self.view
        self.query_one("#moves", Rows).fill(lambda width: text.rows(view, width), cursor=cursor)
        self.refresh_keys()

    # --------------------------------------------------------------- choosing

    def action_open(self) -> None:
        """Do what the cursor is on."""
        key = self.query_one("#moves", Rows).cursor
        if key == "yes" and self._take is not None:
            self._run(self._take, "Taking it over …")
        elif key == "no":
            self._leave_it()
        else:
            self.action_choose(key)

    def action_choose(self, key: str) -> None:
        """Begin one of the moves."""
        if self.view.running or self.view.waits:
            return
        if key == "cards":
            self._ask_to_read("Take cards from which file?", look_at_cards)
        elif key == "taken":
            self._ask_to_read("Take over which archive?", look_at_archive)
        elif key == "decks":
            self._ask_to_write("Write your decks to which file?", _fault_of_decks, write_decks)
        elif key == "archive":
            self._ask_to_write(
                "Write everything to which file or folder?", _fault_of, write_archive
            )
        elif key == "sync" and self.view.place:
            self._run(share(), f"Syncing with {self.view.place} …")
        elif key in ("sync", "place"):
            self._ask_for_place()

    def _ask_to_read(self, title: str, look: Callable[[Path], Work]) -> None:
        def given(typed: str | None) -> None:
            if typed:
                path = typed_path(typed)
                self._run(look(path), f"Reading {path.name} …")

        self.app.push_screen(PathEntry(title, _fault_of_source), given)

    def _ask_to_write(
        self, title: str, check: Callable[[Path], str], write: Callable[[Path], Work]
    ) -> None:
        def given(typed: str | None) -> None:
            if not typed:
                return
            path = typed_path(typed)
            if path.is_file():
                question = confirm(f"{visible(path.name)} is there already. Replace it?")
                self.app.push_screen(question, lambda key: written(path) if key == "y" else None)
            else:
                written(path)

        def written(path: Path) -> None:
            self._run(write(path), f"Writing {path.name} …")

        self.app.push_screen(PathEntry(title, check), given)

    def _ask_for_place(self) -> None:
        def given(place: str | None) -> None:
            if place:
                self._run(share(place), f"Syncing with {place} …")

        told = Content.styled("It is remembered. Nothing is ever deleted there.", MUTED)
        hint = "an address that git knows, or a folder"
        self.app.push_screen(AskLine("Sync with which place?", told, hint=hint), given)

    # ---------------------------------------------------------------- working

    def _run(self, work: Work, told: str) -> None:
        """Work beside the screens: leaving this one neither stops it nor loses its outcome."""
        self._take = None
        self.view = View(self.view.place, running=told)
        self._draw()
        self.study.run_worker(_move(self.study, work), name=told, group=WORKER)

    def show(self, told: Told) -> None:
        """Show what something came to."""
        self._take = told.take
        place = remembered(self.workspace.history)
        self.view = View(place, "", told.lines, told.take is not None, told.failed)
        self._draw("yes" if told.take is not None else "")
        self.query_one("#moves", Rows).scroll_home(animate=False)

    def _leave_it(self) -> None:
        self._take = None
        self.view = View(self.view.place)
        self._draw()

    # ------------------------------------------------------------------- keys

    def action_move(self, where: str) -> None:
        """Move the cursor."""
        self.query_one("#moves", Rows).go(where)

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Do what was clicked."""
        event.stop()
        self.action_open()

    def go_back(self) -> None:
        """Leave what waits for a yes; else go one level back."""
        if self.view.waits:
            self._leave_it()
        else:
            super().go_back()

    def action_leave(self) -> None:
        """Back."""
        self.go_back()

    def applies(self, action: Action) -> bool:
        """Offer nothing else while something runs or waits for a yes."""
        busy = bool(self.view.running) or self.view.waits
        return not (busy and action.group == "Move things" and action.id != "transfer.open")

    def title_of(self, action: Action) -> str:
        """Say what the key does now."""
        if action.id == "transfer.open" and self.view.waits:
            return "Take over" if self.query_one("#moves", Rows).cursor == "yes" else "Leave it"
        return action.title

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Name the key anew."""
        event.stop()
        self.refresh_keys()


async def _move(app: "StudyApp", work: Work) -> None:
    """Do it in a thread with connections of its own; show it wherever the learner is by then."""

    def done() -> Told:
        with app.open_workspace() as workspace:
            return carried_out(work, workspace)

    (found,) = await asyncio.gather(asyncio.to_thread(done), return_exceptions=True)
    told = found if isinstance(found, Told) else not_done(str(found) or type(found).__name__)
    if told.changed:
        app.workspace.forget_cached()
        app.read_library()
    screens = [one for one in app.screen_stack if isinstance(one, TransferScreen)]
    for screen in screens:
        if screen.is_mounted:
            screen.show(told)
    if not screens and told.take is None:
        app.notify(
            "\n".join(map(visible, told.lines)),
            severity="error" if told.failed else "information",
            markup=False,
            timeout=8,
        )


def _fault_of_source(path: Path) -> str:
    return "" if path.exists() else f"there is no {path}"


def _fault_of(path: Path) -> str:
    is_there = path.exists()  # fails for a name that the disk does not take
    return "" if is_there or path.parent.is_dir() else f"there is no folder {path.parent}"


def _fault_of_decks(path: Path) -> str:
    from mlprep.study.exchange.exporting import ENDINGS

    if path.suffix.lower() not in ENDINGS:
        return f"the name should end in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}"
    return f"{path} is a folder" if path.is_dir() else _fault_of(path)
