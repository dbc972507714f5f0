"""Bring files that a person wrote into their normal form, or tell which are not in it."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlprep.domain.problems import Problem, Severity
from mlprep.formats.amending import Original, alone, read_original, replace
from mlprep.formats.decks import DeckFile, deck_from_table
from mlprep.formats.files import WrittenFloat, find_toml, parse_toml
from mlprep.formats.formatting import Ids, formatted
from mlprep.formats.writing import WritingError
from mlprep.study.authoring.checking import kind_of_table, named_files

if TYPE_CHECKING:
    from mlprep.study.workspace import Workspace


class Outcome(StrEnum):
    """What became of a file."""

    FINE = "fine"
    """It was in its normal form."""
    TIDIED = "tidied"
    """It was written; or would have been."""
    REFUSED = "refused"
    """It was left as it was, for the reason given."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """What became of one file."""

    path: Path
    outcome: Outcome
    ids: int = 0
    """Ids that were written."""
    reason: str = ""


def own_files(workspace: "Workspace") -> list[Path]:
    """List the files of the learner's own folders."""
    roots = [root.path for root in workspace.library.roots if root.own]
    return [one.path for one in find_toml(roots)[0]]


def tidy_files(
    workspace: "Workspace", files: Sequence[Path], *, check: bool = False
) -> list[Tidied]:
    """Bring files, or all of a folder (by default those of the learner's), into their normal form.

    With ``check`` nothing is written.  A file with errors, a shipped one, and one that cannot
    be written are refused; nothing of them changes.  Never raises.
    """
    chosen = named_files(files)[0] or own_files(workspace)
    done = [_tidy(workspace, path, check=check) for path in chosen]
    if not check and any(one.outcome is Outcome.TIDIED for one in done):
        workspace.refresh_library()
    return done


def _tidy(workspace: "Workspace", path: Path, *, check: bool) -> Tidied:
    with nullcontext() if check or not path.exists() else alone(path):
        return _tidy_alone(workspace, path, check=check)


def _tidy_alone(workspace: "Workspace", path: Path, *, check: bool) -> Tidied:
    try:
        original = read_original(path)
        form = normal_form(original, only_whether=check)
        if form.text == original.text:
            return Tidied(path, Outcome.FINE)
        if not check:
            refuse_shipped(workspace, path)
            form.verify(path)
            replace(original, form.text)
    except WritingError as fault:
        return Tidied(path, Outcome.REFUSED, reason=str(fault))
    except OSError as fault:
        reason = f"{path} cannot be used: {fault.strerror or fault}"
        return Tidied(path, Outcome.REFUSED, reason=reason)
    return Tidied(path, Outcome.TIDIED, len(form.ids))


def refuse_shipped(workspace: "Workspace", path: Path) -> None:
    """Raise ``WritingError`` for a file that is shipped: it is never written to."""
    if is_shipped(workspace, path):
        raise WritingError(f"{path} is shipped with the program and never written to")


def is_shipped(workspace: "Workspace", path: Path) -> bool:
    """Whether a file, links followed, lies in a folder that is shipped."""
    resolved = path.resolve()
    return any(
        not root.own and resolved.is_relative_to(root.path.resolve())
        for root in workspace.library.roots
    )


@dataclass(frozen=True, slots=True)
class NormalForm:
    """What a file becomes, and the table that it held before."""

    text: str
    ids: Ids
    table: Mapping[str, Any]

    def verify(self, path: Path) -> None:
        """Make sure that the new text says what the old one did, but for the ids.

        Raises ``WritingError`` otherwise.
        """
        after, _ = parse_toml(self.text.encode(), path)
        if after is None or _plain(_without(after, self.ids)) != _plain(self.table):
            raise WritingError(f"{path} cannot be tidied without changing it; it was left")


def normal_form(original: Original, *, only_whether: bool = False) -> NormalForm:
    """Work out the normal form of a file and the ids that it gets.

    With ``only_whether`` the text is left empty where ids are missing: that says enough.
    Raises ``WritingError`` where the file has errors: what is not understood is not touched.
    """
    table, problems = parse_toml(original.data, original.path)
    if table is None:
        raise _has_errors(problems)
    kind = kind_of_table(table)
    ids = Ids()
    if kind == "deck":
        file = deck_from_table(table, original.text, original.path)
        problems = list(file.problems)
        ids = _missing_ids(file, table)
    else:
        from mlprep.study.content.reading import read_file

        problems = list(read_file(original.path, kind, own=True).problems)
    if any(one.severity is Severity.ERROR for one in problems):
        raise _has_errors(problems)
    text = "" if ids and only_whether else formatted(original.text, ids)
    return NormalForm(text, ids, table)


def _missing_ids(file: DeckFile, table: Mapping[str, Any]) -> Ids:
    deck = table.get("deck")
    named = isinstance(deck, dict) and "id" in deck
    cards = [(at, card.id) for at, card in enumerate(file.cards) if not card.explicit_id]
    return Ids(None if named or file.deck is None else file.deck.id, tuple(cards))


def _has_errors(problems: Iterable[Problem]) -> WritingError:
    errors = [one for one in problems if one.severity is Severity.ERROR]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return WritingError(f"{errors[0]}{more}; nothing was changed, mend it first")


def _without(table: dict[str, Any], ids: Ids) -> dict[str, Any]:
    """Take ids out again; one that is not there makes the table another one."""
    taken = [(table["card"][at].pop("id", ""), name) for at, name in ids.cards]
    if ids.deck is not None:
        taken.append((table["deck"].pop("id", ""), ids.deck))
    return table if all(found == name for found, name in taken) else {}


def _plain(value: object) -> object:
    """Compare numbers by how they are written too."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.written if isinstance(value, WrittenFloat) else value
