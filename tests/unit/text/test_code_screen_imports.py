from __future__ import annotations

import subprocess
import sys
from time import process_time

import pytest
from textual.content import Content
from textual.theme import BUILTIN_THEMES

from mlprep.text.cloze import ClozeView
from mlprep.text.code import highlight
from mlprep.text.lines import Span, plain
from mlprep.text.render import render
from mlprep.text.screen import textual_style, to_content

CODE = "\n\ndef f(x):\n    # why\n\treturn 'a' + 1\n\n"


@pytest.mark.parametrize("language", ["python", "sql", "yaml", "bash", "nonsense", "", "text"])
def test_highlight_keeps_every_character(language: str) -> None:
    assert plain(highlight(CODE, language)) == CODE


def test_highlight_names_what_it_sees() -> None:
    spans = [span for line in highlight(CODE, "Python") for span in line]
    for expected in (
        Span("def", "code.keyword"),
        Span("f", "code.name"),
        Span("# why", "code.comment"),
        Span("'a'", "code.string"),
        Span("1", "code.number"),
    ):
        assert expected in spans


def test_long_code_has_no_colours() -> None:
    lines = highlight("if x: pass\n" * 3000, "python")
    assert {span.style for line in lines for span in line} == {"code.text"}


def test_content_is_never_markup() -> None:
    content = to_content(render("**[CLS]** [/b] [link=", 40))
    assert content.plain == "[CLS] [/b] [link="
    assert [(span.start, span.end, span.style) for span in content.spans] == [(0, 5, "bold")]


def test_every_style_is_one_that_textual_can_read_in_every_theme() -> None:
    names = "strong emphasis code maths heading quote gap answer dim link code.text code.keyword "
    names += "code.string code.comment code.number code.name code.operator code.error unknown"
    for theme in BUILTIN_THEMES.values():
        variables = theme.to_color_system().generate()
        for name in names.split():
            used = [word[1:] for word in textual_style(name).split() if word.startswith("$")]
            assert all(variable in variables for variable in used), (theme.name, name)
            assert isinstance(Content.styled("x", textual_style(name)), Content)


def test_importing_the_package_loads_no_heavy_library() -> None:
    heavy = ("textual", "markdown_it", "pygments", "pydantic")
    program = (
        "import sys, mlprep.text.render, mlprep.text.maths, mlprep.text.cloze\n"
        f"print(*[name for name in {heavy} if name in sys.modules])"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def fastest(source: str, cloze: ClozeView | None = None) -> float:
    """Return the least processor time of three renderings, in milliseconds."""
    times = []
    for _ in range(3):
        start = process_time()
        render(source, 80, cloze=cloze)
        times.append(process_time() - start)
    return min(times) * 1000


CARD = (
    "Why divide by $\\sqrt{d_k}$ in *scaled* dot-product attention?\n\n"
    "$$\\mathrm{softmax}\\left(\\frac{QK^\\top}{\\sqrt{d_k}}\\right) V$$\n\n- one\n- `two`\n"
)


@pytest.mark.parametrize(
    ("source", "budget_ms"),
    [
        (CARD, 20),
        ("word " * 2000, 250),
        ("x" * 10_000, 250),
        ("**a** `b` $c$ [d] " * 550, 250),
        (" ".join(f"{{{{c{n}::gap {n}}}}}" for n in range(1, 501)), 250),
        ("{{c1::" * 1500, 250),
        ("$" * 10_000, 250),
        ("`" * 5_000 + "``x" * 1500, 250),
        ("[" * 3_000, 400),
        ("*a " * 3_000, 400),
    ],
    ids=["card", "words", "word", "inline", "gaps", "unclosed", "dollars", "ticks", "brackets",
         "stars"],
)  # fmt: skip
def test_rendering_is_fast(source: str, budget_ms: float) -> None:
    # Budgets are several times what was measured, so that a busy machine does not fail them.
    assert fastest(source, ClozeView(250, revealed=False)) < budget_ms
