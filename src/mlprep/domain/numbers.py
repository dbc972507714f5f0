"""Numbers as people type them, read exactly."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

LARGEST_EXPONENT = 400
"""A power of ten beyond this is not read: no answer needs it, and it would not fit in memory."""

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_SUPERSCRIPTS = re.compile(r"(?<=[0-9])\s*([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_VULGAR = re.compile(r"(?<=[0-9])(?=[¼½¾⅐-⅞])")
_MINUS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"))
_SLASH = str.maketrans({"\u2044": "/", "\u2215": "/", "\u00f7": "/"})
_TIMES = r"(?:\s*[x\u00d7\u00b7\u22c5\u2219*]\s*|\s+)"
_POWER = r"10\s*(?:\^|\*\*)\s*[({]?\s*(?P<exponent>[+-]?\s*[0-9]{1,4})\s*[)}]?"
_POWER_OF_TEN = re.compile(rf"(?:(?P<mantissa>.*?){_TIMES})?{_POWER}", re.IGNORECASE)
_E_NOTATION = re.compile(
    r"(?P<mantissa>[0-9.,' _]*[0-9.,])\s*e(?P<exponent>[+-]?[0-9]{1,4})", re.IGNORECASE
)
_DIGITS = re.compile(r"[0-9]+")
_GROUPED = {
    mark: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{2,3}})*{re.escape(mark)}[0-9]{{3}}")
    for mark in (",", ".", " ", "'", "_")
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was read, and half a unit of its last digit; 1/3 and 10^6 have none."""

    value: Fraction
    half_unit: Fraction | None


def parse_number(text: str) -> Number | None:
    """Read a number; ``None`` where the text is none.

    Takes spaces, thousands separators (``1,000``, ``1 000``, ``1'000``, ``1.000.000``), a
    decimal comma where it cannot be a separator (``0,25`` but not ``1,250``, which is 1250),
    any minus sign, fractions (``1/3``, ``1 1/2``, ``½``) and powers of ten (``1e-3``,
    ``2·10^-3``, ``2 x 10³``, ``10^6``).
    """
    plain = _plain(text)
    sign = -1 if plain.startswith("-") else 1
    body = plain[1:].strip() if plain[:1] in {"-", "+"} else plain
    number = _fraction(body) if "/" in body else _scientific(body) or _decimal(body)
    if number is None:
        return None
    return Number(sign * number.value, number.half_unit)


def _plain(text: str) -> str:
    """Bring the many ways to write a digit or a sign to one, before NFKC blurs powers."""
    text = _SUPERSCRIPTS.sub(lambda match: "^" + match[1].translate(_SUPERSCRIPT), text)
    text = unicodedata.normalize("NFKC", _VULGAR.sub(" ", text))
    text = "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)
    text = text.translate(_MINUS).translate(_SLASH).replace("\u2019", "'")
    return " ".join(text.split()).lstrip("=≈~ ")


def _fraction(body: str) -> Number | None:
    """Read ``1/3``, ``2.5/4`` and ``1 1/2``."""
    top, _, bottom = body.partition("/")
    whole, space, rest = top.strip().rpartition(" ")
    if space and _DIGITS.fullmatch(whole) and _DIGITS.fullmatch(rest):
        before, top = Fraction(int(whole)), rest
    else:
        before = Fraction(0)
    upper, lower = _decimal(top.strip()), _decimal(bottom.strip())
    if upper is None or lower is None or lower.value == 0:
        return None
    return Number(before + upper.value / lower.value, None)


def _scientific(body: str) -> Number | None:
    """Read a power of ten, bare or with a mantissa before it."""
    match = _POWER_OF_TEN.fullmatch(body) or _E_NOTATION.fullmatch(body)
    if match is None:
        return None
    exponent = int(match["exponent"].replace(" ", ""))
    bare = match["mantissa"] is None
    mantissa = Number(Fraction(1), None) if bare else _decimal(match["mantissa"].strip())
    if mantissa is None or abs(exponent) > LARGEST_EXPONENT:
        return None
    scale = Fraction(10) ** exponent
    half_unit = None if mantissa.half_unit is None else mantissa.half_unit * scale
    return Number(mantissa.value * scale, half_unit)


def _decimal(body: str) -> Number | None:
    """Read digits with separators and a decimal point or comma."""
    for whole, part in _splits(body):
        digits = _ungrouped(whole)
        if digits is not None and (digits or part) and (not part or _DIGITS.fullmatch(part)):
            value = Fraction(int((digits + part) or "0"), 10 ** len(part))
            return Number(value, Fraction(1, 2 * 10 ** len(part)))
    return None


def _splits(body: str) -> list[tuple[str, str]]:
    """Ways to part the whole from the decimals, the likelier first."""
    point, comma = body.rfind("."), body.rfind(",")
    if point < 0 and comma < 0:
        return [(body, "")]
    at = max(point, comma)
    parted = (body[:at], body[at + 1 :])
    if body[at] == "." and body.count(".") == 1:
        return [parted]
    # 1,000 and 1.000.000 are groups; 1,5 and 1.500,25 can only have a decimal comma.
    return [(body, ""), parted] if body.count(body[at]) == 1 else [(body, "")]


def _ungrouped(whole: str) -> str | None:
    """Return the digits without separators; ``None`` where they are not grouped rightly."""
    if not whole or _DIGITS.fullmatch(whole):
        return whole
    for mark, pattern in _GROUPED.items():
        if mark in whole and not whole.startswith("0") and pattern.fullmatch(whole):
            return whole.replace(mark, "")
    return None
