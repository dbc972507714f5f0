"""Whether what a check prints is what the entry says."""

import re

from tests.content.library import Check, Table, keys, option_texts

from mlprep.domain.answers import is_right
from mlprep.domain.cards import TypedAnswer
from mlprep.text.prose import without_gaps

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_LATEX_SPACE = re.compile(r"\\[,;:! ]|\{,\}")
_GROUPED = re.compile(r"(?<=\d)[,\u2009\u202f](?=\d{3}\b)")
_MARKUP = re.compile(r"[`*]")
_TOLERATED = 1e-9


def agrees(printed: str, expect: str, tolerance: float = 0.0) -> bool:
    """Tell whether two outputs are the same, numbers within the tolerance."""
    if printed.strip() == expect.strip():
        return True
    if tolerance == 0:
        return False
    ours, theirs = _NUMBER.findall(printed), _NUMBER.findall(expect)
    return (
        _NUMBER.sub("#", printed).split() == _NUMBER.sub("#", expect).split()
        and len(ours) == len(theirs)
        and all(
            abs(float(one) - float(other)) <= tolerance + _TOLERATED
            for one, other in zip(ours, theirs, strict=True)
        )
    )


def output_faults(check: Check, printed: str) -> list[str]:
    """Compare what a check printed with what it should, wrong values included."""
    lines = printed.strip().split("\n")
    first = lines[0] if check.wrong else printed.strip()
    found = []
    if not agrees(first, check.expect, check.tolerance):
        found.append(f"prints {first!r}, expect says {check.expect!r}")
    if check.wrong and [line.strip() for line in lines[1:]] != [w.strip() for w in check.wrong]:
        found.append(f"prints the wrong values {lines[1:]}, `wrong` says {list(check.wrong)}")
    return found


def wrong_faults(check: Check) -> list[str]:
    """Check that the distractors' values differ from the key's and stand in the distractors."""
    values = [_plain(one) for one in check.wrong]
    if not values:
        return []
    found = []
    if len(set(values)) < len(values) or any(_same(one, check.expect) for one in values):
        found.append("a wrong value equals the right one or another wrong one")
    if "options" in check.entry:
        places = keys(check.entry)
        others = [one for n, one in enumerate(option_texts(check.entry)) if n not in places]
        pairs = zip(values, others, strict=False)
        if len(values) != len(others) or not all(stands_in(one, other) for one, other in pairs):
            found.append(f"the wrong values {values} are not those of the distractors {others}")
    return found


def expect_faults(check: Check) -> list[str]:
    """Check that `expect` is the answer, or stands in the back, the gaps or the key."""
    entry, expect = check.entry, check.expect
    if "answer" in entry:
        if is_answer(entry, expect):
            return []
        return [f"expect {expect!r} is not the answer {entry['answer']!r}"]
    places = [entry.get("back", ""), without_gaps(entry.get("cloze", ""))]
    places += [one for n, one in enumerate(option_texts(entry)) if n in keys(entry)]
    if any(stands_in(expect, place) for place in places):
        return []
    return [f"expect {expect!r} stands neither in the back nor in the key"]


def is_answer(entry: Table, expect: str) -> bool:
    """Tell whether `expect`, typed by a learner, would count as the very answer."""
    answer = entry["answer"]
    if not isinstance(answer, str):
        number = _number(expect)
        return number is not None and abs(number - answer) <= _TOLERATED * max(1.0, abs(answer))
    if entry.get("match") == "regex":
        return re.fullmatch(answer, expect) is not None
    typed = TypedAnswer(answer, tuple(map(str, entry.get("accept", ()))))
    return is_right(typed, expect) or _same(expect, answer)


def stands_in(expect: str, text: str) -> bool:
    """Tell whether a text says `expect`, not merely as a part of another word or number."""
    wanted, place = _plain(expect), _plain(text)
    before = r"(?<![\w.])(?<!\d[,])" + (r"(?<![\s(=]-)(?<!^-)" if wanted[:1].isdigit() else "")
    after = r"(?!\w)(?!\.\d)(?!,\d{3})"
    head = before if wanted[:1].isalnum() else ""
    tail = after if wanted[-1:].isalnum() else ""
    return re.search(head + re.escape(wanted) + tail, place) is not None


def _plain(text: str) -> str:
    """Even out signs, digit groups and markup."""
    text = _LATEX_SPACE.sub("", text.replace("\u2212", "-").replace("\\%", "%"))
    text = _GROUPED.sub("", _MARKUP.sub("", text).replace("$", ""))
    return " ".join(text.casefold().split())


def _number(text: str) -> float | None:
    plain = _plain(text)
    return float(plain) if _NUMBER.fullmatch(plain) else None


def _same(one: str, other: str) -> bool:
    first, second = _number(one), _number(other)
    if first is None or second is None:
        return _plain(one) == _plain(other)
    return first == second
