"""What Decks says besides its lists, as text for a width; pure."""

from collections.abc import Sequence

from textual.content import Content

from mlprep.domain.cards import Card
from mlprep.domain.ids import UnitId
from mlprep.domain.problems import Problem, Severity
from mlprep.study.review.question import Question, question
from mlprep.text.cloze import ClozeView
from mlprep.text.counting import counted
from mlprep.text.lines import chop
from mlprep.text.render import render
from mlprep.text.sanitise import visible
from mlprep.text.screen import to_content
from mlprep.tui.keys import Hint
from mlprep.tui.pieces import ACCENT, GOOD, MUTED, PRIMARY, fitted, lines, row, wrapped
from mlprep.tui.screens.decks.tree import Row, decks_of, due_of, new_of, problems_of

HEADING = f"bold {PRIMARY}"
WARNING = "bold $text-warning"
TERMS = (
    ("deck:ml  topic:ml-nn  tag:exam", "by place: the beginning of an id or a title"),
    (
        "is:due  is:new  is:suspended  is:marked",
        "by state; also learn, review, buried, leech, forgotten (Again when last asked)",
    ),
    ("flag:2  prop:stability<21  prop:lapses>3", "by flag and by figures of memory"),
    ("prop:seen=0  prop:met<7  prop:due>30", "by days since last and first asked, and till due"),
    ('grad  "chain rule"  -sgd', "by words, phrases, and words to leave out"),
)


def tree_head(problems: int, width: int, key: Hint) -> Content:
    """Name the tree and its columns of counts; count the problems of all files."""
    left = Content.styled("Decks", HEADING)
    if problems:
        told = f"! {counted(problems, 'problem')} ({key('decks.problems')})"
        left = Content.assemble(left, "  ", (told, WARNING))
    return row(left, Content.styled(f"{'due':>4}{'new':>5}", MUTED), width)


def list_head(chosen: Row | None, width: int, key: Hint, selected: int = 0) -> Content:
    """Name the deck or area whose cards are listed, and what it holds, or what is selected."""
    if chosen is None:
        return Content.styled("Cards", HEADING)
    cards = sum(deck.cards for deck in decks_of(chosen))
    told = [counted(cards, "card")]
    told += [f"{due_of(chosen):,} due"] if due_of(chosen) else []
    told += [f"{new_of(chosen):,} new"] if new_of(chosen) else []
    told = [counted(cards, "card"), f"{selected:,} selected"] if selected else told
    left = Content.styled(f"  {' · '.join(told)}", MUTED)
    problems = problems_of(chosen)
    count = f"! {counted(problems, 'problem')} ({key('decks.problems')})"
    right = Content.styled(count, WARNING) if problems else None
    room = width - left.cell_length - (right.cell_length + 2 if right else 0)
    named = fitted(chosen.title, max(8, room), HEADING) + left
    return row(named, right, width) if right else named.truncate(max(0, width))


def search_note(
    fault: str, found: int, width: int, *, whole: bool, empty: bool, selected: int = 0
) -> Content:
    """Say under the search line what is wrong with it, what it takes, or what it found."""
    if fault:
        return lines(Content.styled(one, WARNING) for one in wrapped(f"! {fault}", width))
    if empty:
        told = "words, deck: topic: tag: is: prop: flag:"
        return Content.styled(told, MUTED).truncate(max(0, width))
    told = f"{counted(found, 'card')} found" if whole else f"the first {found:,} cards found"
    told += f", {selected:,} selected" if selected else ""
    return Content.styled(told, HEADING).truncate(max(0, width))


def nothing_found(width: int) -> Content:
    """Say what may be searched where nothing was found."""
    parts = [Content.styled("No card matches.", f"bold {ACCENT}"), Content()]
    for example, meaning in TERMS:
        parts.append(fitted(example, width, "bold"))
        parts += [Content.styled(f"  {one}", MUTED) for one in wrapped(meaning, width - 2)]
    return lines(parts)


def no_decks(folder: str, width: int, key: Hint, *, reading: bool) -> Content:
    """Say how decks come to be where there are none."""
    if reading:
        return Content.styled("Reading decks…", f"bold {ACCENT}")
    told = (
        f"Put a deck (a TOML file) into {folder}; it shows here at once."
        f" {key('decks.new-card')} writes a first card, {key('decks.leave')} goes back."
    )
    return lines([
        Content.styled("There are no decks yet.", f"bold {ACCENT}"),
        *(Content.styled(one, MUTED) for one in wrapped(told, width)),
    ])  # fmt: skip


def no_cards(chosen: Row | None, width: int, key: Hint) -> Content:
    """Say what to do with a deck that has no cards."""
    if chosen is None:
        told = f"Choose a deck at the left; {key('decks.search')} searches all cards."
        return Content.styled(told, MUTED)
    problems, edit = key("decks.problems"), key("decks.edit")
    told = f"No cards here. {problems} lists the problems of its file; {edit} opens it."
    return lines(Content.styled(one, MUTED) for one in wrapped(told, width))


# -------------------------------------------------------------------- preview


def preview(card: Card, unit: UnitId, width: int, *, maths: bool = True) -> Content:
    """Show a card's front, its back and why."""
    asked = question(card, unit, 0)
    parts = [_front(asked, width, maths=maths)]
    parts += _options(card, width, maths=maths)
    back = asked.back if not card.choices or card.back else ""
    if back:
        parts += [_rule(width), to_content(render(back, width, maths=maths))]
    if card.why:
        why = to_content(render(card.why, width, maths=maths))
        parts += [Content(), why.stylize_before(MUTED)]
    for source in card.sources:
        parts += [Content.styled(one, MUTED) for one in wrapped(f"Source: {source}", width)]
    return lines(parts)


def _front(asked: Question, width: int, *, maths: bool) -> Content:
    cloze = ClozeView(asked.gap, revealed=True) if asked.gap else None
    return to_content(render(asked.front, width, maths=maths, cloze=cloze))


def _options(card: Card, width: int, *, maths: bool) -> list[Content]:
    if card.choices is None:
        return []
    parts = [Content()]
    for index, option in enumerate(card.choices.options):
        key = index in card.choices.keys
        sign = Content.styled(" ✓ " if key else " · ", f"bold {GOOD}" if key else MUTED)
        first, *rest = to_content(render(option.text, max(8, width - 3), maths=maths)).split(
            "\n", allow_blank=True
        ) or [Content()]
        parts += [sign + first, *(Content("   ") + one for one in rest)]
    return parts


def _rule(width: int) -> Content:
    return Content.styled("─" * max(0, width), MUTED)


# ------------------------------------------------------------------- problems


def place_of(problem: Problem) -> str:
    """``deck.toml:12:3``."""
    where = f":{problem.line}:{problem.column}" if problem.line else ""
    return f"{problem.path.name}{where}"


def problem_text(problem: Problem, width: int) -> Content:
    """Say what is wrong, what would be right, and where."""
    name = "Problem" if problem.severity is Severity.ERROR else "Worth a look"
    parts = [Content.styled(f"{name}: {one}" if at == 0 else one, WARNING)
             for at, one in enumerate(wrapped(problem.what, width - len(name) - 2))]  # fmt: skip
    right = problem.right[:1].upper() + problem.right[1:]
    parts += [Content(one) for one in wrapped(right, width)]
    place = f"{problem.path}:{problem.line}:{problem.column}" if problem.line else str(problem.path)
    return lines([*parts, *(Content.styled(one, MUTED) for one in path_lines(place, width))])


def path_lines(path: str, width: int) -> list[str]:
    """Break a path where the line ends, so that all of it can be read."""
    return chop(visible(path), max(1, width), max(1, width))


def problems_head(problems: Sequence[Problem]) -> str:
    """Count errors and warnings."""
    errors = sum(one.severity is Severity.ERROR for one in problems)
    told = [counted(errors, "problem")] if errors else []
    rest = len(problems) - errors
    told += [counted(rest, "thing worth a look", "things worth a look")] if rest else []
    return " and ".join(told) or "No problems"
