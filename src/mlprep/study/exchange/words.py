"""What an import or an archive would bring, in lines that the command line and the screen share."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mlprep.domain.facts import FactKind
from mlprep.text.counting import counted
from mlprep.text.sanitise import visible

if TYPE_CHECKING:
    from mlprep.study.exchange.archiving import Exported as Archived
    from mlprep.study.exchange.archiving import Incoming
    from mlprep.study.exchange.exporting import Exported
    from mlprep.study.exchange.importing import ImportPlan
    from mlprep.study.workspace import Workspace

SHOWN_DECKS = 12
SHOWN_NAMES = 20
COUNTED = (
    (FactKind.REVIEW, "review", "reviews"),
    (FactKind.SET_DUE, "due day", "due days"),
    (FactKind.RESET, "reset", "resets"),
    (FactKind.SUSPEND, "suspended", "suspended"),
    (FactKind.BURY, "buried until tomorrow", "buried until tomorrow"),
    (FactKind.FLAG, "flag", "flags"),
    (FactKind.MARK, "mark", "marks"),
    (FactKind.SETTING, "setting", "settings"),
)


def plan_lines(opened: "Workspace", plan: "ImportPlan") -> Iterator[str]:
    """Say what an import would bring; the first line is the title of the others."""
    yield f"{visible(plan.name)}: {plan.source}"
    if plan.is_empty:
        yield f"  {'nothing in it is new to you' if plan.notes else 'no card was found in it'}"
    if plan.cards:
        decks = counted(len(plan.decks), "deck file")
        folder = opened.paths.decks
        yield f"  {counted(plan.cards, 'new card')} in {decks} below {folder}:"
        for change in plan.decks[:SHOWN_DECKS]:
            verb = "added to" if change.original else "new:"
            below = change.path.is_relative_to(folder)
            place = change.path.relative_to(folder) if below else change.path
            yield f"    {visible(change.title)}: {change.cards:,} ({verb} {place})"
        if len(plan.decks) > SHOWN_DECKS:
            yield f"    and {len(plan.decks) - SHOWN_DECKS} more"
    if plan.kept:
        yield f"  {counted(plan.kept, 'card')} that you have: the text stays as it is"
    counts = plan.counts()
    found = ((counts[kind], one, many) for kind, one, many in COUNTED)
    history = [counted(*one) for one in found if one[0]]
    if history:
        yield f"  {', '.join(history)}"
    if plan.media:
        yield f"  {counted(len(plan.media), 'picture')}"
    yield from _losses(plan)
    yield from _hints(opened, plan)


def _losses(plan: "ImportPlan") -> Iterator[str]:
    if plan.losses:
        yield "  left out or changed:"
    for loss in plan.losses:
        places = "; ".join(visible(" ".join(one.split())) for one in loss.examples)
        yield f"    {loss.count:,} x {visible(loss.what)}{f' ({places})' if places else ''}"


def _hints(opened: "Workspace", plan: "ImportPlan") -> Iterator[str]:
    collection = plan.collection
    if collection.parameters and not plan.count(FactKind.SETTING):
        yield (
            "  it has parameters of FSRS of its own; `mlprep deck import --parameters` takes"
            " them over"
        )
    hour, own = collection.rollover_hour, opened.settings.rollover_hour
    if hour is not None and hour != own:
        yield (
            f"  its days begin at {hour}:00 and yours at {own}:00; for the same days run"
            f" `mlprep settings rollover_hour {hour}` before"
        )


def exported_line(done: "Exported") -> str:
    """Say what was written for another program."""
    cards = f"{counted(done.cards, 'card')} of {counted(done.decks, 'deck')}"
    beside = ((done.reviews, "review"), (done.pictures, "picture"))
    more = " and ".join(counted(*one) for one in beside if one[0])
    verb = "is" if done.cards == 1 and not more else "are"
    return f"{cards}{f' with {more}' if more else ''} {verb} in {visible(str(done.path))}."


def archive_lines(incoming: "Incoming") -> list[str]:
    """Say what an archive would bring."""
    devices = counted(len(incoming.devices), "device")
    count = f"{counted(incoming.facts, 'fact')} of {devices}"
    lines = [f"{incoming.path}: {count}, {incoming.new_facts:,} of them new here."]
    if incoming.different_facts:
        differ = counted(incoming.different_facts, "fact is", "facts are")
        lines.append(f"{differ} recorded otherwise here; yours stay.")
    lines += _listed("New files", incoming.new_files)
    if incoming.same_files:
        lines.append(f"Files that are the same here: {incoming.same_files}.")
    lines += _listed("Different here (yours stays, the other is kept beside it)", incoming.clashes)
    lines += _listed("Not understood and left out", incoming.not_understood)
    lines += _listed("Not in the archive's list of files and left out", incoming.unlisted)
    if incoming.is_empty:
        lines.append("Everything in it is here already.")
    return [visible(line) for line in lines]


def taken_line(incoming: "Incoming") -> str:
    """Say what came of an archive."""
    facts = counted(incoming.new_facts, "fact")
    return f"Done: {facts} and {counted(len(incoming.new_files), 'file')} came."


def archived_line(done: "Archived") -> str:
    """Say what an archive was made of."""
    facts, devices = counted(done.facts, "fact"), counted(done.devices, "device")
    return visible(f"{done.path}: {facts} of {devices}, {counted(done.files, 'file')}.")


def _listed(title: str, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    more = [f"  and {len(names) - SHOWN_NAMES} more"] if len(names) > SHOWN_NAMES else []
    return [f"{title}:", *(f"  {name}" for name in names[:SHOWN_NAMES]), *more]
