"""The closed subset: every command that is shown, and the characters it becomes.

Names and classes follow the TeXbook (appendix F), amssymb and Unicode's own mathematical
annotations. What is not listed here is not guessed.
"""

# Signs that look like letters are what this table is about.
# ruff: noqa: RUF001

from __future__ import annotations

from typing import Final

from mlprep.text.maths.nodes import Atom


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return {"\\" + name: sign for name, sign in zip(words[::2], words[1::2], strict=True)}


GREEK: Final = _pairs(
    "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ "
    "iota ι kappa κ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ "
    "varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω "
    "Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω"
)
ORDINARY: Final = _pairs(
    "infty ∞ partial ∂ nabla ∇ ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ emptyset ∅ varnothing ∅ "
    "forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ top ⊤ bot ⊥ angle ∠ triangle △ square □ "
    "prime ′ dots … ldots … dotsc … cdots ⋯ dotsb ⋯ vdots ⋮ ddots ⋱ "
    "% % # # & & _ _ $ $ i ı imath ı jmath ȷ checkmark ✓ degree ° backslash \\"
)
BINARY: Final = _pairs(
    "pm ± mp ∓ times × div ÷ cdot · ast ∗ star ⋆ circ ∘ bullet ∙ cup ∪ cap ∩ setminus ∖ "
    "wedge ∧ land ∧ vee ∨ lor ∨ oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ oslash ⊘ dagger † ddagger ‡ "
    "sqcup ⊔ sqcap ⊓ uplus ⊎ bmod mod"
)
RELATIONS: Final = _pairs(
    "le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ lt < gt > ll ≪ gg ≫ "
    "equiv ≡ approx ≈ sim ∼ simeq ≃ cong ≅ propto ∝ doteq ≐ triangleq ≜ coloneqq ≔ "
    "in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ subsetneq ⊊ supset ⊃ supseteq ⊇ nsubseteq ⊈ "
    "mid ∣ nmid ∤ parallel ∥ perp ⟂ prec ≺ preceq ⪯ succ ≻ succeq ⪰ lesssim ≲ gtrsim ≳ "
    "vdash ⊢ models ⊨ to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ "
    "Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺ implies ⟹ impliedby ⟸ mapsto ↦ longmapsto ⟼ "
    "longrightarrow ⟶ longleftarrow ⟵ Longrightarrow ⟹ Longleftarrow ⟸ "
    "Longleftrightarrow ⟺ hookrightarrow ↪ uparrow ↑ downarrow ↓ nearrow ↗ searrow ↘ "
    "rightsquigarrow ⇝ leadsto ⇝ rightleftharpoons ⇌ asymp ≍"
)
OPENING: Final = _pairs("{ { lbrace { lbrack [ langle ⟨ lfloor ⌊ lceil ⌈ lvert | lVert ‖")
CLOSING: Final = _pairs("} } rbrace } rbrack ] rangle ⟩ rfloor ⌋ rceil ⌉ rvert | rVert ‖")
BARS: Final = {"|": "|", "\\vert": "|", "\\|": "‖", "\\Vert": "‖"}

LARGE: Final = _pairs(
    "sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigvee ⋁ bigwedge ⋀ bigsqcup ⨆"
)
INTEGRALS: Final = _pairs("int ∫ iint ∬ iiint ∭ oint ∮")
FUNCTIONS: Final = frozenset(
    "\\" + name
    for name in [
        "log",
        "ln",
        "lg",
        "exp",
        "sin",
        "cos",
        "tan",
        "cot",
        "sec",
        "csc",
        "arcsin",
        "arccos",
        "arctan",
        "sinh",
        "cosh",
        "tanh",
        "coth",
        "arg",
        "deg",
        "dim",
        "hom",
        "ker",
    ]
)
LIMIT_FUNCTIONS: Final = {
    **{"\\" + name: name for name in ["max", "min", "sup", "inf", "lim", "det", "gcd", "Pr"]},
    r"\limsup": "lim sup",
    r"\liminf": "lim inf",
    r"\argmax": "arg max",
    r"\argmin": "arg min",
}
SPACES: Final = {
    "\\,": 1, "\\:": 1, "\\;": 1, "\\>": 1, "\\ ": 1, "~": 1, "\\!": 0, "\\quad": 2, "\\qquad": 4,
    "\\thinspace": 1, "\\enspace": 1,
}  # fmt: skip
IGNORED: Final = frozenset(
    {r"\displaystyle", r"\textstyle", r"\scriptstyle", r"\limits", r"\nolimits"}
)
NEGATED: Final = {
    "=": "≠", "∈": "∉", "≡": "≢", "∼": "≁", "⊂": "⊄", "⊆": "⊈", "∣": "∤", "<": "≮", ">": "≯",
    "≤": "≰", "≥": "≱", "≈": "≉", "∃": "∄", "⊥": "⊥̸", "→": "↛", "⇒": "⇏", "∥": "∦",
}  # fmt: skip
BIG_PREFIXES: Final = {
    "\\" + size + side: atom
    for size in ("big", "Big", "bigg", "Bigg")
    for side, atom in (
        ("", None), ("l", Atom.OPEN), ("r", Atom.CLOSE), ("m", Atom.RELATION)
    )
}  # fmt: skip

# Combining marks.
ACCENTS: Final = {
    r"\hat": "\u0302", r"\widehat": "\u0302", r"\tilde": "\u0303", r"\widetilde": "\u0303",
    r"\bar": "\u0304", r"\overline": "\u0305", r"\vec": "\u20d7", r"\dot": "\u0307",
    r"\ddot": "\u0308", r"\check": "\u030c", r"\breve": "\u0306", r"\acute": "\u0301",
    r"\grave": "\u0300", r"\mathring": "\u030a", r"\underline": "\u0332",
}  # fmt: skip
# How the accent is written over a body of several letters: hat(x + y).
ACCENT_NAMES: Final = {name: name[1:].removeprefix("wide") for name in ACCENTS} | {
    r"\overline": "bar",
}

GRIDS: Final = {
    "matrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"),
    "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"), "smallmatrix": ("", ""),
    "cases": ("{", ""), "aligned": ("", ""), "align": ("", ""), "align*": ("", ""),
    "split": ("", ""), "gathered": ("", ""),
}  # fmt: skip

PLAIN: Final = {
    "+": ("+", Atom.BINARY), "-": ("−", Atom.BINARY), "*": ("∗", Atom.BINARY),
    "=": ("=", Atom.RELATION), "<": ("<", Atom.RELATION), ">": (">", Atom.RELATION),
    ":": (":", Atom.RELATION), ",": (",", Atom.PUNCTUATION), ";": (";", Atom.PUNCTUATION),
    "(": ("(", Atom.OPEN), "[": ("[", Atom.OPEN), ")": (")", Atom.CLOSE), "]": ("]", Atom.CLOSE),
    "!": ("!", Atom.CLOSE), "?": ("?", Atom.CLOSE), "/": ("/", Atom.ORDINARY),
    ".": (".", Atom.ORDINARY), "@": ("@", Atom.ORDINARY), '"': ('"', Atom.ORDINARY),
}  # fmt: skip


def _commands() -> dict[str, tuple[str, Atom]]:
    table = {name: (sign, Atom.ORDINARY) for name, sign in (GREEK | ORDINARY | BARS).items()}
    for group, atom in (
        (BINARY, Atom.BINARY),
        (RELATIONS, Atom.RELATION),
        (OPENING, Atom.OPEN),
        (CLOSING, Atom.CLOSE),
    ):
        table |= {name: (sign, atom) for name, sign in group.items()}
    table[r"\colon"] = (":", Atom.PUNCTUATION)
    table.pop("|")
    return table


COMMANDS: Final = _commands()
# Signs that an author typed directly have the class of the command that makes them.
# A double bar alone does not say whether it opens or closes.
SIGNS: Final = {sign: atom for sign, atom in COMMANDS.values() if not sign.isascii()} | {
    "‖": Atom.ORDINARY
}

SUPERSCRIPTS: Final = dict(
    zip(
        "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφϕχ′⊤",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵠᵡ′ᵀ",
        strict=True,
    )
)
SUBSCRIPTS: Final = dict(
    zip(
        "0123456789+−=()aehijklmnoprstuvxβγρφϕχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵩᵪ",
        strict=True,
    )
)
# A whole superscript that is one of these needs no raising to be understood.
BARE_SUPERSCRIPTS: Final = {"∗": "*", "⋆": "*", "†": "†", "∘": "°", "‡": "‡", "+": "⁺", "−": "⁻"}

MATCHING: Final = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}
