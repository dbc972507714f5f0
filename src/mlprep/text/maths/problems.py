"""What a deck's checker reports about the formulae of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from mlprep.text.cloze import bare
from mlprep.text.maths.fonts import FONTS, TEXT_COMMANDS
from mlprep.text.maths.nodes import Unsupported
from mlprep.text.maths.parser import parse
from mlprep.text.maths.scan import Formula, find
from mlprep.text.maths.symbols import ACCENTS, COMMANDS, FUNCTIONS, LARGE, LIMIT_FUNCTIONS

# A dollar without its partner is worth a word if LaTeX follows it on its line.
_LATEX_AFTER: Final = re.compile(r"\$+[^$\n`]*")
_COMMAND: Final = re.compile(r"\\[A-Za-z]+")
_KNOWN: Final = frozenset(
    {*COMMANDS, *LARGE, *FUNCTIONS, *LIMIT_FUNCTIONS, *ACCENTS, *FONTS, *TEXT_COMMANDS}
    | {r"\frac", r"\dfrac", r"\sqrt", r"\left", r"\begin", r"\operatorname"}
)


@dataclass(frozen=True, slots=True)
class MathsProblem:
    """A formula that is shown as its source.

    `offset` is where the formula begins in the text (characters, from 0), `command` what is not
    in the subset, `formula` its source, `message` a sentence for its author.
    """

    offset: int
    command: str
    formula: str
    message: str


def problems(source: str) -> list[MathsProblem]:
    """Return every formula of a card's text that is not rendered, in order."""
    found, alone = find(source)
    result = [problem for formula in found if (problem := _checked(source, formula))]
    result += [_unclosed(source, at) for at in alone if _is_latex(source, at)]
    return sorted(result, key=lambda problem: problem.offset)


def _checked(source: str, formula: Formula) -> MathsProblem | None:
    try:
        parse(bare(formula.latex))
    except Unsupported as error:
        text = source[formula.start : formula.end]
        message = (
            f"{text} is shown as its source, because {error.command} is not in the subset of "
            "LaTeX that can be shown as text; write it another way"
        )
        return MathsProblem(formula.start, error.command, text, message)
    return None


def _is_latex(source: str, at: int) -> bool:
    """Tell whether a command of the subset follows a dollar on its line."""
    found = _LATEX_AFTER.match(source, at)
    return found is not None and any(name in _KNOWN for name in _COMMAND.findall(found[0]))


def _unclosed(source: str, at: int) -> MathsProblem:
    text = source[at:].split("\n", 1)[0]
    message = (
        f"{text} has LaTeX after a dollar sign that no other closes; a formula is $...$ without "
        "spaces inside its dollar signs, and $$...$$ on lines of its own"
    )
    return MathsProblem(at, "$", text, message)
