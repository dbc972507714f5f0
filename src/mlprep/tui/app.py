"""The program on the screen: opens screens, reads the library beside them, holds keys and looks."""

import gc
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import TYPE_CHECKING, ClassVar

# No key waits for a transition; the settings file can ask for them.
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")

from textual import events
from textual.app import App, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.worker import Worker, WorkerState

from mlprep.tui import themes
from mlprep.tui.keys import Keys, resolve
from mlprep.tui.request import ReviewRequest
from mlprep.tui.screens import SCREENS
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.signals import HANGUP, on_ending_signal, on_terminal_gone
from mlprep.tui.typeahead import Drain, goes_to_field

if TYPE_CHECKING:
    from textual.screen import Screen

    from mlprep.study.news import LibraryNews
    from mlprep.study.workspace import Workspace

__all__ = ["ReviewRequest", "StudyApp", "run"]

WorkspaceFactory = Callable[[], "Workspace"]


def _palette() -> "type":
    from mlprep.tui.palette import Actions

    return Actions


class StudyApp(App[int]):
    """mlprep on the screen."""

    TITLE = "mlprep"
    CSS_PATH = [  # noqa: RUF012  # the library's type
        "app.tcss",
        "screens/today/screen.tcss",  # the first screen's is not loaded by itself
    ]
    COMMANDS = {_palette}  # noqa: RUF012  # the library's type
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True)
    ]
    COMMAND_PALETTE_BINDING = "ctrl+p"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  # the library's type
        (0, "-tiny"),
        (40, "-narrow"),
        (72, "-normal"),
        (120, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012  # the library's type
        (0, "-flat"),
        (12, "-low"),
        (30, "-high"),
    ]

    def __init__(
        self,
        workspace_factory: WorkspaceFactory,
        *,
        start: str = "today",
        arguments: tuple[object, ...] = (),
        review: ReviewRequest | None = None,
        demo: bool = False,
    ) -> None:
        super().__init__()
        self.open_workspace = workspace_factory
        self.workspace = workspace_factory()
        self.start = "review" if review is not None else start
        self.arguments = arguments
        self.request = review or ReviewRequest()
        self.demo = demo
        self.is_reading = True
        """Whether the library is being read beside the screen."""
        self.doubts_asked = False
        self.has_trouble = False
        self.sent_keys = 0
        """Keys and pasted texts that were read so far."""
        self.keys = Keys({})
        self._apply_config()

    # ------------------------------------------------------------------ start

    def _apply_config(self) -> None:
        config = self.workspace.config
        self.keys = resolve(config.keys, config.keymap)
        for theme in themes.themes():
            self.register_theme(theme)
        wanted = themes.theme_named(config.theme)
        self.theme = wanted if wanted in self.available_themes else themes.DARK
        self.animation_level = "full" if config.animations else "none"

    def config_changed(self) -> None:
        """Take the settings file in again: theme, keys, animations."""
        self.workspace.reload_config()
        self._apply_config()
        for screen in self.screen_stack:
            if isinstance(screen, StudyScreen):
                screen.bind_keys()
                screen.refresh_keys()

    def get_default_screen(self) -> "Screen[None]":
        """Show Today first; nothing is mounted that is not seen."""
        return SCREENS["today"]()()

    def on_mount(self) -> None:
        """Open what was asked for; look at the files once the first frame stands."""
        on_ending_signal(lambda code: self.exit(return_code=code))
        if not self.is_headless:
            on_terminal_gone(self._end_at_once)
        if self.start == "review":
            self.open_review(self.request)
        elif self.start != "today":
            self.open_screen(self.start, *self.arguments)
        self.call_after_refresh(self._after_first_frame)

    def _after_first_frame(self) -> None:
        self._tell_faults()
        self.workspace.history.warm()
        self.read_library()
        from mlprep.tui.watching import FileWatch

        FileWatch(self).start()

    def _end_at_once(self) -> None:
        """End without drawing; what was answered is on the disk already."""
        with suppress(Exception):
            self.workspace.close()
        os._exit(HANGUP)

    def _tell_faults(self) -> None:
        """Say in one box what is wrong in the settings file; of several only how many."""
        faults = [*map(str, self.workspace.config_problems), *self.keys.problems]
        if not faults:
            return
        told = faults[0]
        if len(faults) > 1:
            told = (
                f"{len(faults)} faults in the settings file."
                f" Settings ({self.keys.hint('today.settings')}) lists them under Looks and keys."
            )
        self.notify(told, severity="warning", markup=False, timeout=8)

    # ---------------------------------------------------------------- library

    def read_library(self) -> None:
        """Look at the deck files beside the screen, make the day's backup, quicken searches."""
        self.is_reading = True
        self.run_worker(
            self._read, thread=True, group="library", exclusive=True, exit_on_error=False
        )

    def _read(self) -> "tuple[LibraryNews | None, str]":
        """Run in a thread of its own, with connections of its own; say why a backup failed too.

        On the first look everything is new, which is no news.
        """
        from mlprep.study.upkeep import fault_of_backup, join_search_index

        with self.open_workspace() as workspace:
            first = workspace.is_first_look
            news = workspace.refresh_library()
            fault = fault_of_backup(workspace)
            join_search_index(workspace)
        warm_up()
        return None if first else news, fault

    def measure_after_study(self) -> None:
        """Measure anew beside the screen, after a session with first answers to cards."""
        self.run_worker(
            self._measure, thread=True, group="measure", exclusive=True, exit_on_error=False
        )

    def _measure(self) -> None:
        """Run in a thread of its own, with connections of its own."""
        from mlprep.study.measuring.remeasuring import measure_after_study

        with self.open_workspace() as workspace:
            measure_after_study(workspace)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what the reading of the library brought."""
        if event.worker.group == "measure" and event.state is WorkerState.SUCCESS:
            self._show_measured()
        if event.worker.group != "library" or event.worker.is_running:
            return
        if event.state is WorkerState.PENDING:
            return
        self.is_reading = False
        # What was loaded by now stays: the collector need not walk it between two cards.
        gc.freeze()
        if event.state is WorkerState.ERROR:
            self.notify(f"The decks could not be read: {event.worker.error}",
                        severity="error", markup=False)  # fmt: skip
        result = event.worker.result if event.state is WorkerState.SUCCESS else None
        news, fault = result or (None, "")
        self.library_changed(news)
        if fault:
            self.notify(fault, severity="warning", markup=False, timeout=8)

    def _show_measured(self) -> None:
        """Let Today show the plan as it is now, where it is looked at."""
        self.workspace.forget_cached()
        if isinstance(self.screen, StudyScreen) and self.screen.SCOPE == "today":
            self.screen.reload()

    def library_changed(self, news: "LibraryNews | None") -> None:
        """Let every open screen show the library as it is now."""
        self.workspace.library.forget_cached()
        if news is not None and news.sentence:
            self._tell(news.sentence)
        if news is not None:
            self._tell_trouble(news.trouble(short=True), is_mended=news.changes.mended > 0)
        for screen in self.screen_stack:
            if isinstance(screen, StudyScreen) and screen.is_mounted:
                screen.reload()
                screen.refresh_keys()

    def _tell_trouble(self, trouble: str, *, is_mended: bool) -> None:
        """Say what is wrong with the files; the box about what was wrong goes once it is mended."""
        if self.has_trouble and (trouble or is_mended):
            self.clear_notifications()
            self.has_trouble = False
        if trouble:
            self.has_trouble = True
            self.notify(trouble, severity="warning", markup=False, timeout=8)

    def _tell(self, sentence: str) -> None:
        """Say something where it hides nothing: in the line above the keys."""
        if isinstance(self.screen, StudyScreen):
            self.screen.tell(sentence)
        else:
            self.notify(sentence, markup=False, timeout=4)

    # ------------------------------------------------------------------- keys

    async def on_event(self, event: events.Event) -> None:
        """Count what is typed, before it is sent on its way."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self.sent_keys += 1
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Let a field that is about to get the focus have the key; no command runs then."""
        goes_to_field(self, event)

    def on_paste(self, event: events.Paste) -> None:
        """Let a field that is about to get the focus have the text."""
        goes_to_field(self, event)

    def on_drain(self, event: Drain) -> None:
        """Tell the field that nothing is under way before it any more."""
        goes_to_field(self, event)

    # ---------------------------------------------------------------- screens

    def open_screen(self, name: str, *arguments: object) -> None:
        """Open a screen by its name in ``SCREENS``."""
        make = SCREENS.get(name)
        if make is None:
            self.notify(f"There is no screen {name} yet.", severity="warning", markup=False)
            return
        self.push_screen(make()(*arguments))

    def open_review(self, request: ReviewRequest | None = None) -> None:
        """Open a review of what is asked for; without a request of everything due."""
        self.open_screen("review", request or ReviewRequest())

    def action_open(self, name: str, *arguments: str) -> None:
        """Open a screen, for the table of actions."""
        self.open_screen(name, *arguments)

    def action_go_back(self) -> None:
        """Go one level back, as the present screen understands it."""
        if isinstance(self.screen, StudyScreen):
            self.screen.go_back()

    def action_keys(self) -> None:
        """Show all keys of the present screen."""
        from mlprep.tui.widgets.help import help_reader

        if isinstance(self.screen, StudyScreen):
            self.push_screen(help_reader(self.screen.SCOPE, self.keys))

    def action_next_theme(self) -> None:
        """Go through our themes and the terminal's own."""
        names = themes.CYCLE
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]
        self.notify(f"Theme: {self.theme}", markup=False, timeout=2)

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Save the screen among the downloads, else in the home folder, and say where."""
        from pathlib import Path

        from platformdirs import user_downloads_path

        downloads = user_downloads_path()
        folder = path or str(downloads if downloads.is_dir() else Path.home())
        try:
            saved = self.save_screenshot(filename, folder)
        except OSError as fault:
            self.notify(f"No picture was saved: {fault}", severity="error", markup=False)
        else:
            self.notify(f"Saved as {saved}", markup=False)

    # ----------------------------------------------------------------- editor

    def edit_file(self, path: "os.PathLike[str]", line: int) -> str:
        """Let the learner's editor have the terminal; returns what went wrong, if anything."""
        from pathlib import Path

        from mlprep.study.authoring.editor import chosen_editor, editor_command, run_editor

        editor = chosen_editor(self.workspace.config.editor)
        try:
            with self._without_screen():
                return run_editor(editor_command(editor, Path(path), line))
        except SuspendNotSupported:
            return f"No editor can be opened from here; the card is at {path}, line {line}."

    def _without_screen(self) -> AbstractContextManager[None]:
        return nullcontext() if self.is_headless else self.suspend()

    def close_workspace(self) -> None:
        """Close the learner's files."""
        self.workspace.close()


WARM = (
    "**Bold** `code` $x_i^2$\n\n$$\\frac{1}{n}$$\n\n- item\n"
    "\n```python\ndef f(): ...\n```\n\n```sql\nselect 1\n```\n\n```bash\nls\n```"
)


def warm_up() -> None:
    """Load what draws a card, so that the first one does not wait for it."""
    from mlprep.text.render import render

    render(WARM, 60)


def run(
    workspace_factory: WorkspaceFactory,
    *,
    start: str = "today",
    arguments: tuple[object, ...] = (),
    review: ReviewRequest | None = None,
    demo: bool = False,
) -> int:
    """Open the screen and stay until the learner leaves; returns the exit code.

    ``start`` names the screen to open over Today, ``arguments`` are handed to it.

    ``workspace_factory`` is called once for the screen and again by each worker: a connection
    belongs to its thread.
    """
    app = StudyApp(workspace_factory, start=start, arguments=arguments, review=review, demo=demo)
    try:
        result = app.run()
    finally:
        app.close_workspace()
    return result if isinstance(result, int) else app.return_code or 0
