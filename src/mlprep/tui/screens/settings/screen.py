"""Settings: every one explained, changed in place, undone with ``u``."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import DataTable

from mlprep.domain.facts import Json
from mlprep.domain.settings import SettingError
from mlprep.formats.config import ConfigError, Value, save_config
from mlprep.formats.writing import write_atomic
from mlprep.store.errors import HistoryError
from mlprep.study.preferences import change, fault_of, setting_rows
from mlprep.tui.actions import Action
from mlprep.tui.pieces import ACCENT, MUTED, PRIMARY, lines, said, wrapped
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.screens.decks.text import path_lines
from mlprep.tui.screens.settings.looks import LookChange, look_value
from mlprep.tui.screens.settings.rows import Kind, Row, all_rows
from mlprep.tui.screens.settings.table import SettingTable
from mlprep.tui.widgets.ask import Ask
from mlprep.tui.widgets.entry import Entry
from mlprep.tui.widgets.panel import Panel

CHOICE_KEYS = "123456789abcdefghijklmnoprstuvwxyz"
FAULTS = (SettingError, ConfigError, HistoryError, OSError)


class SettingsScreen(StudyScreen):
    """What is studied, how it looks, and where everything is."""

    SCOPE = "settings"
    BODY_SCROLLS = "#settings"
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "SettingTable"

    def __init__(self) -> None:
        super().__init__()
        self._done: list[LookChange | None] = []
        """What was changed here: looks, or None for a fact of the history."""
        self._undone: list[LookChange | None] = []

    def compose_body(self) -> Iterator[Widget]:
        """Yield the list and the explanation of the chosen setting."""
        yield Panel(_head, id="head")
        yield SettingTable()
        yield Panel(id="told")

    @property
    def table(self) -> SettingTable:
        """The list of settings."""
        return self.query_one(SettingTable)

    def on_mount(self) -> None:
        """Fill the list, and again when the colours change."""
        super().on_mount()
        self.watch(self.app, "theme", self.reload, init=False)

    def reload(self) -> None:
        """Show all settings as they are now."""
        self.workspace.forget_cached()
        self.table.fill(all_rows(self.workspace, self.study.keys.problems))
        self._explain()

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Explain the setting under the cursor."""
        event.stop()
        self._explain()

    def _explain(self) -> None:
        row, key = self.table.chosen, self.study.keys.hint("settings.change")
        self.query_one("#told", Panel).show(lambda width: explained(row, width, key))
        self.refresh_keys()

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Change the setting that was clicked a second time."""
        event.stop()
        self.action_change()

    # ---------------------------------------------------------------- change

    def action_move(self, where: str) -> None:
        """Move the cursor."""
        self.table.go(where)

    def action_change(self) -> None:
        """Change the setting under the cursor, or open what it names."""
        row = self.table.chosen
        if row is None or row.kind in (Kind.HEADING, Kind.VERSION):
            return
        if row.kind is Kind.FAULT or row.key in ("settings", "keymap"):
            self._open_file(row.line)
        elif row.kind is Kind.PLACE:
            self.app.copy_to_clipboard(row.value)
            self.tell(f"Copied: {row.value}")
        elif row.kind is Kind.LOOKS and row.value in ("on", "off"):
            self.put(row, "off" if row.value == "on" else "on")
        elif row.choices:
            self._choose(row)
        else:
            self._ask(row)

    def _choose(self, row: Row) -> None:
        keyed = list(zip(CHOICE_KEYS, row.choices, strict=False))
        by_key = {key: value for key, (value, _) in keyed}

        def chosen(key: str | None) -> None:
            if key is not None:
                self.put(row, by_key[key])

        told = [
            (key, title + ("  (now)" if value == row.value else ""))
            for key, (value, title) in keyed
        ]
        explanation = Content.styled(row.explanation, MUTED)
        self.app.push_screen(Ask(row.title, told, explanation), chosen)

    def _ask(self, row: Row) -> None:
        def given(text: str | None) -> None:
            if text is not None and text != row.value:
                self.put(row, text)

        told = [row.explanation, *([f"It takes {row.takes}."] if row.takes else [])]
        entry = Entry(
            row.title, lambda text: self.fault_of(row, text),
            Content.styled("\n".join(told), MUTED), value=row.value,
        )  # fmt: skip
        self.app.push_screen(entry, given)

    def fault_of(self, row: Row, text: str) -> str:
        """Say what is wrong with a value as typed; the empty string where nothing is."""
        if row.kind is Kind.STUDY:
            return fault_of(self.workspace, row.key, text)
        try:
            look_value(row.key, text)
        except ConfigError as fault:
            return str(fault)
        return ""

    def put(self, row: Row, text: str) -> None:
        """Give a setting the value that was typed or chosen."""
        try:
            if row.kind is Kind.STUDY:
                change(self.workspace, row.key, text)
                self._remember(None)
            else:
                self._set_look(row.key, look_value(row.key, text))
        except FAULTS as fault:
            self.tell(f"Not changed: {fault}", severity="error")
            return
        self._say(f"{row.title}: {text or 'not set'}")

    def action_default(self) -> None:
        """Put the setting under the cursor back to its default."""
        row = self.table.chosen
        if row is None or not row.can_change:
            return
        if row.key == "keymap":
            self._open_file(0)
            return
        if not row.is_changed:
            self.tell(f"{row.title} is at its default.")
            return
        try:
            if row.kind is Kind.STUDY:
                self.workspace.change_setting(row.key, self._default(row.key))
                self._remember(None)
            else:
                self._set_look(row.key, None)
        except FAULTS as fault:
            self.tell(f"Not changed: {fault}", severity="error")
            return
        self._say(f"{row.title}: {row.default or 'not set'}, the default")

    def _default(self, key: str) -> Json:
        return next(one.default for one in setting_rows(self.workspace.settings) if one.key == key)

    # ----------------------------------------------------------------- looks

    def _set_look(self, key: str, value: Value) -> None:
        before = self._written_look(key)
        save_config(self.workspace.paths.settings, {key: value})
        self._remember(LookChange(key, before, value))
        self.study.config_changed()

    def _written_look(self, key: str) -> Value:
        """Give the value in force, None where it is the default: undo takes the line out again."""
        row = next(one for one in all_rows(self.workspace) if one.key == key and one.can_change)
        return look_value(key, row.value) if row.is_changed else None

    def action_file(self) -> None:
        """Open the settings file in the editor."""
        row = self.table.chosen
        self._open_file(row.line if row else 0)

    def _open_file(self, line: int) -> None:
        path = self.workspace.paths.settings
        try:
            if not path.exists():
                write_atomic(path, "# Looks and keys of mlprep; see the settings screen.\n")
        except OSError as fault:
            self.tell(f"Not opened: {fault}", severity="error")
            return
        failed = self.study.edit_file(path, max(1, line))
        self.study.config_changed()
        problems = self.workspace.config_problems
        if failed:
            self.tell(failed, severity="error")
        elif problems:
            self.tell(str(problems[0]), severity="warning")
        else:
            self.tell("The settings file is in order.")
        self.reload()

    # ------------------------------------------------------------------ undo

    def _remember(self, made: LookChange | None) -> None:
        self._done.append(made)
        self._undone.clear()

    def action_undo(self) -> None:
        """Take back the last change made here, then what was done before."""
        undo = partial(self._travel, self._done, self._undone, back=True)
        if self._done:
            undo()
        else:
            self.undo_asking(undo)

    def action_redo(self) -> None:
        """Do again what was undone."""
        self._travel(self._undone, self._done, back=False)

    def _travel(
        self, source: list[LookChange | None], target: list[LookChange | None], *, back: bool
    ) -> None:
        look = source.pop() if source else None
        went = self._travel_fact(back=back) if look is None else self._travel_look(look, back=back)
        if went:
            target.append(look)
        elif look is not None:
            source.append(look)

    def _travel_fact(self, *, back: bool) -> bool:
        history, verb = self.workspace.history, "undo" if back else "redo"
        try:
            done = history.undo() if back else history.redo()
        except HistoryError as fault:
            self.tell(f"Not done: {fault}", severity="error")
            return False
        told = f"There is nothing to {verb}." if done is None else (
            f"{'Undid' if back else 'Redid'}: {done.label}")  # fmt: skip
        self._say(told)
        return done is not None

    def _travel_look(self, look: LookChange, *, back: bool) -> bool:
        value = look.before if back else look.after
        try:
            save_config(self.workspace.paths.settings, {look.key: value})
        except FAULTS as fault:
            self.tell(f"Not changed: {fault}", severity="error")
            return False
        self.study.config_changed()
        self._say(f"{'Undid' if back else 'Redid'}: {look.key}")
        return True

    def _say(self, sentence: str) -> None:
        self.tell(sentence)
        self.reload()

    # ------------------------------------------------------------------ keys

    def applies(self, action: Action) -> bool:
        """Offer what the chosen row takes."""
        row = self.table.chosen
        if action.id == "settings.default":
            return row is not None and row.is_changed
        if action.id == "settings.change":
            return row is not None and row.kind not in (Kind.HEADING, Kind.VERSION)
        if action.id == "settings.undo":
            return bool(self._done) or self.workspace.history.undo_label() is not None
        return action.id != "settings.redo" or bool(self._undone)

    def title_of(self, action: Action) -> str:
        """Say what ``enter`` does to the chosen row."""
        row = self.table.chosen
        if action.id == "settings.change" and row is not None and not row.can_change:
            return "Open" if row.key == "settings" else "Copy"
        return action.title

    def action_leave(self) -> None:
        """Go back to where this screen was opened."""
        self.go_back()


def _head(width: int) -> Content:
    told = Content.styled("Settings", f"bold {PRIMARY}")
    note = Content.styled("   • is not the default", MUTED)
    return (told + note).truncate(max(0, width))


def explained(row: Row | None, width: int, key: str) -> Content:
    """Explain a setting: what it does, what it takes, its default."""
    if row is None or row.kind is Kind.HEADING:
        return Content()
    parts = [said(row.title, f"bold {ACCENT}")]
    if row.kind is Kind.FAULT:
        parts += [said(one, "bold $text-warning") for one in wrapped(row.explanation, width)]
        parts.append(Content.styled(f"{key} opens the settings file at this place.", MUTED))
        return lines(parts)
    if not row.can_change:
        parts += [Content(one) for one in path_lines(row.value, width)]
        parts += [Content.styled(one, MUTED) for one in wrapped(row.explanation, width)]
        return lines(parts)
    parts += [Content(one) for one in wrapped(row.explanation, width)]
    parts += [said(one) for one in wrapped(f"Now {row.value}." if row.value else "", width)]
    told = [f"takes {row.takes}" if row.takes else "", f"default {row.default or 'not set'}",
            f"named {row.key}"]  # fmt: skip
    joined = " · ".join(one for one in told if one)
    parts += [Content.styled(one, MUTED) for one in wrapped(joined, width)]
    return lines(parts)
