r"""LaTeX formulae as text: a lexer, a parser, a one-line and a two-dimensional output.

The subset is closed and listed in `symbols`: Greek, operators, relations, arrows, sets, dots and
spacing; `\frac \dfrac \tfrac \binom \sqrt[n]{}`, scripts and primes, sums, products and
integrals with limits, named functions and `\operatorname`, accents, `\left ... \right`,
`\big` and its like, `\text \mathrm \mathbf \boldsymbol \mathbb \mathcal`, `\overset
\underset \xrightarrow \pmod \not`, and the environments matrix, pmatrix, bmatrix, Bmatrix,
vmatrix, Vmatrix, cases, aligned, align, split, gathered. Anything else is refused with its name
(`Unsupported`) and its source is shown unchanged: a wrong formula is worse than a raw one.
"""

from mlprep.text.maths.display import display, inline
from mlprep.text.maths.nodes import Unsupported
from mlprep.text.maths.parser import parse
from mlprep.text.maths.problems import MathsProblem, problems
from mlprep.text.maths.scan import Formula, formulae

__all__ = [
    "Formula",
    "MathsProblem",
    "Unsupported",
    "display",
    "formulae",
    "inline",
    "parse",
    "problems",
]
