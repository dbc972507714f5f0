"""Alphabets of Unicode's Mathematical Alphanumeric Symbols (U+1D400 to U+1D7FF)."""

# Letters that look like others are what this table is about.
# ruff: noqa: RUF001

from __future__ import annotations

from typing import Final

_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOWER = _UPPER.lower()
_DIGITS = "0123456789"
_GREEK_UPPER = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ"
_GREEK_LOWER = "αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ"


def _run(characters: str, first: int, holes: str = "") -> dict[str, str]:
    """Map characters to a run of code points; `holes` are "character replacement" pairs."""
    table = {character: chr(first + at) for at, character in enumerate(characters)}
    words = holes.split()
    return table | dict(zip(words[::2], words[1::2], strict=True))


_BOLD = (
    _run(_UPPER, 0x1D400)
    | _run(_LOWER, 0x1D41A)
    | _run(_DIGITS, 0x1D7CE)
    | _run(_GREEK_UPPER, 0x1D6A8, "∇ 𝛁")
    | _run(_GREEK_LOWER, 0x1D6C2)
)
_SCRIPT = _run(_UPPER, 0x1D49C, "B ℬ E ℰ F ℱ H ℋ I ℐ L ℒ M ℳ R ℛ") | _run(
    _LOWER, 0x1D4B6, "e ℯ g ℊ o ℴ"
)
_DOUBLE = (
    _run(_UPPER, 0x1D538, "C ℂ H ℍ N ℕ P ℙ Q ℚ R ℝ Z ℤ")
    | _run(_LOWER, 0x1D552)
    | _run(_DIGITS, 0x1D7D8)
)
_FRAKTUR = _run(_UPPER, 0x1D504, "C ℭ H ℌ I ℑ R ℜ Z ℨ") | _run(_LOWER, 0x1D51E)

FONTS: Final[dict[str, dict[str, str]]] = {
    r"\mathbf": _BOLD,
    r"\boldsymbol": _BOLD,
    r"\bm": _BOLD,
    r"\mathcal": _SCRIPT,
    r"\mathscr": _SCRIPT,
    r"\mathbb": _DOUBLE,
    r"\mathfrak": _FRAKTUR,
}
# Alphabets whose meaning would be lost if a letter had no form of its own.
STRICT: Final = frozenset({r"\mathcal", r"\mathscr", r"\mathbb", r"\mathfrak"})
TEXT_COMMANDS: Final = frozenset(
    {r"\text", r"\textrm", r"\textit", r"\textbf", r"\mathrm", r"\mathsf", r"\mathtt", r"\mathit"}
)
